/** Joins what arrives or is lost with what was sent, for observers of a simulation. */
import type { Node, Sent } from '../node.js';

/** Between two peers; of more that are under way the oldest are forgotten. */
const UNDER_WAY_MAX = 2_000;

export interface UnderWay<T> {
  sent(from: Node, to: Node, sent: Sent, value: T): void;
  /** The value that was given when it was sent, once; undefined if it is forgotten. */
  ended(from: Node, to: Node, sent: Sent): T | undefined;
}

export function createUnderWay<T>(): UnderWay<T> {
  const waiting = new Map<number, { readonly sent: Sent; readonly value: T }[]>();
  return {
    sent(from, to, sent, value) {
      const pair = pairOf(from, to);
      let own = waiting.get(pair);
      if (own === undefined) {
        own = [];
        waiting.set(pair, own);
      }
      own.push({ sent, value });
      if (own.length > UNDER_WAY_MAX) own.shift();
    },
    ended(from, to, sent) {
      const own = waiting.get(pairOf(from, to));
      const at = own?.findIndex((one) => isSame(one.sent, sent)) ?? -1;
      return at < 0 ? undefined : own!.splice(at, 1)[0]!.value;
    },
  };
}

const pairOf = (from: Node, to: Node): number => from.index * 65_536 + to.index;

/** Bytes are wrapped anew for each observer, decoded messages are not. */
const isSame = (one: Sent, other: Sent): boolean =>
  one === other ||
  (one.message === undefined && other.message === undefined && one.bytes === other.bytes);
