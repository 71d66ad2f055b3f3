/** What the line of time shows besides the instant: faults as bars, changes of leaders, deeds, bookmarks. */

import { useMemo } from 'preact/hooks';
import { sayFault } from '../network/say-fault.js';
import type { Shown } from '../page/store.js';
import { useActions, useStudio } from '../page/use-studio.js';
import { BREACH, LEADS } from '../run/recording.js';

/** Leaders that begin and breaches; more are not drawn. */
const MARKS_MAX = 400;

export function TimeMarks() {
  const { store } = useActions();
  const shown = useStudio((state) => state.shown);
  const untilMs = useStudio((state) => state.untilMs);
  const bookmarks = useStudio((state) => state.bookmarks);
  const done = useStudio((state) => state.done);
  const events = useMemo(() => (shown === undefined ? [] : marksIn(shown)), [shown, untilMs]);
  if (shown === undefined) return null;
  const { durationMs } = shown;
  const at = (ms: number) => `${(100 * Math.min(ms, durationMs)) / durationMs}%`;
  const blocks = store.get().given?.blocks ?? [];
  return (
    <div class="marks" aria-hidden="true">
      {blocks.map(({ from, every, count, channel }) => (
        <i
          key={`${channel} ${from} ${every}`}
          class="blocks"
          style={{ left: at(from), width: at(Math.max(every * (count - 1), durationMs / 400)) }}
        />
      ))}
      {(shown.scenario?.faults ?? []).map((fault) => (
        <i
          key={`${fault.kind} ${fault.at} ${sayFault(fault)}`}
          class="fault"
          title={sayFault(fault)}
          style={{
            left: at(fault.at),
            width: at('until' in fault ? Math.min(fault.until, durationMs) - fault.at : 0),
          }}
        />
      ))}
      {events.map(({ ms, kind }) => (
        <i
          key={`${ms} ${kind}`}
          class={kind === BREACH ? 'breach' : 'lead'}
          style={{ left: at(ms) }}
        />
      ))}
      {bookmarks.map((ms) => (
        <i key={ms} class="bookmark" style={{ left: at(ms) }} />
      ))}
      {done.map(({ atMs, text }) => (
        <i key={`${atMs} ${text}`} class="deed" title={text} style={{ left: at(atMs) }} />
      ))}
    </div>
  );
}

function marksIn({ recording }: Shown): { ms: number; kind: number }[] {
  const found: { ms: number; kind: number }[] = [];
  for (let i = 0; i < recording.length && found.length < MARKS_MAX; i++) {
    const kind = recording.kind[i]!;
    if ((kind === LEADS && recording.c[i] === 1) || kind === BREACH)
      found.push({ ms: recording.at[i]!, kind });
  }
  return found;
}
