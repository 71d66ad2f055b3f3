/** What a reader asks the space-time diagram for: messages of a channel, and of some peers. */
import { useState } from 'preact/hooks';
import type { Cast } from '../run/cast.js';
import { ANY_CHANNEL, NO_CHANNEL } from './choose-lanes.js';

export function ChannelChoice(props: {
  readonly cast: Cast;
  readonly channel: number;
  readonly onChange: (channel: number) => void;
}) {
  const { cast, channel, onChange } = props;
  return (
    <label>
      about{' '}
      <select value={String(channel)} onChange={(e) => onChange(Number(e.currentTarget.value))}>
        <option value={String(ANY_CHANNEL)}>anything</option>
        {cast.channels.map(({ name }, index) => (
          <option key={name} value={String(index)}>
            channel {name}
          </option>
        ))}
        <option value={String(NO_CHANNEL)}>no channel</option>
      </select>
    </label>
  );
}

/** Of more peers, those are listed whose name has what is written. */
const LISTED_MAX = 40;

export function PeerChoice(props: {
  readonly cast: Cast;
  readonly peers: ReadonlySet<number>;
  readonly onChange: (peers: ReadonlySet<number>) => void;
}) {
  const { cast, peers, onChange } = props;
  const [isOpen, setOpen] = useState(false);
  const [written, setWritten] = useState('');
  const names = cast.peers.map(({ name }) => name);
  const found = cast.peers.flatMap(({ name, organisation }, peer) =>
    name.toLowerCase().includes(written.trim().toLowerCase()) ? [{ name, organisation, peer }] : [],
  );
  // Who is chosen can be unchosen, wherever they stand.
  const listed = found.filter(({ peer }, i) => i < LISTED_MAX || peers.has(peer));
  return (
    <details
      class="peer-choice"
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        setOpen(false);
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary>
        {sayPeers(
          [...peers].map((peer) => names[peer]!),
          names.length,
        )}
      </summary>
      {isOpen && (
        <fieldset aria-label="Messages from or to these peers">
          <p class="quiet">
            Messages from or to them. A name in the diagram can be clicked, too.{' '}
            <button type="button" disabled={peers.size === 0} onClick={() => onChange(new Set())}>
              everybody
            </button>
          </p>
          {names.length > LISTED_MAX && (
            <input
              type="text"
              aria-label="Find a peer by its name"
              placeholder="find"
              value={written}
              onInput={(event) => setWritten(event.currentTarget.value)}
            />
          )}
          {cast.organisations.map((organisation, o) => {
            const own = listed.filter((one) => one.organisation === o);
            return (
              own.length > 0 && (
                <div key={organisation}>
                  {own.map(({ name, peer }) => (
                    <label key={name} class="check">
                      <input
                        type="checkbox"
                        checked={peers.has(peer)}
                        onChange={() => onChange(toggled(peers, peer))}
                      />
                      {name}
                    </label>
                  ))}
                </div>
              )
            );
          })}
          {found.length > LISTED_MAX && (
            <p class="quiet">{found.length - LISTED_MAX} more: write a part of the name.</p>
          )}
        </fieldset>
      )}
    </details>
  );
}

export function toggled(peers: ReadonlySet<number>, peer: number): ReadonlySet<number> {
  const next = new Set(peers);
  if (!next.delete(peer)) next.add(peer);
  return next;
}

const sayPeers = (chosen: readonly string[], count: number): string =>
  chosen.length === 0
    ? 'of every peer'
    : chosen.length <= 2
      ? `of ${chosen.join(', ')}`
      : `of ${chosen.length} of ${count} peers`;
