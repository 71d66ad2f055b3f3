/** What is in flight, as a list: each message can be chosen, and then dropped or delayed. */
import { FAMILIES, familyOf } from '../network/families.js';
import { SEEN_MS } from '../network/in-flight.js';
import { Glyph } from '../network/legend.jsx';
import { concerns, sayEvent } from '../page/say-event.js';
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { sayMs, sayRound } from '../time/say-time.js';
import { MessageCard, sayFate } from './message-card.jsx';
import { messagesAt } from './message-lists.js';

const SHOWN_MAX = 60;

export function MessagesTab() {
  const { store } = useActions();
  const nowMs = useSlowNow();
  const peer = useStudio((state) => state.peer);
  const hidden = useStudio((state) => state.hidden);
  const chosen = useStudio((state) => state.message);
  const speed = useStudio((state) => state.speed);
  const { shown } = store.get();
  if (shown === undefined) return null;
  const { recording, cast } = shown;
  const familyAt = (index: number) => FAMILIES[familyOf(recording.strings[recording.c[index]!]!)]!;
  const isMeant = (index: number) =>
    concerns(shown, index, peer) && !hidden.has(familyAt(index).name);
  const leastMs = SEEN_MS * speed;
  const { underWay, drawn, ended } = messagesAt(recording, nowMs, isMeant, leastMs, SHOWN_MAX);
  const whose = peer < 0 ? '' : ` of and to ${cast.peers[peer]?.name}`;
  const list = (indexes: readonly number[], empty: string) => (
    <ol>
      {indexes.map((index) => (
        <li key={index} aria-current={index === chosen}>
          <button
            type="button"
            class="choose"
            aria-expanded={index === chosen}
            onClick={() => store.set({ message: index === chosen ? -1 : index })}
          >
            <code>{sayMs(recording.at[index]!)}</code>
            <Glyph shape={familyAt(index).shape} colour={`var(${familyAt(index).colour})`} />
            <span>
              {sayEvent(shown, index)} <small>{sayFate(shown, index)}</small>
            </span>
          </button>
          {index === chosen && <MessageCard index={index} />}
        </li>
      ))}
      {indexes.length === 0 && <li class="quiet">{empty}</li>}
    </ol>
  );
  return (
    <div class="messages">
      <h2>
        Under way at {sayMs(nowMs)}
        {whose}
      </h2>
      {list(
        underWay,
        drawn.length > 0
          ? 'None any more: what is drawn has arrived.'
          : 'None. One event back or on ( ← → ) may show some.',
      )}
      {drawn.length > 0 && (
        <>
          <h2>Just arrived or lost, and still drawn{whose}</h2>
          <p class="quiet">
            Most arrive within a millisecond: the network shows each for {sayRound(leastMs)}, so
            that it can be seen.
          </p>
          {list(drawn, '')}
        </>
      )}
      <h2>Sent before{whose}</h2>
      {list(ended, 'None yet.')}
    </div>
  );
}
