/**
 * A machine of the specification as SVG: the way from its beginning to the rows that decide what a
 * case judges, and those rows in the colour of failure. Coloured by the page's variables.
 */
import { Graph, layout } from '@dagrejs/dagre';
import { escapeXml } from './escape.js';
import { ANY, leaves, pathTo } from './spec/pointed.js';
import type { StateRow, StateTable } from './spec/tables.js';

const CHAR_PX = 7.3;
const LINE_PX = 16;
const NAME_PX = 30;
const HEAD_PX = 8;
const IDS_A_LINE = 2;
const START = '(start)';

type Part = 'offending' | 'path' | 'plain';

interface Label {
  readonly part: Part;
  readonly text: string;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Placed extends Point {
  readonly width: number;
  readonly height: number;
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly rows: StateRow[];
}

export function stateDiagram(table: StateTable, marked: readonly string[]): string {
  const way = pathTo(table, marked[0]!).map(({ id }) => id);
  const partOf = ({ id }: StateRow): Part =>
    marked.includes(id) ? 'offending' : way.includes(id) ? 'path' : 'plain';
  const edges = edgesOf(table);
  const states = [...new Set(edges.flatMap(({ from, to }) => [from, to])), table.initial];
  for (const row of table.rows) if (partOf(row) === 'offending') states.push(row.state);
  const inside = new Map(
    [...new Set(states)].map((state) => [
      state,
      table.rows.filter((r) => r.state === state && !moves(r)).flatMap((r) => told(r, partOf(r))),
    ]),
  );
  const labels = edges.map(({ rows }) => labelsOf(rows, partOf));
  const graph = laidOut(table, edges, inside, labels);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const visited = new Set([
    table.initial,
    ...table.rows.filter(({ id }) => way.includes(id)).map(({ next }) => next),
  ]);
  const title = `Machine ${table.name}: ${[...way, marked.join(', ')].join(', then ')}`;
  return [
    `<svg class="machine" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img" aria-label="${escapeXml(title)}">`,
    drawn(START, table.initial, 'path', [], graph),
    ...edges.map(({ from, to, rows }, i) =>
      drawn(from, to, worst(rows.map(partOf)), labels[i]!, graph),
    ),
    circle(graph.node(START) as Placed),
    ...[...inside].map(([state, lines]) =>
      box(state, lines, visited.has(state), graph.node(state) as Placed),
    ),
    '</svg>',
  ].join('\n');
}

const moves = (row: StateRow): boolean => leaves(row) && row.next !== row.state;

/** Rows that lead to another state, those with the same ends together. */
function edgesOf({ rows }: StateTable): Edge[] {
  const edges = new Map<string, Edge>();
  for (const row of rows.filter(moves)) {
    const key = `${row.state} ${row.next}`;
    const edge = edges.get(key) ?? { from: row.state, to: row.next, rows: [] };
    edge.rows.push(row);
    edges.set(key, edge);
  }
  return [...edges.values()];
}

/** A row in words where it matters, else its id alone. */
const told = (row: StateRow, part: Part): Label[] => {
  if (part === 'plain') return [];
  const { id, state, events, guard, actions, next } = row;
  const last = events.length - 1;
  return [
    ...events.map((event, i) => ({
      part,
      text: `${i === 0 ? id : ' '.repeat(id.length)} ${event}${i === last && guard ? ` [${guard}]` : ''}`,
    })),
    ...(next === '(ignore)' ? [{ part, text: '  ignore' }] : []),
    ...(next === state ? [{ part, text: '  ↻ enters it anew' }] : []),
    ...(actions.length > 0 ? [{ part, text: `  / ${actions.join(', ')}` }] : []),
  ];
};

function labelsOf(rows: readonly StateRow[], partOf: (row: StateRow) => Part): Label[] {
  const plain = rows.filter((row) => partOf(row) === 'plain').map(({ id }) => id);
  const lines: Label[] = [];
  for (let i = 0; i < plain.length; i += IDS_A_LINE) {
    lines.push({ part: 'plain', text: plain.slice(i, i + IDS_A_LINE).join(' ') });
  }
  return [...rows.flatMap((row) => told(row, partOf(row))), ...lines];
}

const sizeOf = (lines: readonly Label[]) => ({
  width: lines.length === 0 ? 0 : Math.max(...lines.map((l) => l.text.length)) * CHAR_PX + 12,
  height: lines.length === 0 ? 0 : lines.length * LINE_PX + 6,
});

function laidOut(
  table: StateTable,
  edges: readonly Edge[],
  inside: ReadonlyMap<string, readonly Label[]>,
  labels: readonly (readonly Label[])[],
): Graph {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 36, edgesep: 18, ranksep: 44, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [state, lines] of inside) {
    const size = sizeOf(lines);
    const width = Math.max(90, state.length * CHAR_PX * 1.15 + 28, size.width + 12);
    graph.setNode(state, { width, height: NAME_PX + size.height + (size.height > 0 ? 6 : 0) });
  }
  graph.setNode(START, { width: 12, height: 12 });
  graph.setEdge(START, table.initial, { width: 0, height: 0 });
  for (const [i, { from, to }] of edges.entries()) {
    graph.setEdge(from, to, { ...sizeOf(labels[i]!), labelpos: 'c' });
  }
  layout(graph);
  return graph;
}

