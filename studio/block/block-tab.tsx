/** One block from the ordering service to the last commit, as bars: when each peer had it, and from whom. */
import { FAMILIES } from '../network/families.js';
import { Glyph } from '../network/legend.jsx';
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { SaveElement } from '../pictures/save-element.js';
import { countAt } from '../run/recording.js';
import { sayMs } from '../time/say-time.js';
import { BlockPicture } from './block-picture.js';
import { type BlockStop, newestBlock, pathOf } from './path.js';

/** Rows that are drawn; the last ones of a large network. */
const ROWS_MAX = 60;

const SOURCE_LOOKS = {
  orderer: { shape: 'square', colour: 'var(--orderer)' },
  push: { shape: FAMILIES[0]!.shape, colour: `var(${FAMILIES[0]!.colour})` },
  pull: { shape: FAMILIES[2]!.shape, colour: `var(${FAMILIES[2]!.colour})` },
  transfer: { shape: FAMILIES[5]!.shape, colour: `var(${FAMILIES[5]!.colour})` },
} as const;

export function BlockTab() {
  const { store, seek } = useActions();
  const nowMs = useSlowNow();
  const block = useStudio((state) => state.block);
  const { shown } = store.get();
  if (shown === undefined) return null;
  const { recording, cast } = shown;
  if (cast.channels.length === 0) return <p class="quiet">This run has no channel.</p>;
  const index = countAt(recording, nowMs);
  const newest = newestBlock(recording, block.channel, index);
  const number = block.number === 0 ? newest : Math.min(block.number, Math.max(1, newest));
  const stops = pathOf(recording, block.channel, number, index);
  const firstMs = stops[0]?.atMs ?? 0;
  const lastMs = Math.max(firstMs + 1, ...stops.map((stop) => stop.committedMs ?? stop.atMs));
  const members = cast.channels[block.channel]!.members.length;
  const pick = (channel: number, wanted: number) =>
    store.set({ block: { channel, number: wanted } });
  return (
    <div class="block">
      <div class="pick">
        {cast.channels.length > 1 && (
          <select
            aria-label="Channel"
            value={String(block.channel)}
            onChange={(event) => pick(Number(event.currentTarget.value), 0)}
          >
            {cast.channels.map(({ name }, channel) => (
              <option key={name} value={String(channel)}>
                {name}
              </option>
            ))}
          </select>
        )}
        <button
          type="button"
          aria-label="The block before"
          disabled={number <= 1}
          onClick={() => pick(block.channel, number - 1)}
        >
          ◂
        </button>
        <strong>block {number === 0 ? '–' : number}</strong>
        <button
          type="button"
          aria-label="The next block"
          disabled={number >= newest}
          onClick={() => pick(block.channel, number + 1)}
        >
          ▸
        </button>
        <button
          type="button"
          aria-pressed={block.number === 0}
          title="Always the newest block at the instant that is shown"
          onClick={() => pick(block.channel, block.number === 0 ? number : 0)}
        >
          newest
        </button>
        {stops.length > 0 && (
          <button type="button" onClick={() => seek(firstMs)}>
            go to its beginning
          </button>
        )}
      </div>
      {stops.length === 0 ? (
        <p class="quiet">
          {number === 0 ? 'No peer has a block yet, but the first one.' : 'No peer has it yet.'}
        </p>
      ) : (
        <>
          <p>
            {stops.length} of {members} peers have it; the last of them {sayMs(lastMs - firstMs)}{' '}
            after the first.
          </p>
          <BlockPicture
            stops={stops.slice(-ROWS_MAX)}
            firstMs={firstMs}
            lastMs={lastMs}
            nameOf={(peer) => cast.peers[peer]!.name}
            colourOf={({ source }) => SOURCE_LOOKS[source].colour}
            title={`The way of block ${number} of ${cast.channels[block.channel]!.name}`}
          />
          <SaveElement
            name={`block-${number}`}
            of={`the way of block ${number}`}
            selector=".block-picture"
          />
          <table>
            <thead>
              <tr>
                <th scope="col">peer</th>
                <th scope="col">from</th>
                <th scope="col" class="number">
                  hops
                </th>
                <th scope="col" class="number">
                  after
                </th>
                <th scope="col">had, committed</th>
              </tr>
            </thead>
            <tbody>
              {stops.slice(-ROWS_MAX).map((stop) => (
                <tr key={stop.peer}>
                  <td>{cast.peers[stop.peer]!.name}</td>
                  <td>
                    <Glyph {...SOURCE_LOOKS[stop.source]} />{' '}
                    {stop.from < 0 ? 'ordering' : cast.peers[stop.from]!.name}
                    <small> {stop.source}</small>
                  </td>
                  <td class="number">{stop.hops}</td>
                  <td class="number">{Math.round(stop.atMs - firstMs)} ms</td>
                  <td>
                    <Bar stop={stop} firstMs={firstMs} lastMs={lastMs} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  );
}

function Bar({ stop, firstMs, lastMs }: { stop: BlockStop; firstMs: number; lastMs: number }) {
  const x = (ms: number) => 4 + (112 * (ms - firstMs)) / (lastMs - firstMs);
  return (
    <svg viewBox="0 0 120 12" width="120" height="12" aria-hidden="true">
      <path d={`M4 6H${x(stop.atMs)}`} class="wait" />
      {stop.committedMs !== undefined && (
        <path d={`M${x(stop.atMs)} 6H${x(stop.committedMs)}`} class="held" />
      )}
      <circle cx={x(stop.atMs)} cy="6" r="3.2" style={{ fill: SOURCE_LOOKS[stop.source].colour }} />
      {stop.committedMs !== undefined && <path d={`M${x(stop.committedMs)} 2v8`} class="commit" />}
    </svg>
  );
}
