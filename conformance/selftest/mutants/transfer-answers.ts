/** Faults in what a peer makes of answers, and of blocks from anywhere (spec/11-state-transfer.md, 11.5, 11.6, 11.8). */
import { fromBinary } from '@bufbuild/protobuf';
import { MetadataSchema } from '../../../src/wire/gen/common/common_pb.js';
import { type Mutant, mutant } from '../mutant.js';

export const transferAnswerMutants: readonly Mutant[] = [
  mutant({
    id: 'transfer/unsigned-blocks-taken',
    fault: 'takes a block that nobody has signed, and others by their signatures alone',
    breaks: ['XFER-1'],
    module: 'wire/block-signature',
    entry: 'verifyBlockSignatures',
    by:
      ({ verifyBlockSignatures }) =>
      (crypto, block, signers) => {
        const { signatures } = fromBinary(
          MetadataSchema,
          block.metadata?.metadata[0] ?? new Uint8Array(),
        );
        if (signatures.length === 0) return { verdict: 'accept', value: [] };
        return verifyBlockSignatures(crypto, block, signers);
      },
    killedBy: [
      {
        case: 'transfer/response-with-a-forged-block-not-taken',
        expected: 'the same request again',
      },
      { case: 'push/block-without-signatures-rejected', expected: 'no DataMessage to' },
    ],
  }),
  mutant({
    id: 'transfer/waiting-block-not-committed-in-turn',
    fault: 'commits a block that has waited only when another comes',
    breaks: ['XFER-6', 'XFER-R5'],
    module: 'machines/block-buffer.machine',
    entry: 'blockBufferRegistry',
    by: ({ blockBufferRegistry }) => ({
      ...blockBufferRegistry,
      guards: { ...blockBufferRegistry.guards, isFollowed: () => false },
    }),
    killedBy: [
      {
        case: 'push/blocks-out-of-order-commit-in-order',
        expected: 'block 2 of ch1 in the ledger',
      },
    ],
  }),
  mutant({
    id: 'transfer/tells-every-fourth-height',
    fault: 'tells its new height after every fourth block',
    breaks: ['XFER-11'],
    module: 'peer/channel/join',
    entry: 'heightChanged',
    by:
      ({ heightChanged }) =>
      (run, entry) => {
        if (entry.height % 4n === 0n) heightChanged(run, entry);
      },
    killedBy: [
      {
        case: 'channel/stateinfo-published-after-commit',
        expected: 'of the target with height 2',
      },
    ],
  }),
  mutant({
    id: 'transfer/takes-what-it-did-not-ask-for',
    fault: 'takes the blocks of a response whether or not it waits for one',
    breaks: ['XFER-34', 'XFER-D30'],
    module: 'rules/state-response',
    entry: 'stateResponse',
    by:
      ({ stateResponse }) =>
      (facts) =>
        facts.pass === 'none' && facts.numbers !== 'none'
          ? { verdict: 'take', clause: 'XFER-D36' }
          : stateResponse(facts),
    killedBy: [
      {
        case: 'transfer/unsolicited-response-ignored',
        expected: 'no block 1 of ch1 in the ledger',
      },
    ],
  }),
  mutant({
    id: 'transfer/nonce-of-answer-unseen',
    fault: 'takes any response for the answer to its request, whatever its nonce',
    breaks: ['XFER-34', 'XFER-D33'],
    module: 'rules/state-response',
    entry: 'stateResponse',
    by:
      ({ stateResponse }) =>
      (facts) =>
        stateResponse({ ...facts, nonce: 'same' }),
    killedBy: [
      {
        case: 'transfer/response-with-another-nonce-not-taken',
        expected: 'RemoteStateRequest to o1',
      },
    ],
  }),
  mutant({
    id: 'transfer/never-repeats-a-request',
    fault: 'asks anew in its next pass instead of repeating a request',
    breaks: ['XFER-35', 'XFER-R28', 'XFER-R33'],
    module: 'machines/transfer.machine',
    entry: 'transferRegistry',
    by: ({ transferRegistry }) => ({
      ...transferRegistry,
      guards: { ...transferRegistry.guards, hasRetries: () => false },
    }),
    killedBy: [
      { case: 'transfer/response-without-blocks-not-taken', expected: 'the same request again' },
      { case: 'transfer/unanswered-request-repeated-boundedly', expected: 'requests within' },
    ],
  }),
  mutant({
    id: 'transfer/one-try-too-few',
    fault: 'asks stateMaxRetries times for a range, the first one included',
    breaks: ['XFER-35'],
    module: 'machines/transfer.machine',
    entry: 'transferRegistry',
    by: ({ transferRegistry }) => ({
      ...transferRegistry,
      guards: {
        ...transferRegistry.guards,
        hasRetries: (t) => t.sentCount < t.stateMaxRetries,
      },
    }),
    killedBy: [
      {
        case: 'transfer/unanswered-request-repeated-boundedly',
        expected: 'requests within',
      },
    ],
  }),
  mutant({
    id: 'transfer/asks-for-ever',
    fault: 'repeats a request for a range as often as it takes',
    breaks: ['XFER-35', 'XFER-R34'],
    module: 'machines/transfer.machine',
    entry: 'transferRegistry',
    by: ({ transferRegistry }) => ({
      ...transferRegistry,
      guards: { ...transferRegistry.guards, hasRetries: () => true },
    }),
    killedBy: [
      {
        case: 'transfer/unanswered-request-repeated-boundedly',
        expected: 'requests in all',
      },
    ],
  }),
  mutant({
    id: 'transfer/repeats-under-another-nonce',
    fault: 'repeats a request under a new nonce',
    breaks: ['XFER-35'],
    module: 'peer/transfer/transfer',
    entry: 'performTransfer',
    by:
      ({ performTransfer }) =>
      (run, channel, effect) =>
        performTransfer(
          run,
          channel,
          effect.type === 'range.request' ? { ...effect, again: false } : effect,
        ),
    killedBy: [
      { case: 'transfer/response-without-blocks-not-taken', expected: 'the same request again' },
      { case: 'transfer/unanswered-request-repeated-boundedly', expected: 'requests within' },
    ],
  }),
  mutant({
    id: 'transfer/part-of-an-answer-dropped',
    fault: 'takes nothing of a response of which it cannot take all that it asked for',
    breaks: ['XFER-37', 'XFER-38'],
    module: 'peer/transfer/buffer',
    entry: 'offerBlock',
    by:
      ({ offerBlock }) =>
      (run, entry, number, block) => {
        const { asked, parked } = entry.transfer;
        const missing =
          asked && number === asked.from && number + BigInt(parked.length) <= asked.end;
        const isPart = block.source === 'transfer' && missing === true;
        return isPart ? 'refused' : offerBlock(run, entry, number, block);
      },
    killedBy: [
      {
        case: 'transfer/blocks-before-a-forged-one-taken',
        expected: 'block 1 of ch1 in the ledger',
      },
      {
        case: 'transfer/partial-response-taken',
        expected: 'a request for 3 to 5',
        observed: '1 to 5',
      },
    ],
  }),
  mutant({
    id: 'transfer/next-range-one-too-early',
    fault: 'begins the next range with the last block that it has taken',
    breaks: ['XFER-38', 'XFER-R31'],
    module: 'machines/transfer.machine',
    entry: 'transferRegistry',
    by: ({ transferRegistry }) => ({
      ...transferRegistry,
      actions: {
        ...transferRegistry.actions,
        openNextRange: {
          set: (t, e) => ({
            from: e.type === 'response.taken' ? e.through : t.through,
            sentCount: 1,
          }),
        },
      },
    }),
    killedBy: [
      {
        case: 'transfer/target-behind-catches-up',
        expected: 'a request for 6 to 8',
        observed: '5 to 8',
      },
      {
        case: 'transfer/partial-response-taken',
        expected: 'a request for 3 to 5',
        observed: '2 to 5',
      },
    ],
  }),
];
