/** Faults in what a peer says of its leadership, and in what it makes of the mode (spec/10-election.md, 10.4 and 10.5). */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';

export const electionMutants: readonly Mutant[] = [
  mutant({
    id: 'election/declarations-not-counted',
    fault: 'gives a declaration the number of the leadership message before it',
    breaks: ['ELEC-3'],
    module: 'peer/election/own-message',
    entry: 'sendLeadership',
    by:
      ({ sendLeadership }) =>
      (run, entry, isDeclaration) => {
        if (isDeclaration) entry.election.seqNum -= 1n;
        sendLeadership(run, entry, isDeclaration);
      },
    killedBy: [
      {
        case: 'election/leader-repeats-its-declaration',
        expected: 'a later time than the proposal’s',
      },
    ],
  }),
  mutant({
    id: 'election/new-incarnation-with-every-message',
    fault: 'takes the instant of each leadership message for its inc_num',
    breaks: ['ELEC-3'],
    module: 'peer/election/own-message',
    entry: 'sendLeadership',
    by:
      ({ sendLeadership }) =>
      (run, entry, isDeclaration) => {
        entry.election.incNum = BigInt(run.at) * 1_000_000n;
        entry.election.seqNum = 0n;
        sendLeadership(run, entry, isDeclaration);
      },
    killedBy: [
      {
        case: 'election/leader-repeats-its-declaration',
        expected: 'a later time than the proposal’s',
      },
    ],
  }),
  mutant({
    id: 'election/leadership-with-a-tag-for-all-of-the-channel',
    fault: 'gives its leadership messages the tag CHAN_ONLY',
    breaks: ['ELEC-4'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) =>
        gossipMessage(
          kind,
          value,
          kind === 'leadershipMsg' ? { ...header, tag: Tag.CHAN_ONLY } : header,
        ),
    killedBy: [
      {
        case: 'election/lone-peer-proposes-then-declares',
        expected: 'tag CHAN_AND_ORG',
      },
    ],
  }),
  mutant({
    id: 'election/leadership-with-nonce',
    fault: 'gives its leadership messages a nonce',
    breaks: ['ELEC-4'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) =>
        gossipMessage(kind, value, kind === 'leadershipMsg' ? { ...header, nonce: 7n } : header),
    killedBy: [
      {
        case: 'election/lone-peer-proposes-then-declares',
        expected: 'tag CHAN_AND_ORG and nonce 0',
        observed: 'nonce 7',
      },
    ],
  }),
  mutant({
    id: 'election/leadership-unsigned',
    fault: 'does not sign its leadership messages',
    breaks: ['ELEC-4'],
    module: 'wire/envelope',
    entry: 'signMessage',
    by:
      ({ signMessage, unsignedMessage }) =>
      (message, signer) =>
        message.content.case === 'leadershipMsg'
          ? unsignedMessage(message)
          : signMessage(message, signer),
    killedBy: [
      {
        case: 'election/lone-peer-proposes-then-declares',
        expected: 'a good signature of its author',
        observed: 'leadershipMsg',
      },
    ],
  }),
  mutant({
    id: 'election/leadership-relayed',
    fault: 'passes the leadership messages of others on, like blocks',
    breaks: ['ELEC-5'],
    module: 'peer/election/election',
    entry: 'receiveLeadership',
    by:
      ({ receiveLeadership }) =>
      (run, entry, signed, origin) => {
        receiveLeadership(run, entry, signed, origin);
        run.state.burst.push({
          kind: 'leadership',
          channel: entry.name,
          signed,
          author: origin.author,
          authorEndpoint: '',
          sender: origin.sender,
          flushesLeft: 1,
        });
      },
    killedBy: [
      {
        case: 'election/leadership-messages-not-relayed',
        expected: 'no LeadershipMessage of o1',
      },
    ],
  }),
  mutant({
    id: 'election/static-leader-waits-to-be-elected',
    fault: 'does not fetch blocks though it is set to lead',
    breaks: ['ELEC-13', 'DELV-1'],
    module: 'peer/election/election',
    entry: 'startElection',
    by:
      ({ startElection }) =>
      (run, entry) => {
        if (run.config.leadership !== 'static') startElection(run, entry);
      },
    killedBy: [{ case: 'election/static-leader-says-nothing', expected: 'a Deliver stream' }],
  }),
  mutant({
    id: 'election/static-leader-declares-itself',
    fault: 'declares itself though it was set to lead, and not elected',
    breaks: ['ELEC-14'],
    module: 'peer/election/election',
    entry: 'sweepLeadership',
    by:
      ({ sweepLeadership, performElection }) =>
      (run, entry) => {
        sweepLeadership(run, entry);
        if (run.config.leadership === 'static')
          performElection(run, entry, { type: 'leadership.send', isDeclaration: true });
      },
    killedBy: [{ case: 'election/static-leader-says-nothing', expected: 'no LeadershipMessage' }],
  }),
  mutant({
    id: 'election/static-leader-can-be-deposed',
    fault: 'ceases to fetch blocks, though it is set to, when somebody declares himself',
    breaks: ['ELEC-11'],
    module: 'peer/election/election',
    entry: 'receiveLeadership',
    by:
      ({ receiveLeadership, stopElection }) =>
      (run, entry, signed, origin) => {
        receiveLeadership(run, entry, signed, origin);
        if (run.config.leadership === 'static') stopElection(run, entry);
      },
    killedBy: [
      {
        case: 'election/static-leader-disregards-declarations',
        expected: 'the Deliver stream still open',
      },
    ],
  }),
  mutant({
    id: 'election/both-modes-at-once',
    fault: 'holds an election though it is set to lead as well',
    breaks: ['ELEC-15'],
    module: 'adapters/settings/constraints',
    entry: 'conflicts',
    by:
      ({ conflicts }) =>
      (values) =>
        conflicts({ ...values, 'peer.gossip.orgLeader': false }),
    killedBy: [
      {
        case: 'election/both-modes-at-once-refused',
        expected: 'peer.gossip.useLeaderElection and peer.gossip.orgLeader',
      },
    ],
  }),
];
