/** The sudden end of a simulated peer, and its return as it was. */
import type { Peer } from '../peer/peer.js';
import { dropOrdererStreams, finish } from './host-services.js';
import type { Node } from './node.js';
import { endStream } from './streams.js';
import { armNamed, forgetTimers } from './timers.js';
import type { World } from './world.js';

/** As SIGKILL does: streams break, timers and what waited are gone. Ledgers stay. */
export function stopNode(world: World, node: Node): void {
  dropOrdererStreams(world, node);
  node.peer = undefined;
  node.marker = undefined;
  node.life += 1;
  forgetTimers(world, node);
  for (let i = node.inboxAt; i < node.inbox.length; i++) {
    const { from } = node.inbox[i]!;
    if (from !== undefined) from.waitingCount -= 1;
  }
  node.inbox.length = 0;
  node.inboxAt = 0;
  for (const link of [...node.streams.keys()]) endStream(world, node, link, 'UNKNOWN');
  for (const observer of world.told.life) observer.life(node, 'killed', Math.floor(world.nowMs));
}

/** A peer that remembers everything finds its timers due, its streams broken and its questions answered. */
export function resume(world: World, node: Node, { state }: Peer): void {
  const now = Math.floor(world.nowMs) + node.clockOffsetMs;
  for (const [timer, dueMs] of state.timers) armNamed(world, node, timer, Math.max(0, dueMs - now));
  for (const link of [...state.links.keys()])
    world.feed(node, { type: 'stream.ended', link, status: 'UNKNOWN' });
  finish(world, node);
}
