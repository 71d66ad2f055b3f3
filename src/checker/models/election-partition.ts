/**
 * Three peers of an organisation on a channel, one of which the network cuts off from the other two for a while: both
 * sides have a leader then, and one alone after it has healed (spec/10-election.md).
 */

import { isOpen, pkiOf } from '../../peer/links.js';
import { isAlive } from '../../peer/members.js';
import type { PeerState } from '../../peer/state.js';
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import { keyOf } from '../../wire/hex.js';
import type { AgeKind } from '../peers/ageing.js';
import type { NetworkProperty, PeerNetwork, Seen } from '../peers/network.js';
import { bootstrapOf, CHANNEL, chainOf, joinAll, meet } from './channels.js';
import { FOLLOWS, fetchesNothing, LEADS, standingOf } from './election.js';
import { isSevered, oneLinkEach } from './handshake.js';
import { markOf } from './marks.js';
import { authorityOf, optionsOf, pkiIdOfName } from './parts.js';

const pkiOfName = (name: string): string => keyOf(pkiIdOfName(name));

const NAMES = ['p1.A', 'p2.A', 'p3.A'];
const PKIS = NAMES.map(pkiOfName);
/** From the lowest to the highest: who leads at first and goes on, who follows throughout, who is cut off. */
const [FIRST, THIRD, APART] = NAMES.toSorted((a, b) => (pkiOfName(a) < pkiOfName(b) ? -1 : 1)) as [
  string,
  string,
  string,
];

const NEVER = /$^/;

interface Part {
  readonly timers: number;
  readonly fires: RegExp;
  readonly ages?: readonly AgeKind[];
}

