/**
 * What can be seen of a network from outside, the same for Fabric peers (their logs) and simulated ones
 * (their traces); and the one rule by which both become samples.
 */

/** `atMs`: since the first cycle began. */
export type Sight = { readonly atMs: number; readonly peer: string } & (
  | {
      /** Killed; begun as a process; gossip begun; channel joined; connections taken. */
      readonly what: 'killed' | 'spawned' | 'started' | 'joined' | 'serves';
    }
  | {
      /** Becomes the leader, ceases to be it. */
      readonly what: 'leads' | 'follows';
    }
  /** `peer` takes `of` for dead, or for alive after it was unknown or dead. */
  | { readonly what: 'dead' | 'alive'; readonly of: string }
  /** The block is next, and goes to be committed; it is committed. */
  | { readonly what: 'handed' | 'committed'; readonly number: number }
);

/** A block as the ordering service made it. */
export interface Ordered {
  readonly number: number;
  readonly atMs: number;
}

/** Who leads, he who began last at the end. Those who were killed do not. `sights` in order of time. */
export function leadersOf(sights: readonly Sight[]): readonly string[] {
  const leading = new Set<string>();
  for (const { what, peer } of sights) {
    if (what !== 'leads' && what !== 'follows' && what !== 'killed') continue;
    leading.delete(peer);
    if (what === 'leads') leading.add(peer);
  }
  return [...leading];
}

export const inOrder = <T extends { readonly atMs: number }>(sights: readonly T[]): T[] =>
  [...sights].sort((a, b) => a.atMs - b.atMs);
