/**
 * Figures of the run so far: how blocks spread, beside what is computed for push alone; how views converge;
 * heights; traffic.
 */
import { useState } from 'preact/hooks';
import { FAMILIES } from '../network/families.js';
import { Glyph } from '../network/legend.jsx';
import type { Shown } from '../page/store.js';
import { useStudio } from '../page/use-studio.js';
import { SaveElement } from '../pictures/save-element.js';
import { Plot } from './plot.jsx';
import { RatePlot } from './rate-plot.jsx';
import { sayBytes } from './say-bytes.js';
import { TrafficPicture } from './traffic-picture.js';
import { useFigures } from './use-figures.js';

export function FiguresTab() {
  const channel = useStudio(({ block }) => block.channel);
  const shown = useStudio((state) => state.shown);
  return shown === undefined ? null : <Figures shown={shown} channel={channel} />;
}

function Figures({ shown, channel }: { readonly shown: Shown; readonly channel: number }) {
  const [kind, setKind] = useState('aliveMsg');
  const figures = useFigures(shown, channel, kind);
  const { members, reach, shares, computed, fanout, hopMs, pushEnds, heights, views } = figures;
  const { longestMs, traffic, nowMs, rate } = figures;
  const name = shown.cast.channels[channel]?.name ?? '';
  const most = Math.max(2, ...views.map((view) => view.most));
  return (
    <div class="figures">
      {reach.length > 0 && (
        <Plot
          name={`reach-${name}`}
          title={`Reach: mean share of the peers of ${name} that have a block`}
          xMax={longestMs}
          xUnit="ms"
          yMax={1}
          yText={(share) => `${Math.round(100 * share)} %`}
          series={[
            { name: 'measured', values: shares, colour: 'var(--accent)' },
            ...(computed === undefined
              ? []
              : [
                  {
                    name: `computed for push alone: fanout ${fanout}, ${hopMs!.toFixed(0)} ms a hop`,
                    values: computed,
                    colour: 'var(--warn)',
                  },
                ]),
          ]}
          level={
            pushEnds > 0 && pushEnds < 0.995
              ? { value: pushEnds, name: 'as far as push comes' }
              : undefined
          }
        />
      )}
      {views.some(({ running }) => running > 1) && (
        <Plot
          name="views"
          title="Views: how many living members each running peer knows"
          xMax={nowMs / 1_000}
          xUnit="s"
          yMax={evenUp(most)}
          yText={(count) => String(Math.round(count))}
          series={[
            {
              name: 'all there are',
              values: views.map(({ running }) => Math.min(most, Math.max(0, running - 1))),
              colour: 'var(--other)',
            },
            { name: 'most', values: views.map((one) => one.most), colour: 'var(--good)' },
            { name: 'mean', values: views.map(({ mean }) => mean), colour: 'var(--accent)' },
            { name: 'least', values: views.map(({ least }) => least), colour: 'var(--bad)' },
          ]}
          level={undefined}
        />
      )}
      {members.length > 0 && (
        <Plot
          name={`heights-${name}`}
          title={`Blocks in the ledgers of ${name}: most, mean, least`}
          xMax={nowMs / 1_000}
          xUnit="s"
          yMax={evenUp(Math.max(...heights.map((one) => one.most)))}
          yText={(height) => String(Math.round(height))}
          series={[
            { name: 'most', values: heights.map((one) => one.most), colour: 'var(--good)' },
            { name: 'mean', values: heights.map(({ mean }) => mean), colour: 'var(--accent)' },
            { name: 'least', values: heights.map(({ least }) => least), colour: 'var(--bad)' },
          ]}
          level={undefined}
        />
      )}
      {rate.kinds.length > 0 && <RatePlot rate={rate} nowMs={nowMs} onKind={setKind} />}
      <figure class="plot">
        <figcaption>Sent so far: messages, and below them bytes</figcaption>
        <SaveElement name="traffic" of="messages and bytes by kind" selector="svg" />
        <TrafficPicture traffic={traffic} />
      </figure>
      <details>
        <summary>The same as a table</summary>
        <table class="traffic">
          <thead>
            <tr>
              <th scope="col">kind</th>
              <th scope="col" class="number">
                messages
              </th>
              <th scope="col" class="number">
                bytes
              </th>
            </tr>
          </thead>
          <tbody>
            {FAMILIES.map((family, i) => (
              <tr key={family.name}>
                <th scope="row">
                  <Glyph shape={family.shape} colour={`var(${family.colour})`} /> {family.name}
                </th>
                <td class="number">{traffic[i]!.messages.toLocaleString('en')}</td>
                <td class="number">
                  {traffic[i]!.messages > 0 && traffic[i]!.bytes === 0
                    ? 'not counted'
                    : sayBytes(traffic[i]!.bytes)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}

/** So that half of it is whole, too. */
const evenUp = (count: number): number => 2 * Math.max(1, Math.ceil(count / 2));
