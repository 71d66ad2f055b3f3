/** Faults in which blocks are taken, what becomes of them, and in the window (spec/06-push.md). */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  EnvelopeSchema,
  GossipMessageSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';

export const pushBlockMutants: readonly Mutant[] = [
  mutant({
    id: 'push/own-block-with-nonce',
    fault: 'gives the blocks that it fetched a nonce of their own',
    breaks: ['PUSH-13'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) =>
        gossipMessage(kind, value, kind === 'dataMsg' ? { ...header, nonce: 7n } : header),
    killedBy: [
      { case: 'delivery/blocks-committed-and-pushed', expected: 'nonce 0', observed: 'nonce 7' },
    ],
  }),
  mutant({
    id: 'push/own-block-not-kept',
    fault: 'does not keep for pull the blocks that it fetched',
    breaks: ['PUSH-28', 'PULL-43'],
    module: 'peer/blocks/receive',
    entry: 'gossipOwnBlock',
    by:
      ({ gossipOwnBlock }) =>
      (run, entry, payload) => {
        gossipOwnBlock(run, entry, payload);
        entry.window.delete(payload.seqNum);
        entry.pull.items.delete(`${payload.seqNum}`);
      },
    killedBy: [{ case: 'delivery/blocks-committed-and-pushed', expected: 'DataDigest' }],
  }),
  mutant({
    id: 'push/block-signatures-unseen',
    fault: 'takes a block whoever has signed it',
    breaks: ['PUSH-20', 'PUSH-D26', 'PUSH-I6', 'XFER-I7', 'WIRE-81'],
    module: 'wire/block-signature',
    entry: 'verifyBlockSignatures',
    by: () => () => ({ verdict: 'accept' as const, value: [] }),
    killedBy: [
      { case: 'push/block-without-signatures-rejected', expected: 'no DataMessage to' },
      { case: 'push/block-signed-by-a-stranger-rejected', expected: 'no DataMessage to' },
    ],
  }),
  mutant({
    id: 'push/double-taken-for-new',
    fault: 'takes and pushes a block of a number that it holds',
    breaks: ['PUSH-20', 'PUSH-D24'],
    module: 'rules/block-admission',
    entry: 'blockAdmission',
    by:
      ({ blockAdmission }) =>
      (facts) =>
        blockAdmission(Object.create(facts, { window: { value: 'new' } })),
    killedBy: [
      {
        case: 'push/block-of-same-number-does-not-replace',
        expected: 'no DataMessage with block 2 to',
      },
      { case: 'push/block-relayed-once', expected: 'no DataMessage with block 1 to' },
    ],
  }),
  mutant({
    id: 'push/block-held-back-until-committed',
    fault: 'pushes no block that it cannot commit yet',
    breaks: ['PUSH-21'],
    module: 'peer/push',
    entry: 'queueForPush',
    by:
      ({ queueForPush }) =>
      (run, message) => {
        const { content } = message.signed.message;
        const height = run.state.channels.get(message.channel)?.height ?? 0n;
        const isAhead = content.case === 'dataMsg' && content.value.payload!.seqNum > height;
        if (!isAhead) queueForPush(run, message);
      },
    killedBy: [
      {
        case: 'push/block-far-ahead-relayed-and-not-committed',
        expected: 'DataMessage with block 50 to o2',
      },
    ],
  }),
  mutant({
    id: 'push/pushed-block-not-offered-to-the-buffer',
    fault: 'relays the blocks that are pushed to it and leaves committing them to state transfer',
    breaks: ['PUSH-21'],
    module: 'peer/transfer/buffer',
    entry: 'offerBlock',
    by:
      ({ offerBlock }) =>
      (run, entry, number, block) =>
        block.source === 'push' ? 'known' : offerBlock(run, entry, number, block),
    killedBy: [
      {
        case: 'push/block-relayed-to-own-members-of-the-channel',
        expected: 'block 1 of ch1 in the ledger',
      },
    ],
  }),
  mutant({
    id: 'push/pulled-block-pushed',
    fault: 'treats a block out of a pull update as one that was pushed to it',
    breaks: ['PUSH-22', 'PULL-50', 'PULL-I6'],
    module: 'peer/blocks/receive',
    entry: 'takePulled',
    by: ({ receiveBlock }) => receiveBlock,
    killedBy: [
      {
        case: 'pull/pulled-block-committed-and-advertised',
        expected: 'no DataMessage with block 1 to',
      },
    ],
  }),
  mutant({
    id: 'push/double-forgotten',
    fault: 'does not know again the number of a block that it holds',
    breaks: ['PUSH-23', 'PUSH-D20'],
    module: 'rules/block-window',
    entry: 'blockWindowFacts',
    by:
      ({ blockWindowFacts }) =>
      (held, number, size) => ({ ...blockWindowFacts(held, number, size), same: 'no' }),
    killedBy: [{ case: 'push/block-relayed-once', expected: 'no DataMessage with block 1 to' }],
  }),
  mutant({
    id: 'push/older-than-newest-taken-for-old',
    fault: 'takes every block for old that comes after a newer one',
    breaks: ['PUSH-23', 'PUSH-D22'],
    module: 'rules/block-window',
    entry: 'blockWindowFacts',
    by:
      ({ blockWindowFacts }) =>
      (held, number) =>
        blockWindowFacts(held, number, 0n),
    killedBy: [
      {
        case: 'push/block-at-the-edge-of-the-window-relayed',
        expected: 'DataMessage with block 5 to o2',
      },
    ],
  }),
  mutant({
    id: 'push/window-one-too-long',
    fault: 'takes for new the number that lies one below the window',
    breaks: ['PUSH-23', 'PUSH-D21', 'PUSH-D25'],
    module: 'rules/block-window',
    entry: 'blockWindowFacts',
    by:
      ({ blockWindowFacts }) =>
      (held, number, size) =>
        blockWindowFacts(held, number, size + 1n),
    killedBy: [
      {
        case: 'push/block-below-the-window-not-relayed',
        expected: 'no DataMessage with block 4 to',
      },
    ],
  }),
  mutant({
    id: 'push/window-never-moves-on',
    fault: 'drops no block from its window however far the newest is ahead',
    breaks: ['PUSH-24', 'PUSH-I4'],
    module: 'rules/block-window',
    entry: 'leavesWindow',
    by: () => () => false,
    killedBy: [{ case: 'push/blocks-left-behind-leave-the-window', expected: 'digests 5 6' }],
  }),
  mutant({
    id: 'push/window-one-too-short',
    fault: 'drops from its window the block that is just maxBlockCountToStore behind',
    breaks: ['PUSH-24'],
    module: 'rules/block-window',
    entry: 'leavesWindow',
    by:
      ({ leavesWindow }) =>
      (held, number, size) =>
        leavesWindow(held, number, size - 1n),
    killedBy: [{ case: 'push/blocks-left-behind-leave-the-window', expected: 'digests 1 5' }],
  }),
  mutant({
    id: 'push/transferred-block-pushed',
    fault: 'treats blocks that came by state transfer as if they had been pushed to it',
    breaks: ['PUSH-32'],
    module: 'peer/receive',
    entry: 'receiveEnvelope',
    by:
      ({ receiveEnvelope }) =>
      (run, entry, received) => {
        if (received instanceof Uint8Array)
          for (const pushed of asPushed(received)) receiveEnvelope(run, entry, pushed);
        receiveEnvelope(run, entry, received);
      },
    killedBy: [
      {
        case: 'transfer/transferred-block-neither-pushed-nor-offered',
        expected: 'no DataDigest to',
      },
    ],
  }),
];

/** Pushed blocks in place of a state response; none of any other message. */
function asPushed(bytes: Uint8Array): readonly Uint8Array[] {
  const { payload } = fromBinary(EnvelopeSchema, bytes);
  const { content, channel } = fromBinary(GossipMessageSchema, payload);
  if (content.case !== 'stateResponse') return [];
  return content.value.payloads.map((block) => {
    const message = create(GossipMessageSchema, {
      tag: Tag.CHAN_AND_ORG,
      channel,
      content: { case: 'dataMsg', value: { payload: block } },
    });
    const envelope = { payload: toBinary(GossipMessageSchema, message) };
    return toBinary(EnvelopeSchema, create(EnvelopeSchema, envelope));
  });
}
