/** One message: what it is, what becomes of it, and what can be done to it. */
import { useState } from 'preact/hooks';
import { sayEvent } from '../page/say-event.js';
import type { Shown } from '../page/store.js';
import { useActions, useStudio } from '../page/use-studio.js';
import { SENT } from '../run/recording.js';
import { sayMs, sayRound } from '../time/say-time.js';
import { endOf, isLost } from './message-lists.js';
import { nameOfMessage } from './which-message.js';

const DELAYS_MS = [10, 100, 500, 1_000, 5_000, 20_000] as const;

export function MessageCard({ index }: { readonly index: number }) {
  const { store, lay, seek } = useActions();
  const shown = useStudio((state) => state.shown);
  const given = useStudio((state) => state.given);
  const [delayMs, setDelay] = useState<number>(1_000);
  const [problem, setProblem] = useState('');
  if (shown === undefined || shown.recording.kind[index] !== SENT) return null;
  const { recording, cast } = shown;
  const sentMs = recording.at[index]!;
  const change = (late?: number) => {
    const { nowMs } = store.get();
    const name = nameOfMessage(recording, cast, given!, index);
    const deed = { do: 'message', ...name, ...(late !== undefined && { delayMs: late }) } as const;
    const said = lay(deed, 'caller');
    setProblem(said);
    // What has already come is undone: the run is shown from before that.
    if (said === '' && endOf(recording, index) <= nowMs) seek(sentMs);
  };
  return (
    <div class="message-card">
      <button type="button" class="instant" title="Go there" onClick={() => seek(sentMs)}>
        {sayMs(sentMs)}
      </button>
      <span>
        {sayEvent(shown, index)}: {sayFate(shown, index)}
      </span>
      {given !== undefined && (
        <span class="deeds">
          <button type="button" onClick={() => change()}>
            drop
          </button>
          <button type="button" onClick={() => change(delayMs)}>
            delay
          </button>
          <select
            aria-label="Delay by"
            value={String(delayMs)}
            onChange={(event) => setDelay(Number(event.currentTarget.value))}
          >
            {DELAYS_MS.map((ms) => (
              <option key={ms} value={String(ms)}>
                by {sayRound(ms)}
              </option>
            ))}
          </select>
        </span>
      )}
      {problem !== '' && <span role="alert">{problem}</span>}
    </div>
  );
}

/** What becomes of a message. */
export function sayFate({ recording }: Shown, index: number): string {
  const end = endOf(recording, index);
  if (end === Number.POSITIVE_INFINITY) return 'under way';
  const passed = sayRound(Math.round(1_000 * (end - recording.at[index]!)) / 1_000);
  return isLost(recording, index) ? `lost after ${passed}` : `there after ${passed}`;
}
