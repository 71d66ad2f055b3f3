/** Faults in membership (spec/05-membership.md). */
import { type Mutant, mutant } from '../mutant.js';
import { withoutRow } from '../rows.js';

export const membershipMutants: readonly Mutant[] = [
  mutant({
    id: 'membership/older-alive-counts-as-newer',
    fault: 'takes every other timestamp for a newer one',
    breaks: ['MEMB-11'],
    module: 'rules/alive-message',
    entry: 'isNewer',
    by: () => (a, b) => a.incNum !== b.incNum || a.seqNum !== b.seqNum,
    killedBy: [{ case: 'membership/stale-request-rolls-nothing-back', expected: '' }],
  }),
  mutant({
    id: 'membership/silent-member-never-dies',
    fault: 'never takes a silent member for dead',
    breaks: ['MEMB-20'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('MEMB-R5'),
    killedBy: [{ case: 'membership/silent-member-listed-dead', expected: 'dead' }],
  }),
];
