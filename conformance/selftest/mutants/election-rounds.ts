/** Faults in rounds of an election, from the window to the leader that gives way (spec/10-election.md, 10.7). */
import { type Mutant, mutant } from '../mutant.js';
import { withoutEffects, withoutRow } from '../rows.js';

export const electionRoundMutants: readonly Mutant[] = [
  mutant({
    id: 'election/lower-proposal-unheeded',
    fault: 'leads although a lower peer proposed itself meanwhile',
    breaks: ['ELEC-18', 'ELEC-R9'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('ELEC-R9'),
    killedBy: [
      {
        case: 'election/lower-proposal-goes-first',
        expected: 'no LeadershipMessage that declares the target',
      },
    ],
  }),
  mutant({
    id: 'election/any-proposal-hinders',
    fault: 'waits for another round when anybody else proposes himself',
    breaks: ['ELEC-18', 'ELEC-R10'],
    module: 'machines/election.machine',
    entry: 'electionRegistry',
    by: ({ electionRegistry }) => ({
      ...electionRegistry,
      guards: {
        ...electionRegistry.guards,
        isFromLower: (_, event) =>
          event.type === 'proposal.received' || ('author' in event && event.author === 'lower'),
      },
    }),
    killedBy: [
      {
        case: 'election/higher-proposal-does-not-hinder',
        expected: 'a declaration in the same round',
      },
    ],
  }),
  mutant({
    id: 'election/leads-as-soon-as-proposed',
    fault: 'does not wait leaderElectionDuration for rivals',
    breaks: ['ELEC-18'],
    module: 'machines/election.machine',
    entry: 'electionRegistry',
    by: ({ electionRegistry }) => ({
      ...electionRegistry,
      delays: { ...electionRegistry.delays, leaderElectionDuration: () => 1 },
    }),
    killedBy: [
      {
        case: 'election/lone-peer-proposes-then-declares',
        expected: 'ms after the proposal',
      },
    ],
  }),
  mutant({
    id: 'election/declares-every-other-time',
    fault: 'declares itself every leaderAliveThreshold, and not every half of it',
    breaks: ['ELEC-19'],
    module: 'machines/election.machine',
    entry: 'electionRegistry',
    by: ({ electionRegistry }) => ({
      ...electionRegistry,
      delays: {
        ...electionRegistry.delays,
        declarationInterval: (e) => e.leaderAliveThresholdMs,
      },
    }),
    killedBy: [
      { case: 'election/leader-repeats-its-declaration', expected: 'a declaration every' },
    ],
  }),
  mutant({
    id: 'election/declares-once',
    fault: 'declares itself when it begins to lead, and never again',
    breaks: ['ELEC-19', 'ELEC-R20'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('ELEC-R20'),
    killedBy: [
      {
        case: 'election/leader-repeats-its-declaration',
        expected: 'LeadershipMessage that declares the target',
      },
    ],
  }),
  mutant({
    id: 'election/higher-declaration-unanswered',
    fault: 'leaves it to its next declaration to make a higher leader cease',
    breaks: ['ELEC-20', 'ELEC-R16'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('ELEC-R16'),
    killedBy: [
      { case: 'election/higher-declaration-is-answered', expected: 'a declaration at once' },
    ],
  }),
  mutant({
    id: 'election/leader-never-ceases',
    fault: 'answers the declaration of a lower peer with its own, and leads on',
    breaks: ['ELEC-21', 'ELEC-R15', 'ELEC-I3'],
    module: 'machines/election.machine',
    entry: 'electionRegistry',
    by: ({ electionRegistry }) => ({
      ...electionRegistry,
      guards: {
        ...electionRegistry.guards,
        isFromLower: (_, event) => event.type === 'proposal.received' && event.author === 'lower',
      },
    }),
    killedBy: [{ case: 'election/lower-declaration-deposes', expected: 'no Deliver stream' }],
  }),
  mutant({
    id: 'election/follower-stands-against-its-leader',
    fault: 'proposes itself at the end of a window whether or not it has heard a leader',
    breaks: ['ELEC-22', 'ELEC-R25'],
    module: 'machines/election.machine',
    entry: 'electionRegistry',
    by: ({ electionRegistry }) => ({
      ...electionRegistry,
      guards: { ...electionRegistry.guards, hasDeclaration: () => false },
    }),
    killedBy: [
      {
        case: 'election/follower-stays-quiet-while-somebody-leads',
        expected: 'no LeadershipMessage of the target',
      },
    ],
  }),
  mutant({
    id: 'election/follows-for-ever',
    fault: 'goes on following a leader that has fallen silent',
    breaks: ['ELEC-22', 'ELEC-R26'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('ELEC-R26'),
    killedBy: [
      {
        case: 'election/follower-takes-over-from-silent-leader',
        expected: 'LeadershipMessage that proposes the target',
      },
    ],
  }),
  mutant({
    id: 'election/leads-without-ordering-service',
    fault: 'goes on declaring itself when its delivery has given up',
    breaks: ['ELEC-23', 'ELEC-R18'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('ELEC-R18'),
    killedBy: [
      {
        case: 'election/leader-without-ordering-service-gives-way',
        expected: 'no leadership messages for',
      },
    ],
  }),
  mutant({
    id: 'election/stands-again-after-a-window',
    fault: 'stands for election again a window after it gave way',
    breaks: ['ELEC-24'],
    module: 'machines/election.machine',
    entry: 'electionRegistry',
    by: ({ electionRegistry }) => ({
      ...electionRegistry,
      actions: {
        ...electionRegistry.actions,
        recordYield: { set: () => ({ yieldWindowsLeft: 1 }) },
      },
    }),
    killedBy: [
      {
        case: 'election/leader-without-ordering-service-gives-way',
        expected: 'no leadership messages for',
      },
    ],
  }),
  mutant({
    id: 'election/stands-again-too-soon',
    fault: 'stands for election again four windows after it gave way',
    breaks: ['ELEC-24'],
    module: 'machines/election.machine',
    entry: 'electionRegistry',
    by: ({ electionRegistry }) => ({
      ...electionRegistry,
      actions: {
        ...electionRegistry.actions,
        recordYield: { set: () => ({ yieldWindowsLeft: 4 }) },
      },
    }),
    killedBy: [
      {
        case: 'election/leader-without-ordering-service-gives-way',
        expected: 'no proposal within 5500 ms of its last leadership message',
      },
    ],
  }),
  mutant({
    id: 'election/delivery-starts-once',
    fault: 'does not start again the delivery that it has stopped once',
    breaks: ['ELEC-25'],
    module: 'peer/delivery/delivery',
    entry: 'startDelivery',
    by: ({ startDelivery }) => {
      const started = new WeakSet<object>();
      return (run, entry) => {
        if (!started.has(entry)) startDelivery(run, entry);
        started.add(entry);
      };
    },
    killedBy: [
      { case: 'election/lone-peer-proposes-then-declares', expected: 'a Deliver stream' },
      { case: 'election/follower-takes-over-from-silent-leader', expected: 'a Deliver stream' },
    ],
  }),
  mutant({
    id: 'election/leader-without-delivery',
    fault: 'declares itself and leaves the blocks at the ordering service',
    breaks: ['ELEC-25'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutEffects('ELEC-R14', 'leadership.report'),
    killedBy: [{ case: 'election/lone-peer-proposes-then-declares', expected: 'a Deliver stream' }],
  }),
  mutant({
    id: 'election/deposed-leader-goes-on-fetching',
    fault: 'goes on fetching blocks when it has ceased to lead',
    breaks: ['ELEC-26', 'DELV-21', 'ELEC-I2'],
    module: 'peer/election/election',
    entry: 'performElection',
    by:
      ({ performElection }) =>
      (run, entry, effect) => {
        if (effect.type === 'leadership.report' && !effect.leads) entry.election.leads = false;
        else performElection(run, entry, effect);
      },
    killedBy: [{ case: 'election/lower-declaration-deposes', expected: 'no Deliver stream' }],
  }),
  mutant({
    id: 'election/delivery-outlives-the-channel',
    fault: 'ends its election when it leaves a channel, and not its delivery',
    breaks: ['ELEC-16', 'ELEC-R19'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutEffects('ELEC-R19', 'leadership.report'),
    killedBy: [
      { case: 'election/leaving-ends-leadership-and-delivery', expected: 'no Deliver stream' },
    ],
  }),
];
