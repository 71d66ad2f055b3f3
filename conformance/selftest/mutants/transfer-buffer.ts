/** Faults in which blocks take a place in the block buffer, and for how long (spec/11-state-transfer.md, 11.6). */
import { type Mutant, mutant } from '../mutant.js';

export const transferBufferMutants: readonly Mutant[] = [
  mutant({
    id: 'transfer/buffers-blocks-however-far-ahead',
    fault: 'keeps a pushed block for its ledger however far ahead it is',
    breaks: ['XFER-2', 'XFER-D3', 'XFER-I3'],
    module: 'rules/buffer-admission',
    entry: 'isWithinReach',
    by: () => () => true,
    killedBy: [
      {
        case: 'push/block-beyond-the-buffer-relayed-and-not-kept',
        expected: 'no block 5 of ch1 in the ledger',
      },
    ],
  }),
  mutant({
    id: 'transfer/reach-one-too-short',
    fault: 'refuses the block that is just within blockBufferSize of its height',
    breaks: ['XFER-2'],
    module: 'rules/buffer-admission',
    entry: 'isWithinReach',
    by:
      ({ isWithinReach }) =>
      (number, height, size) =>
        isWithinReach(number, height, size - 1n),
    killedBy: [
      {
        case: 'push/block-beyond-the-buffer-relayed-and-not-kept',
        expected: 'block 4 of ch1 in the ledger',
      },
    ],
  }),
  mutant({
    id: 'transfer/pushed-blocks-offered-with-blocking',
    fault: 'offers pushed blocks as it does those of state transfer, that may wait for room',
    breaks: ['XFER-3'],
    module: 'rules/buffer-admission',
    entry: 'bufferAdmission',
    by:
      ({ bufferAdmission }) =>
      (facts) =>
        bufferAdmission(Object.create(facts, { mode: { value: 'blocking' } })),
    killedBy: [
      {
        case: 'push/block-beyond-the-buffer-relayed-and-not-kept',
        expected: 'no block 5 of ch1 in the ledger',
      },
    ],
  }),
];
