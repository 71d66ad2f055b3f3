/** The selected peer in short, and what can be done to it. */

import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { countAt } from '../run/recording.js';
import { sayLife } from '../time/say-life.js';
import { RUNS } from '../time/scene.js';

export function PeerBox() {
  const { store, lay } = useActions();
  const nowMs = useSlowNow();
  const peer = useStudio((state) => state.peer);
  const given = useStudio((state) => state.given);
  const { shown } = store.get();
  if (shown === undefined) return null;
  const { cast, timeline, recording } = shown;
  const scene = timeline.seek(countAt(recording, nowMs));
  const name = cast.peers[peer]?.name ?? '';
  const channels = cast.channels.length;
  const isRunning = peer >= 0 && scene.life[peer] === RUNS;
  const isHanded = given !== undefined;
  const joined = cast.channels.flatMap(({ name: channel }, c) => {
    const cell = peer * channels + c;
    return peer >= 0 && scene.height[cell]! >= 0 ? [{ channel, cell }] : [];
  });
  return (
    <div class="peer-box">
      <div class="title">
        <select
          aria-label="Peer"
          value={String(peer)}
          onChange={(event) => store.set({ peer: Number(event.currentTarget.value) })}
        >
          <option value="-1">the whole network</option>
          {cast.organisations.map((organisation, o) => (
            <optgroup key={organisation} label={organisation}>
              {cast.peers.map((one, index) =>
                one.organisation === o ? (
                  <option key={one.name} value={String(index)}>
                    {one.name}
                  </option>
                ) : null,
              )}
            </optgroup>
          ))}
        </select>
        {peer >= 0 && (
          <span class={`life ${isRunning ? 'runs' : 'dead'}`}>{sayLife(scene.life[peer]!)}</span>
        )}
        {joined.map(({ channel, cell }) => (
          <span key={channel} class="joined">
            {channel} <b>{scene.height[cell]}</b>
            {scene.leads[cell] === 1 && ' ★ leads'}
            {scene.left[cell] === 1 && ' left'}
            {scene.digest[cell]! >= 0 && (
              <code>{recording.strings[scene.digest[cell]!]!.slice(0, 8)}</code>
            )}
          </span>
        ))}
        {peer < 0 && <span class="quiet">{summary(scene.life)}</span>}
      </div>
      {peer >= 0 && isHanded && (
        <fieldset class="hands" aria-label={`What to do to ${name}`}>
          {isRunning ? (
            <button type="button" title="K" onClick={() => lay({ do: 'kill', peer: name })}>
              kill
            </button>
          ) : (
            <button type="button" title="K" onClick={() => lay({ do: 'start', peer: name })}>
              start again
            </button>
          )}
          <button
            type="button"
            disabled={!isRunning}
            onClick={() => lay({ do: 'pause', peer: name, forMs: 10_000 })}
          >
            pause 10 s
          </button>
          <button
            type="button"
            disabled={!isRunning}
            onClick={() =>
              lay({ do: 'part', sides: [[name], others(cast.peers, name)], forMs: 60_000 })
            }
          >
            cut off 60 s
          </button>
          <button
            type="button"
            disabled={!isRunning}
            onClick={() => lay({ do: 'lie', peer: name, forMs: 20_000, does: 'replay' })}
          >
            replay 20 s
          </button>
          <button
            type="button"
            disabled={!isRunning}
            onClick={() => lay({ do: 'lie', peer: name, forMs: 20_000, does: 'forge' })}
          >
            forge 20 s
          </button>
          <button
            type="button"
            disabled={!isRunning}
            onClick={() => lay({ do: 'revoke', peer: name })}
          >
            revoke
          </button>
        </fieldset>
      )}
    </div>
  );
}

const others = (peers: readonly { readonly name: string }[], name: string): string[] =>
  peers.map((one) => one.name).filter((one) => one !== name);

function summary(life: Uint8Array): string {
  const running = life.reduce((sum, one) => sum + (one === RUNS ? 1 : 0), 0);
  return `${running} of ${life.length} peers run`;
}
