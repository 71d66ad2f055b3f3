/** Every comparison: a module and a model, in the same bounds. */
import { machineModel } from '../../../src/checker/machines/machine-model.js';
import { election } from '../../../src/checker/models/election.js';
import { textbookElection } from '../../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../../src/checker/models/two-phase-commit.js';
import type { Budget } from '../../../src/checker/peers/network.js';
import { mapElection } from './election.js';
import { mapIsolation } from './isolation.js';
import type { Comparison } from './mapping.js';
import { mapMembership } from './membership.js';
import { mapPull, pullNetwork } from './pull.js';
import { mapTransfer } from './transfer.js';

const electionOf = (size: number, budget: Budget) => () =>
  mapElection(election(size, 'fabric-3.1', budget));

const TRANSFER = { B: 3, Timers: 2, Losses: 1, Lies: 1, Batch: 1, Retries: 1, Room: 1 };

/** One range, of more blocks than the buffer takes. */
const CROWDED = { B: 6, Timers: 2, Losses: 0, Lies: 2, Batch: 9, Retries: 1, Room: 1 };

/** Of two, the second of which has joined late. */
const ISOLATION = { M: 2, Publishers: 2, Askers: 2, Late: 1, Timers: 2, Losses: 1, Sayings: 1 };
const OF_THREE = { M: 3, Publishers: 3, Askers: 3, Late: 0, Timers: 1, Losses: 0, Sayings: 0 };

/** A snapshot may bring what is older than what its receiver has. */
const OVERTAKEN = { M: 3, Publishers: 1, Askers: 1, Late: 0, Timers: 2, Losses: 1, Sayings: 0 };

export const comparisons: readonly Comparison[] = [
  {
    module: 'TwoPhase',
    model: 'two-phase-commit',
    constants: {},
    isSmall: true,
    make: () => ({ model: machineModel(twoPhaseCommit(7)) }),
  },
  {
    module: 'TextbookElection',
    model: 'textbook-election',
    constants: {},
    isSmall: true,
    make: () => ({ model: machineModel(textbookElection(3)) }),
  },
  {
    module: 'Election',
    model: 'election',
    constants: {},
    isSmall: true,
    make: electionOf(3, { timers: 2 }),
  },
  {
    module: 'Election',
    model: 'election of 2, with 3 timers, two losses and two duplicates',
    constants: { N: 2, Timers: 3, Losses: 2, Duplicates: 2 },
    isSmall: true,
    make: electionOf(2, { timers: 3, losses: 2, duplicates: 2 }),
  },
  {
    module: 'Election',
    model: 'election-with-losses',
    constants: { Losses: 2 },
    isSmall: false,
    make: electionOf(3, { timers: 2, losses: 2 }),
  },
  {
    module: 'Pull',
    model: 'pull of two blocks from two peers, with a loss',
    constants: {},
    isSmall: true,
    make: () => mapPull(pullNetwork(2, { timers: 3, losses: 1 }), 2),
  },
  {
    module: 'Pull',
    model: 'pull of a block, with rounds that overlap',
    constants: { B: 1, Timers: 4, Expiries: 4, Losses: 0 },
    isSmall: false,
    make: () => mapPull(pullNetwork(1, { timers: 4 }), 1),
  },
  {
    module: 'BlockTransfer',
    model: 'transfer of three blocks, with a loss and a lie',
    constants: {},
    isSmall: true,
    make: () => mapTransfer(TRANSFER),
  },
  {
    module: 'BlockTransfer',
    model: 'transfer of six blocks, for which there is no room, with two lies',
    constants: { ...CROWDED },
    isSmall: true,
    make: () => mapTransfer(CROWDED),
  },
  {
    module: 'Isolation',
    model: 'isolation of a channel of two, one of which joins late, from a spy, with a loss',
    constants: {},
    isSmall: true,
    make: () => mapIsolation(ISOLATION),
  },
  {
    module: 'Isolation',
    model: 'isolation of a channel of three, from a silent spy',
    constants: { ...OF_THREE },
    isSmall: true,
    make: () => mapIsolation(OF_THREE),
  },
  {
    module: 'Isolation',
    model: 'isolation of a channel of three, of which one publishes and one asks, with a loss',
    constants: { ...OVERTAKEN },
    isSmall: true,
    make: () => mapIsolation(OVERTAKEN),
  },
  {
    module: 'Isolation',
    model: 'isolation of a channel of three, from a silent spy, with a loss',
    constants: { ...OF_THREE, Losses: 1 },
    isSmall: false,
    make: () => mapIsolation({ ...OF_THREE, Losses: 1 }),
  },
  {
    module: 'Membership',
    model: 'alive messages of two members, repeated by a forger',
    constants: { Beats: 2, Deaths: 0, Expiries: 0, Returns: 0 },
    isSmall: true,
    make: () => mapMembership(2, 2, { timers: 2, sayings: 1 }),
  },
  {
    module: 'Membership',
    model: 'alive messages of one of three members, repeated by a forger',
    constants: { N: 3, Speakers: 1, Beats: 2, Deaths: 0, Expiries: 0, Returns: 0 },
    isSmall: true,
    make: () => mapMembership(3, 1, { timers: 2, sayings: 1 }),
  },
  {
    module: 'Membership',
    model: 'alive messages of two of three members, one of which crashes',
    constants: { N: 3, Speakers: 2, Deaths: 0, Expiries: 0, Crashes: 1, Returns: 0, Sayings: 0 },
    isSmall: true,
    make: () => mapMembership(3, 2, { timers: 1, crashes: 1 }),
  },
];
