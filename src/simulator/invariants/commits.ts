/**
 * Commits: in order without a gap, one block at each height for all peers (agreement), and none but what
 * the ordering service made.
 */
import { sameBytes } from '../../wire/hex.js';
import { blockKnown } from '../memory-ledger.js';
import type { InvariantContext, InvariantWatch } from './context.js';

export function watchCommits({ network, breach, isCorrect }: InvariantContext): InvariantWatch {
  return {
    observer: {
      committed({ node, channel, number, bytes, refusal }) {
        if (!isCorrect(node.name)) return;
        if (refusal !== undefined)
          return breach('XFER-I1', node.name, `commits out of order: ${refusal}`);
        const { trust, chains } = network();
        const made = chains.get(channel)?.blocks[Number(number)];
        const isMade =
          made !== undefined &&
          sameBytes(blockKnown(trust.crypto, made).hash, blockKnown(trust.crypto, bytes).hash);
        if (!isMade)
          breach('XFER-I2', node.name, `block ${number} of ${channel} is not what was ordered`);
      },
    },
  };
}
