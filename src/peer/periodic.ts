/**
 * Periodic work of a peer: heartbeat, membership sync, sweeps, and the rounds in which dead members are
 * asked whether they are back.
 *
 * Implements spec/05-membership.md, MEMB-5, MEMB-19, MEMB-24 to MEMB-26, MEMB-49.
 */
import type { ChannelTick, PeerTick, Tick } from '../machines/ticker.machine.js';
import { sweepAliveStore } from './alive-store.js';
import { sweepForeignStateInfos } from './channel/state-info-store.js';
import { performChannelTick } from './channel/ticks.js';
import { isContactEndpoint } from './contacts.js';
import { sweepExpiredIdentities, sweepIdleIdentities } from './identities.js';
import { sendTo } from './links.js';
import { feedMember, isAlive, preferredEndpointOf, sweepSilent } from './members.js';
import { ownAlive } from './own-alive.js';
import { aliveMessageTtlOf, type Parameters, silenceCheckOf } from './parameters.js';
import { startIdentityRound } from './pull/identities.js';
import { queueForPush } from './push.js';
import { requestFor, syncMembership } from './requests.js';
import { feed, type Run } from './run.js';
import type { PkiHex } from './state.js';

/** The period of each kind of work, ms. */
export const periodsOf = (parameters: Parameters): Readonly<Record<PeerTick, number>> => ({
  'membership-sync': parameters.pullInterval,
  'member-sweep': silenceCheckOf(parameters),
  'alive-store-sweep': Math.max(1, Math.floor(aliveMessageTtlOf(parameters) / 100)), // MEMB-49
  'identity-expiry-sweep': parameters.identityExpiryCheckInterval, // IDENT-47
  'identity-idle-sweep': parameters.identityIdleCheckInterval, // IDENT-48
  'identity-pull': parameters.pullInterval,
  'state-info-store-sweep': parameters.publishStateInfoInterval,
});

const performers: Readonly<Record<PeerTick, (run: Run) => void>> = {
  'membership-sync': syncMembership,
  'member-sweep': sweepSilent,
  'alive-store-sweep': sweepExpired,
  'identity-expiry-sweep': sweepExpiredIdentities,
  'identity-idle-sweep': sweepIdleIdentities,
  'identity-pull': startIdentityRound,
  'state-info-store-sweep': sweepForeignStateInfos,
};

/** `channel` is empty for the work of the peer. */
export function performTick(run: Run, tick: Tick, channel: string): void {
  if (channel === '') return performers[tick as PeerTick](run);
  const entry = run.state.channels.get(channel);
  if (entry !== undefined) performChannelTick(run, entry, tick as ChannelTick);
}

/** MEMB-24 */
function sweepExpired(run: Run): void {
  for (const [author, { endpoint, internalEndpoint }] of sweepAliveStore(run)) {
    const pinned = isContactEndpoint(run, endpoint) || isContactEndpoint(run, internalEndpoint);
    feedMember(run, author, { type: 'record.expired', pinned });
  }
}

/** MEMB-5, MEMB-47 */
export function pushAlive(run: Run): void {
  const signed = ownAlive(run);
  run.state.ownAlive = signed;
  const { pkiHex: author, externalEndpoint } = run.config;
  queueForPush(run, {
    kind: 'alive',
    channel: '',
    signed,
    author,
    authorEndpoint: externalEndpoint,
    sender: '',
  });
}

/** MEMB-25, MEMB-52: pings every dead member that has an endpoint; one ping for all that share it. */
export function pingDeadMembers(run: Run): void {
  const { pings, members } = run.state;
  pings.clear();
  for (const [pki, member] of members) {
    if (isAlive(member)) continue;
    const endpoint = preferredEndpointOf(member);
    if (endpoint === '') continue;
    const sharing = pings.get(endpoint);
    if (sharing !== undefined) sharing.push(pki);
    else {
      pings.set(endpoint, [pki]);
      run.out.push({ type: 'ping', endpoint });
    }
  }
  finishRound(run);
}

/** MEMB-26: who answers is sent a membership request. */
export function pingEnded(run: Run, endpoint: string, answered: boolean): void {
  const sharing: readonly PkiHex[] = run.state.pings.get(endpoint) ?? [];
  if (!run.state.pings.delete(endpoint)) return;
  if (answered)
    for (const pki of sharing)
      sendTo(run, { pkiId: pki, endpoint }, requestFor(run, ownAlive(run), pki, 0n));
  finishRound(run);
}

function finishRound(run: Run): void {
  if (run.state.pings.size === 0)
    feed(run, 'reconnection', '', run.state.reconnection, { type: 'round.finished' });
}
