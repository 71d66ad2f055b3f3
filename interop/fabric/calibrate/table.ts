/** The comparison as text. */
import { isApart, type Row, type Side } from './compare.js';

const HEADER = ['', 'side', 'n', 'missing', 'min', 'median', 'p90', 'max', 'mean'];

const figures = (name: string, side: string, of: Side | undefined): string[] =>
  of === undefined
    ? [name, side, '0', '', '', '', '', '', '']
    : [
        name,
        side,
        `${of.n}`,
        `${of.missing}`,
        ...[of.min, of.median, of.p90, of.max, of.mean].map((ms) => `${Math.round(ms)}`),
      ];

/** Markdown: figures in ms of both sides, then the distances. */
export function tablesOf(rows: readonly Row[]): string {
  const samples = rows.flatMap(({ measure, fabric, simulated }) => [
    figures(measure, 'Fabric', fabric),
    figures('', 'simulator', simulated),
  ]);
  const distances = rows.flatMap((row) => {
    const { measure, distance } = row;
    if (distance === undefined) return [];
    const { statistic, critical, criticalIndependent, medianDifference, interval } = distance;
    return [
      [
        measure,
        statistic.toFixed(3),
        critical.toFixed(3),
        criticalIndependent.toFixed(3),
        isApart(row) ? 'apart' : 'alike',
        `${medianDifference >= 0 ? '+' : ''}${medianDifference.toFixed(2)} × ${interval.split('.').at(-1)}`,
      ],
    ];
  });
  return [
    markdown(HEADER, samples),
    markdown(
      [
        '',
        'distance',
        'critical, cycles dealt',
        'critical, independent',
        'verdict',
        'medians apart by',
      ],
      distances,
    ),
  ].join('\n\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const markdown = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
