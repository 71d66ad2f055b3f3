/** Figures and their conditions as a table in Markdown. */
import type { Conditions } from './conditions.js';
import { type Figure, REFERENCE } from './figures.js';

export interface Report {
  readonly conditions: Conditions;
  /** Settings of the run, in words: what is not there is as by default in both. */
  readonly settings: readonly string[];
  readonly figures: readonly Figure[];
}

/** Sides of Fabric first. */
export function tableOf({ conditions, settings, figures }: Report): string {
  const sides = [...new Set(figures.flatMap(({ sides }) => Object.keys(sides)))];
  const columns = [...sides.filter((side) => side !== REFERENCE), REFERENCE];
  const others = columns.slice(0, -1);
  const rows = figures.map((figure) => [
    `${figure.name} (${figure.unit})`,
    ...columns.map((side) => cell(figure, side)),
    ...others.map((side) => ratioText(figure.ratios[side])),
  ]);
  const header = ['figure', ...columns, ...others.map((side) => `times as good as ${side}`)];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
    '',
    ...conditionLines(conditions),
    ...settings,
    '',
  ].join('\n');
}

function cell({ sides }: Figure, side: string): string {
  const summary = sides[side];
  if (summary === undefined) return '';
  const { median, min, max, count } = summary;
  return count === 1
    ? rounded(median)
    : `${rounded(median)} (${rounded(min)} to ${rounded(max)}, ${count} runs)`;
}

const ratioText = (ratio: number | undefined): string =>
  ratio === undefined || !Number.isFinite(ratio) ? '' : `${rounded(ratio)} ×`;

/** Three digits that count, and no more than are there. */
function rounded(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
}

function conditionLines(of: Conditions): string[] {
  const sync = `${of.syncMsBefore.toFixed(2)} ms before, ${of.syncMsAfter.toFixed(2)} ms after`;
  return [
    `${of.date.slice(0, 16).replace('T', ' ')} UTC, ${of.cores} cores (${of.processor}), Node ${of.node}.`,
    `Load average of a minute: ${of.loadBefore.toFixed(1)} before, ${of.loadAfter.toFixed(1)} after.`,
    `A write of 4 KB and its sync to disk: ${sync}. Both sides sync every block before they call it committed.`,
  ];
}
