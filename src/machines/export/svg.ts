/**
 * A machine as an SVG picture: states as boxes, rows of the state table as arrows that carry their
 * ids. Follows the reader's light or dark setting; carries title and description for screen readers.
 */
import type { AnyStateMachine } from 'xstate';
import { ANY_STATE, type Chart, chartOf } from './chart.js';
import {
  type Box,
  type Drawing,
  drawingOf,
  FONT_PX,
  idWidth,
  LINE_PX,
  type Line,
  NAME_PX,
  type Path,
} from './layout.js';

const STYLE = `
  svg { --page: #ffffff; --ink: #1f2430; --quiet: #5b6475; --line: #7a8499; --box: #f3f5fa;
        --edge: #c3cadb; --id: #0b57b8; --end: #e9edf5; }
  @media (prefers-color-scheme: dark) {
    svg { --page: #14171f; --ink: #e8ebf2; --quiet: #a2abbd; --line: #8b95aa; --box: #1f2430;
          --edge: #46506a; --id: #8ab8ff; --end: #262d3d; }
  }
  text { font: ${FONT_PX}px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
         fill: var(--ink); }
  .title { font: 600 17px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
  .note { font: 12px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; fill: var(--quiet); }
  .name { font-weight: 600; font-size: 14px; text-anchor: middle; }
  .id { fill: var(--id); }
  .quiet { fill: var(--quiet); }
  .page { fill: var(--page); }
  .label { fill: var(--page); stroke: var(--edge); stroke-width: 0.75; }
  .box { fill: var(--box); stroke: var(--edge); stroke-width: 1.5; }
  .end { fill: var(--end); }
  .any { stroke-dasharray: 5 4; }
  .rule { stroke: var(--edge); }
  .path { fill: none; stroke: var(--line); stroke-width: 1.5; }
  .head, .start { fill: var(--line); }
`;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const px = (n: number) => String(Math.round(n * 10) / 10);

const TOP = 46;
const LEGEND = [
  'AREA-Rn event [guard] / action: a row of the state table. Blue: its id in the specification.',
  'Inside a box: rows that stay; ↻ leaves the state and enters it again, so its delays start anew.',
  'Double frame: nothing leads out. Events that are not shown are ignored.',
];

export function svgOf(machine: AnyStateMachine): string {
  const chart = chartOf(machine);
  const drawing = drawingOf(chart);
  const legendWidth = Math.max(...LEGEND.map((line) => line.length)) * 6.3 + 48;
  const width = Math.max(drawing.width, legendWidth);
  const height = TOP + drawing.height + LEGEND.length * LINE_PX + 20;
  const left = (width - drawing.width) / 2;
  const foot = TOP + drawing.height + LINE_PX;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" ` +
      `viewBox="0 0 ${px(width)} ${px(height)}" role="img" aria-labelledby="title desc">`,
    `<title id="title">State machine ${escaped(chart.name)}</title>`,
    `<desc id="desc">${escaped(inWords(chart))}</desc>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" ' +
      'markerHeight="8" orient="auto"><path class="head" d="M0 1 L9 5 L0 9 z"/></marker></defs>',
    `<rect class="page" width="100%" height="100%"/>`,
    `<text class="title" x="24" y="32">${escaped(chart.name)}</text>`,
    `<g transform="translate(${px(left)} ${TOP})">`,
    ...body(chart, drawing),
    '</g>',
    ...LEGEND.map(
      (line, i) =>
        `<text class="note" x="24" y="${px(foot + i * LINE_PX)}">${escaped(line)}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

/** Lines first, then labels over them, then boxes. */
function body(chart: Chart, { paths, boxes, start }: Drawing): string[] {
  return [
    ...paths.map((path) => `<path class="path" marker-end="url(#arrow)" d="${curve(path)}"/>`),
    ...paths.filter((path) => path.lines.length > 0).flatMap(label),
    `<circle class="start" cx="${px(start.x)}" cy="${px(start.y)}" r="7"/>`,
    ...boxes.flatMap((box) => boxLines(box, chart.ends.includes(box.state))),
  ];
}

/** Through the middles of the segments, so that corners are round. */
function curve({ points }: Path): string {
  const [first, ...rest] = points;
  const last = rest.at(-1)!;
  const middles = rest
    .slice(0, -1)
    .map((p, i) => ({ p, x: (p.x + rest[i + 1]!.x) / 2, y: (p.y + rest[i + 1]!.y) / 2 }));
  const turns = middles.map(({ p, x, y }) => `Q${px(p.x)} ${px(p.y)} ${px(x)} ${px(y)}`);
  return `M${px(first!.x)} ${px(first!.y)} ${turns.join(' ')} L${px(last.x)} ${px(last.y)}`;
}

function textLines(lines: readonly Line[], left: number, top: number): string[] {
  const indent = idWidth(lines);
  return lines.flatMap(({ id, text, quiet }, i) => {
    const y = px(top + (i + 0.75) * LINE_PX);
    const words = `<text${quiet ? ' class="quiet"' : ''} x="${px(left + indent)}" y="${y}">`;
    return [
      ...(id === '' ? [] : [`<text class="id" x="${px(left)}" y="${y}">${escaped(id)}</text>`]),
      `${words}${escaped(text)}</text>`,
    ];
  });
}

function label({ x, y, width, height, lines }: Path): string[] {
  const [left, top] = [x - width / 2, y - height / 2];
  return [
    `<rect class="label" x="${px(left)}" y="${px(top)}" width="${px(width)}" ` +
      `height="${px(height)}" rx="4"/>`,
    ...textLines(lines, left + 7, top + 4),
  ];
}

function boxLines({ state, x, y, width, height, lines }: Box, end: boolean): string[] {
  const [left, top] = [x - width / 2, y - height / 2];
  const rect = (inset: number, kind: string) =>
    `<rect class="${kind}" x="${px(left + inset)}" y="${px(top + inset)}" ` +
    `width="${px(width - 2 * inset)}" height="${px(height - 2 * inset)}" rx="${9 - inset}"/>`;
  const kind = `box${end ? ' end' : ''}${state === ANY_STATE ? ' any' : ''}`;
  const baseline = lines.length === 0 ? y + 5 : top + NAME_PX / 2 + 7;
  const divider = px(top + NAME_PX);
  return [
    rect(0, kind),
    ...(end ? [rect(4, kind)] : []),
    `<text class="name" x="${px(x)}" y="${px(baseline)}">${escaped(state)}</text>`,
    ...(lines.length === 0
      ? []
      : [
          `<path class="rule" d="M${px(left + 1)} ${divider} H${px(left + width - 1)}"/>`,
          ...textLines(lines, left + 10, top + NAME_PX + 4),
        ]),
  ];
}

/** What the picture says, for those who do not see it. */
function inWords({ initial, arrows }: Chart): string {
  const rows = arrows.map(({ id, from, to, kind, events, guard, actions }) => {
    const when = `${events.join(' or ')}${guard === '' ? '' : ` if ${guard}`}`;
    const then = kind === 'ignore' ? 'ignored' : kind === 'stay' ? 'stays' : `to ${to}`;
    return `${id}: ${from}, ${when}: ${then}${actions.length ? `, ${actions.join(', ')}` : ''}.`;
  });
  return `Starts in ${initial}. ${rows.join(' ')}`;
}
