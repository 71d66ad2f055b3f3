/** `fabric-gossip conform merge`: one report of the parts that were played with `--shard`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { EXIT_STATUS } from './options.js';

const EXAMPLES = `
Parts are of one run if target, implementation, profile, features, seed, set, suite and specification
are the same. A missing part is named, and nothing is written.

Examples:
  fabric-gossip conform --shard 1/2 --out reports/1      on one machine
  fabric-gossip conform --shard 2/2 --out reports/2      on another
  fabric-gossip conform merge reports/all reports/1/run.json reports/2/run.json

${EXIT_STATUS}`;

export function mergeCommand(): Command {
  return new Command('merge')
    .description('put the parts of a run together that were played with --shard')
    .argument('<out>', 'folder for run.json, junit.xml and index.html of the whole')
    .argument('<run.json...>', 'the record of each part')
    .option('--json', 'print the whole run.json instead of the summary')
    .addHelpText('after', EXAMPLES)
    .action(async (out: string, paths: readonly string[], options: { json?: boolean }) => {
      const [
        { merged, mergedTrace },
        { readRun },
        { summary },
        { exitStatus },
        { CASES },
        files,
        closing,
      ] = await Promise.all([
        import('../../../conformance/merge.js'),
        import('../../../conformance/reports/read-run.js'),
        import('../../../conformance/reports/terminal.js'),
        import('../../../conformance/harness/verdict.js'),
        import('../../../conformance/registry.js'),
        import('./write-reports.js'),
        import('./closing.js'),
      ]);
      const parts = paths.map((path) => ({ path, report: readRun(path) }));
      const report = merged(parts);
      const trace = mergedTrace(parts);
      files.makeFolder(out, out);
      if (trace && report.trace) writeFileSync(join(out, report.trace), trace);
      files.writeReports(out, report);
      if (options.json) console.log(JSON.stringify(report, null, 2));
      else {
        const index = `report: ${join(out, 'index.html')}`;
        console.log([summary(report) + index, ...closing.closingLines(report, CASES)].join('\n'));
      }
      process.exitCode = exitStatus(report.cases.map(({ verdict }) => verdict));
    });
}
