/** Time: play, step, speed, a line to scrub with the faults and blocks of the run on it, bookmarks. */
import { useActions, useSlowNow, useStudio } from '../page/use-studio.js';
import { EVENTS_MAX } from '../run/events-max.js';
import { BLOCK, LEADS, LIFE } from '../run/recording.js';
import { sayMs } from './say-time.js';
import { SPEEDS } from './speeds.js';
import { TimeMarks } from './time-marks.jsx';

/** What the big steps stop at: who lives, who leads, a block. */
export const isMoment = (kind: number): boolean =>
  kind === LIFE || kind === LEADS || kind === BLOCK;

export function Transport() {
  const { store, play, step, seek } = useActions();
  const isPlaying = useStudio((state) => state.isPlaying);
  const speed = useStudio((state) => state.speed);
  const durationMs = useStudio(({ shown }) => shown?.durationMs ?? 0);
  const untilMs = useStudio((state) => state.untilMs);
  const bookmarks = useStudio((state) => state.bookmarks);
  const isFull = useStudio((state) => state.status === 'full');
  const nowMs = useSlowNow();
  return (
    <section class="transport" aria-label="Time">
      <div class="buttons">
        <button
          type="button"
          title="Back to the moment before ( Shift ← )"
          onClick={() => step(-1, isMoment)}
        >
          |◂
        </button>
        <button type="button" title="One event back ( ← )" onClick={() => step(-1)}>
          ◂
        </button>
        <button
          type="button"
          class="play"
          title="Play or pause ( space )"
          aria-label={isPlaying ? 'Pause' : 'Play'}
          onClick={() => play(!isPlaying)}
        >
          {isPlaying ? '❚❚' : '▶'}
        </button>
        <button type="button" title="One event on ( → )" onClick={() => step(1)}>
          ▸
        </button>
        <button
          type="button"
          title="On to the next moment ( Shift → )"
          onClick={() => step(1, isMoment)}
        >
          ▸|
        </button>
        <label>
          <span class="sr-only">Speed</span>
          <select
            value={String(speed)}
            title="Simulated time to yours ( - and + )"
            onChange={(event) => store.set({ speed: Number(event.currentTarget.value) })}
          >
            {SPEEDS.map((value) => (
              <option key={value} value={String(value)}>
                {value} ×
              </option>
            ))}
          </select>
        </label>
      </div>
      <output class="now">{sayMs(nowMs)}</output>
      <div class="line">
        <TimeMarks />
        <div class="recorded" style={{ width: `${(100 * untilMs) / Math.max(1, durationMs)}%` }} />
        <input
          type="range"
          aria-label="Instant"
          aria-valuetext={sayMs(nowMs)}
          min="0"
          max={durationMs}
          step="1"
          value={nowMs}
          onInput={(event) => seek(Number(event.currentTarget.value))}
        />
      </div>
      <span class="end">{sayMs(durationMs)}</span>
      {isFull && (
        <span class="problem" role="status">
          recorded until {sayMs(untilMs)}: {EVENTS_MAX.toLocaleString('en')} events are as many as a
          recording holds
        </span>
      )}
      <button
        type="button"
        title="Mark this instant ( B )"
        onClick={() => store.set({ bookmarks: [...bookmarks, nowMs].sort((a, b) => a - b) })}
      >
        ⚑ mark
      </button>
      {bookmarks.length > 0 && (
        <select
          aria-label="Bookmarks"
          value=""
          onChange={(event) =>
            event.currentTarget.value !== '' && seek(Number(event.currentTarget.value))
          }
        >
          <option value="">{bookmarks.length} marked</option>
          {bookmarks.map((at) => (
            <option key={at} value={String(at)}>
              {sayMs(at)}
            </option>
          ))}
        </select>
      )}
    </section>
  );
}
