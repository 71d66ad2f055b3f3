/** Blocks: what they are claimed to be, what they hold, and who of the ordering service signed (2 Wire, 6 Push). */
import { blockBytes } from '../../harness/minting/channel/block.js';
import type { Author } from '../author.js';
import { base64, type Vector } from '../vector.js';
import { contentRows, encodingRows } from './block-contents.js';
import { accepted, type BlockRow, changed, NEXT, rehashed } from './block-row.js';
import { signerRows } from './block-signers.js';
import { single } from './define.js';

export const blockVectors = (by: Author): Vector[] =>
  [...claims(by), ...contentRows(by), ...signerRows(by), ...encodingRows(by)].map(
    ({ block, number = NEXT, channel = 'ch', verdict = 'reject', ...parts }) =>
      single('block', {
        ...parts,
        verdict,
        receiver: { channels: { [channel]: 3 } },
        input: {
          type: 'block',
          channel,
          number: String(number),
          block: base64(block instanceof Uint8Array ? block : blockBytes(block)),
        },
      }),
  );

function claims(by: Author): BlockRow[] {
  const ch = by.world.channel('ch');
  const other = by.world.channel('both');
  const otherNumber = { clauses: ['WIRE-72'], reason: 'the header has another number' };
  return [
    {
      id: 'next-accepted',
      description: 'The next block of the channel.',
      block: ch.block(NEXT),
      ...accepted('PUSH-20', 'what it is claimed to be, and signed'),
    },
    {
      id: 'of-later-number-accepted',
      description: 'The block after the next: it waits.',
      block: ch.block(5),
      number: 5,
      ...accepted('PUSH-20', 'what it is claimed to be, and signed'),
    },
    {
      id: 'fork-accepted',
      description:
        'Another block of the same number, as well signed: which of them counts is not for gossip.',
      block: ch.fork(NEXT),
      ...accepted('PUSH-20', 'what it is claimed to be, and signed'),
    },
    {
      id: 'claimed-to-be-of-higher-number-rejected',
      description: 'Block 3, claimed to be block 4.',
      block: ch.block(NEXT),
      number: 4,
      ...otherNumber,
    },
    {
      id: 'claimed-to-be-of-lower-number-rejected',
      description: 'Block 4, claimed to be block 3.',
      block: ch.block(4),
      ...otherNumber,
    },
    {
      id: 'claimed-to-be-of-number-2-64-apart-rejected',
      description: 'Block 3, claimed to be block 2^64 - 1.',
      block: ch.block(NEXT),
      number: 2n ** 64n - 1n,
      ...otherNumber,
    },
    {
      id: 'of-another-channel-rejected',
      description: 'The next block of another channel, signed by an orderer of both.',
      block: other.block(NEXT),
      clauses: ['WIRE-73'],
      reason: 'the first transaction names another channel',
    },
    {
      id: 'without-transactions-rejected',
      description: 'No transactions: none names the channel.',
      block: changed(ch, (block) => {
        block.data!.data = [];
        rehashed(block);
      }),
      clauses: ['WIRE-73'],
      reason: 'no transaction names the channel',
    },
  ];
}
