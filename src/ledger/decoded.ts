import type { Verdict } from '../wire/verdict.js';

/** What bytes decoded to, or undefined: for parts whose absence is judged elsewhere. */
export const decoded = <T>(verdict: Verdict<T>): T | undefined =>
  verdict.verdict === 'accept' ? verdict.value : undefined;
