/** Faults in which blocks are taken and pushed, and in the window (spec/06-push.md). */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  EnvelopeSchema,
  GossipMessageSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';

export const pushBlockMutants: readonly Mutant[] = [
  mutant({
    id: 'push/block-returned-to-its-sender',
    fault: 'pushes a block back to whom it came from, if the draw falls on it',
    breaks: ['PUSH-5'],
    module: 'peer/push-channel',
    entry: 'flushBlocks',
    by:
      ({ flushBlocks }) =>
      (run, messages) =>
        flushBlocks(
          run,
          messages.map((message) => ({ ...message, sender: '' })),
        ),
    killedBy: [
      {
        case: 'push/block-relayed-to-nobody-else',
        expected: 'no DataMessage with block 1 to',
        observed: 'DataMessage',
      },
    ],
  }),
  mutant({
    id: 'push/sender-of-block-excluded-before-the-draw',
    fault: 'draws for each block by itself, among all but its sender',
    breaks: ['PUSH-29'],
    module: 'peer/push-channel',
    entry: 'flushBlocks',
    by:
      ({ flushBlocks }) =>
      (run, messages) => {
        for (const message of messages) {
          const living = run.state.living.filter(({ pki }) => pki !== message.sender);
          flushBlocks({ ...run, state: { ...run.state, living } }, [message]);
        }
      },
    killedBy: [
      {
        case: 'push/sender-takes-part-in-the-draw-of-blocks',
        expected: 'blocks for which the draw fell on their sender',
        observed: 'in 0',
      },
    ],
  }),
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
  mutant({
    id: 'push/block-to-foreign-members',
    fault: 'pushes blocks to members of other organisations of the channel',
    breaks: ['PUSH-27', 'PUSH-D41', 'PUSH-I5', 'CHAN-I2'],
    module: 'rules/block-routing',
    entry: 'blockRouting',
    by:
      ({ blockRouting }) =>
      (facts) =>
        blockRouting({ ...facts, org: 'ours' }),
    killedBy: [
      { case: 'push/block-relayed-to-nobody-else', expected: 'no DataMessage with block 1 to' },
      {
        case: 'election/leadership-told-to-own-members-of-the-channel',
        expected: 'no LeadershipMessage to',
      },
    ],
  }),
  mutant({
    id: 'push/block-to-members-not-in-the-channel',
    fault: 'pushes blocks to members that have said nothing of the channel',
    breaks: ['PUSH-27', 'PUSH-D42', 'PUSH-I5'],
    module: 'rules/block-routing',
    entry: 'blockRouting',
    by:
      ({ blockRouting }) =>
      (facts) =>
        blockRouting({ ...facts, stateInfo: 'yes' }),
    killedBy: [
      { case: 'push/block-relayed-to-nobody-else', expected: 'no DataMessage with block 1 to' },
      { case: 'push/block-stays-in-its-channel', expected: 'no DataMessage with block 1 to' },
    ],
  }),
  mutant({
    id: 'push/no-block-to-who-left',
    fault: 'pushes no block to a member that says that it has left the channel',
    breaks: ['PUSH-27', 'PUSH-D43'],
    module: 'peer/push-channel',
    entry: 'flushBlocks',
    by:
      ({ flushBlocks }) =>
      (run, messages) => {
        const { channels, living } = run.state;
        const channel = channels.get(messages[0]!.channel);
        const staying = living.filter(({ pki }) => !channel?.stateInfos.get(pki)?.hasLeft);
        flushBlocks({ ...run, state: { ...run.state, living: staying } }, messages);
      },
    killedBy: [
      {
        case: 'push/block-relayed-to-member-that-left',
        expected: 'DataMessage with block 1 to o2',
      },
    ],
  }),
  mutant({
    id: 'push/block-to-dead-members',
    fault: 'draws among all members, dead ones too',
    breaks: ['PUSH-27', 'PUSH-D40'],
    module: 'peer/push-channel',
    entry: 'flushBlocks',
    by:
      ({ flushBlocks }) =>
      (run, messages) => {
        const living = [...run.state.members.values()];
        flushBlocks({ ...run, state: { ...run.state, living } }, messages);
      },
    killedBy: [{ case: 'push/block-not-relayed-to-dead-member', expected: 'no block to o2' }],
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
