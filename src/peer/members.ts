/**
 * The members that a peer knows: what alive messages change in them, and what their machine asks for.
 *
 * Implements spec/05-membership.md, MEMB-12, MEMB-13, MEMB-19, MEMB-41. The rule is src/rules/member-update.ts.
 */
import type { MemberEvent } from '../machines/member.machine.js';
import { isNewer } from '../rules/alive-message.js';
import { internalEndpointAfter, memberUpdate } from '../rules/member-update.js';
import { detached } from '../wire/envelope.js';
import type { Alive } from './alive.js';
import { rollChanged, rollJoined, rollLeft } from './roll.js';
import { feed, instanceOf, type Run } from './run.js';
import {
  hidden,
  IDENTITY,
  LINK,
  MEMBER,
  type MemberEntry,
  type PkiHex,
  refer,
  type StoredAlive,
} from './state.js';
import { steppers } from './steppers.js';

const ALIVE = steppers.member.stateNames.indexOf('alive');

export const isAlive = (member: MemberEntry): boolean => member.instance.state === ALIVE;

const FORGOTTEN = steppers.member.stateNames.indexOf('forgotten');

/** Whether it has left the store, for those who refer to it. */
export const isForgotten = (member: MemberEntry): boolean => member.instance.state === FORGOTTEN;

/** Internal endpoint if known, else the external one; may be empty. */
export const preferredEndpointOf = (member: MemberEntry): string =>
  member.internalEndpoint || member.endpoint;

/** The member that an author is; `stored`: what is stored of its alive messages, which refers to it. */
export function memberOf(
  { state }: Run,
  author: PkiHex,
  stored: StoredAlive | undefined,
): MemberEntry | undefined {
  const known = stored?.[MEMBER];
  if (known !== undefined && !isForgotten(known)) return known;
  const member = state.members.get(author);
  if (stored !== undefined && member !== undefined) refer(stored, MEMBER, member);
  return member;
}

/** MEMB-12. `known`: the author as a member. */
export function updateMember(
  run: Run,
  alive: Alive,
  known = run.state.members.get(alive.author),
): void {
  const { verdict } = memberUpdate({
    member: alive.author === run.config.pkiHex ? 'own' : standingOf(known),
    timestamp: known === undefined || isNewer(alive.timestamp, known.timestamp) ? 'newer' : 'other',
    room: hasRoom(run) ? 'yes' : 'no',
  });
  if (verdict === 'ignore') return;
  recordMember(run, alive, known);
  if (verdict !== 'refresh') feedMember(run, alive.author, { type: 'alive.received' });
}

function standingOf(known: MemberEntry | undefined): 'unknown' | 'alive' | 'dead' {
  if (known === undefined) return 'unknown';
  return isAlive(known) ? 'alive' : 'dead';
}

/** An authentic entry of a dead list about somebody unknown. */
export function learnDead(run: Run, alive: Alive): void {
  recordMember(run, alive, run.state.members.get(alive.author));
  feedMember(run, alive.author, { type: 'death.reported' });
}

/** MEMB-41 */
export const hasRoom = ({ state, config }: Run): boolean =>
  state.members.size < config.parameters.membersMax;

function recordMember({ state, at }: Run, alive: Alive, known: MemberEntry | undefined): void {
  const { author, endpoint, metadata, timestamp, signed } = alive;
  // MEMB-13
  const internalEndpoint = internalEndpointAfter(
    known?.internalEndpoint ?? '',
    alive.internalEndpoint,
  );
  const kept = detached(signed);
  if (known === undefined) {
    const member: MemberEntry = hidden(
      hidden<MemberEntry, typeof LINK>(
        {
          pki: author,
          instance: instanceOf({ pkiId: author }),
          endpoint,
          internalEndpoint,
          metadata,
          timestamp,
          lastSeenMs: at,
          alive: kept,
          [LINK]: undefined,
          [IDENTITY]: undefined,
        },
        LINK,
      ),
      IDENTITY,
    );
    state.members.set(author, member);
    rollChanged(state, author);
    return;
  }
  const hasMoved = known.endpoint !== endpoint || known.internalEndpoint !== internalEndpoint;
  known.endpoint = endpoint;
  known.internalEndpoint = internalEndpoint;
  known.metadata = metadata;
  known.timestamp = timestamp;
  known.lastSeenMs = at;
  known.alive = kept;
  if (hasMoved) rollChanged(state, author);
}

/** Feeds an event to a member, if it is known, and keeps count of the living. */
export function feedMember(run: Run, pki: PkiHex, event: MemberEvent): void {
  const { state } = run;
  const member = state.members.get(pki);
  if (member === undefined) return;
  const wasAlive = isAlive(member);
  feed(run, 'member', pki, member.instance, event);
  if (isForgotten(member)) {
    state.members.delete(pki);
    rollChanged(state, pki);
  }
  if (isAlive(member) === wasAlive) return;
  if (wasAlive) {
    state.living.splice(state.living.indexOf(member), 1);
    rollLeft(state);
  } else {
    state.living.push(member);
    rollJoined(state, member);
  }
  feed(run, 'heartbeat', '', state.heartbeat, {
    type: 'membership.counted',
    liveCount: state.living.length,
  });
}

/** MEMB-19, MEMB-20: takes for dead who has been silent for too long. */
export function sweepSilent(run: Run): void {
  const { aliveExpirationTimeout } = run.config.parameters;
  const { living } = run.state;
  const silent = living.filter(({ lastSeenMs }) => run.at - lastSeenMs > aliveExpirationTimeout);
  for (const { pki } of silent) feedMember(run, pki, { type: 'silence.exceeded' });
  let earliestMs = run.at;
  for (const { lastSeenMs } of living) earliestMs = Math.min(earliestMs, lastSeenMs);
  run.idleUntilMs = earliestMs + aliveExpirationTimeout;
}
