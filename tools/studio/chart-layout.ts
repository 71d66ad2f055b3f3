/**
 * Where the states and arrows of a machine go in the studio: small labels, row id and event, so that a
 * chart fits beside the network. Guards and actions stand in the table of rows below it.
 */
import { Graph, layout } from '@dagrejs/dagre';
import { type Arrow, chartOf } from '../../src/machines/export/chart.js';
import type { MachineEntry } from '../../src/machines/index.js';
import type {
  ChartBox,
  ChartLabel,
  ChartPath,
  StudioChart,
} from '../../studio/statechart/chart.js';

/** Of the page's label font. */
const CHAR_PX = 6.5;
const NAME_CHAR_PX = 7.6;
/** Beside the name, for how many are in the state. */
const COUNT_PX = 56;
const LINE_PX = 15;
const NAME_PX = 30;
const START = '(start)';
/** Room for a chart beside the network. */
const ROOM_PX = { width: 470, height: 520 };
const RANKERS = ['network-simplex', 'tight-tree', 'longest-path'] as const;

/** From so many states a row to an end is said in the box: arrows would hide the rest. */
const END_ARROWS_MAX = 2;

const labelOf = ({ id, events, guard, from, to, kind }: Arrow): ChartLabel => ({
  row: id,
  text: `${kind === 'go' && from === to ? '↻ ' : ''}${events.join(', ')}${guard === '' ? '' : ' ?'}`,
});

/** `R4` says enough where the area is that of the chart. */
export const shortRow = (row: string): string => row.replace(/^[A-Z]+-/, '');

const widthOf = (labels: readonly ChartLabel[]): number =>
  Math.max(0, ...labels.map(({ row, text }) => shortRow(row).length + 1 + text.length)) * CHAR_PX +
  12;

/** How many times too large a chart is for the room. */
const excess = ({ width, height }: StudioChart): number =>
  Math.max(1, width / ROOM_PX.width, height / ROOM_PX.height);
/** From here on its words are too small to read, and arrows carry the ids of rows alone. */
const EXCESS_MAX = 1.25;

/** Laid out in several ways, of which the smallest is taken. */
export function studioChartOf(entry: MachineEntry): StudioChart {
  const full = smallest(entry, false);
  return excess(full) > EXCESS_MAX ? smallest(entry, true) : full;
}

const smallest = (entry: MachineEntry, isTerse: boolean): StudioChart =>
  RANKERS.flatMap((ranker) =>
    [false, true].map((isTurned) => laidOut(entry, ranker, isTurned, isTerse)),
  ).reduce((best, one) => (excess(one) < excess(best) ? one : best));

function laidOut(
  { name, chapter, machine }: MachineEntry,
  ranker: (typeof RANKERS)[number],
  isTurned: boolean,
  isTerse: boolean,
): StudioChart {
  const chart = chartOf(machine);
  const arrows = chart.arrows.filter(({ kind }) => kind !== 'ignore');
  const manyEnds = new Set(
    chart.ends.filter(
      (end) =>
        new Set(arrows.filter(({ to }) => to === end).map((a) => a.from)).size > END_ARROWS_MAX,
    ),
  );
  const isInside = ({ from, to }: Arrow) => from === to || manyEnds.has(to);
  const insideLabel = (arrow: Arrow): ChartLabel => {
    const label = labelOf(arrow);
    return arrow.from === arrow.to ? label : { ...label, text: `${label.text} → ${arrow.to}` };
  };
  const outside = (arrow: Arrow): ChartLabel =>
    isTerse ? { row: arrow.id, text: arrow.guard === '' ? '' : '?' } : labelOf(arrow);
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: isTurned ? 'LR' : 'TB',
    ranker,
    nodesep: 22,
    edgesep: 12,
    ranksep: 28,
    marginx: 8,
    marginy: 8,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const states = [...new Set([...chart.states, ...arrows.map(({ from }) => from)])];
  const inside = new Map(
    states.map((state) => [
      state,
      arrows.filter((arrow) => arrow.from === state && isInside(arrow)).map(insideLabel),
    ]),
  );
  for (const state of states) {
    const own = inside.get(state)!;
    graph.setNode(state, {
      width: Math.max(
        84,
        state.length * NAME_CHAR_PX + COUNT_PX,
        own.length > 0 ? widthOf(own) : 0,
      ),
      height: NAME_PX + (own.length > 0 ? own.length * LINE_PX + 6 : 0),
    });
  }
  graph.setNode(START, { width: 12, height: 12 });
  graph.setEdge(START, chart.initial, { width: 0, height: 0 });
  const between = new Map<string, { from: string; to: string; labels: ChartLabel[] }>();
  for (const arrow of arrows.filter((one) => !isInside(one))) {
    const key = `${arrow.from} ${arrow.to}`;
    const known = between.get(key) ?? { from: arrow.from, to: arrow.to, labels: [] };
    between.set(key, { ...known, labels: [...known.labels, outside(arrow)] });
  }
  for (const { from, to, labels } of between.values()) {
    const size = { width: widthOf(labels), height: labels.length * LINE_PX + 4 };
    graph.setEdge(from, to, { ...size, labelpos: 'c' });
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const boxes = states.map((state): ChartBox => {
    const placed = graph.node(state) as Placed;
    return {
      state,
      ...round(placed),
      labels: inside.get(state)!,
      isEnd: chart.ends.includes(state),
    };
  });
  const start = { from: START, to: chart.initial, labels: [] as ChartLabel[] };
  const paths = [...between.values(), start].map(({ from, to, labels }): ChartPath => {
    const edge = graph.edge(from, to) as Placed & { points: { x: number; y: number }[] };
    const points = edge.points.map(({ x, y }) => [tenth(x), tenth(y)] as const);
    return { from, to, points, labels, ...round({ ...edge, x: edge.x ?? 0, y: edge.y ?? 0 }) };
  });
  const rows = chart.arrows.map(({ id, from, to, kind, events, guard, actions }) => ({
    id,
    from,
    to: kind === 'go' ? to : kind === 'stay' ? '(stay)' : '(ignore)',
    events,
    guard,
    actions,
  }));
  return {
    name,
    chapter,
    initial: chart.initial,
    ends: chart.ends,
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes,
    paths,
    rows,
  };
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const tenth = (n: number) => Math.round(10 * n) / 10;
const round = ({ x, y, width, height }: Placed): Placed => ({
  x: tenth(x),
  y: tenth(y),
  width: tenth(width ?? 0),
  height: tenth(height ?? 0),
});
