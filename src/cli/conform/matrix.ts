/** `fabric-gossip conform matrix`: several runs beside each other on one page. */
import { Command } from 'commander';

const EXAMPLES = `
Without --html, --md and --json: Markdown on standard output. Where index.html lies beside a run.json,
the page links to it.

Examples:
  fabric-gossip conform matrix a/run.json b/run.json --html matrix.html
  fabric-gossip conform matrix */run.json --md matrix.md
  fabric-gossip conform matrix a/run.json b/run.json --json

FILE may be - for standard output.

Exit status: 0 written, 64 wrong usage.`;

export interface MatrixOptions {
  readonly html?: string;
  readonly md?: string;
  readonly json?: boolean;
}

export function matrixCommand(): Command {
  return new Command('matrix')
    .description('put several runs on one page: implementations by cases')
    .argument('<run.json...>', 'records of runs')
    .option('--html <file>', 'one page for people, which loads nothing')
    .option('--md <file>', 'Markdown: totals, and the cases that differ or fail')
    .option('--json', 'print the matrix as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], options: MatrixOptions) => {
      const { matrix } = await import('./reports/matrix.js');
      matrix(paths, options);
    });
}
