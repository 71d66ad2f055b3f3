/** Faults in which leadership messages of others count, and how much (spec/10-election.md, 10.4). */
import { type Mutant, mutant } from '../mutant.js';

export const electionRivalMutants: readonly Mutant[] = [
  mutant({
    id: 'election/anybody-of-the-organisation-counts',
    fault: 'heeds the declarations of members of its organisation that are no peers of the channel',
    breaks: ['ELEC-6', 'ELEC-D4'],
    module: 'rules/leadership-admission',
    entry: 'leadershipAdmission',
    by:
      ({ leadershipAdmission }) =>
      (facts) =>
        leadershipAdmission(Object.create(facts, { peer: { value: 'yes' } })),
    killedBy: [
      {
        case: 'election/declaration-of-member-not-in-the-channel-ignored',
        expected: 'the one Deliver stream, still open',
      },
      {
        case: 'election/declaration-of-member-that-left-ignored',
        expected: 'the one Deliver stream, still open',
      },
    ],
  }),
  mutant({
    id: 'election/authors-of-any-organisation-count',
    fault: 'asks of which organisation the sender of a declaration is, and not its author',
    breaks: ['ELEC-6', 'ELEC-D2', 'ELEC-I4'],
    module: 'rules/leadership-admission',
    entry: 'leadershipAdmission',
    by:
      ({ leadershipAdmission }) =>
      (facts) =>
        leadershipAdmission(Object.create(facts, { author: { value: 'ours' } })),
    killedBy: [
      {
        case: 'election/declaration-of-foreign-member-passed-on-ignored',
        expected: 'the one Deliver stream, still open',
      },
    ],
  }),
  mutant({
    id: 'election/replays-count',
    fault: 'keeps the timestamps of proposals alone, and so heeds a declaration again',
    breaks: ['ELEC-7', 'ELEC-D3', 'ELEC-I5'],
    module: 'peer/election/store',
    entry: 'storeLeadership',
    by:
      ({ storeLeadership }) =>
      (run, store, author, message) => {
        if (!message.isDeclaration) storeLeadership(run, store, author, message);
      },
    killedBy: [
      {
        case: 'election/replayed-declaration-ignored',
        expected: 'the Deliver stream that it had, still open',
      },
    ],
  }),
  mutant({
    id: 'election/heeds-authors-alone',
    fault: 'heeds a leadership message only on a link to its author',
    breaks: ['ELEC-10', 'ELEC-D5'],
    module: 'peer/election/election',
    entry: 'receiveLeadership',
    by:
      ({ receiveLeadership }) =>
      (run, entry, signed, origin) => {
        if (origin.sender === origin.author) receiveLeadership(run, entry, signed, origin);
      },
    killedBy: [
      {
        case: 'election/declaration-passed-on-by-own-member-counts',
        expected: 'no Deliver stream',
      },
    ],
  }),
  mutant({
    id: 'election/highest-wins',
    fault: 'lets the highest PKI-ID lead, and not the lowest',
    breaks: ['ELEC-10', 'ELEC-20', 'ELEC-21'],
    module: 'rules/leadership-admission',
    entry: 'isLower',
    by: () => (a, b) => a > b,
    killedBy: [
      { case: 'election/lower-declaration-deposes', expected: 'no Deliver stream' },
      { case: 'election/higher-declaration-is-answered', expected: 'a declaration at once' },
    ],
  }),
];
