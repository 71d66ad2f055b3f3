/** Faults in what a peer makes of the StateInfo of others (spec/09-channel.md). */
import { type Mutant, mutant } from '../mutant.js';

export const channelStateInfoMutants: readonly Mutant[] = [
  mutant({
    id: 'channel/stateinfo-signature-unseen',
    fault: 'does not look at the signature of StateInfo',
    breaks: ['CHAN-40', 'CHAN-D10', 'CHAN-55'],
    module: 'rules/state-info',
    entry: 'stateInfoProof',
    by:
      ({ stateInfoProof }) =>
      (facts) => {
        const refusal = stateInfoProof(facts);
        return refusal?.clause === 'CHAN-D10' ? undefined : refusal;
      },
    killedBy: [
      {
        case: 'channel/stateinfo-with-signature-of-another-peer-rejected',
        expected: 'no StateInfo of o3 to',
      },
      {
        case: 'channel/snapshot-with-badly-signed-element',
        expected: 'a snapshot without the StateInfo of o2',
      },
    ],
  }),
  mutant({
    id: 'channel/stateinfo-of-author-outside-taken',
    fault: 'takes StateInfo of authors whose organisation is not in the channel',
    breaks: ['CHAN-40', 'CHAN-D9', 'CHAN-I3'],
    module: 'rules/state-info',
    entry: 'stateInfoProof',
    by:
      ({ stateInfoProof }) =>
      (facts) => {
        const refusal = stateInfoProof(facts);
        return refusal?.clause === 'CHAN-D9' ? undefined : refusal;
      },
    killedBy: [
      {
        case: 'channel/stateinfo-of-author-outside-the-channel-rejected',
        expected: 'no StateInfo of g1 to',
      },
    ],
  }),
  mutant({
    id: 'channel/stateinfo-not-passed-on',
    fault: 'stores the StateInfo of others and passes none on',
    breaks: ['CHAN-41'],
    module: 'peer/push',
    entry: 'queueForPush',
    by:
      ({ queueForPush }) =>
      (run, message) => {
        const isOthers = message.kind === 'state-info' && message.sender !== '';
        if (!isOthers) queueForPush(run, message);
      },
    killedBy: [
      {
        case: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
        expected: 'StateInfo of o1 to o2',
      },
    ],
  }),
  mutant({
    id: 'channel/older-stateinfo-taken',
    fault: 'takes every StateInfo of an author, older ones too',
    breaks: ['CHAN-45', 'CHAN-D7', 'CHAN-I5', 'CHAN-40'],
    module: 'peer/channel/state-info-store',
    entry: 'storedIn',
    by: () => () => 'older' as const,
    killedBy: [
      { case: 'channel/stateinfo-replayed-not-relayed', expected: 'no StateInfo of o1 to' },
    ],
  }),
];
