/** The way of one block as a picture: a row for each peer that has it, time to the right, who had it from whom. */
import type { BlockStop } from './path.js';

export interface BlockPictureProps {
  readonly stops: readonly BlockStop[];
  readonly firstMs: number;
  readonly lastMs: number;
  readonly nameOf: (peer: number) => string;
  readonly colourOf: (stop: BlockStop) => string;
  readonly title: string;
}

const WIDTH = 460;
const LEFT = 104;
const ROW = 16;
const TOP = 12;
const NAME_CHARACTERS = 16;

export function BlockPicture(props: BlockPictureProps) {
  const { stops, firstMs, lastMs, nameOf, colourOf, title } = props;
  const height = TOP + stops.length * ROW + 18;
  const x = (ms: number) => LEFT + ((WIDTH - LEFT - 12) * (ms - firstMs)) / (lastMs - firstMs);
  const rows = new Map(stops.map(({ peer }, row) => [peer, row]));
  const y = (row: number) => TOP + (row + 0.5) * ROW;
  return (
    <svg
      class="block-picture"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={`${title}; the table says the same in words`}
    >
      {stops.map(({ peer }, row) => (
        <g key={peer}>
          <path class="grid" d={`M${LEFT} ${y(row)}H${WIDTH - 12}`} />
          <text x={LEFT - 8} y={y(row) + 4} text-anchor="end">
            {nameOf(peer).slice(0, NAME_CHARACTERS)}
          </text>
        </g>
      ))}
      {stops.map((stop, row) => {
        const from = rows.get(stop.from);
        const sender = from === undefined ? undefined : stops[from]!;
        return (
          <g key={stop.peer} style={{ color: colourOf(stop) }}>
            {sender !== undefined && (
              <path class="way" d={`M${x(sender.atMs)} ${y(from!)}L${x(stop.atMs)} ${y(row)}`} />
            )}
            {stop.committedMs !== undefined && (
              <path class="held" d={`M${x(stop.atMs)} ${y(row)}H${x(stop.committedMs)}`} />
            )}
            {stop.committedMs !== undefined && (
              <path class="commit" d={`M${x(stop.committedMs)} ${y(row) - 5}v10`} />
            )}
            <circle cx={x(stop.atMs)} cy={y(row)} r="3.6" />
          </g>
        );
      })}
      <text x={LEFT} y={height - 4}>
        0
      </text>
      <text x={WIDTH - 12} y={height - 4} text-anchor="end">
        {Math.round(lastMs - firstMs).toLocaleString('en')} ms
      </text>
    </svg>
  );
}
