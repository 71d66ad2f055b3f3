/** The log: what happened up to now, newest first, in sentences. The twin in words of every picture. */
import { useState } from 'preact/hooks';
import { countAt } from '../run/recording.js';
import { sayMs } from '../time/say-time.js';
import { concerns, sayEvent, TOPICS, type Topic, topicOf } from './say-event.js';
import type { Shown } from './store.js';
import { useActions, useSlowNow, useStudio } from './use-studio.js';

const LINES = 120;
/** Looked through for them; quiet runs have less. */
const LOOKED_AT_MAX = 200_000;

export function LogTab() {
  const { seek, store } = useActions();
  const nowMs = useSlowNow();
  const peer = useStudio((state) => state.peer);
  const [topics, setTopics] = useState<ReadonlySet<Topic>>(new Set(['state', 'blocks']));
  const { shown } = store.get();
  if (shown === undefined) return null;
  const indexes = newest(shown, nowMs, peer, topics);
  const toggle = (topic: Topic) => {
    const next = new Set(topics);
    if (!next.delete(topic)) next.add(topic);
    setTopics(next);
  };
  return (
    <div class="log">
      <fieldset class="chips" aria-label="What the log tells">
        {TOPICS.map((topic) => (
          <button
            type="button"
            key={topic}
            aria-pressed={topics.has(topic)}
            onClick={() => toggle(topic)}
          >
            {topic}
          </button>
        ))}
      </fieldset>
      <ol>
        {indexes.map((index) => (
          <li key={index}>
            <button
              type="button"
              class="instant"
              title="Go there"
              onClick={() => seek(shown.recording.at[index]!)}
            >
              {sayMs(shown.recording.at[index]!)}
            </button>
            <span>{sayEvent(shown, index)}</span>
          </li>
        ))}
        {indexes.length === 0 && <li class="quiet">Nothing yet.</li>}
      </ol>
    </div>
  );
}

function newest(shown: Shown, nowMs: number, peer: number, topics: ReadonlySet<Topic>): number[] {
  const { recording } = shown;
  const found: number[] = [];
  const end = countAt(recording, nowMs);
  const first = Math.max(0, end - LOOKED_AT_MAX);
  for (let i = end - 1; i >= first && found.length < LINES; i--) {
    const topic = topicOf(recording.kind[i]!);
    if (topic !== undefined && topics.has(topic) && concerns(shown, i, peer)) found.push(i);
  }
  return found;
}
