/** Figures of the run so far: how blocks spread, beside what is computed for push alone; heights; traffic. */
import { FAMILIES } from '../network/families.js';
import { Glyph } from '../network/legend.jsx';
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { countAt } from '../run/recording.js';
import { heightsOf, reachOf, trafficOf } from './figures.js';
import { finalSize } from './final-size.js';
import { Plot } from './plot.jsx';

const STEPS = 60;

export function FiguresTab() {
  const { store } = useActions();
  const nowMs = useSlowNow();
  const channel = useStudio(({ block }) => block.channel);
  const { shown } = store.get();
  if (shown === undefined) return null;
  const { recording, cast, scenario } = shown;
  const index = countAt(recording, nowMs);
  const members = cast.channels[channel]?.members ?? [];
  const reach = reachOf(recording, channel, index);
  const longestMs = Math.max(100, ...reach.flatMap(({ afterMs }) => afterMs.slice(-1)));
  const shares = Array.from({ length: STEPS + 1 }, (_, step) => {
    const ms = (longestMs * step) / STEPS;
    const counts = reach.map(({ afterMs }) => afterMs.filter((after) => after <= ms).length);
    return (
      counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length * members.length)
    );
  });
  const heights = heightsOf(recording, channel, members, index, nowMs, STEPS);
  const traffic = trafficOf(recording, index);
  const all = Math.max(1, ...traffic);
  const fanout = scenario?.parameters.propagatePeerNum ?? 3;
  const isOne = (scenario?.organisations.length ?? 0) === 1;
  return (
    <div class="figures">
      {reach.length > 0 && (
        <Plot
          title={`Reach: mean share of the peers of ${cast.channels[channel]!.name} that have a block`}
          xMax={longestMs}
          xUnit="ms"
          yMax={1}
          yText={(share) => `${Math.round(100 * share)} %`}
          series={[{ name: 'measured', values: shares, colour: 'var(--accent)' }]}
          level={
            isOne
              ? { value: finalSize(members.length, fanout), name: `push alone, fanout ${fanout}` }
              : undefined
          }
        />
      )}
      {members.length > 0 && (
        <Plot
          title="Blocks in the ledgers: most, mean, least"
          xMax={nowMs / 1_000}
          xUnit="s"
          yMax={Math.max(2, ...heights.map(({ most }) => most))}
          yText={(height) => String(Math.round(height))}
          series={[
            { name: 'most', values: heights.map(({ most }) => most), colour: 'var(--org-1)' },
            { name: 'mean', values: heights.map(({ mean }) => mean), colour: 'var(--accent)' },
            { name: 'least', values: heights.map(({ least }) => least), colour: 'var(--bad)' },
          ]}
          level={undefined}
        />
      )}
      <h2>Messages sent so far</h2>
      <table class="traffic">
        <tbody>
          {FAMILIES.map(({ name, shape, colour }, family) => (
            <tr key={name}>
              <th scope="row">
                <Glyph shape={shape} colour={`var(${colour})`} /> {name}
              </th>
              <td class="number">{traffic[family]!.toLocaleString('en')}</td>
              <td>
                <i
                  style={{
                    width: `${(100 * traffic[family]!) / all}%`,
                    background: `var(${colour})`,
                  }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
