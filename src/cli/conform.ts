/** `fabric-gossip conform`: judges an implementation by the cases of the conformance suite. */
import { Command } from 'commander';
import { adapterCommand } from './conform/adapter.js';
import { baselineCommand } from './conform/baseline.js';
import { diffCommand } from './conform/diff.js';
import { doctorCommand } from './conform/doctor.js';
import { explainCommand } from './conform/explain.js';
import { initCommand } from './conform/init.js';
import { judgeCommand } from './conform/judge.js';
import { listCommand } from './conform/list.js';
import { matrixCommand } from './conform/matrix.js';
import { mergeCommand } from './conform/merge.js';
import { replayCommand } from './conform/replay.js';
import { reportCommand } from './conform/report.js';
import { runCommand } from './conform/run.js';
import { selftestCommand } from './conform/selftest.js';
import { smokeCommand } from './conform/smoke.js';

export function conformCommand(): Command {
  return new Command('conform')
    .description('judge an implementation by the clauses of the specification')
    .addCommand(runCommand(), { isDefault: true })
    .addCommand(initCommand())
    .addCommand(doctorCommand())
    .addCommand(smokeCommand())
    .addCommand(judgeCommand())
    .addCommand(replayCommand())
    .addCommand(listCommand())
    .addCommand(explainCommand())
    .addCommand(mergeCommand())
    .addCommand(baselineCommand())
    .addCommand(reportCommand())
    .addCommand(matrixCommand())
    .addCommand(diffCommand())
    .addCommand(adapterCommand())
    .addCommand(selftestCommand());
}
