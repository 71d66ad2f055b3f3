/** In which order a dozen cases at a time are played. */
import type { Case } from '../../../conformance/harness/case.js';

/** Chapters of cases with a network of their own, which take several times as much of the machine. */
const LARGE = /^(faults|network)\//;

/** Large cases evenly among the others: all at once they are too slow for each other. */
export function spread(cases: readonly Case[]): readonly Case[] {
  const large = cases.filter(({ id }) => LARGE.test(id));
  const small = cases.filter(({ id }) => !LARGE.test(id));
  const place = (index: number, length: number) => (index + 0.5) / length;
  const placed = [
    ...large.map((one, i) => ({ one, at: place(i, large.length) })),
    ...small.map((one, i) => ({ one, at: place(i, small.length) })),
  ];
  return placed.sort((a, b) => a.at - b.at).map(({ one }) => one);
}
