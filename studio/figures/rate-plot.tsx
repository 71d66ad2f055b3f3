/** The rate of one kind of message over time, beside what follows from the parameters. */
import { Plot } from './plot.jsx';
import { WINDOW_MS } from './rates.js';
import type { Figures } from './use-figures.js';

export interface RatePlotProps {
  readonly rate: Figures['rate'];
  readonly nowMs: number;
  readonly onKind: (kind: string) => void;
}

export function RatePlot({ rate, nowMs, onKind }: RatePlotProps) {
  const { kind, kinds, measured, expected } = rate;
  const most = Math.max(1, ...measured, ...(expected ?? []));
  const now = measured.at(-1)!;
  const due = expected?.at(-1);
  return (
    <div class="rate">
      <label>
        rate of{' '}
        <select value={kind} onChange={(event) => onKind(event.currentTarget.value)}>
          {(kinds.includes(kind) ? kinds : [kind, ...kinds]).map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <Plot
        name={`rate-${kind}`}
        title={`Rate: ${kind} a second of all peers, mean of ${WINDOW_MS / 1_000} s`}
        xMax={nowMs / 1_000}
        xUnit="s"
        yMax={roundUp(most)}
        yText={(value) => value.toLocaleString('en', { maximumFractionDigits: 1 })}
        series={[
          { name: 'measured', values: measured, colour: 'var(--accent)' },
          ...(expected === undefined
            ? []
            : [
                {
                  name: 'expected once all who run know one another',
                  values: expected,
                  colour: 'var(--warn)',
                },
              ]),
        ]}
        level={undefined}
      />
      <p class="quiet">
        Now {say(now)} a second
        {due === undefined
          ? '; how many there should be depends on what happens.'
          : `, and ${say(due)} are expected of the peers that run, by their parameters.`}
      </p>
    </div>
  );
}

const say = (rate: number): string => rate.toLocaleString('en', { maximumFractionDigits: 1 });

/** The next of 1, 2 or 5 with zeros. */
function roundUp(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= atLeast) ?? power;
}
