/**
 * The roll of the living: what draws ask of each candidate, side by side in the order of `living`, so that a draw
 * reads a few bytes for each and no entry. Derived from the members and the identities of a peer, and no part of
 * what it remembers; whoever changes either says so.
 */
import type { AliveRoute } from '../rules/alive-routing.js';
import type { MspId } from '../wire/identity/port.js';
import type { Listing } from './listing.js';
import { preferredEndpointOf } from './members.js';
import type { Run } from './run.js';
import {
  type IdentityEntry,
  type LinkEntry,
  type MemberEntry,
  type PeerState,
  type PkiHex,
  refer,
} from './state.js';
import { NOT_PLACED, placeOf, USES } from './uses.js';

/** Names it in the state of a peer. */
export const ROLL = Symbol('roll');

/** What becomes of a message: by number of organisation and whether the candidate has an external endpoint. */
export type Routes = readonly AliveRoute[];

export interface Roll {
  /** 0, 1 and so on: who is living, as draws name them. */
  readonly numbers: number[];
  readonly members: MemberEntry[];
  /** Of each of the living, the number of its organisation in `orgs`. */
  orgOf: Uint16Array;
  /** 1 for who has an external endpoint. */
  hasEndpoint: Uint8Array;
  /** Its stored identity, and where the use of that is noted. */
  readonly identities: (IdentityEntry | undefined)[];
  places: Int32Array;
  /** The open link to it, if it is not known to be severed; undefined if nobody has asked since it changed. */
  readonly ways: (LinkEntry | undefined)[];
  /** What the host keeps with that link, if it was seen. */
  readonly hosts: unknown[];
  /** The organisations that there are; unknown is the first. */
  readonly orgs: (MspId | undefined)[];
  readonly numberOf: Map<PkiHex, number>;
  /** Where the living are found, by preferred endpoint; undefined until somebody asks. */
  byEndpoint: Map<string, MemberEntry[]> | undefined;
  /** listing.ts: dead members too; undefined until somebody asks. */
  listing: Listing | undefined;
  /** push-alive.ts: by number of an author's organisation, and by whether it has an external endpoint. */
  readonly routes: { readonly [E in 'yes' | 'no']: (Routes | undefined)[] };
  /**
   * Another number whenever a member, an endpoint or an identity comes, changes or goes, dead members included;
   * that of no other roll.
   */
  changes: number;
  /** Somebody has left: the numbers of others have changed. */
  isStale: boolean;
}

let changeCount = 0;

function nextChange(): number {
  changeCount += 1;
  return changeCount;
}

const newRoll = (): Roll => ({
  numbers: [],
  members: [],
  orgOf: new Uint16Array(32),
  hasEndpoint: new Uint8Array(32),
  identities: [],
  places: new Int32Array(32),
  ways: [],
  hosts: [],
  orgs: [undefined],
  numberOf: new Map(),
  byEndpoint: undefined,
  listing: undefined,
  routes: { yes: [], no: [] },
  changes: nextChange(),
  isStale: true,
});

export function rollOf({ state }: Run): Roll {
  let roll = state[ROLL];
  if (roll === undefined) {
    roll = newRoll();
    refer(state, ROLL, roll);
  }
  if (roll.isStale) {
    roll.isStale = false;
    roll.numbers.length = 0;
    roll.members.length = 0;
    roll.identities.length = 0;
    roll.ways.length = 0;
    roll.hosts.length = 0;
    roll.numberOf.clear();
    for (const member of state.living) append(state, roll, member);
  }
  return roll;
}

function append(state: PeerState, roll: Roll, member: MemberEntry): void {
  const number = roll.numbers.length;
  if (number === roll.orgOf.length) grow(roll);
  roll.numbers.push(number);
  roll.members.push(member);
  roll.numberOf.set(member.pki, number);
  roll.ways.push(undefined);
  roll.hosts.push(undefined);
  write(state, roll, number, member);
}

function grow(roll: Roll): void {
  const length = 2 * roll.orgOf.length;
  const [orgOf, hasEndpoint, places] = [
    new Uint16Array(length),
    new Uint8Array(length),
    new Int32Array(length),
  ];
  orgOf.set(roll.orgOf);
  hasEndpoint.set(roll.hasEndpoint);
  places.set(roll.places);
  Object.assign(roll, { orgOf, hasEndpoint, places });
}

function write({ identities }: PeerState, roll: Roll, number: number, member: MemberEntry): void {
  const identity = identities.get(member.pki);
  roll.identities[number] = identity;
  roll.places[number] = identity === undefined ? NOT_PLACED : placeOf(identity);
  roll.hasEndpoint[number] = member.endpoint === '' ? 0 : 1;
  roll.orgOf[number] = orgNumberOf(roll, identity?.mspId);
}

/** The number of an organisation, its next one if it has none. */
export function orgNumberOf({ orgs }: Roll, org: MspId | undefined): number {
  const known = orgs.indexOf(org);
  return known < 0 ? orgs.push(org) - 1 : known;
}

/** Somebody has joined the living, at their end. */
export function rollJoined(state: PeerState, member: MemberEntry): void {
  const { [ROLL]: roll } = state;
  if (roll === undefined) return;
  noteChange(roll);
  if (!roll.isStale) append(state, roll, member);
}

/** Somebody has left them. */
export function rollLeft({ [ROLL]: roll }: PeerState): void {
  if (roll === undefined) return;
  noteChange(roll);
  roll.isStale = true;
}

/** A member, its endpoints or its identity have come, changed or gone. */
export function rollChanged(state: PeerState, pki: PkiHex): void {
  const { [ROLL]: roll } = state;
  if (roll === undefined) return;
  noteChange(roll);
  const number = roll.isStale ? undefined : roll.numberOf.get(pki);
  if (number !== undefined) write(state, roll, number, state.living[number]!);
}

/** Its link has changed. */
export function rollRelinked({ [ROLL]: roll }: PeerState, pki: PkiHex): void {
  const number = roll?.numberOf.get(pki);
  if (number === undefined) return;
  roll!.ways[number] = undefined;
  roll!.hosts[number] = undefined;
}

function noteChange(roll: Roll): void {
  roll.changes = nextChange();
  roll.byEndpoint = undefined;
  roll.listing = undefined;
}

/** IDENT-49: of a stored identity; `place` is where that is noted, NOT_PLACED if its entry alone says it. */
export function noteUse(
  { state, at }: Run,
  place: number,
  identity: IdentityEntry | undefined,
): void {
  if (place !== NOT_PLACED) state[USES]!.instants[place] = at;
  else if (identity !== undefined) identity.lastUsedMs = at;
}

/** IDENT-49: the organisation of one of the living, by number, marked as used. */
export function orgAt(run: Run, roll: Roll, number: number): number {
  noteUse(run, roll.places[number]!, roll.identities[number]);
  return roll.orgOf[number]!;
}

const NOBODY: readonly MemberEntry[] = [];

/** The living that are found at an endpoint. */
export function livingAt(run: Run, endpoint: string): readonly MemberEntry[] {
  const roll = rollOf(run);
  if (roll.byEndpoint === undefined) {
    roll.byEndpoint = new Map();
    for (const member of run.state.living) {
      const known = roll.byEndpoint.get(preferredEndpointOf(member));
      if (known !== undefined) known.push(member);
      else roll.byEndpoint.set(preferredEndpointOf(member), [member]);
    }
  }
  return roll.byEndpoint.get(endpoint) ?? NOBODY;
}
