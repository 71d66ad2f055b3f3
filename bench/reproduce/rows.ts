/** One reproduced figure, its verdict, and how a table of them reads. */

/** How sure a figure is: read in the primary text or code, read elsewhere, computed, recalled. */
export type Surety = 'V' | 'S' | 'C' | 'R';

export interface Row {
  readonly figure: string;
  readonly expected: number;
  readonly measured: number;
  /** Three standard errors of the sample, or 0 where every run must give the same. */
  readonly tolerance: number;
  /** How many values the measured one is the mean of. */
  readonly sample: number;
  readonly source: string;
  readonly surety: Surety;
}

export const isWithin = ({ expected, measured, tolerance }: Row): boolean =>
  Math.abs(measured - expected) <= tolerance;

const HEAD = ['figure', 'expected', 'measured', 'tolerance', 'sample', 'verdict', 'source'];

/** Markdown, so that it can be put into a document as it is. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.figure,
    number(row.expected),
    number(row.measured),
    row.tolerance === 0 ? 'exact' : `± ${number(row.tolerance)}`,
    `${row.sample}`,
    isWithin(row) ? 'ok' : 'NOT WITHIN',
    `${row.source} (${row.surety})`,
  ]);
  return [HEAD, HEAD.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const number = (value: number): string =>
  Number.isInteger(value) ? `${value}` : value.toFixed(Math.abs(value) < 10 ? 3 : 2);
