/**
 * Chance, answered in every way: a function that asks `Choose` is called once for each combination of answers.
 *
 * Implements spec/17-checker.md, CHEK-22, CHEK-23.
 */
import type { Choose } from '../../peer/io.js';

/** `nonce` gives fresh ones; `play` starts from the same state each time. */
export function everyOutcome<T>(nonce: () => bigint, play: (choose: Choose) => T): T[] {
  const outcomes: T[] = [];
  let answers: number[] = [];
  for (;;) {
    const bounds: number[] = [];
    const below = (bound: number): number => {
      bounds.push(bound);
      return answers[bounds.length - 1] ?? 0;
    };
    outcomes.push(
      play({
        nonce,
        sample: (candidates, count, takesPart) =>
          subset(takesPart ? candidates.filter(takesPart) : candidates, count, below),
      }),
    );
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
