/** What is in flight, as a list: each message can be chosen, and then dropped or delayed. */
import { FAMILIES, familyOf } from '../network/families.js';
import { Glyph } from '../network/legend.jsx';
import { concerns, sayEvent } from '../page/say-event.js';
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { sayMs } from '../time/say-time.js';
import { MessageCard, sayFate } from './message-card.jsx';
import { messagesAt } from './message-lists.js';

const SHOWN_MAX = 60;

export function MessagesTab() {
  const { store } = useActions();
  const nowMs = useSlowNow();
  const peer = useStudio((state) => state.peer);
  const hidden = useStudio((state) => state.hidden);
  const chosen = useStudio((state) => state.message);
  const { shown } = store.get();
  if (shown === undefined) return null;
  const { recording, cast } = shown;
  const familyAt = (index: number) => FAMILIES[familyOf(recording.strings[recording.c[index]!]!)]!;
  const isMeant = (index: number) =>
    concerns(shown, index, peer) && !hidden.has(familyAt(index).name);
  const { underWay, ended } = messagesAt(recording, nowMs, isMeant, SHOWN_MAX);
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
      {list(underWay, 'None. One event back or on ( ← → ) may show some.')}
      <h2>Sent before{whose}</h2>
      {list(ended, 'None yet.')}
    </div>
  );
}
