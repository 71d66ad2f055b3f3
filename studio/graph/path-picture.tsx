/** The end of the path, and a line to each state that can follow. The lists beside it say the same in words. */
import type { Place } from '../../src/checker/told/walk.js';

const SHOWN_BEFORE = 7;
const SHOWN_AFTER = 24;
const WIDTH = 440;
const HEIGHT = 150;
const HERE = 260;

export function PathPicture({ place, chosen }: { readonly place: Place; readonly chosen: number }) {
  const { path, steps } = place;
  const before = Math.min(SHOWN_BEFORE, path.length);
  const after = steps.slice(0, SHOWN_AFTER);
  const middle = HEIGHT / 2;
  const gap = HERE / (SHOWN_BEFORE + 1);
  const more = steps.length - after.length;
  return (
    <svg
      class="path-picture"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${path.length} steps taken, ${steps.length} possible`}
    >
      {path.length > before && (
        <text x={HERE - gap * before - 14} y={middle + 4} text-anchor="end">
          {path.length - before} …
        </text>
      )}
      {Array.from({ length: before }, (_, index) => {
        const x = HERE - gap * (before - index);
        return (
          <g key={path.length - before + index}>
            <line x1={x} y1={middle} x2={x + gap} y2={middle} />
            <circle cx={x} cy={middle} r="5" />
          </g>
        );
      })}
      {after.map(({ step, breaks, shows, leads }, index) => {
        const share = after.length === 1 ? 0.5 : index / (after.length - 1);
        const y = 10 + share * (HEIGHT - 20);
        const kind = breaks.length > 0 ? 'bad' : shows.length > 0 ? 'good' : leads ? '' : 'idle';
        return (
          <g key={step} class={`${kind}${index === chosen ? ' chosen' : ''}`}>
            <line x1={HERE} y1={middle} x2={WIDTH - 40} y2={y} />
            <circle cx={WIDTH - 40} cy={y} r="4" />
          </g>
        );
      })}
      {more > 0 && (
        <text x={WIDTH - 2} y={middle + 4} text-anchor="end">
          +{more}
        </text>
      )}
      <circle class="now" cx={HERE} cy={middle} r="8" />
    </svg>
  );
}
