/** Faults in snapshots of StateInfo (spec/09-channel.md). */
import { type Mutant, mutant } from '../mutant.js';
import { drawingOnly } from './draws.js';

export const channelSnapshotMutants: readonly Mutant[] = [
  mutant({
    id: 'channel/asks-its-own-alone',
    fault: 'asks for snapshots members of its own organisation alone',
    breaks: ['CHAN-50'],
    module: 'peer/channel/snapshot',
    entry: 'requestSnapshots',
    by:
      ({ requestSnapshots }) =>
      (run, entry) => {
        const { identities } = run.state;
        const isOwn = (pki: string): boolean => identities.get(pki)?.mspId === run.config.mspId;
        requestSnapshots(
          drawingOnly(run, ({ pki }) => isOwn(pki)),
          entry,
        );
      },
    killedBy: [
      {
        case: 'channel/target-asks-members-for-snapshots',
        expected: 'StateInfoPullRequest for ch1, with the MAC of the target, to f1',
      },
    ],
  }),
  mutant({
    id: 'channel/asks-everybody',
    fault: 'asks every live member for snapshots of every channel',
    breaks: ['CHAN-50', 'CHAN-I8'],
    module: 'peer/links',
    entry: 'sendToNumber',
    by:
      ({ sendToNumber }) =>
      (run, roll, number, signed) => {
        if (signed.message.content.case !== 'stateInfoPullReq')
          return sendToNumber(run, roll, number, signed);
        for (const living of roll.numbers) sendToNumber(run, roll, living, signed);
      },
    killedBy: [
      {
        case: 'channel/target-asks-members-for-snapshots',
        expected: 'no StateInfoPullRequest for ch1',
      },
    ],
  }),
  mutant({
    id: 'channel/request-with-nonce',
    fault: 'gives its requests for snapshots a nonce',
    breaks: ['CHAN-51'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) =>
        gossipMessage(kind, value, kind === 'stateInfoPullReq' ? { ...header, nonce: 7n } : header),
    killedBy: [
      {
        case: 'channel/target-asks-members-for-snapshots',
        expected: 'tag CHAN_OR_ORG, nonce 0, no channel name and no signature',
        observed: 'nonce 7',
      },
    ],
  }),
  mutant({
    id: 'channel/snapshots-for-members-alone',
    fault: 'answers requests for snapshots of live members alone',
    breaks: ['CHAN-52'],
    module: 'peer/channel/snapshot',
    entry: 'answerSnapshot',
    by:
      ({ answerSnapshot }) =>
      (run, entry, origin) => {
        if (run.state.members.has(origin.sender)) answerSnapshot(run, entry, origin);
      },
    killedBy: [
      {
        case: 'channel/snapshot-answers-whoever-is-no-member',
        expected: 'StateInfoSnapshot of ch1 that answers the request to',
      },
    ],
  }),
  mutant({
    id: 'channel/snapshot-with-nonce',
    fault: 'gives its snapshots a nonce',
    breaks: ['CHAN-52'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) =>
        gossipMessage(kind, value, kind === 'stateSnapshot' ? { ...header, nonce: 7n } : header),
    killedBy: [
      {
        case: 'channel/snapshot-answers-request',
        expected: 'tag CHAN_OR_ORG and nonce 0',
        observed: 'nonce 7',
      },
    ],
  }),
  mutant({
    id: 'channel/whole-snapshot-for-foreigners',
    fault: 'tells other organisations of its members without external endpoint in snapshots',
    breaks: ['CHAN-53'],
    module: 'peer/channel/snapshot',
    entry: 'answerSnapshot',
    by:
      ({ answerSnapshot }) =>
      (run, entry, origin) => {
        const mspId = run.state.identities.get(origin.sender)?.mspId ?? run.config.mspId;
        answerSnapshot({ ...run, config: { ...run.config, mspId } }, entry, origin);
      },
    killedBy: [
      {
        case: 'channel/snapshot-for-foreign-requester-leaves-out-hidden-members',
        expected: 'a snapshot without o2',
      },
    ],
  }),
  mutant({
    id: 'channel/first-element-alone',
    fault: 'takes the first element of a snapshot and no other',
    breaks: ['CHAN-54'],
    module: 'peer/channel/snapshot',
    entry: 'receiveSnapshot',
    by:
      ({ receiveSnapshot }) =>
      (run, entry, snapshot, origin) =>
        receiveSnapshot(
          run,
          entry,
          { ...snapshot, elements: snapshot.elements.slice(0, 1) },
          origin,
        ),
    killedBy: [
      {
        case: 'channel/snapshot-of-non-member-skipped',
        expected: 'a snapshot with the StateInfo of o2',
      },
    ],
  }),
  mutant({
    id: 'channel/snapshot-pushed-on',
    fault: 'pushes on what it learns from a snapshot',
    breaks: ['CHAN-54'],
    module: 'peer/channel/snapshot',
    entry: 'receiveSnapshot',
    by:
      ({ receiveSnapshot }) =>
      (run, entry, snapshot, origin) => {
        const before = new Map(entry.stateInfos);
        receiveSnapshot(run, entry, snapshot, origin);
        for (const [author, { signed }] of entry.stateInfos)
          if (before.get(author)?.signed !== signed)
            run.state.burst.push({
              kind: 'state-info',
              channel: entry.name,
              signed,
              author,
              authorEndpoint: '',
              sender: origin.sender,
              flushesLeft: 1,
            });
      },
    killedBy: [{ case: 'channel/snapshot-not-relayed', expected: 'no StateInfo of o2 to' }],
  }),
  mutant({
    id: 'channel/bad-elements-skipped',
    fault: 'skips a bad element of a snapshot and goes on with the rest',
    breaks: ['CHAN-55', 'CHAN-58'],
    module: 'peer/channel/snapshot',
    entry: 'receiveSnapshot',
    by:
      ({ receiveSnapshot }) =>
      (run, entry, snapshot, origin) => {
        for (const element of snapshot.elements)
          receiveSnapshot(run, entry, { ...snapshot, elements: [element] }, origin);
      },
    killedBy: [
      {
        case: 'channel/snapshot-with-undecodable-element',
        expected: 'a snapshot without the StateInfo of o2',
      },
      {
        case: 'channel/snapshot-with-element-of-another-channel',
        expected: 'a snapshot without the StateInfo of o2',
      },
      {
        case: 'channel/snapshot-with-element-of-member-outside-the-channel',
        expected: 'a snapshot without the StateInfo of o2',
      },
    ],
  }),
  mutant({
    id: 'channel/left-off-at-who-is-outside',
    fault: 'leaves a snapshot off at an element of an author who is not in the channel',
    breaks: ['CHAN-59'],
    profile: 'hardened',
    module: 'peer/channel/snapshot',
    entry: 'receiveSnapshot',
    by:
      ({ receiveSnapshot }) =>
      (run, entry, snapshot, origin) =>
        receiveSnapshot(
          { ...run, config: { ...run.config, profile: 'fabric-3.1' } },
          entry,
          snapshot,
          origin,
        ),
    killedBy: [
      {
        case: 'channel/snapshot-with-element-of-member-outside-the-channel-skipped',
        expected: 'a snapshot with the StateInfo of o2',
      },
    ],
  }),
  mutant({
    id: 'channel/snapshot-of-strangers-stored',
    fault: 'stores the StateInfo in a snapshot of authors who are no members',
    breaks: ['CHAN-57'],
    module: 'peer/channel/snapshot',
    entry: 'receiveSnapshot',
    by:
      ({ receiveSnapshot }) =>
      (run, entry, snapshot, origin) => {
        const members = new Map(run.state.members);
        const [any] = members.values();
        for (const pki of run.state.identities.keys())
          if (!members.has(pki) && any) members.set(pki, any);
        receiveSnapshot({ ...run, state: { ...run.state, members } }, entry, snapshot, origin);
      },
    killedBy: [
      {
        case: 'channel/snapshot-of-non-member-skipped',
        expected: 'a snapshot without the StateInfo of o3',
      },
    ],
  }),
  mutant({
    id: 'channel/left-off-at-who-is-no-reader',
    fault: 'leaves a snapshot off at an element of an author who is no reader of the channel',
    breaks: ['CHAN-70'],
    module: 'rules/state-info',
    entry: 'stateInfoProof',
    by:
      ({ stateInfoProof }) =>
      (facts) => {
        const refusal = stateInfoProof(facts);
        return refusal?.clause === 'CHAN-D11' ? { ...refusal, clause: 'CHAN-D9' } : refusal;
      },
    killedBy: [
      {
        case: 'channel/snapshot-with-element-of-author-outside-readers-skipped',
        expected: 'a snapshot with the StateInfo of o2',
      },
    ],
  }),
];
