/** The end of a lesson: how many of its questions were predicted, and which ones are worth another look. */
import type { Lesson } from './lesson.js';
import { predictionsIn, sayPredictions } from './predictions.js';

export interface FinishedProps {
  readonly lesson: Lesson;
  readonly answers: ReadonlyMap<number, number>;
  /** Goes to a part. */
  readonly onBack: (part: number) => void;
}

const MARKS = { right: '✓', wrong: '✕', skipped: '–' } as const;

export function Finished({ lesson, answers, onBack }: FinishedProps) {
  const predictions = predictionsIn(lesson, answers);
  return (
    <div class="finished">
      <h3>Finished</h3>
      <p role="status">{sayPredictions(predictions)}</p>
      <ul>
        {predictions.map(({ part, title, came }) => (
          <li key={part}>
            <span class={came} aria-hidden="true">
              {MARKS[came]}
            </span>{' '}
            <button type="button" class="instant" onClick={() => onBack(part)}>
              {title}
            </button>{' '}
            <small>{came}</small>
          </li>
        ))}
      </ul>
      <p>
        The run is yours now: choose a peer, kill it, part the network, change the seed, and see
        whether what you have read still holds.
      </p>
    </div>
  );
}
