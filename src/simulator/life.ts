/** The sudden end of a simulated peer, and its return as it was. */
import { armedTimersOf } from '../peer/armed-timers.js';
import type { Peer } from '../peer/peer.js';
import { dropOrdererStreams, finish } from './host-services.js';
import type { Node } from './node.js';
import { endStream } from './streams.js';
import { armNamed, armTimer, forgetTimers } from './timers.js';
import type { World } from './world.js';

/** As SIGKILL does: streams break, timers and what waited are gone. Ledgers stay. */
export function stopNode(world: World, node: Node): void {
  dropOrdererStreams(world, node);
  if (node.peer !== undefined) forgetTimers(world, node, node.peer);
  node.peer = undefined;
  node.marker = undefined;
  node.life += 1;
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
  for (const { text, dueMs, timer } of armedTimersOf(state)) {
    const ms = Math.max(0, dueMs - now);
    if (timer === undefined) armNamed(world, node, text, ms);
    else armTimer(world, node, timer, ms);
  }
  for (const link of [...state.links.keys()])
    world.feed(node, { type: 'stream.ended', link, status: 'UNKNOWN' });
  finish(world, node);
}
