/**
 * A peer: a value that takes inputs and returns effects. No clock, no sockets, no randomness of its own.
 *
 * The composition of all machines and rules; hosts drive it through `step` alone (io.ts).
 */
import {
  armedTimersOf,
  passPeriod,
  takeName,
  withNamedTimers,
  withTimersByReference,
} from './armed-timers.js';
import { applyChannelInput } from './channel/inputs.js';
import { type PeerConfig, type PeerOptions, peerConfig } from './config.js';
import { startContacts } from './contacts.js';
import { stopDelivery } from './delivery/delivery.js';
import type { EntityTimer } from './entity-timers.js';
import { admitsIdentity, sweepRevokedIdentities } from './identities.js';
import {
  type Choose,
  type DirectHost,
  type PeerEffect,
  type PeerInput,
  TIMER,
  type Timer,
} from './io.js';
import { acceptLink, feedLink, openLink } from './links.js';
import { isAlive } from './members.js';
import { perform } from './perform.js';
import { periodsOf, pingEnded } from './periodic.js';
import { newPullEngine } from './pull/engine.js';
import { holdOwnIdentity } from './pull/identities.js';
import { receiveEnvelope } from './receive.js';
import type { Received } from './received.js';
import { begin, instanceOf, type Run } from './run.js';
import { shortList } from './short-list.js';
import type { LinkEntry, PeerState, PkiHex } from './state.js';
import { fireEntityTimer, fireTimer } from './timers.js';

export interface Peer {
  config: PeerConfig;
  readonly state: PeerState;
}

/**
 * A peer that has not started. Nothing happens before the input `start`.
 * @throws RangeError if an option is out of range; the message names it, its value and what is allowed.
 */
export function createPeer(options: PeerOptions): Peer {
  const config = peerConfig(options);
  const state = initialState(config);
  const withTimers = config.timersByReference ? withTimersByReference : withNamedTimers;
  return { config, state: withTimers(state) };
}

/**
 * One input at one instant: changes the peer's state and returns what is to be done, in order.
 * @param atMs milliseconds since 1970, an integer, never less than at the input before
 */
export function step(
  peer: Peer,
  input: PeerInput,
  atMs: number,
  choose: Choose,
): readonly PeerEffect[] {
  if (input.type === 'authority.changed')
    peer.config = { ...peer.config, authority: input.authority };
  const { state } = peer;
  const run = newRun(peer, atMs, choose);
  if (input.type === 'start' ? state.phase === 'new' : state.phase === 'running') apply(run, input);
  peer.config = run.config;
  return run.out;
}

/** As `step` at an envelope that has come on the link of `entry`. `direct`: takes what it can at once. */
export function receive(
  peer: Peer,
  entry: LinkEntry,
  message: Received,
  atMs: number,
  choose: Choose,
  direct?: DirectHost,
): readonly PeerEffect[] {
  if (peer.state.phase !== 'running') return NOTHING;
  const run = newRun(peer, atMs, choose, direct);
  receiveEnvelope(run, entry, message);
  peer.config = run.config;
  return run.out;
}

/** As `step` at a timer that has fired, by reference. */
export function fire(
  peer: Peer,
  timer: Timer,
  atMs: number,
  choose: Choose,
  direct?: DirectHost,
): readonly PeerEffect[] {
  if (peer.state.phase !== 'running') return NOTHING;
  const run = newRun(peer, atMs, choose, direct);
  fireEntityTimer(run, timer as EntityTimer);
  peer.config = run.config;
  return run.out;
}

/** As `fire` of a timer that is idle at that instant. Returns how long it is armed for again, ms. */
export function pass(timer: Timer, atMs: number): number {
  passPeriod(timer as EntityTimer, atMs);
  return (timer as EntityTimer).ms;
}

const NOTHING: readonly PeerEffect[] = [];

/** The step of one input, which has done nothing yet. */
const newRun = ({ config, state }: Peer, at: number, choose: Choose, direct?: DirectHost): Run => ({
  config,
  state,
  at,
  fired: undefined,
  idleUntilMs: 0,
  choose,
  out: shortList(),
  direct,
  perform,
});

