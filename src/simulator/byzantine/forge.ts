/** Forging: messages in the name of others, and blocks that no orderer has signed. */
import type { Villain } from './byzantine.js';
import * as messages from './messages.js';

export function forge(villain: Villain, to: string): void {
  const { network, below, one } = villain;
  const author = one(network.names);
  const claim = { author, endpoint: `forged.${author}:1`, seqNum: villain.count };
  const channels = messages.channelsOf(villain);
  const kind = below(channels.length === 0 ? 1 : 4);
  if (kind === 0) return villain.send(to, messages.alive(villain, claim).bytes);
  const channel = one(channels);
  if (kind === 1)
    return villain.send(to, messages.stateInfo(villain, channel, claim, 1_000_000n).bytes);
  if (kind === 2) return villain.send(to, messages.declaration(villain, channel, claim).bytes);
  const chain = network.chains.get(channel)!;
  villain.send(to, forgedBlock(villain, channel, BigInt(chain.blocks.length + below(3) - 1)));
}

/** A true block of the chain with one byte changed, under a number that may be missing yet. */
function forgedBlock(villain: Villain, channel: string, number: bigint): Uint8Array {
  const bytes = villain.one(villain.network.chains.get(channel)!.blocks).slice();
  const at = villain.below(bytes.length);
  bytes[at] = bytes[at]! ^ 1;
  return messages.block(channel, number < 0n ? 0n : number, bytes).bytes;
}
