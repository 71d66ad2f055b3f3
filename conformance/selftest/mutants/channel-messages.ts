/** Faults in whose messages a peer takes, and in which channel (spec/09-channel.md). */
import { fromBinary } from '@bufbuild/protobuf';
import { GossipMessageSchema } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';

export const channelMessageMutants: readonly Mutant[] = [
  mutant({
    id: 'channel/sender-outside-admitted',
    fault: 'takes messages of a channel from organisations that are not in it',
    breaks: ['CHAN-30', 'CHAN-D23', 'CHAN-I1'],
    module: 'rules/channel-admission',
    entry: 'channelAdmission',
    by:
      ({ channelAdmission }) =>
      (facts) =>
        channelAdmission(facts.sender === 'outside' ? { ...facts, sender: 'member' } : facts),
    killedBy: [
      {
        case: 'channel/stateinfo-from-sender-outside-the-channel-ignored',
        expected: 'no StateInfo of o2 to',
      },
      {
        case: 'channel/snapshot-request-from-outside-the-channel-ignored',
        expected: 'no StateInfoSnapshot to',
      },
      { case: 'push/block-from-outside-the-channel-ignored', expected: 'no DataMessage' },
    ],
  }),
  mutant({
    id: 'channel/foreign-pull-admitted',
    fault: 'lets members of other organisations of a channel pull its blocks',
    breaks: ['CHAN-30', 'CHAN-D24', 'CHAN-I2'],
    module: 'rules/channel-admission',
    entry: 'channelAdmission',
    by:
      ({ channelAdmission }) =>
      (facts) =>
        channelAdmission(
          facts.kind === 'blockPull' && facts.sender === 'member'
            ? { ...facts, sender: 'ours' }
            : facts,
        ),
    killedBy: [
      { case: 'pull/hello-of-foreign-member-of-the-channel-ignored', expected: 'no DataDigest to' },
      {
        case: 'pull/request-of-foreign-member-of-the-channel-ignored',
        expected: 'no DataUpdate to',
      },
    ],
  }),
  mutant({
    id: 'channel/pull-without-stateinfo-admitted',
    fault: 'lets members pull blocks that have said nothing of the channel',
    breaks: ['CHAN-30', 'CHAN-D26'],
    module: 'rules/channel-admission',
    entry: 'channelAdmission',
    by:
      ({ channelAdmission }) =>
      (facts) =>
        channelAdmission({ ...facts, senderStateInfo: 'yes' }),
    killedBy: [
      { case: 'pull/hello-of-member-not-in-the-channel-ignored', expected: 'no DataDigest to' },
    ],
  }),
  mutant({
    id: 'channel/foreign-stateinfo-of-unknown-channel-kept',
    fault: 'keeps and passes on StateInfo of a channel that it is not in, whoever sends it',
    breaks: ['CHAN-30', 'CHAN-D21'],
    module: 'rules/channel-admission',
    entry: 'channelAdmission',
    by:
      ({ channelAdmission }) =>
      (facts) =>
        channelAdmission(
          facts.channel === 'none' && facts.kind === 'stateInfo'
            ? { ...facts, sender: 'ours' }
            : facts,
        ),
    killedBy: [
      {
        case: 'channel/stateinfo-of-unknown-channel-from-foreign-sender-ignored',
        expected: 'no StateInfo of f1 to',
      },
    ],
  }),
  mutant({
    id: 'channel/stateinfo-of-unknown-channel-dropped',
    fault: 'drops StateInfo of a channel that it is not in',
    breaks: ['CHAN-48', 'CHAN-D20'],
    module: 'rules/channel-admission',
    entry: 'channelAdmission',
    by:
      ({ channelAdmission }) =>
      (facts) =>
        channelAdmission(facts.channel === 'none' ? { ...facts, sender: 'member' } : facts),
    killedBy: [
      {
        case: 'channel/stateinfo-of-unknown-channel-relayed-inside',
        expected: 'StateInfo of o1 to o2',
      },
    ],
  }),
  mutant({
    id: 'channel/name-not-looked-at',
    fault: 'takes a message for one of the channel that it joined last, whatever channel it names',
    breaks: ['CHAN-31'],
    module: 'peer/channel/receive',
    entry: 'receiveChannelMessage',
    by:
      ({ receiveChannelMessage }) =>
      (run, signed, origin) => {
        const last = [...run.state.channels.keys()].at(-1);
        if (last === undefined || signed.message.channel.length === 0)
          return receiveChannelMessage(run, signed, origin);
        const message = { ...signed.message, channel: Buffer.from(last) };
        const { bytes, envelope } = signed;
        receiveChannelMessage(run, { bytes, envelope, message }, origin);
      },
    killedBy: [
      {
        case: 'push/block-relayed-to-own-members-of-the-channel',
        expected: 'DataMessage with block 1 to o2',
      },
    ],
  }),
  mutant({
    id: 'channel/mac-of-any-member',
    fault: 'finds a channel by its MAC with the PKI-ID of whatever member',
    breaks: ['CHAN-32', 'CHAN-30'],
    module: 'peer/channel/mac',
    entry: 'channelOfMac',
    by:
      ({ channelOfMac }) =>
      (run, pki, mac) => {
        for (const candidate of [pki, ...run.state.members.keys()]) {
          const found = channelOfMac(run, candidate, mac);
          if (found !== undefined) return found;
        }
        return undefined;
      },
    killedBy: [
      {
        case: 'channel/stateinfo-with-mac-of-another-peer-rejected',
        expected: 'a snapshot without the StateInfo of o3',
      },
      {
        case: 'channel/snapshot-request-with-mac-of-another-peer-ignored',
        expected: 'no StateInfoSnapshot to',
      },
    ],
  }),
  mutant({
    id: 'channel/name-for-mac',
    fault: 'takes the bare name of a channel for its MAC',
    breaks: ['CHAN-32', 'CHAN-30'],
    module: 'peer/channel/mac',
    entry: 'channelOfMac',
    by:
      ({ channelOfMac }) =>
      (run, pki, mac) =>
        channelOfMac(run, pki, mac) ?? run.state.channels.get(Buffer.from(mac).toString()),
    killedBy: [
      {
        case: 'channel/snapshot-request-with-channel-name-for-mac-ignored',
        expected: 'no StateInfoSnapshot to',
      },
    ],
  }),
  mutant({
    id: 'channel/leadership-signature-unseen',
    fault: 'does not look at the signature of a leadership message',
    breaks: ['CHAN-29'],
    module: 'wire/signature',
    entry: 'verifyEnvelope',
    by:
      ({ verifyEnvelope }) =>
      (envelope, verifies) => {
        const { content } = fromBinary(GossipMessageSchema, envelope.payload);
        const isLeadership = content.case === 'leadershipMsg';
        return isLeadership
          ? { verdict: 'accept', value: envelope }
          : verifyEnvelope(envelope, verifies);
      },
    killedBy: [
      {
        case: 'election/declaration-signed-by-another-ignored',
        expected: 'Deliver',
      },
    ],
  }),
];
