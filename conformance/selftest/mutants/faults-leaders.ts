/** Faults that show when a leader is lost. */
import { type Mutant, mutant } from '../mutant.js';
import { withoutRow, withTarget } from '../rows.js';

export const faultLeaderMutants: readonly Mutant[] = [
  mutant({
    id: 'faults/follows-a-silent-leader',
    fault: 'follows a leader that says nothing any more',
    breaks: ['ELEC-22'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withTarget('ELEC-R26', 'following'),
    killedBy: [
      { case: 'faults/paused-leader-is-replaced', expected: ' leads within' },
      { case: 'network/lost-leader-is-replaced', expected: 'another leader of O' },
      { case: 'network/target-and-reference-lead-in-turn', expected: ' leads within' },
    ],
  }),
  mutant({
    id: 'faults/leads-beside-another',
    fault: 'goes on leading when it hears a leader with a lower PKI-ID',
    breaks: ['ELEC-I1', 'ELEC-R15'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('ELEC-R15'),
    killedBy: [
      {
        case: 'faults/partition-parts-the-network-and-heals',
        expected: 'one leader of t1, t2 in shared',
      },
      { case: 'faults/paused-leader-is-replaced', expected: 'one leader of t1, t2 in shared' },
    ],
  }),
  mutant({
    id: 'faults/leads-without-the-ordering-service',
    fault: 'goes on leading when it has lost the ordering service',
    breaks: ['ELEC-23', 'ELEC-24'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('ELEC-R18'),
    killedBy: [
      {
        case: 'faults/leader-cut-off-from-ordering-service-is-replaced',
        expected: ' leads within',
      },
    ],
  }),
];
