/** `fabric-gossip conform diff`: what changed between two runs. */
import { Command } from 'commander';

const EXAMPLES = `
Examples:
  fabric-gossip conform diff last-week/run.json reports/conform/run.json
  fabric-gossip conform diff old.json new.json --json

A case that is judged for the first time makes nothing worse; one that is no longer judged does.
Where a case was repeated, its worst round counts.

Exit status: 0 nothing got worse, 1 something did, 64 wrong usage.`;

export function diffCommand(): Command {
  return new Command('diff')
    .description('compare two runs: newly failing, newly passing, no longer judged')
    .argument('<old.json>', 'record of the earlier run')
    .argument('<new.json>', 'record of the later run')
    .option('--json', 'print the comparison as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (before: string, after: string, { json }: { readonly json?: boolean }) => {
      const [{ compare, comparisonText }, { readRun }] = await Promise.all([
        import('../../../conformance/reports/compare.js'),
        import('../../../conformance/reports/read-run.js'),
      ]);
      const comparison = compare(readRun(before), readRun(after));
      console.log(json ? JSON.stringify(comparison, null, 2) : comparisonText(comparison));
      process.exitCode = comparison.isWorse ? 1 : 0;
    });
}
