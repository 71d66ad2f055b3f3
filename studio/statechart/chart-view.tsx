/** A statechart: laid out when the site was built, its active state and last transition marked. */

import type { ChartBox, ChartLabel, ChartPath, StudioChart } from './chart.js';
import { curveOf } from './curve.js';

export interface ChartViewProps {
  readonly chart: StudioChart;
  /** State in which the machine is. */
  readonly active: string | undefined;
  /** Row of the last step. */
  readonly taken: string | undefined;
  /** Whether that was a moment ago. */
  readonly isFresh: boolean;
  /** For the whole network: how many are in a state. */
  readonly counts: ((state: string) => number) | undefined;
  /** Row that the reader has chosen; empty for none. */
  readonly picked: string;
  readonly onPick: (row: string) => void;
}

const LINE_PX = 15;
const NAME_PX = 30;
/** Of the state with the most; with more, words on it fall below a contrast of 4.5:1 in the dark scheme. */
const HEAT_MOST = 0.5;
const HEAT_LEAST = 0.15;

export function ChartView(props: ChartViewProps) {
  const { chart, active, counts } = props;
  const most = counts === undefined ? 0 : Math.max(1, ...chart.boxes.map((b) => counts(b.state)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no fieldset in SVG
    <svg
      class="chart"
      id={`chart-${chart.name}`}
      viewBox={`0 0 ${chart.width} ${chart.height}`}
      style={{ maxWidth: `${chart.width * 1.15}px` }}
      role="group"
      aria-label={`Statechart ${chart.name}${active === undefined ? '' : `, in state ${active}`}`}
    >
      <defs>
        <marker
          id="head"
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 1 L9 5 L0 9 z" fill="context-stroke" />
        </marker>
      </defs>
      {chart.paths.map((path) => (
        <Path key={`${path.from} ${path.to}`} path={path} {...props} />
      ))}
      {chart.boxes.map((box) => (
        <Box key={box.state} box={box} count={counts?.(box.state)} most={most} {...props} />
      ))}
      {chart.paths.map((path) => (
        <Labels key={`${path.from} ${path.to}`} at={path} labels={path.labels} {...props} />
      ))}
    </svg>
  );
}

function Path({ path, taken, isFresh }: ChartViewProps & { readonly path: ChartPath }) {
  const isTaken = path.labels.some(({ row }) => row === taken);
  const [x, y] = path.points[0]!;
  return (
    <g class={`path${isTaken ? ' taken' : ''}${isTaken && isFresh ? ' fresh' : ''}`}>
      {path.labels.length === 0 && <circle class="start" cx={x} cy={y - 5} r="5" />}
      <path d={curveOf(path.points)} marker-end="url(#head)" />
    </g>
  );
}

function Box(
  props: ChartViewProps & {
    readonly box: ChartBox;
    readonly count: number | undefined;
    readonly most: number;
  },
) {
  const { box, active, count, most, chart } = props;
  const { state, x, y, width, height } = box;
  const [left, top] = [x - width / 2, y - height / 2];
  const isActive = state === active;
  return (
    <g
      class={`box${isActive ? ' active' : ''}${box.isEnd ? ' end' : ''}`}
      id={`state-${chart.name}-${state}`}
    >
      <rect x={left} y={top} width={width} height={height} rx="8" />
      {count !== undefined && count > 0 && (
        <rect
          class="heat"
          x={left}
          y={top}
          width={width}
          height={height}
          rx="8"
          style={{ opacity: HEAT_LEAST + ((HEAT_MOST - HEAT_LEAST) * count) / most }}
        />
      )}
      <text
        class="name"
        x={count === undefined ? x : left + 12}
        y={top + NAME_PX / 2 + 4.5}
        text-anchor={count === undefined ? 'middle' : 'start'}
      >
        {state}
      </text>
      {count !== undefined && (
        <text class="count" x={left + width - 10} y={top + NAME_PX / 2 + 4.5} text-anchor="end">
          {count}
        </text>
      )}
      <Labels
        {...props}
        at={{
          x,
          y: top + NAME_PX + (box.labels.length * LINE_PX) / 2,
          width: width - 4,
          height: box.labels.length * LINE_PX,
        }}
        labels={box.labels}
        isInside
      />
    </g>
  );
}

/** Contains what stands in the picture, letter by letter, for who says aloud what they see. */
function sayRow({ rows }: StudioChart, id: string, text: string): string {
  const row = rows.find((one) => one.id === id);
  const guard = row?.guard ? `, if ${row.guard}` : '';
  return `Row ${id} ${text}${guard}, ${row?.to}`;
}

function Labels({
  chart,
  at,
  labels,
  taken,
  picked,
  onPick,
  isInside,
}: ChartViewProps & {
  readonly at: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  readonly labels: readonly ChartLabel[];
  readonly isInside?: boolean;
}) {
  const left = at.x - at.width / 2;
  const top = at.y - (labels.length * LINE_PX) / 2;
  return (
    <g class="labels">
      {labels.length > 0 && !isInside && (
        <rect
          class="plate"
          x={left}
          y={top - 1}
          width={at.width}
          height={labels.length * LINE_PX + 2}
          rx="4"
        />
      )}
      {labels.map(({ row, text }, i) => (
        // biome-ignore lint/a11y/useSemanticElements: a part of a picture; there is no button in SVG
        <g
          key={`${row} ${text}`}
          class={`label${row === taken ? ' taken' : ''}${row === picked ? ' picked' : ''}`}
          role="button"
          tabindex={0}
          aria-label={sayRow(chart, row, text)}
          onClick={() => onPick(row)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onPick(row);
          }}
        >
          <rect
            class="hit"
            x={left}
            y={top + i * LINE_PX}
            width={at.width}
            height={LINE_PX}
            rx="3"
          />
          <text x={left + 6} y={top + i * LINE_PX + 11}>
            <tspan class="row">{row.replace(/^[A-Z]+-/, '')}</tspan> {text}
          </text>
        </g>
      ))}
    </g>
  );
}
