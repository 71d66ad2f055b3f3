/** Four peers of one side that know one another: the first leads, each of the others relays. */

import { type BenchPeer, knows, type Side } from './side.js';
import type { Role, Stage } from './stage.js';

export const NEIGHBOURS = 3;

/** Roles of a leader and three others, which are told of the leader alone. */
export function neighbourRoles(prefix: string): Role[] {
  const leader = `${prefix}0`;
  const others = Array.from({ length: NEIGHBOURS }, (_, i) => `${prefix}${i + 1}`);
  return [
    { name: leader, leads: true },
    ...others.map((name) => ({ name, leads: false, bootstrap: [leader] })),
  ];
}

/** Starts them; resolves when each counts the three others in the channel. Leader first. */
export async function meet(
  stage: Stage,
  side: Side,
  prefix: string,
  signal: AbortSignal,
): Promise<readonly BenchPeer[]> {
  const peers: BenchPeer[] = [];
  for (const { name } of neighbourRoles(prefix)) peers.push(await stage.start(side, name));
  for (const peer of peers) await knows(peer, NEIGHBOURS, signal);
  return peers;
}
