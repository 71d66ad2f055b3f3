/** A bounded memory of answers by bytes: when it is full, the answer unused for longest goes. */
import { REMEMBERED_IDENTITY_BYTES_MAX } from './limits.js';

export type Memo<T> = (key: Uint8Array, compute: () => T, isKept: (answer: T) => boolean) => T;

/** IDENT-8. @throws RangeError if `max` is not a positive integer. */
export function createMemo<T>(max: number): Memo<T> {
  if (!Number.isSafeInteger(max) || max < 1)
    throw new RangeError(`size of a memory: a positive integer is needed, got ${max}`);
  // A Map keeps the order of insertion: the first key is the one unused for longest.
  const answers = new Map<string, T>();
  return (bytes, compute, isKept) => {
    if (bytes.length > REMEMBERED_IDENTITY_BYTES_MAX) return compute();
    // Spread, an array of bytes takes five times as long.
    const key = String.fromCharCode.apply(null, bytes as unknown as number[]);
    const known = answers.get(key);
    const answer = known ?? compute();
    if (known === undefined && !isKept(answer)) return answer;
    answers.delete(key);
    answers.set(key, answer);
    if (answers.size > max) answers.delete(answers.keys().next().value!);
    return answer;
  };
}
