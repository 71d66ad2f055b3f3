/** Tells those who do not see the pictures what has happened: one sentence, and never more than one in two seconds. */
import { useRef, useState } from 'preact/hooks';
import { BREACH, countAt, FAULT, LEADS, LIFE } from '../run/recording.js';
import { sayMs } from '../time/say-time.js';
import { sayEvent } from './say-event.js';
import { useActions, useFrames } from './use-studio.js';

const EVERY_MS = 2_000;
const TOLD: ReadonlySet<number> = new Set([LIFE, LEADS, FAULT, BREACH]);

export function Announcer() {
  const { store } = useActions();
  const told = useRef(0);
  const [text, setText] = useState('');
  useFrames(() => {
    const { shown, nowMs } = store.get();
    if (shown === undefined) return;
    const { recording } = shown;
    const end = countAt(recording, nowMs);
    for (let i = end - 1; i >= told.current; i--)
      if (TOLD.has(recording.kind[i]!)) {
        setText(`${sayMs(recording.at[i]!)}: ${sayEvent(shown, i)}`);
        break;
      }
    told.current = end;
  }, EVERY_MS);
  return (
    <div class="sr-only" aria-live="polite">
      {text}
    </div>
  );
}
