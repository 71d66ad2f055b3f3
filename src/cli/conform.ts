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

const FIRST_STEPS = `
Without a command it runs cases: \`conform link\` is \`conform run link\`; options and exit statuses: conform run --help.

Examples, from nothing to a verdict (docs/conformance.md):
  fabric-gossip conform init my-peer --language python           a skeleton to put your node into
  fabric-gossip conform doctor --target my-peer/target.json      is everything in place?
  fabric-gossip conform smoke --target my-peer/target.json       what does a node lack?
  fabric-gossip conform link --target my-peer/target.json        a chapter of cases
  fabric-gossip conform explain LINK-4                           what a clause says, and who judges it
  fabric-gossip conform --target inproc                          all cases on the reference, in this process`;

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
    .addCommand(selftestCommand())
    .addHelpText('after', FIRST_STEPS);
}
