/** A question of a lesson: asked before the run goes on; what was predicted stays there, with the reason. */
import { useActions } from '../page/use-studio.js';
import { sayMs } from '../time/say-time.js';
import type { LessonQuestion } from './lesson.js';
import { SKIPPED } from './predictions.js';
import { Prose } from './prose.js';

export interface QuestionProps {
  readonly question: LessonQuestion;
  /** Number of the answer, or SKIPPED; undefined while there is none. */
  readonly given: number | undefined;
  readonly onAnswer: (given: number) => void;
}

export function Question({ question, given, onAnswer }: QuestionProps) {
  const { seek, store } = useActions();
  const isRight = question.answers[given ?? SKIPPED]?.isRight === true;
  const answer = (index: number) => {
    onAnswer(index);
    store.set({ isPlaying: false });
    seek(question.untilMs);
  };
  const lookOf = (index: number, right: boolean): string => {
    if (given === undefined) return '';
    return right ? 'right' : index === given ? 'wrong' : '';
  };
  return (
    <fieldset class="question">
      <legend>
        <b>Predict.</b> <Prose text={question.text} />
      </legend>
      {question.answers.map(({ text, isRight: right }, index) => (
        <button
          type="button"
          key={text}
          disabled={given !== undefined}
          class={lookOf(index, right)}
          onClick={() => answer(index)}
        >
          <Prose text={text} />
          {index === given && <small> – your prediction</small>}
        </button>
      ))}
      {given === undefined ? (
        <button type="button" class="skip" onClick={() => answer(SKIPPED)}>
          skip: show it without a prediction
        </button>
      ) : (
        <p role="status">
          <b>{given === SKIPPED ? 'Skipped.' : isRight ? 'Yes.' : 'No.'}</b>{' '}
          <Prose text={question.why} /> <small>The run is now at {sayMs(question.untilMs)}.</small>
        </p>
      )}
    </fieldset>
  );
}
