/**
 * Commits: XFER-I1 (numbers rise without a gap), XFER-I2 (no two peers commit different blocks of one
 * number), XFER-I4 (each names the hash of the one before it), and none but what was ordered. LEDG-I2:
 * who has the same blocks has come to the same world state.
 */
import { sameBytes } from '../../wire/hex.js';
import { blockHashOf } from '../known-blocks.js';
import type { Node } from '../node.js';
import type { InvariantContext, InvariantWatch } from './context.js';

export function watchCommits({ network, breach, isCorrect }: InvariantContext): InvariantWatch {
  /** By channel and number: the commit hash of who committed first, hex. */
  const commitHashes = new Map<string, string>();
  function compare(node: Node, channel: string, number: bigint): void {
    const commitHash = node.ledgers.get(channel)!.commitHash;
    const key = `${channel} ${number}`;
    const known = commitHashes.get(key);
    if (known === undefined) commitHashes.set(key, commitHash);
    else if (known !== commitHash)
      breach('LEDG-I2', node.name, `block ${number} of ${channel} made another world state`);
  }
  return {
    observer: {
      committed({ node, channel, number, bytes, refusal }) {
        if (!isCorrect(node.name)) return;
        if (refusal !== undefined) {
          const id = refusal.startsWith('LEDG-D22') ? 'XFER-I4' : 'XFER-I1';
          return breach(id, node.name, `hands a block to its ledger that does not fit: ${refusal}`);
        }
        const { trust, chains } = network();
        const made = chains.get(channel)?.blocks[Number(number)];
        const hashOf = (block: Uint8Array) => blockHashOf(trust.crypto, block);
        // All who commit what was ordered agree with one another.
        if (made === undefined || !sameBytes(hashOf(made), hashOf(bytes)))
          breach('XFER-I2', node.name, `block ${number} of ${channel} is not what was ordered`);
        else compare(node, channel, number);
      },
    },
  };
}
