/**
 * Members of one organisation that fall silent, crash, return and are spoken of by a forger who has credentials
 * of its own (spec/05-membership.md).
 */
import type { Parameters } from '../../peer/parameters.js';
import type { PeerState } from '../../peer/state.js';
import { isNewer, type Timestamp } from '../../rules/alive-message.js';
import type { contentKindOf, SignedMessage } from '../../wire/envelope.js';
import { keyOf } from '../../wire/hex.js';
import type { Budget, PeerNetwork, Saying } from '../peers/network.js';
import { bootstrapOf, meet } from './channels.js';
import { marksOf, ofResponses, propertiesOf } from './membership-marks.js';
import { FORGER, ofStranger, STRANGER, sayings } from './membership-sayings.js';
import { crowdingMarks, crowdingProperties } from './membership-stores.js';
import { optionsOf, pkiIdOfName } from './parts.js';

/** Timers that fire: of heartbeat, sweeps and reconnection. */
const ALL_TIMERS = /^(heartbeat|reconnection|ticker\/member-sweep|ticker\/alive-store-sweep)\//;
/** Where peers crash, of the heartbeat alone, or there are too many states. */
const FEW_TIMERS = /^heartbeat\//;

const OF_AGES: ReadonlySet<string> = new Set(['MEMB-I6', 'forgotten']);

/** Peers and a forger that are members of one another. */
function among(
  names: readonly string[],
  of: {
    readonly parameters?: Partial<Parameters>;
    /** Whose identity somebody could show, and who does not run. */
    readonly absent?: readonly string[];
    kept?(state: PeerState): readonly Uint8Array[];
    says(heard: readonly Uint8Array[]): readonly Saying[];
  },
): Pick<PeerNetwork, 'peers' | 'prologue'> {
  const options = optionsOf([...names, ...(of.absent ?? [])]);
  return {
    peers: names.map((name, peer) => ({
      name,
      options: {
        ...options[peer]!,
        bootstrap: bootstrapOf(names, peer),
        // Everything is pushed at once: no timer stands between a message and its way.
        parameters: { maxPropagationBurstSize: 1, ...of.parameters },
      },
      ...(name === FORGER && {
        villain: {
          keeps: (kind: string) => kind === KEPT,
          says: of.says,
          ...(of.kept && { kept: of.kept }),
        },
      }),
    })),
    prologue(stage) {
      meet(stage, names);
    },
  };
}

const KEPT: ReturnType<typeof contentKindOf> = 'aliveMsg';

/** Two peers and a forger. */
export function membership(budget: Budget): PeerNetwork {
  const names = ['p1.A', 'p2.A', FORGER];
  const crashes = (budget.crashes ?? 0) > 0;
  return {
    ...among(names, { says: (heard) => sayings(names, heard) }),
    name: crashes
      ? 'membership-with-crash'
      : (budget.losses ?? 0) > 0
        ? 'membership-with-losses'
        : 'membership',
    timers: (timer, peer) => peer !== FORGER && (crashes ? FEW_TIMERS : ALL_TIMERS).test(timer),
    ages: ['silence', 'alive-store'],
    marks: marksOf,
    budget,
    // Where nothing gets older, nobody is silent for too long, and no record expires.
    properties: propertiesOf(names).filter(({ id }) => !crashes || !OF_AGES.has(id)),
  };
}

const OF_THREE = ['p1.A', 'p2.A', 'p3.A', FORGER];
/** Who speaks, falls silent, crashes and returns. */
const LAST = 'p3.A';

/**
 * Three peers and a forger, who has heard before what the last one said. No record expires, so that what a peer has
 * heard once it never heeds again.
 */
export function membershipOfThree(budget: Budget): PeerNetwork {
  const crashes = (budget.crashes ?? 0) > 0;
  const says = (heard: readonly Uint8Array[]) => sayings(OF_THREE, heard);
  return {
    ...among(OF_THREE, crashes ? { says, kept: lastSaid } : { says }),
    name: !crashes
      ? 'membership-of-three-with-heartbeat'
      : (budget.sayings ?? 0) > 1
        ? 'membership-of-three-with-sayings'
        : 'membership-of-three',
    // Where the last one crashes it does not speak besides, or there are too many states.
    timers: (timer, peer) =>
      peer === LAST
        ? !crashes && timer.startsWith('heartbeat/')
        : peer !== FORGER && timer.startsWith('ticker/member-sweep/'),
    crashes: (peer) => peer === LAST,
    ages: ['silence'],
    marks: ofResponses,
    // What comes before a handshake ends the link, known or not (LINK-R6): that needs a loss.
    ...((budget.losses ?? 0) === 0 && { idle: isKnown }),
    budget,
    properties: propertiesOf(OF_THREE).filter(({ id }) => id !== 'forgotten'),
  };
}

/** The alive message of the last one that a member keeps. */
function lastSaid({ members }: PeerState): Uint8Array[] {
  const last = members.get(keyOf(pkiIdOfName(LAST)));
  return last === undefined ? [] : [last.alive.bytes];
}

/** MEMB-D10: what is not newer than what is stored; no entry of the store goes as long as the peer runs. */
function isKnown({ aliveStore }: PeerState, { message: { content } }: SignedMessage): boolean {
  if (content.case !== 'aliveMsg') return false;
  const { membership: author, timestamp } = content.value;
  const stored = author && aliveStore.get(keyOf(author.pkiId));
  return stored !== undefined && !isNewer(timestamp as Timestamp, stored.timestamp);
}

/** MEMB-P10, MEMB-P11: as many as there are others. */
const ROOM = 2;

/** Two peers whose stores are full, and a forger who tells of a stranger. */
export function membershipWithStranger(budget: Budget): PeerNetwork {
  const names = ['p1.A', 'p2.A', FORGER];
  const known = [...names, STRANGER];
  return {
    ...among(names, {
      parameters: { membersMax: ROOM, aliveStoreMax: ROOM },
      absent: [STRANGER],
      says: (heard) => [...sayings(names, heard), ...ofStranger()],
    }),
    name: 'membership-with-stranger',
    timers: (timer, peer) => peer !== FORGER && FEW_TIMERS.test(timer),
    marks: (seen) => marksOf(seen) | crowdingMarks(seen),
    budget,
    nobodyDials: true,
    properties: [
      ...propertiesOf(known).filter(({ id }) => ALWAYS_OF_MEMBERS.has(id)),
      ...crowdingProperties(ROOM),
    ],
  };
}

const ALWAYS_OF_MEMBERS: ReadonlySet<string> = new Set(['MEMB-I1', 'MEMB-I2', 'MEMB-I3']);
