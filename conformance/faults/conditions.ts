/** What holds between two parties just now, out of the faults that have been asked for. */
import type { FaultNote } from './note.js';

/** A fault that lasts until `heal`. Names; empty = everybody. */
export interface Rule {
  readonly kind: FaultNote['kind'];
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly delayMs?: number;
  readonly jitterMs?: number;
  /** 0 to 1. */
  readonly lossShare?: number;
  readonly bytesPerSecond?: number;
}

/** For what one party sends to another. */
export interface Condition {
  readonly isCut: boolean;
  readonly delayMs: number;
  readonly jitterMs: number;
  readonly lossShare: number;
  readonly bytesPerSecond: number;
}

export const CLEAR: Condition = {
  isCut: false,
  delayMs: 0,
  jitterMs: 0,
  lossShare: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
};

const among = (names: readonly string[], name: string): boolean =>
  names.length === 0 || names.includes(name);

export const concerns = (rule: Rule, from: string, to: string): boolean =>
  among(rule.from, from) && among(rule.to, to);

/** Of several rules the hardest counts. */
export function conditionOf(rules: readonly Rule[], from: string, to: string): Condition {
  return rules
    .filter((rule) => concerns(rule, from, to))
    .reduce<Condition>(
      (sum, rule) => ({
        isCut: sum.isCut || rule.kind === 'cut',
        delayMs: Math.max(sum.delayMs, rule.delayMs ?? 0),
        jitterMs: Math.max(sum.jitterMs, rule.jitterMs ?? 0),
        lossShare: Math.max(sum.lossShare, rule.lossShare ?? 0),
        bytesPerSecond: Math.min(
          sum.bytesPerSecond,
          rule.bytesPerSecond ?? Number.POSITIVE_INFINITY,
        ),
      }),
      CLEAR,
    );
}
