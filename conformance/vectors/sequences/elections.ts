/** Sequences of elections: who proposes, who declares, and who gives way. */
import type { LeadershipOptions } from '../../harness/wire/channel-messages.js';
import { type Author, from } from '../author.js';
import { sequence } from '../kinds/define.js';
import type { Vector, VectorStep } from '../vector.js';
import { accepts, ignores, says, sent, waits } from './steps.js';

/** Two samples after the one at the start, which the first member changes: the view is settled. */
const SETTLED_MS = 2_500;
/** Longer than leaderElectionDuration. */
const ELECTED_MS = 5_500;
/** Longer than half of leaderAliveThreshold. */
const REPEATED_MS = 5_500;
/** As long as a follower waits at most for a declaration, and more. */
const SILENT_MS = 21_000;

const proposal = { content: 'leadershipMsg', isDeclaration: false } as const;
const declaration = { content: 'leadershipMsg', isDeclaration: true } as const;

/** Three peers of O, the receiver between two whose PKI-IDs are lower and higher. */
export function electionSequences(by: Author): Vector[] {
  const hexOf = (name: string) => Buffer.from(by.peer(name).pkiId).toString('hex');
  const [low, peer, high] = ['o0', 'o1', 'o2'].sort((a, b) => (hexOf(a) < hexOf(b) ? -1 : 1)) as [
    string,
    string,
    string,
  ];
  const receiver = { peer, leadership: 'election' } as const;
  const joins = (name: string): VectorStep[] => [
    says(name, by.alive(name), `${name} is a member`),
    says(name, by.stateInfo(name, 'ch'), `${name} is in the channel`),
  ];
  const hears = (name: string, isDeclaration: boolean, options: Partial<LeadershipOptions> = {}) =>
    from(name, by.leadership(name, 'ch', isDeclaration, options));
  const heard = (name: string, isDeclaration: boolean, seqNum: bigint, reason: string, more = {}) =>
    accepts(hears(name, isDeclaration, { seqNum }), ['ELEC-D5', 'ELEC-6'], reason, more);
  const proposes = (to: string) =>
    waits(SETTLED_MS, ['ELEC-17'], 'the view is settled', { sends: [{ to, ...proposal }] });
  const leads = (to: string) =>
    waits(ELECTED_MS, ['ELEC-18', 'ELEC-19'], 'nobody was against it', {
      sends: [{ to, ...declaration }],
    });
  return [
    sequence({
      id: 'election-of-the-receiver',
      description:
        'A higher peer proposes itself as well: the receiver leads, and says so again and again.',
      receiver,
      steps: [
        ...joins(high),
        proposes(high),
        heard(high, false, 1n, 'a higher peer’s proposal does not hinder'),
        leads(high),
        waits(REPEATED_MS, ['ELEC-19'], 'the declaration is repeated', {
          sends: [{ to: high, ...declaration }],
        }),
      ],
    }),
    sequence({
      id: 'election-of-a-lower-peer',
      description: 'A lower peer proposes itself: the receiver does not declare itself.',
      receiver,
      steps: [
        ...joins(low),
        proposes(low),
        heard(low, false, 1n, 'a lower peer’s proposal'),
        waits(ELECTED_MS, ['ELEC-18'], 'the lower peer goes first', {
          never: [{ to: low, ...declaration }],
        }),
      ],
    }),
    sequence({
      id: 'election-that-is-over',
      description:
        'Somebody leads when the receiver joins: it does not propose itself while that goes on.',
      receiver,
      steps: [
        ...joins(high),
        heard(high, true, 1n, 'a declaration'),
        waits(SETTLED_MS + ELECTED_MS, ['ELEC-17', 'ELEC-R1'], 'somebody leads', {
          never: [sent(high, 'leadershipMsg')],
        }),
        heard(high, true, 2n, 'another one'),
        waits(5_000, ['ELEC-22'], 'somebody leads', { never: [sent(high, 'leadershipMsg')] }),
      ],
    }),
    sequence({
      id: 'leader-deposed-by-a-lower-peer',
      description:
        'The receiver leads; a lower peer declares itself, and the receiver says no more.',
      receiver,
      steps: [
        ...joins(low),
        proposes(low),
        leads(low),
        heard(low, true, 1n, 'a lower peer leads', { never: [{ to: low, ...declaration }] }),
        waits(REPEATED_MS, ['ELEC-21'], 'the receiver follows', {
          never: [{ to: low, ...declaration }],
        }),
      ],
    }),
    sequence({
      id: 'leader-challenged-by-a-higher-peer',
      description: 'The receiver leads; a higher peer declares itself, and is told at once.',
      receiver,
      steps: [
        ...joins(high),
        proposes(high),
        leads(high),
        heard(high, true, 1n, 'a higher peer leads'),
        waits(100, ['ELEC-20'], 'it is told', { sends: [{ to: high, ...declaration }] }),
        ignores(hears(high, true, { seqNum: 1n }), ['ELEC-D3', 'ELEC-6'], 'the same again'),
        waits(100, ['ELEC-20'], 'it is told nothing', { never: [{ to: high, ...declaration }] }),
      ],
    }),
    sequence({
      id: 'leader-falls-silent',
      description: 'The leader declares itself no more: the receiver proposes itself.',
      receiver,
      steps: [
        ...joins(low),
        heard(low, true, 1n, 'a lower peer leads'),
        waits(SETTLED_MS, ['ELEC-17', 'ELEC-R1'], 'somebody leads'),
        waits(SILENT_MS, ['ELEC-22'], 'a window without declaration', {
          sends: [{ to: low, ...proposal }],
        }),
      ],
    }),
  ];
}
