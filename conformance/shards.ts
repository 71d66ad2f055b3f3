/** A part of the cases, so that several machines run one suite: the same parts wherever it is asked. */
import { UserMistake } from '../src/adapters/user-mistake.js';
import type { Case } from './harness/case.js';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** `2/5`. @throws UserMistake if it is not one of its parts. */
export function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (!index || !count || index > count) {
    throw new UserMistake(`--shard: expected i/n with i from 1 to n, as in 2/5, got ${text}`);
  }
  return { index, count };
}

/**
 * The cases of one part, in the order given: each in turn, or, where it is known how long they took
 * (milliseconds by case id), the longest first to the part that has least to do. A case of which
 * nothing is known counts as the mean.
 */
export function shardOf(
  cases: readonly Case[],
  { index, count }: Shard,
  durations: ReadonlyMap<string, number> = new Map(),
): readonly Case[] {
  if (durations.size === 0) return cases.filter((_, i) => i % count === index - 1);
  const mean = [...durations.values()].reduce((sum, ms) => sum + ms, 0) / durations.size;
  const msOf = ({ id }: Case): number => durations.get(id) ?? mean;
  const longestFirst = [...cases].sort((a, b) => msOf(b) - msOf(a) || (a.id < b.id ? -1 : 1));
  const loads: number[] = Array.from({ length: count }, () => 0);
  const own = new Set<string>();
  for (const one of longestFirst) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least]! += msOf(one);
    if (least === index - 1) own.add(one.id);
  }
  return cases.filter(({ id }) => own.has(id));
}