function apply(run: Run, input: PeerInput): void {
  const { state } = run;
  // First what there is most of.
  if (input.type === 'envelope.received') {
    const entry = state.links.get(input.link);
    if (entry !== undefined) receiveEnvelope(run, entry, input.message);
    return;
  }
  if (input.type === 'timer.fired') return fireTimer(run, input.timer);
  if ('channel' in input) return applyChannelInput(run, input);
  switch (input.type) {
    case 'start':
      return start(run);
    case 'stop':
      return stop(run);
    case 'stream.accepted': {
      const { remoteTlsHash, localTlsHash } = input;
      return acceptLink(run, input.link, { remoteTlsHash, localTlsHash });
    }
    case 'stream.opened': {
      const entry = state.links.get(input.link);
      if (entry === undefined) return;
      entry.remoteTlsHash = input.remoteTlsHash;
      entry.localTlsHash = input.localTlsHash;
      return feedLink(run, entry, { type: 'stream.opened' });
    }
    case 'dial.failed':
    case 'stream.ended': {
      const entry = state.links.get(input.link);
      if (entry === undefined) return;
      const type = input.type === 'dial.failed' ? 'dial.failed' : 'remote.ended';
      return feedLink(run, entry, { type });
    }
    case 'ping.answered':
    case 'ping.failed':
      return pingEnded(run, input.endpoint, input.type === 'ping.answered');
    case 'authority.changed':
      return sweepRevokedIdentities(run);
    case 'link.requested':
      openLink(run, { pkiId: '', endpoint: input.endpoint }, false);
  }
}

function initialState(config: PeerConfig): Omit<PeerState, 'timers'> {
  const { parameters } = config;
  const periods = periodsOf(parameters);
  const ticks = Object.keys(periods) as (keyof typeof periods)[];
  return {
    phase: 'new',
    startedMs: 0,
    seqNum: 0n,
    dialledCount: 0,
    ownAlive: undefined,
    living: [],
    nextExpiryMs: Number.POSITIVE_INFINITY,
    links: new Map(),
    linkOf: new Map(),
    diallingTo: new Map(),
    identities: new Map(),
    members: new Map(),
    aliveStore: new Map(),
    aliveStoredCount: 0,
    contacts: new Map(),
    pings: new Map(),
    burst: [],
    heartbeat: instanceOf({ liveCount: 0, aliveTimeIntervalMs: parameters.aliveTimeInterval }),
    introduction: instanceOf({ publishCertPeriodMs: parameters.publishCertPeriod }),
    reconnection: instanceOf({ reconnectIntervalMs: parameters.reconnectInterval }),
    emitter: instanceOf({
      queuedCount: 0,
      maxPropagationBurstSize: parameters.maxPropagationBurstSize,
      maxPropagationBurstLatencyMs: parameters.maxPropagationBurstLatency,
    }),
    tickers: new Map(
      ticks.map((tick) => [tick, instanceOf({ tick, channel: '', periodMs: periods[tick] })]),
    ),
    channels: new Map(),
    foreignStateInfos: new Map(),
    identityPull: newPullEngine(config, 'identity'),
    readCount: 0,
    orderedCount: 0,
  };
}

function start(run: Run): void {
  const { state } = run;
  state.phase = 'running';
  state.startedMs = run.at;
  begin(run, 'heartbeat', '', state.heartbeat);
  begin(run, 'introduction', '', state.introduction);
  begin(run, 'reconnection', '', state.reconnection);
  begin(run, 'emitter', '', state.emitter);
  for (const [tick, ticker] of state.tickers) begin(run, 'ticker', tick, ticker);
  admitsIdentity(run, run.config.pkiId, run.config.identity, true); // IDENT-45
  holdOwnIdentity(run); // PULL-30
  startContacts(run);
}

function stop(run: Run): void {
  const { state } = run;
  for (const entry of [...state.links.values()]) {
    feedLink(run, entry, { type: 'link.released' });
  }
  for (const entry of state.channels.values()) stopDelivery(run, entry);
  for (const { text, timer } of armedTimersOf(state)) {
    takeName(state, text);
    const disarmed = { type: 'timer.disarm', timer: text } as const;
    run.out.push(timer === undefined ? disarmed : { ...disarmed, [TIMER]: timer });
  }
  state.phase = 'stopped';
}

export interface MemberView {
  readonly pkiId: PkiHex;
  readonly endpoint: string;
  readonly internalEndpoint: string;
  readonly state: 'alive' | 'dead';
  readonly incNum: bigint;
  readonly seqNum: bigint;
  readonly lastSeenMs: number;
}

/** The membership of a peer, for people and queries, ordered by PKI-ID. */
export const membershipOf = ({ state }: Peer): MemberView[] =>
  [...state.members]
    .map(
      ([pkiId, member]): MemberView => ({
        pkiId,
        endpoint: member.endpoint,
        internalEndpoint: member.internalEndpoint,
        state: isAlive(member) ? 'alive' : 'dead',
        ...member.timestamp,
        lastSeenMs: member.lastSeenMs,
      }),
    )
    .sort((a, b) => (a.pkiId < b.pkiId ? -1 : 1));
