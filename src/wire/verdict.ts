/**
 * The answer to input from outside. Never an exception: *ignore* where the sender may be innocent
 * (stale, early, unknown), *reject* where only a faulty or malicious peer sends it.
 */
export interface Refusal {
  readonly verdict: 'ignore' | 'reject';
  /** The clause or table row that decided, for example `IDENT-7`. */
  readonly clause: string;
  /** A phrase in protocol words, without trailing stop. */
  readonly reason: string;
}

export type Verdict<T> = { readonly verdict: 'accept'; readonly value: T } | Refusal;

export const accept = <T>(value: T): Verdict<T> => ({ verdict: 'accept', value });
export const ignore = (clause: string, reason: string): Refusal => ({
  verdict: 'ignore',
  clause,
  reason,
});
export const reject = (clause: string, reason: string): Refusal => ({
  verdict: 'reject',
  clause,
  reason,
});
