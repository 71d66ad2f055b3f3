/** The sudden end of a simulated peer. */
import type { Node } from './node.js';
import { endStream } from './streams.js';
import type { World } from './world.js';

/** As SIGKILL does: streams break, timers and what waited are gone. Ledgers stay. */
export function stopNode(world: World, node: Node): void {
  node.peer = undefined;
  node.life += 1;
  for (const ticket of node.timers.values()) world.queue.cancel(ticket);
  node.timers.clear();
  for (let i = node.inboxAt; i < node.inbox.length; i++) {
    const { from } = node.inbox[i]!;
    if (from !== undefined) from.waitingCount -= 1;
  }
  node.inbox.length = 0;
  node.inboxAt = 0;
  for (const link of [...node.streams.keys()]) endStream(world, node, link, 'UNKNOWN');
  for (const observer of world.told.life) observer.life(node, 'killed', Math.floor(world.nowMs));
}
