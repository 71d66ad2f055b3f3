/** Faults in what a leader takes of the ordering service, and does with it (spec/12-delivery.md, 12.4 and 12.6). */
import { type Mutant, mutant } from '../mutant.js';
import { withoutEffects, withoutRow } from '../rows.js';

export const deliveredBlockMutants: readonly Mutant[] = [
  mutant({
    id: 'delivery/orderers-are-trusted',
    fault: 'takes the blocks of the ordering service as they come, whoever has signed them',
    breaks: ['DELV-14', 'DELV-D6', 'DELV-I2'],
    module: 'rules/delivered-response',
    entry: 'deliveredResponse',
    by:
      ({ deliveredResponse }) =>
      (facts) =>
        deliveredResponse({ ...facts, block: 'valid' }),
    killedBy: [
      { case: 'delivery/block-without-signatures-refused', expected: 'the end of the stream' },
      { case: 'delivery/block-signed-by-a-stranger-refused', expected: 'the end of the stream' },
    ],
  }),
  mutant({
    id: 'delivery/blocks-out-of-turn',
    fault: 'does not compare blocks with the chain, as Fabric 2.5 did not',
    breaks: ['DELV-14', 'DELV-15'],
    module: 'rules/delivered-response',
    entry: 'deliveredResponse',
    by:
      ({ deliveredResponse }) =>
      (facts) =>
        deliveredResponse(Object.create(facts, { chained: { value: false } })),
    killedBy: [
      { case: 'delivery/block-ahead-of-the-next-refused', expected: 'the end of the stream' },
    ],
  }),
  mutant({
    id: 'delivery/first-of-a-stream-alone-compared',
    fault: 'compares the first block of a stream alone with the chain',
    breaks: ['DELV-16'],
    module: 'peer/delivery/response',
    entry: 'judgeResponse',
    by:
      ({ judgeResponse }) =>
      (run, entry, bytes) => {
        const config = { ...run.config, profile: 'fabric-2.5' as const };
        const isFirst = entry.delivery.nextNumber === 1n;
        return judgeResponse(isFirst ? run : { ...run, config }, entry, bytes);
      },
    killedBy: [{ case: 'delivery/gap-within-a-stream-refused', expected: 'the end of the stream' }],
  }),
  mutant({
    id: 'delivery/refused-stream-read-on',
    fault: 'reads on a stream of which it has refused a response',
    breaks: ['DELV-15', 'DELV-R13'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('DELV-R13'),
    killedBy: [
      { case: 'delivery/block-without-signatures-refused', expected: 'the end of the stream' },
      { case: 'delivery/reconnects-after-status-success', expected: 'the end of the stream' },
      {
        case: 'delivery/reconnects-after-status-service-unavailable',
        expected: 'the end of the stream',
      },
    ],
  }),
  mutant({
    id: 'delivery/refused-stream-left-open',
    fault: 'opens another stream beside the one of which it has refused a response',
    breaks: ['DELV-15', 'DELV-2', 'DELV-R13'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutEffects('DELV-R13', 'stream.close'),
    killedBy: [
      { case: 'delivery/block-without-signatures-refused', expected: 'the end of the stream' },
      { case: 'delivery/reconnects-after-status-success', expected: 'the end of the stream' },
    ],
  }),
  mutant({
    id: 'delivery/fetched-blocks-not-committed',
    fault: 'pushes the blocks that it fetched, and waits for somebody to push them to it',
    breaks: ['DELV-23'],
    module: 'peer/transfer/buffer',
    entry: 'offerBlock',
    by:
      ({ offerBlock }) =>
      (run, entry, number, block) =>
        block.source === 'orderer' ? 'known' : offerBlock(run, entry, number, block),
    killedBy: [
      {
        case: 'delivery/blocks-committed-and-pushed',
        expected: 'block 1 of ch1 in the ledger',
      },
      {
        case: 'delivery/blocks-not-pushed-without-block-gossip',
        expected: 'block 2 of ch1 in the ledger',
      },
    ],
  }),
  mutant({
    id: 'delivery/blocks-without-room-dropped',
    fault: 'drops the blocks for which its buffer has no room',
    breaks: ['DELV-24', 'DELV-R15'],
    module: 'peer/transfer/buffer',
    entry: 'offerBlock',
    by:
      ({ offerBlock }) =>
      (run, entry, number, block) => {
        const admission = offerBlock(run, entry, number, block);
        return block.source === 'orderer' && admission === 'full' ? 'taken' : admission;
      },
    killedBy: [
      { case: 'delivery/flood-of-blocks-loses-none', expected: 'block 300 of ch1 in the ledger' },
    ],
  }),
  mutant({
    id: 'delivery/reads-on-without-room',
    fault: 'goes on reading from the stream while a block waits for room',
    breaks: ['DELV-24', 'DELV-R15', 'DELV-I4'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutEffects('DELV-R15', 'stream.pause'),
    killedBy: [
      { case: 'delivery/flood-of-blocks-loses-none', expected: 'all of them on one stream' },
    ],
  }),
  mutant({
    id: 'delivery/never-reads-on',
    fault: 'does not read on when the block has been taken that waited for room',
    breaks: ['DELV-24', 'DELV-R23'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutEffects('DELV-R23', 'stream.resume'),
    killedBy: [
      { case: 'delivery/flood-of-blocks-loses-none', expected: 'block 300 of ch1 in the ledger' },
    ],
  }),
  mutant({
    id: 'delivery/fetched-blocks-not-pushed',
    fault: 'leaves it to the others to pull the blocks that it fetched',
    breaks: ['DELV-25'],
    module: 'peer/push',
    entry: 'queueForPush',
    by:
      ({ queueForPush }) =>
      (run, message) => {
        if (message.kind !== 'block' || message.sender !== '') queueForPush(run, message);
      },
    killedBy: [
      {
        case: 'delivery/blocks-committed-and-pushed',
        expected: 'DataMessage with block 1 to o1',
      },
    ],
  }),
  mutant({
    id: 'delivery/block-gossip-unasked',
    fault: 'pushes the blocks that it fetched though block gossip is off',
    breaks: ['DELV-27'],
    module: 'peer/delivery/delivery',
    entry: 'ordererReceived',
    by:
      ({ ordererReceived }) =>
      (run, entry, stream, bytes) => {
        const { config } = run;
        run.config = { ...config, blockGossip: true };
        ordererReceived(run, entry, stream, bytes);
        run.config = config;
      },
    killedBy: [
      {
        case: 'delivery/blocks-not-pushed-without-block-gossip',
        expected: 'no DataMessage to',
      },
    ],
  }),
];
