/** The matrix as people read it, and its place in a page. */
import { chapterTitle } from '../../../conformance/reports/chapters.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import type { Cell, FabricMatrix, VersionColumn } from './matrix.js';

const BEGIN = '<!-- fabric-matrix: npm run interop:suite -- --matrix --write -->';
const END = '<!-- /fabric-matrix -->';

/** @param chapter91 address of the chapter that the entries stand in. */
export function matrixMarkdown({ chapters, versions }: FabricMatrix, chapter91: string): string {
  const linked = (id: string): string => `[${id}](${chapter91})`;
  const heads = versions.flatMap(({ version }) => [
    `${version}: passed`,
    'unsupported',
    'other',
    'deviating',
  ]);
  const cells = (cell: Cell | undefined): string[] => {
    if (cell === undefined) return ['–', '–', '–', '–'];
    const entries = [...new Set(cell.deviating.flatMap((one) => one.entries))];
    const links = entries.length > 0 ? `: ${entries.map(linked).join(', ')}` : '';
    return [
      `${cell.passed} of ${cell.cases}`,
      String(cell.unsupported),
      String(cell.other),
      `${cell.deviating.length}${links}`,
    ];
  };
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  return [
    row(['Chapter', ...heads]),
    row(['---', ...heads.map(() => '---')]),
    ...chapters.map((chapter) =>
      row([chapterTitle(chapter), ...versions.flatMap((one) => cells(one.chapters[chapter]))]),
    ),
    row(['All', ...versions.flatMap((one) => cells(sumOf(one)))]),
    '',
    ...versions.flatMap(runsOf),
  ].join('\n');
}

/** All chapters of a version; what deviates stands with the chapters. */
function sumOf({ chapters }: VersionColumn): Cell {
  const cells = Object.values(chapters);
  const sum = (of: (cell: Cell) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  return {
    cases: sum(({ cases }) => cases),
    passed: sum(({ passed }) => passed),
    unsupported: sum(({ unsupported }) => unsupported),
    other: sum(({ other }) => other),
    deviating: cells.flatMap(({ deviating }) => deviating.map(({ id }) => ({ id, entries: [] }))),
  };
}

function runsOf(column: VersionColumn): string[] {
  const { version, profile, runs, seconds, days, played, passed, again, withheld, unsteady } =
    column;
  const [from, to] = seconds.map((value) => Math.round(value));
  const when = days[0] === days[1] ? days[0] : `${days[0]} to ${days[1]}`;
  const span = runs === 1 ? `1 run of ${from} s` : `${runs} runs of ${from} to ${to} s`;
  const rate = ((100 * passed) / played).toFixed(2);
  return [
    `- **${version}**, profile ${profile}, ${when}: ${span}; ${passed} of ${played} played cases passed (${rate} %), ${again} of them not at the first go; ${withheld} withheld.`,
    ...unsteady.map(({ id, ended }) => {
      const said = Object.entries(ended).map(([word, count]) => `${count} ${word}`);
      return `  - \`${id}\`: ${said.join(', ')}`;
    }),
  ];
}

/** The page with the matrix between its marks. @throws UserMistake if the page has none. */
export function placed(page: string, matrix: string, name: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new UserMistake(`${name}: expected the lines ${BEGIN} and ${END}, between which it goes`);
  }
  return `${page.slice(0, begin + BEGIN.length)}\n\n${matrix}\n\n${page.slice(end)}`;
}
