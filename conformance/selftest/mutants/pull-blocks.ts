/** Faults in the pull of blocks (spec/07-pull.md, section Blocks). */
import { type Mutant, mutant } from '../mutant.js';

export const pullBlockMutants: readonly Mutant[] = [
  mutant({
    id: 'pull/pushed-blocks-not-offered',
    fault: 'offers the blocks alone that it pulled',
    breaks: ['PULL-43', 'PULL-20'],
    module: 'peer/pull/blocks',
    entry: 'advertiseBlock',
    by: () => () => {},
    killedBy: [
      {
        case: 'pull/digest-lists-blocks-held',
        expected: 'DataDigest with the nonce of the hello to',
      },
      {
        case: 'delivery/blocks-committed-and-pushed',
        expected: 'DataDigest with the nonce of the hello to',
      },
    ],
  }),
  mutant({
    id: 'pull/number-with-zeros',
    fault: 'writes the digest of a block with leading zeros',
    breaks: ['PULL-41'],
    module: 'peer/pull/responder',
    entry: 'performPullResponder',
    by:
      ({ performPullResponder }) =>
      (run, pull, nonce, effect) => {
        const digestOf = (item: string): Uint8Array => Buffer.from(item.padStart(4, '0'));
        const isOfBlocks = pull.channel.length > 0;
        performPullResponder(run, isOfBlocks ? { ...pull, digestOf } : pull, nonce, effect);
      },
    killedBy: [
      { case: 'pull/digest-lists-blocks-held', expected: 'digests 1 and 2', observed: '0001 0002' },
    ],
  }),
  mutant({
    id: 'pull/number-of-any-size',
    fault: 'takes decimal digits for the digest of a block, however large the number',
    breaks: ['PULL-44', 'PULL-D5'],
    module: 'peer/pull/blocks',
    entry: 'blockPull',
    by:
      ({ blockPull }) =>
      (run, entry) => {
        const pull = blockPull(run, entry);
        const keyOf = (digest: Uint8Array): string | undefined => {
          const text = Buffer.from(digest).toString();
          return /^[0-9]+$/.test(text) ? text : undefined;
        };
        return { ...pull, keyOf };
      },
    killedBy: [
      {
        case: 'pull/target-requests-what-it-lacks',
        expected: 'a request for 2 and 3',
        observed: '99999999999999999999999',
      },
    ],
  }),
  mutant({
    id: 'pull/pulled-block-not-verified',
    fault: 'does not look into the blocks of an update before it takes them',
    breaks: ['PULL-45'],
    module: 'peer/pull/receive',
    entry: 'receivePull',
    by:
      ({ receivePull }) =>
      (run, pull, signed, origin) => {
        const judge: typeof pull.judge = (item) => {
          const { content } = item.message;
          const isBlock = content.case === 'dataMsg' && content.value.payload !== undefined;
          return isBlock ? `${content.value.payload!.seqNum}` : pull.judge(item);
        };
        receivePull(run, { ...pull, judge }, signed, origin);
      },
    killedBy: [
      { case: 'pull/update-with-forged-block-taken-not-at-all', expected: 'no block 1 of ch1' },
      {
        case: 'pull/update-with-block-of-another-channel-taken-not-at-all',
        expected: 'no block 1 of ch1',
      },
    ],
  }),
  mutant({
    id: 'pull/pulled-block-not-committed',
    fault: 'offers the blocks that it pulled, and leaves committing them to state transfer',
    breaks: ['PULL-46'],
    module: 'peer/transfer/buffer',
    entry: 'offerBlock',
    by:
      ({ offerBlock }) =>
      (run, entry, number, block) =>
        block.source === 'pull' ? 'known' : offerBlock(run, entry, number, block),
    killedBy: [
      {
        case: 'pull/pulled-block-committed-and-advertised',
        expected: 'block 1 of ch1 in the ledger',
      },
    ],
  }),
];
