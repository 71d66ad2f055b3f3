/** Where the states and arrows of a chart go on the page: text measured, dagre asked. */
import { Graph, layout } from '@dagrejs/dagre';
import type { Arrow, Chart } from './chart.js';

/** Font size and line height in px; the names are set in a fixed-width font of 0.6 em. */
export const FONT_PX = 12;
export const LINE_PX = 17;
const CHAR_PX = FONT_PX * 0.602;

/** One line of text: the row id, what happens, and whether it is said quietly. */
export interface Line {
  readonly id: string;
  readonly text: string;
  readonly quiet: boolean;
}

export interface Box {
  readonly state: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Rows that do not lead to another state. */
  readonly lines: readonly Line[];
}

export interface Path {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Centre of the label. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly start: { readonly x: number; readonly y: number };
  readonly boxes: readonly Box[];
  readonly paths: readonly Path[];
}

export const START = '(start)';

/** Events one below the other, guard behind the last, actions on a quiet line of their own. */
function linesOf({ id, events, guard, actions, kind, from, to }: Arrow): Line[] {
  const mark = kind === 'ignore' ? 'ignore ' : kind === 'go' && from === to ? '↻ ' : '';
  const last = events.length - 1;
  return [
    ...events.map((event, i) => ({
      id: i === 0 ? id : '',
      text: `${i === 0 ? mark : ''}${event}${i === last && guard !== '' ? ` [${guard}]` : ''}`,
      quiet: kind === 'ignore',
    })),
    ...actions.map((action) => ({ id: '', text: `/ ${action}`, quiet: true })),
  ];
}

export const idWidth = (lines: readonly Line[]): number =>
  Math.max(0, ...lines.map((line) => line.id.length)) * CHAR_PX + 10;

const widthOf = (lines: readonly Line[]) =>
  lines.length === 0
    ? 0
    : idWidth(lines) + Math.max(...lines.map((line) => line.text.length)) * CHAR_PX + 14;

const sizeOf = (lines: readonly Line[]) => ({
  width: widthOf(lines),
  height: lines.length === 0 ? 0 : lines.length * LINE_PX + 8,
});

/** Height of the part of a box that holds the state's name. */
export const NAME_PX = 34;

export function drawingOf(chart: Chart): Drawing {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'TB',
    nodesep: 44,
    edgesep: 28,
    ranksep: 64,
    marginx: 24,
    marginy: 24,
  });
  graph.setDefaultEdgeLabel(() => ({}));

  const states = [...new Set([...chart.arrows.map((arrow) => arrow.from), ...chart.states])];
  const inside = new Map(
    states.map((state) => [
      state,
      chart.arrows.filter((a) => a.from === state && a.to === state).flatMap(linesOf),
    ]),
  );
  for (const state of states) {
    const size = sizeOf(inside.get(state)!);
    const width = Math.max(120, state.length * CHAR_PX * 1.25 + 40, size.width + 12);
    graph.setNode(state, { width, height: NAME_PX + (size.height === 0 ? 6 : size.height + 4) });
  }
  graph.setNode(START, { width: 14, height: 14 });
  graph.setEdge(START, chart.initial, { width: 0, height: 0 });

  const between = new Map<string, { from: string; to: string; lines: Line[] }>();
  for (const arrow of chart.arrows.filter((a) => a.from !== a.to)) {
    const key = `${arrow.from} ${arrow.to}`;
    const lines = [...(between.get(key)?.lines ?? []), ...linesOf(arrow)];
    between.set(key, { from: arrow.from, to: arrow.to, lines });
  }
  for (const { from, to, lines } of between.values())
    graph.setEdge(from, to, { ...sizeOf(lines), labelpos: 'c' });

  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const placed = (name: string) => graph.node(name) as Box;
  return {
    width,
    height,
    start: { x: placed(START).x, y: placed(START).y },
    boxes: states.map((state) => {
      const { x, y, width, height } = placed(state);
      return { state, x, y, width, height, lines: inside.get(state)! };
    }),
    paths: [...between.values(), { from: START, to: chart.initial, lines: [] as Line[] }].map(
      ({ from, to, lines }) => {
        const edge = graph.edge(from, to) as Path;
        return {
          points: edge.points,
          x: edge.x,
          y: edge.y,
          width: edge.width,
          height: edge.height,
          lines,
        };
      },
    ),
  };
}
