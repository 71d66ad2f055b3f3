import type { FileLine } from '../../trace/told.js';

/** Names of the fields in which two records are not equal, those of `trace` by themselves; the number aside. */
export function differences(one: FileLine, other: FileLine): string[] {
  const flat = ({ peer, atMs, trace }: FileLine): Record<string, unknown> => ({
    peer,
    atMs,
    ...trace,
  });
  const [a, b] = [flat(one), flat(other)];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}
