/**
 * Chance, answered in every way: a function that asks `Choose` is called once for each combination of answers.
 *
 * Implements spec/17-checker.md, CHEK-22, CHEK-23.
 */
import type { Choose } from '../../peer/io.js';

/** What nobody has asked is answered thus. */
export const NO_ANSWERS: readonly number[] = [];

/** Answers the questions in their order; those after the last answer with the first that there is. */
export const answering = (
  nonce: () => bigint,
  answers: readonly number[],
  asked: (bound: number) => void = () => {},
): Choose => {
  let count = 0;
  const below = (bound: number): number => {
    asked(bound);
    count += 1;
    return answers[count - 1] ?? 0;
  };
  return {
    nonce,
    sample: (candidates, count, takesPart) =>
      subset(takesPart ? candidates.filter(takesPart) : candidates, count, below),
  };
};

/** `nonce` gives fresh ones; `play` starts from the same state each time, and is told the answers that differ. */
export function everyOutcome<T>(
  nonce: () => bigint,
  play: (choose: Choose, answers: readonly number[]) => T,
): T[] {
  const outcomes: T[] = [];
  let answers: readonly number[] = NO_ANSWERS;
  for (;;) {
    const bounds: number[] = [];
    const choose = answering(nonce, answers, (bound) => void bounds.push(bound));
    outcomes.push(play(choose, answers));
    const following = nextAnswers(answers, bounds);
    if (following === undefined) return outcomes;
    answers = following;
  }
}

/** Counts up, the last question fastest. */
function nextAnswers(answers: readonly number[], bounds: readonly number[]): number[] | undefined {
  for (let last = bounds.length - 1; last >= 0; last -= 1) {
    const answer = answers[last] ?? 0;
    if (answer + 1 < bounds[last]!)
      return [...Array.from({ length: last }, (_, i) => answers[i] ?? 0), answer + 1];
  }
  return undefined;
}

/** CHEK-23: which candidates, not in which order. */
function subset<T>(
  candidates: readonly T[],
  count: number,
  below: (bound: number) => number,
): readonly T[] {
  if (count >= candidates.length) return candidates;
  const chosen: T[] = [];
  for (let i = 0; i < candidates.length && chosen.length < count; i += 1) {
    const areAllNeeded = candidates.length - i === count - chosen.length;
    if (areAllNeeded || below(2) === 0) chosen.push(candidates[i]!);
  }
  return chosen;
}
