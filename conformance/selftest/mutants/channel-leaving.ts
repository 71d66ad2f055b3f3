/** Faults of a peer that leaves a channel, or is not to join one (spec/09-channel.md, 10-election.md). */
import { type Mutant, mutant } from '../mutant.js';
import { withEffects, withTarget } from '../rows.js';

export const channelLeavingMutants: readonly Mutant[] = [
  mutant({
    id: 'channel/leaving-untold',
    fault: 'leaves a channel and does not say so in its StateInfo',
    breaks: ['CHAN-26'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) => {
        if ((value as { $typeName?: string }).$typeName !== 'gossip.StateInfo')
          return gossipMessage(kind, value, header);
        const { properties, ...info } = value as unknown as { properties: object };
        const told = { ...info, properties: { ...properties, leftChannel: false } };
        return gossipMessage(kind, told as unknown as typeof value, header);
      },
    killedBy: [
      { case: 'channel/leaving-is-told', expected: 'of the target that says it has left' },
    ],
  }),
  mutant({
    id: 'channel/left-channel-pulled',
    fault: 'goes on pulling blocks of a channel that it has left',
    breaks: ['CHAN-27'],
    module: 'peer/pull/blocks',
    entry: 'startBlockRound',
    by:
      ({ startBlockRound }) =>
      (run, entry) => {
        const { hasLeft } = entry;
        entry.hasLeft = false;
        startBlockRound(run, entry);
        entry.hasLeft = hasLeft;
      },
    killedBy: [{ case: 'channel/left-channel-not-pulled', expected: 'no GossipHello' }],
  }),
  mutant({
    id: 'channel/left-channel-offered',
    fault: 'goes on offering the blocks of a channel that it has left',
    breaks: ['CHAN-27', 'CHAN-D25'],
    module: 'rules/channel-admission',
    entry: 'channelAdmission',
    by:
      ({ channelAdmission }) =>
      (facts) => {
        const admission = channelAdmission(facts);
        return admission.clause === 'CHAN-D25'
          ? { verdict: 'admit', clause: 'CHAN-D28' }
          : admission;
      },
    killedBy: [{ case: 'channel/left-channel-not-pulled', expected: 'no DataDigest' }],
  }),
  mutant({
    id: 'channel/left-channel-is-none',
    fault: 'takes no block of a channel that it has left, as if it had never joined it',
    breaks: ['CHAN-28'],
    module: 'rules/channel-admission',
    entry: 'channelAdmission',
    by:
      ({ channelAdmission }) =>
      (facts) =>
        facts.kind === 'block' && facts.channel === 'left'
          ? { verdict: 'ignore', clause: 'CHAN-D21', reason: 'a channel that we have left' }
          : channelAdmission(facts),
    killedBy: [{ case: 'channel/blocks-of-a-left-channel-forwarded', expected: 'with block 2' }],
  }),
  mutant({
    id: 'channel/left-channel-untold-of',
    fault: 'answers no request for a snapshot of a channel that it has left',
    breaks: ['CHAN-28'],
    module: 'rules/channel-admission',
    entry: 'channelAdmission',
    by:
      ({ channelAdmission }) =>
      (facts) =>
        facts.kind === 'stateInfoRequest' && facts.channel === 'left'
          ? { verdict: 'ignore', clause: 'CHAN-D21', reason: 'a channel that we have left' }
          : channelAdmission(facts),
    killedBy: [
      { case: 'channel/blocks-of-a-left-channel-forwarded', expected: 'of ch1 that answers' },
    ],
  }),
  mutant({
    id: 'channel/joins-whatever-it-is-told',
    fault: 'joins a channel of which its organisation is none',
    breaks: ['CHAN-14'],
    module: 'peer/channel/join',
    entry: 'joinChannel',
    by:
      ({ joinChannel }) =>
      (run, input) => {
        const { mspId } = run.config;
        const read = run.config.channelReader?.read(input.configBlock);
        const members = read?.verdict === 'accept' ? read.value.organisations : [];
        const isMember = members.some((member) => member.mspId === mspId);
        if (!isMember && members[0]) run.config = { ...run.config, mspId: members[0].mspId };
        joinChannel(run, input);
        run.config = { ...run.config, mspId };
      },
    killedBy: [{ case: 'channel/channel-of-other-organisations-not-joined', expected: 'of ch2' }],
  }),
  mutant({
    id: 'election/leads-a-left-channel',
    fault: 'ends its delivery when it leaves a channel, and goes on declaring itself the leader',
    breaks: ['ELEC-16'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: ({ steppers }) => {
      const timed = withEffects('ELEC-R19', (effect) =>
        effect.type === 'timer.disarm' ? [] : [effect],
      );
      return withTarget('ELEC-R19', 'leading')({ steppers: timed({ steppers }) });
    },
    killedBy: [
      {
        case: 'election/leaving-ends-leadership-and-delivery',
        expected: 'that declares the target',
      },
    ],
  }),
];
