/** Saying different things to different peers with one timestamp, in its own name. */
import type { Villain } from './byzantine.js';
import * as messages from './messages.js';

export function equivocate(villain: Villain, to: string): void {
  const { name, network, one, below } = villain;
  const another = one(network.names);
  const claims = [to, another].map((receiver, index) => ({
    receiver,
    claim: { author: name, endpoint: `face${index}.${name}:1`, seqNum: villain.count },
  }));
  const channels = messages.channelsOf(villain);
  const isAboutHeight = channels.length > 0 && below(2) === 0;
  for (const [index, { receiver, claim }] of claims.entries()) {
    const message = isAboutHeight
      ? messages.stateInfo(villain, channels[0]!, claim, BigInt(1 + 1_000 * index))
      : messages.alive(villain, claim);
    villain.send(receiver, message.bytes);
  }
}
