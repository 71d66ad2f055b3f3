/**
 * Election of the leader of an organisation on a channel: what reaches the machine, and what it asks for.
 *
 * Implements spec/10-election.md, ELEC-6, ELEC-10 to ELEC-17, ELEC-23, ELEC-25 to ELEC-27. The machine is
 * src/machines/election.machine.ts, the rule src/rules/leadership-admission.ts.
 */
import type {
  ElectionEffect,
  ElectionEvent,
  ElectionLoop,
} from '../../machines/election.machine.js';
import { isLower, leadershipAdmission } from '../../rules/leadership-admission.js';
import type { SignedMessage } from '../../wire/envelope.js';
import type { LeadershipMessage } from '../../wire/message-types.js';
import { dueOf } from '../armed-timers.js';
import type { ChannelEntry } from '../channel/entry.js';
import { isChannelPeer } from '../channel/peers.js';
import type { PeerConfig } from '../config.js';
import { startDelivery, stopDelivery } from '../delivery/delivery.js';
import { orgOf } from '../identities.js';
import { type Origin, refuse } from '../refuse.js';
import { begin, feed, instanceOf, type Run, report } from '../run.js';
import type { Instance, PkiHex } from '../state.js';
import { sendLeadership } from './own-message.js';
import {
  heardAgainst,
  type LeadershipStore,
  storeLeadership,
  sweepLeadershipStore,
} from './store.js';

export interface Election {
  readonly instance: Instance<ElectionLoop>;
  /** Whether this peer leads by election. */
  leads: boolean;
  /** Instant at which the election began, nanoseconds since 1970; 0 while there is none. */
  incNum: bigint;
  /** Counter of own leadership messages. */
  seqNum: bigint;
  readonly heard: LeadershipStore;
}

export const newElection = ({ parameters }: PeerConfig): Election => ({
  instance: instanceOf({
    viewCount: 0,
    waitedMs: 0,
    hasLowerProposal: false,
    hasDeclaration: false,
    restMs: 0,
    yieldWindowsLeft: 0,
    membershipSampleIntervalMs: parameters.membershipSampleInterval,
    startupGracePeriodMs: parameters.startupGracePeriod,
    leaderElectionDurationMs: parameters.leaderElectionDuration,
    leaderAliveThresholdMs: parameters.leaderAliveThreshold,
  }),
  leads: false,
  incNum: 0n,
  seqNum: 0n,
  heard: new Map(),
});

/** ELEC-12 to ELEC-14: when the channel has been joined. */
export function startElection(run: Run, entry: ChannelEntry): void {
  const { leadership } = run.config;
  if (leadership === 'static') return startDelivery(run, entry);
  if (leadership === 'none') return;
  const { election } = entry;
  election.incNum = BigInt(run.at) * 1_000_000n; // ELEC-2
  election.instance.entity.viewCount = viewCountOf(run, entry);
  begin(run, 'election', entry.name, election.instance);
}

/** ELEC-16, ELEC-28: when the channel has been left, or its ledger has failed. */
export function stopElection(run: Run, entry: ChannelEntry): void {
  if (run.config.leadership === 'static') stopDelivery(run, entry);
  else feedElection(run, entry, { type: 'election.stopped' });
}

/** After the checks common to all messages of a channel, and CHAN-29. ELEC-5: nothing is passed on. */
export function receiveLeadership(
  run: Run,
  entry: ChannelEntry,
  signed: SignedMessage,
  origin: Origin,
): void {
  const { timestamp, isDeclaration } = signed.message.content.value as LeadershipMessage;
  const { heard } = entry.election;
  const { author } = origin;
  const admission = leadershipAdmission({
    time: timestamp === undefined ? 'absent' : 'present',
    author: whose(run, author),
    get stored() {
      return heardAgainst(heard, author, timestamp!);
    },
    get peer() {
      return isChannelPeer(run, entry, author) ? ('yes' as const) : ('no' as const);
    },
  });
  if (admission.verdict === 'ignore' || admission.verdict === 'reject')
    return refuse(run, origin, admission);
  const { incNum, seqNum } = timestamp!;
  storeLeadership(run, heard, author, { timestamp: { incNum, seqNum }, isDeclaration });
  report(run, {
    kind: 'heard',
    what: isDeclaration ? 'declaration' : 'proposal',
    channel: entry.name,
    author,
  });
  if (admission.verdict === 'store') return;
  feedElection(run, entry, {
    type: isDeclaration ? 'declaration.received' : 'proposal.received',
    author: isLower(author, run.config.pkiHex) ? 'lower' : 'higher', // ELEC-10
  });
}

/** ELEC-23: delivery has ended by itself. */
export function yieldLeadership(run: Run, entry: ChannelEntry): void {
  const due = dueOf(run.state, `election/${entry.name}/declarationInterval`);
  const restMs = due === undefined ? 0 : due - run.at;
  feedElection(run, entry, { type: 'leadership.yielded', restMs });
}

export const sweepLeadership = (run: Run, entry: ChannelEntry): void =>
  sweepLeadershipStore(run, entry.election.heard);

export function performElection(run: Run, entry: ChannelEntry, effect: ElectionEffect): void {
  switch (effect.type) {
    case 'view.sample':
      return feedElection(run, entry, { type: 'view.sampled', count: viewCountOf(run, entry) });
    case 'leadership.send':
      return sendLeadership(run, entry, effect.isDeclaration);
    case 'leadership.report':
      return changeLeadership(run, entry, effect.leads);
  }
}

/** ELEC-25 to ELEC-27 */
function changeLeadership(run: Run, entry: ChannelEntry, leads: boolean): void {
  entry.election.leads = leads;
  report(run, { kind: 'leadership', channel: entry.name, leads });
  if (leads) startDelivery(run, entry);
  else stopDelivery(run, entry);
}

/** ELEC-11: where there is no election, nothing comes of it. */
function feedElection(run: Run, entry: ChannelEntry, event: ElectionEvent): void {
  if (run.config.leadership !== 'election') return;
  feed(run, 'election', entry.name, entry.election.instance, event);
}

const whose = (run: Run, pki: PkiHex): 'ours' | 'other' =>
  orgOf(run, pki) === run.config.mspId ? 'ours' : 'other';

/** ELEC-12: how many channel peers there are of the own organisation. */
function viewCountOf(run: Run, entry: ChannelEntry): number {
  let count = 0;
  for (const { pki } of run.state.living)
    if (whose(run, pki) === 'ours' && isChannelPeer(run, entry, pki)) count += 1;
  return count;
}