const DECLARES = 'election/.*/declarationInterval';
/** What happens to each, or there are too many states. */
const PARTS: Readonly<Record<string, Part>> = {
  [FIRST]: { timers: 1, fires: new RegExp(`^(${DECLARES}|heartbeat/)`) },
  [THIRD]: { timers: 0, fires: NEVER },
  [APART]: { timers: 2, fires: /^(reconnection|election\/.*\/leaderElectionDuration)/ },
};
/** Who sends nothing finds nobody gone but by silence. */
const PARTS_WITH_SILENCE: typeof PARTS = {
  ...PARTS,
  [FIRST]: { timers: 1, fires: new RegExp(`^${DECLARES}`) },
  [THIRD]: { timers: 1, fires: /^ticker\/member-sweep\//, ages: ['silence'] },
};

const inVain = (name: string) => `heard ${name} in vain` as const;
const mark = markOf(['led-alone', ...NAMES.map(inVain)]);

/** That it leads and takes everybody else for dead; and of whom it has stored a declaration without heeding it. */
function marksOf({ before, after }: Seen): number {
  let marks = standingOf(after) === LEADS && after.living.length === 0 ? mark('led-alone') : 0;
  for (const [at, pki] of PKIS.entries()) {
    const member = before.members.get(pki);
    const isHeeded = member !== undefined && isAlive(member);
    if (!isHeeded && heardOf(after, pki) !== heardOf(before, pki))
      marks |= mark(inVain(NAMES[at]!));
  }
  return marks;
}

/** Number of the newest leadership message that it has stored of another; 0 if none. */
const heardOf = (state: PeerState, pki: string): number =>
  Number(state.channels.get(CHANNEL)?.election.heard.get(pki)?.timestamp.seqNum ?? 0);

const others = (peer: number): readonly string[] => PKIS.filter((_, at) => at !== peer);

/** Beside what it is in the election. */
const [WITH_ALL, LED_ALONE] = [4, 8];

/** To each other one a link on which it hears and is heard, as far as it knows; and none of them is dead. */
function isWithAll(state: PeerState, peer: number): boolean {
  const sound = [...state.links.values()].filter((entry) => isOpen(entry) && !isSevered(entry));
  return others(peer).every((pki) => {
    const member = state.members.get(pki);
    return member !== undefined && isAlive(member) && sound.some((entry) => pkiOf(entry) === pki);
  });
}

const conditionOf: NetworkProperty['factOf'] = (state, peer, { marks }) =>
  state === undefined
    ? 0
    : standingOf(state) +
      (isWithAll(state, peer) ? WITH_ALL : 0) +
      ((marks & mark('led-alone')) === 0 ? 0 : LED_ALONE);

/** More than the messages of one author. */
const SEQUENCE = 64;

/** Of who leads: the number of its newest declaration, and of the newest that it has heeded of each; else 0. */
function declaredAndHeeded(
  state: PeerState | undefined,
  _peer: number,
  { marks }: { readonly marks: number },
): number {
  if (state === undefined || standingOf(state) !== LEADS) return 0;
  const { seqNum } = state.channels.get(CHANNEL)!.election;
  return PKIS.reduce(
    (sum, pki, at) =>
      SEQUENCE * sum + ((marks & mark(inVain(NAMES[at]!))) === 0 ? heardOf(state, pki) : 0),
    Number(seqNum),
  );
}
const ownIn = (fact: number): number => Math.floor(fact / SEQUENCE ** PKIS.length);
const heededIn = (fact: number, of: number): number =>
  Math.floor(fact / SEQUENCE ** (PKIS.length - 1 - of)) % SEQUENCE;

const properties: readonly NetworkProperty[] = [
  fetchesNothing,
  {
    id: 'heeded-both',
    kind: 'always',
    about: 'no two lead of which each has heeded the newest declaration of the other',
    factOf: declaredAndHeeded,
    holds: (facts) =>
      facts.every((one, at) =>
        facts.every(
          (other, to) =>
            at === to ||
            one === 0 ||
            other === 0 ||
            heededIn(one, to) !== ownIn(other) ||
            heededIn(other, at) !== ownIn(one),
        ),
      ),
  },
  oneLinkEach,
  {
    id: 'two-lead',
    kind: 'sometimes',
    about: 'the network is cut, and one leads on each side',
    factOf: conditionOf,
    holds: (facts, _, isCut) =>
      isCut &&
      facts.some((fact) => (fact & LED_ALONE) !== 0 && (fact & LEADS) !== 0) &&
      facts.filter((fact) => (fact & LEADS) !== 0).length === 2,
  },
  {
    id: 'leads-alone',
    kind: 'sometimes',
    about: 'one that led cut off follows as the others do, all are linked, and one leads',
    whenQuiet: true,
    factOf: conditionOf,
    holds: (facts, _, isCut) =>
      !isCut &&
      facts.every((fact) => (fact & WITH_ALL) !== 0) &&
      facts.some((fact) => (fact & LED_ALONE) !== 0 && (fact & FOLLOWS) !== 0) &&
      facts.filter((fact) => (fact & LEADS) !== 0).length === 1 &&
      facts.filter((fact) => (fact & FOLLOWS) !== 0).length === facts.length - 1,
  },
];

/** @param silence whether the third of them hears nothing of another for so long that it takes it for dead */
export function electionWithPartition(silence = false): PeerNetwork {
  const parts = silence ? PARTS_WITH_SILENCE : PARTS;
  const authority = authorityOf(NAMES);
  return {
    name: silence ? 'election-with-partition-and-silence' : 'election-with-partition',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      timers: parts[NAMES[peer]!]!.timers,
      ages: parts[NAMES[peer]!]!.ages ?? [],
      options: {
        ...options,
        channelReader: createSymbolicChannelReader(authority, 'A'),
        leadership: 'election',
        bootstrap: bootstrapOf(NAMES, peer),
        // Everything is pushed at once: no timer stands between a message and its way.
        parameters: { maxPropagationBurstSize: 1 },
      },
    })),
    prologue(stage) {
      meet(stage, NAMES);
      joinAll(stage, chainOf(['A'], 0), new Map(NAMES.map((name) => [name, 1])));
      // The second look at the channel is as the first, and all propose themselves.
      for (const name of [...NAMES, ...NAMES]) stage.fire(name, 'membershipSampleInterval');
      stage.settle();
      stage.fire(FIRST, 'leaderElectionDuration');
      stage.settle();
      // Declarations are late, and so it stands itself.
      stage.fire(APART, 'leaderAliveThreshold');
      stage.settle();
      // What they said of themselves last has not reached anybody.
      for (const name of NAMES) stage.fire(name, 'heartbeat');
      stage.lose();
    },
    timers: (timer, peer) => parts[peer]!.fires.test(timer),
    aside: [APART],
    marks: marksOf,
    budget: { timers: 0, cuts: 1, heals: 1, ages: silence ? 1 : 0 },
    properties,
  };
}
