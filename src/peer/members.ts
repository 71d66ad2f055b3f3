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
import { feed, instanceOf, type Run } from './run.js';
import { hidden, IDENTITY, LINK, type MemberEntry, type PkiHex } from './state.js';
import { steppers } from './steppers.js';

const ALIVE = steppers.member.stateNames.indexOf('alive');

export const isAlive = (member: MemberEntry): boolean => member.instance.state === ALIVE;

const FORGOTTEN = steppers.member.stateNames.indexOf('forgotten');

/** Whether it has left the store, for those who refer to it. */
export const isForgotten = (member: MemberEntry): boolean => member.instance.state === FORGOTTEN;

/** Internal endpoint if known, else the external one; may be empty. */
export const preferredEndpointOf = (member: MemberEntry): string =>
  member.internalEndpoint || member.endpoint;

/** MEMB-12 */
export function updateMember(run: Run, alive: Alive): void {
  const known = run.state.members.get(alive.author);
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
    return;
  }
  known.endpoint = endpoint;
  known.internalEndpoint = internalEndpoint;
  known.metadata = metadata;
  known.timestamp = timestamp;
  known.lastSeenMs = at;
  known.alive = kept;
}

/** Feeds an event to a member, if it is known, and keeps count of the living. */
export function feedMember(run: Run, pki: PkiHex, event: MemberEvent): void {
  const { state } = run;
  const member = state.members.get(pki);
  if (member === undefined) return;
  const wasAlive = isAlive(member);
  feed(run, 'member', pki, member.instance, event);
  if (isForgotten(member)) state.members.delete(pki);
  if (isAlive(member) === wasAlive) return;
  if (wasAlive) state.living.splice(state.living.indexOf(member), 1);
  else state.living.push(member);
  feed(run, 'heartbeat', '', state.heartbeat, {
    type: 'membership.counted',
    liveCount: state.living.length,
  });
}

/** MEMB-19, MEMB-20: takes for dead who has been silent for too long. */
export function sweepSilent(run: Run): void {
  const { aliveExpirationTimeout } = run.config.parameters;
  const silent = run.state.living.filter(
    ({ lastSeenMs }) => run.at - lastSeenMs > aliveExpirationTimeout,
  );
  for (const { pki } of silent) feedMember(run, pki, { type: 'silence.exceeded' });
}
