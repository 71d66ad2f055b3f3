/** What can be done to the whole network, and what has been done. */
import { useActions, useStudio } from '../page/use-studio.js';
import { sayMs } from '../time/say-time.js';

export function NetworkHands() {
  const { lay, undo, seek } = useActions();
  const given = useStudio((state) => state.given);
  const done = useStudio((state) => state.done);
  const status = useStudio((state) => state.status);
  if (given === undefined) return null;
  const organisations = given.organisations.map(({ name }) => name);
  const last = done.at(-1);
  return (
    <fieldset class="network-hands" aria-label="What to do to the network">
      {given.channels.map(({ name }) => (
        <button
          type="button"
          key={name}
          onClick={() => lay({ do: 'submit', channel: name, bytes: 1_000 })}
        >
          order a block on {name}
        </button>
      ))}
      {given.channels.length > 0 && (
        <button type="button" onClick={() => lay({ do: 'stop-ordering', forMs: 30_000 })}>
          stop ordering 30 s
        </button>
      )}
      <button type="button" onClick={() => lay({ do: 'lose', share: 0.3, forMs: 30_000 })}>
        lose 30 % for 30 s
      </button>
      {organisations.length > 1 && (
        <button
          type="button"
          onClick={() =>
            lay({ do: 'part', sides: organisations.map((name) => [name]), forMs: 60_000 })
          }
        >
          part organisations 60 s
        </button>
      )}
      <button type="button" onClick={() => lay({ do: 'heal' })}>
        heal
      </button>
      {last !== undefined && (
        <span class="done">
          <button type="button" class="instant" onClick={() => seek(last.atMs)}>
            {sayMs(last.atMs)}
          </button>{' '}
          {last.text}
          {status === 'recording' && ' …'}
          <button type="button" title="Ctrl Z" onClick={undo}>
            take back
          </button>
        </span>
      )}
    </fieldset>
  );
}
