/** A small chart of lines, as SVG that can be saved. */

import { SaveElement } from '../pictures/save-element.js';

export interface PlotProps {
  /** Of its file. */
  readonly name: string;
  readonly title: string;
  readonly xMax: number;
  readonly xUnit: string;
  readonly yMax: number;
  readonly yText: (value: number) => string;
  /** Values at equal distances from 0 to `xMax`. */
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly colour: string;
  }[];
  /** A line across, to compare with. */
  readonly level: { readonly value: number; readonly name: string } | undefined;
}

const WIDTH = 440;
const HEIGHT = 150;
const LEFT = 40;
const BOTTOM = 20;
/** About the width of a character. */
const NAME_PX = 6;

export function Plot({ name, title, xMax, xUnit, yMax, yText, series, level }: PlotProps) {
  const x = (share: number) => LEFT + (WIDTH - LEFT - 10) * share;
  const y = (value: number) => 8 + (HEIGHT - BOTTOM - 8) * (1 - value / yMax);
  const line = (values: readonly number[]) =>
    values
      .map((value, i) => `${x(i / (values.length - 1)).toFixed(1)} ${y(value).toFixed(1)}`)
      .join('L');
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <SaveElement name={name} of={title} selector="svg" />
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + (series.length > 1 ? 18 : 0)}`}
        role="img"
        aria-label={title}
      >
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <path class="grid" d={`M${LEFT} ${y(share * yMax)}H${WIDTH - 10}`} />
            <text x={LEFT - 5} y={y(share * yMax) + 4} text-anchor="end">
              {yText(share * yMax)}
            </text>
            <text x={x(share)} y={HEIGHT - 4} text-anchor={share === 1 ? 'end' : 'middle'}>
              {(xMax * share).toLocaleString('en', { maximumFractionDigits: 1 })} {xUnit}
            </text>
          </g>
        ))}
        {level !== undefined && (
          <g>
            <path class="level" d={`M${LEFT} ${y(level.value)}H${WIDTH - 10}`} />
            <text x={WIDTH - 12} y={y(level.value) + 13} text-anchor="end">
              {level.name}: {yText(level.value)}
            </text>
          </g>
        )}
        {series.length > 1 &&
          series.map(({ name, colour }, i) => (
            <text
              key={name}
              class="name"
              x={
                LEFT +
                8 +
                NAME_PX * series.slice(0, i).reduce((sum, one) => sum + one.name.length + 3, 0)
              }
              y={HEIGHT + 12}
              style={{ fill: colour }}
            >
              {name}
            </text>
          ))}
        {series.map(({ name, values, colour }) => (
          <path key={name} class="series" d={`M${line(values)}`} style={{ stroke: colour }} />
        ))}
      </svg>
    </figure>
  );
}
