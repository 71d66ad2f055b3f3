/** What a reader has predicted in a lesson, and what came of it. */
import type { LessonText } from './lesson.js';

/** Instead of the number of an answer. */
export const SKIPPED = -1;

export interface Prediction {
  /** Number of the part. */
  readonly part: number;
  readonly title: string;
  readonly came: 'right' | 'wrong' | 'skipped';
}

/** One for each question. `answers`: by part; a question without one was skipped. */
export function predictionsIn(
  { parts }: Pick<LessonText, 'parts'>,
  answers: ReadonlyMap<number, number>,
): Prediction[] {
  return parts.flatMap(({ title, question }, part): Prediction[] => {
    if (question === undefined) return [];
    const given = question.answers[answers.get(part) ?? SKIPPED];
    const came = given === undefined ? 'skipped' : given.isRight ? 'right' : 'wrong';
    return [{ part, title, came }];
  });
}

export function sayPredictions(predictions: readonly Prediction[]): string {
  const count = (came: Prediction['came']) => predictions.filter((one) => one.came === came).length;
  const [right, wrong, skipped] = [count('right'), count('wrong'), count('skipped')];
  const others = [wrong > 0 && `${wrong} wrong`, skipped > 0 && `${skipped} skipped`];
  return [`${right} of ${predictions.length} predicted`, ...others.filter(Boolean)].join(', ');
}
