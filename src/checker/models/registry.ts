/** The models that there are. What each contains, its bounds and its counts: spec/17-checker.md. */
import { machineModel } from '../machines/machine-model.js';
import type { PeerNetwork } from '../peers/network.js';
import { peerModel } from '../peers/peer-model.js';
import { delivery } from './delivery.js';
import { deliveryWithCrash } from './delivery-crash.js';
import { election } from './election.js';
import { electionMachines } from './election-machines.js';
import { electionWithPartition } from './election-partition.js';
import { electionReplayed } from './election-replay.js';
import type { ModelEntry } from './entry.js';
import { foreignStateInfo } from './foreign.js';
import { handshake } from './handshake.js';
import { identities } from './identities.js';
import { isolation } from './isolation.js';
import { isolationWithCrash } from './isolation-crash.js';
import { membership, membershipOfThree, membershipWithStranger } from './membership.js';
import { pauses } from './pauses.js';
import { pull } from './pull.js';
import { pullWithCrash, pullWithReturn } from './pull-crash.js';
import { silence } from './silence.js';
import { textbookElection } from './textbook-election.js';
import { transfer } from './transfer.js';
import { transferWithReturn } from './transfer-return.js';
import { twoPhaseCommit } from './two-phase-commit.js';

const ofPeers = (network: (size: number) => PeerNetwork) => ({
  make: (size: number) => peerModel(network(size)),
  network,
});

const RETURN = { crashes: 1, restarts: 1 };
const ONE_OF_EACH = { timers: 1, ages: 1, sayings: 1 };
const ONE_RETURN = { timers: 1, ages: 1, ...RETURN };

export type { ModelEntry };