const RANK: readonly Part[] = ['offending', 'path', 'plain'];
const worst = (parts: readonly Part[]): Part => RANK.find((part) => parts.includes(part))!;
const px = (n: number): string => String(Math.round(n * 10) / 10);

function drawn(
  from: string,
  to: string,
  part: Part,
  lines: readonly Label[],
  graph: Graph,
): string {
  const edge = graph.edge(from, to) as Placed & { readonly points: readonly Point[] };
  const points = edge.points;
  const [before, tip] = [points.at(-2)!, points.at(-1)!];
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const corner = (turn: number): string =>
    `${px(tip.x - HEAD_PX * Math.cos(angle + turn))} ${px(tip.y - HEAD_PX * Math.sin(angle + turn))}`;
  const { width, height } = sizeOf(lines);
  const [left, top] = [edge.x - width / 2, edge.y - height / 2];
  const label =
    lines.length === 0
      ? ''
      : `<rect class="label" x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}" rx="3"/>${texts(lines, left + 6, top + 3)}`;
  return `<g class="edge ${part}${from === ANY ? ' any' : ''}"><path class="line" d="${curve(points)}"/><path class="head" d="M${px(tip.x)} ${px(tip.y)}L${corner(0.45)}L${corner(-0.45)}z"/>${label}</g>`;
}

/** Round through the corners. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const turns = rest.slice(0, -1).map((p, i) => {
    const next = rest[i + 1]!;
    return `Q${px(p.x)} ${px(p.y)} ${px((p.x + next.x) / 2)} ${px((p.y + next.y) / 2)}`;
  });
  const last = rest.at(-1)!;
  return `M${px(first!.x)} ${px(first!.y)}${turns.join('')}L${px(last.x)} ${px(last.y)}`;
}

const texts = (lines: readonly Label[], x: number, top: number): string =>
  lines
    .map(
      ({ part, text }, i) =>
        `<text class="${part}" x="${px(x)}" y="${px(top + (i + 0.75) * LINE_PX)}">${escapeXml(text)}</text>`,
    )
    .join('');

const circle = ({ x, y }: Placed): string =>
  `<circle class="start" cx="${px(x)}" cy="${px(y)}" r="5"/>`;

function box(state: string, lines: readonly Label[], onWay: boolean, at: Placed): string {
  const [left, top] = [at.x - at.width / 2, at.y - at.height / 2];
  const kind = `${onWay ? ' path' : ''}${state === ANY ? ' any' : ''}`;
  const name = `<text class="name" x="${px(at.x)}" y="${px(top + 20)}" text-anchor="middle">${escapeXml(state)}</text>`;
  return `<g class="state${kind}"><rect x="${px(left)}" y="${px(top)}" width="${px(at.width)}" height="${px(at.height)}" rx="6"/>${name}${texts(lines, left + 8, top + NAME_PX)}</g>`;
}
