/** Faults in whom a block, a leadership message or a StateInfo is pushed to (spec/06-push.md). */
import { type Mutant, mutant } from '../mutant.js';

export const pushChannelMutants: readonly Mutant[] = [
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
  mutant({
    id: 'push/leadership-to-some',
    fault: 'pushes a leadership message to propagatePeerNum members, as it does with others',
    breaks: ['PUSH-10'],
    module: 'peer/push-channel',
    entry: 'flushLeadership',
    by:
      ({ flushLeadership }) =>
      (run, messages) => {
        const { propagatePeerNum } = run.config.parameters;
        const living = [...run.choose.sample(run.state.living, propagatePeerNum)];
        flushLeadership({ ...run, state: { ...run.state, living } }, messages);
      },
    killedBy: [
      {
        case: 'election/leadership-told-to-own-members-of-the-channel',
        expected: 'LeadershipMessage that o1 got to',
      },
    ],
  }),
  mutant({
    id: 'push/stateinfo-stays-inside',
    fault: 'pushes StateInfo to no other organisation of the channel',
    breaks: ['PUSH-30', 'PUSH-D34'],
    module: 'rules/state-info-routing',
    entry: 'stateInfoRouting',
    by:
      ({ stateInfoRouting }) =>
      (facts) =>
        facts.candidate === 'member'
          ? { verdict: 'exclude', clause: 'PUSH-D34' }
          : stateInfoRouting(facts),
    killedBy: [
      {
        case: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
        expected: 'StateInfo of o1 to f1',
      },
    ],
  }),
  mutant({
    id: 'push/stateinfo-leaves-the-channel',
    fault: 'pushes StateInfo to organisations that are not in the channel',
    breaks: ['PUSH-30', 'PUSH-D31'],
    module: 'rules/state-info-routing',
    entry: 'stateInfoRouting',
    by:
      ({ stateInfoRouting }) =>
      (facts) =>
        stateInfoRouting(facts.candidate === 'outside' ? { ...facts, candidate: 'member' } : facts),
    killedBy: [
      {
        case: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
        expected: 'no StateInfo of o1 to',
      },
    ],
  }),
  mutant({
    id: 'push/stateinfo-of-hidden-member-leaves-the-organisation',
    fault: 'pushes to other organisations the StateInfo of members without external endpoint',
    breaks: ['PUSH-30', 'PUSH-D33'],
    module: 'rules/state-info-routing',
    entry: 'stateInfoRouting',
    by:
      ({ stateInfoRouting }) =>
      (facts) =>
        stateInfoRouting({ ...facts, authorEndpoint: 'yes' }),
    killedBy: [
      {
        case: 'channel/stateinfo-of-hidden-author-stays-inside',
        expected: 'no StateInfo of o1 to',
      },
    ],
  }),
];
