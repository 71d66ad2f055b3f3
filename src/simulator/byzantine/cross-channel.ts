/** Carrying what belongs to one channel to those who are not in it, or into another one. */
import type { Villain } from './byzantine.js';
import * as messages from './messages.js';

export function crossChannel(villain: Villain, to: string): void {
  const { network, below, one } = villain;
  const all = [...network.chains.keys()];
  if (all.length === 0) return;
  const from = one(all);
  const into = one(all);
  const { blocks } = network.chains.get(from)!;
  const number = below(blocks.length);
  const claim = { author: villain.name, endpoint: '', seqNum: villain.count };
  const kind = below(3);
  // A true block of one channel, told to be of another; and everything about channels it never joined.
  if (kind === 0) villain.send(to, messages.block(into, BigInt(number), blocks[number]!).bytes);
  else if (kind === 1) villain.send(to, messages.stateInfo(villain, into, claim, 5n).bytes);
  else villain.send(to, messages.declaration(villain, into, claim).bytes);
}
