/** `fabric-gossip conform report`: every report of a run from its record. */
import { Command } from 'commander';

const EXAMPLES = `
The record of a self-test (selftest.json) has --html and --md.

Examples:
  fabric-gossip conform report reports/conform/run.json                     the summary again
  fabric-gossip conform report run.json --html run.html --junit junit.xml
  fabric-gossip conform report run.json --md - >> "$GITHUB_STEP_SUMMARY"
  fabric-gossip conform report run.json --badge badge.json                  for shields.io/endpoint
  fabric-gossip conform report reports/selftest/selftest.json --html selftest.html

FILE may be - for standard output.

Exit status: 0 written, 64 wrong usage.`;

export interface ReportOptions {
  readonly html?: string;
  readonly junit?: string;
  readonly md?: string;
  readonly tap?: string;
  readonly badge?: string;
}

export function reportCommand(): Command {
  return new Command('report')
    .description('make the reports of a run from its run.json')
    .argument('<run.json>', 'record of a run')
    .option('--html <file>', 'one page for people, which loads nothing')
    .option('--junit <file>', 'JUnit XML, for continuous integration')
    .option('--md <file>', 'Markdown, for the summary of a job')
    .option('--tap <file>', 'Test Anything Protocol, version 14')
    .option('--badge <file>', 'JSON for an endpoint badge of shields.io')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, options: ReportOptions) => {
      const { report } = await import('./reports/report.js');
      report(path, options);
    });
}
