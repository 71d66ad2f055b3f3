/**
 * Commits: XFER-I1 (numbers rise without a gap), XFER-I2 (no two peers commit different blocks of one
 * number), XFER-I4 (each names the hash of the one before it), and none but what was ordered.
 */
import { sameBytes } from '../../wire/hex.js';
import { blockKnown } from '../memory-ledger.js';
import type { InvariantContext, InvariantWatch } from './context.js';

export function watchCommits({ network, breach, isCorrect }: InvariantContext): InvariantWatch {
  return {
    observer: {
      committed({ node, channel, number, bytes, refusal }) {
        if (!isCorrect(node.name)) return;
        if (refusal !== undefined) {
          const id = refusal.endsWith('of another chain') ? 'XFER-I4' : 'XFER-I1';
          return breach(id, node.name, `hands a block to its ledger that does not fit: ${refusal}`);
        }
        const { trust, chains } = network();
        const made = chains.get(channel)?.blocks[Number(number)];
        const hashOf = (block: Uint8Array) => blockKnown(trust.crypto, block).hash;
        // All who commit what was ordered agree with one another.
        if (made === undefined || !sameBytes(hashOf(made), hashOf(bytes)))
          breach('XFER-I2', node.name, `block ${number} of ${channel} is not what was ordered`);
      },
    },
  };
}
