/** What can be done to the whole network, and what has been done. */
import { deedInstant } from '../page/studio.js';
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { sayMs } from '../time/say-time.js';
import { BATCH_TIMEOUT_MS, MESSAGE_COUNT_MAX, nextCut } from './submit.js';

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
          title={`It goes to the ordering service, which cuts a block of what waits ${BATCH_TIMEOUT_MS / 1_000} s after the first, or once ${MESSAGE_COUNT_MAX} wait`}
          onClick={() => lay({ do: 'submit', channel: name, bytes: 1_000 })}
        >
          submit a transaction to {name}
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
          <Waiting />
          {status === 'recording' && ' …'}
          <button type="button" title="Ctrl Z" onClick={undo}>
            take back
          </button>
        </span>
      )}
    </fieldset>
  );
}

/** What becomes of a transaction that was submitted. */
function Waiting() {
  const nowMs = useSlowNow();
  const given = useStudio((state) => state.given);
  const cuts = (given?.channels ?? []).flatMap(({ name }) => {
    const cut = nextCut(given!.blocks, name, deedInstant(nowMs));
    return cut === undefined ? [] : [{ name, ...cut }];
  });
  return (
    <>
      {cuts.map(({ name, atMs, transactions }) => (
        <small key={name}>
          {' '}
          {transactions} {transactions === 1 ? 'waits' : 'wait'} at the ordering service; the next
          block of {name} is cut at {sayMs(atMs)}
        </small>
      ))}
    </>
  );
}