export const models: readonly ModelEntry[] = [
  {
    name: 'handshake',
    about: 'two peers that dial each other, with a loss, a duplicate, a crash and a return',
    sized: undefined,
    ...ofPeers(() => handshake('fabric-3.1')),
  },
  {
    name: 'handshake-hardened',
    about: 'the same in profile hardened, where one of two crossing links survives',
    sized: undefined,
    ...ofPeers(() => handshake('hardened')),
  },
  {
    name: 'handshake-endless',
    about: 'two peers that dial each other, whose timers fire as often as they come to',
    sized: undefined,
    ...ofPeers(() => handshake('fabric-3.1', Number.POSITIVE_INFINITY)),
  },
  {
    name: 'handshake-endless-hardened',
    about: 'the same in profile hardened',
    sized: undefined,
    ...ofPeers(() => handshake('hardened', Number.POSITIVE_INFINITY)),
  },
  {
    name: 'election',
    about: 'peers of one organisation that stand for election; two timers of each fire',
    sized: { what: 'peers', default: 3, min: 2, max: 4 },
    ...ofPeers((size) => election(size, 'fabric-3.1', { timers: 2 })),
  },
  {
    name: 'election-with-losses',
    about: 'the same, with two messages that get lost',
    sized: { what: 'peers', default: 3, min: 2, max: 4 },
    ...ofPeers((size) => election(size, 'fabric-3.1', { timers: 2, losses: 2 })),
  },
  {
    name: 'election-replayed',
    about: 'two that stand for election, and a third that says again what they said',
    sized: undefined,
    ...ofPeers(() => electionReplayed({ timers: 2, ages: 1, sayings: 1 })),
  },
  {
    name: 'election-with-partition',
    about: 'three members on a channel, one of which is cut off for a while and leads there',
    sized: undefined,
    ...ofPeers(() => electionWithPartition()),
  },
  {
    name: 'election-with-partition-and-silence',
    about: 'the same, and another is taken for dead for its silence; nobody says that it lives',
    sized: undefined,
    ...ofPeers(() => electionWithPartition(true)),
  },
  {
    name: 'membership',
    about:
      'two members and a forger; silence, records that expire, and what was said before said again',
    sized: undefined,
    ...ofPeers(() => membership(ONE_OF_EACH)),
  },
  {
    name: 'membership-with-crash',
    about: 'the same, with a crash and a return, and nothing that gets older',
    sized: undefined,
    ...ofPeers(() => membership({ timers: 1, sayings: 1, crashes: 1, restarts: 1 })),
  },
  {
    name: 'membership-with-losses',
    about: 'two members and a forger, with a message that gets lost and one that comes twice',
    sized: undefined,
    ...ofPeers(() => membership({ ...ONE_OF_EACH, losses: 1, duplicates: 1 })),
  },
  {
    name: 'membership-of-three',
    about: 'three members, one of which falls silent, crashes and returns, and a forger',
    sized: undefined,
    ...ofPeers(() => membershipOfThree({ ...ONE_RETURN, sayings: 1 })),
  },
  {
    name: 'membership-of-three-with-sayings',
    about: 'the same, and the forger says two things',
    sized: undefined,
    ...ofPeers(() => membershipOfThree({ ...ONE_RETURN, sayings: 2 })),
  },
  {
    name: 'membership-of-three-with-heartbeat',
    about: 'three members, one of which speaks and falls silent, and a forger',
    sized: undefined,
    ...ofPeers(() => membershipOfThree({ timers: 1, ages: 1, sayings: 1 })),
  },
  {
    name: 'membership-with-stranger',
    about: 'two members whose stores are full, and a forger who tells of one more',
    sized: undefined,
    ...ofPeers(() => membershipWithStranger({ timers: 1, sayings: 2 })),
  },
  {
    name: 'silence',
    about: 'two members that say nothing any more, and sweeps that never end',
    sized: undefined,
    ...ofPeers(() => silence()),
  },
  {
    name: 'transfer',
    about: 'a peer that is behind, one that has the blocks, and a liar who says two things',
    sized: undefined,
    ...ofPeers(() => transfer({ timers: 1, sayings: 2 })),
  },
  {
    name: 'transfer-with-losses',
    about: 'the same, with two timers, and a message that gets lost',
    sized: undefined,
    ...ofPeers(() => transfer({ timers: 2, sayings: 2, losses: 1 })),
  },
  {
    name: 'transfer-with-return',
    about: 'a peer that is behind crashes while it catches up, and returns with its ledger',
    sized: undefined,
    ...ofPeers(() => transferWithReturn({ timers: 2, crashes: 1, restarts: 1 })),
  },
  {
    name: 'delivery',
    about: 'two peers that lead in turn, and an ordering service that lies',
    sized: undefined,
    ...ofPeers(() => delivery({ timers: 3, lies: 1 })),
  },
  {
    name: 'delivery-with-ends',
    about: 'the same, with two streams that end',
    sized: undefined,
    ...ofPeers(() => delivery({ timers: 3, ends: 2, lies: 1 })),
  },
  {
    name: 'delivery-with-pauses',
    about: 'a leader that fetches faster than its ledger takes, with an end and a wrong block',
    sized: undefined,
    ...ofPeers(() => pauses({ timers: 2, ends: 1, lies: 1 })),
  },
  {
    name: 'delivery-with-crash',
    about: 'who leads crashes while it fetches, and another takes over',
    sized: undefined,
    ...ofPeers(() => deliveryWithCrash({ timers: 2, crashes: 1 })),
  },
  {
    name: 'delivery-with-return',
    about: 'who leads crashes, and returns with its ledger while another stands',
    sized: undefined,
    ...ofPeers(() => deliveryWithCrash({ timers: 1, ...RETURN })),
  },
  {
    name: 'pull',
    about: 'a peer that pulls a block from two others, two rounds of it, and two messages get lost',
    sized: undefined,
    ...ofPeers(() => pull({ timers: 4, losses: 2 })),
  },
  {
    name: 'pull-with-liar',
    about: 'one round, and one of the two lies',
    sized: undefined,
    ...ofPeers(() => pull({ timers: 2, losses: 2, sayings: 2 })),
  },
  {
    name: 'pull-with-ages',
    about: 'one round, while a block expires',
    sized: undefined,
    ...ofPeers(() => pull({ timers: 2, ages: 1 })),
  },
  {
    name: 'pull-with-crash',
    about: 'one round, in which one of the three crashes',
    sized: undefined,
    ...ofPeers(() => pullWithCrash({ timers: 3, crashes: 1 })),
  },
  {
    name: 'pull-with-return',
    about: 'who pulls crashes, returns with its ledger, and pulls again',
    sized: undefined,
    ...ofPeers(() => pullWithReturn('asker', { timers: 3, ...RETURN })),
  },
  {
    name: 'pull-with-return-of-holder',
    about: 'who has the block crashes while it is asked for it, and returns',
    sized: undefined,
    ...ofPeers(() => pullWithReturn('holder', { timers: 1, ...RETURN })),
  },
  {
    name: 'isolation',
    about: 'a channel of two organisations, another of three, and a spy of the third',
    sized: undefined,
    ...ofPeers(() => isolation({ timers: 1, sayings: 1 })),
  },
  {
    name: 'isolation-with-timers',
    about: 'the same, with two timers of each, and neither heartbeat nor membership sync',
    sized: undefined,
    ...ofPeers(() => isolation({ timers: 2, sayings: 1 })),
  },
  {
    name: 'isolation-with-crash',
    about: 'a member of a channel crashes, returns and joins again, and a spy says something of it',
    sized: undefined,
    ...ofPeers(() => isolationWithCrash({ timers: 1, sayings: 1, ...RETURN })),
  },
  {
    name: 'foreign-state-info',
    about:
      'StateInfo of a channel at a peer that is not in it, said again, and dropped when it is old',
    sized: undefined,
    ...ofPeers(() => foreignStateInfo({ timers: 2, ages: 2, sayings: 2 })),
  },
  {
    name: 'identities',
    about: 'identities that are pulled within an organisation and from abroad; one is not used',
    sized: undefined,
    ...ofPeers(() => identities({ timers: 2, ages: 1 })),
  },
  {
    name: 'identities-with-timers',
    about: 'the same, with three timers of each',
    sized: undefined,
    ...ofPeers(() => identities({ timers: 3, ages: 1 })),
  },
  {
    name: 'election-in-time',
    about: 'the election machines alone, for ever; whatever is sent arrives before a timer fires',
    sized: { what: 'peers', default: 3, min: 2, max: 5 },
    make: (size) => machineModel(electionMachines(size, true)),
  },
  {
    name: 'election-at-any-time',
    about: 'the same with delays without bound: shows a run in which the lead never comes to rest',
    sized: { what: 'peers', default: 2, min: 2, max: 3 },
    make: (size) => machineModel(electionMachines(size, false)),
  },
  {
    name: 'two-phase-commit',
    about: 'a coordinator and resource managers, for comparison with other checkers',
    sized: { what: 'resource managers', default: 7, min: 1, max: 12 },
    make: (size) => machineModel(twoPhaseCommit(size)),
  },
  {
    name: 'textbook-election',
    about: 'votes and terms, for comparison with other checkers',
    sized: { what: 'peers', default: 3, min: 1, max: 5 },
    make: (size) => machineModel(textbookElection(size)),
  },
];
