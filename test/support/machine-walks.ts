/** For each machine: entities to start from, and every event, for random walks. */
import type { FiredTimer } from '../../src/peer/stepper.js';
import type { EntityOf, EventOf, MachineName } from '../../src/peer/steppers.js';

export interface Walkable<M extends MachineName> {
  readonly entities: readonly EntityOf<M>[];
  /** Every kind of event, each in all its variants, and every delay. */
  readonly events: readonly (EventOf<M> | FiredTimer)[];
}

const kinds = <T extends string>(...types: readonly T[]) => types.map((type) => ({ type }));

const flags = [false, true];
const pkiIds = ['a58a', '8a6e'];

export const walkable: { readonly [M in MachineName]: Walkable<M> } = {
  'link-acceptor': {
    entities: [{ pkiId: '', handshakeWaitMs: 2_000 }],
    events: [
      ...flags.map((anonymous) => ({ type: 'stream.accepted' as const, anonymous })),
      ...pkiIds.flatMap((pkiId) =>
        flags.map((probe) => ({ type: 'handshake.verified' as const, pkiId, probe })),
      ),
      ...kinds('handshake.rejected', 'envelope.undecodable', 'link.superseded'),
      ...kinds('link.released', 'remote.ended', 'after handshakeWait'),
    ],
  },
  'link-dialler': {
    entities: flags.flatMap((probe) =>
      flags.map((noticesEndAtSend) => ({
        pkiId: '',
        probe,
        noticesEndAtSend,
        handshakeWaitMs: 700,
      })),
    ),
    events: [
      ...(['open', 'replace', 'redundant', 'refuse'] as const).flatMap((admission) =>
        pkiIds.map((pkiId) => ({ type: 'handshake.verified' as const, pkiId, admission })),
      ),
      ...kinds('stream.opened', 'dial.failed', 'remote.ended', 'send.attempted'),
      ...kinds('handshake.rejected', 'envelope.undecodable'),
      ...kinds('link.superseded', 'link.released', 'after handshakeWait'),
    ],
  },
  member: {
    entities: [{ pkiId: 'a58a' }],
    events: [
      ...flags.map((pinned) => ({ type: 'record.expired' as const, pinned })),
      ...kinds('alive.received', 'death.reported', 'silence.exceeded', 'link.failed'),
      ...kinds('identity.switched'),
    ],
  },
  identity: {
    entities: flags.map((isOwn) => ({ pkiId: 'a58a', isOwn })),
    events: [
      ...kinds('identity.admitted', 'identity.expired', 'identity.revoked', 'identity.idle'),
    ],
  },
  heartbeat: {
    entities: [{ liveCount: 0, aliveTimeIntervalMs: 5_000 }],
    events: [
      ...[0, 1, 7].map((liveCount) => ({ type: 'membership.counted' as const, liveCount })),
      ...kinds('after aliveTimeInterval'),
    ],
  },
  introduction: {
    entities: [{ publishCertPeriodMs: 10_000 }],
    events: kinds('never', 'after publishCertPeriod'),
  },
  ticker: {
    entities: [{ tick: 'member-sweep', channel: '', periodMs: 40 }],
    events: kinds('never', 'after period'),
  },
  'block-buffer': {
    entities: [{}],
    events: [
      ...flags.map((isNext) => ({ type: 'block.stored' as const, isNext })),
      ...flags.map((isFollowed) => ({ type: 'block.committed' as const, isFollowed })),
      ...kinds('commit.failed'),
    ],
  },
  transfer: {
    entities: [0, 1, 4].flatMap((sentCount) =>
      [0n, 25n].map((to) => ({
        from: 0n,
        to,
        through: 0n,
        sentCount,
        stateMaxRetries: 3,
        stateCheckIntervalMs: 10_000,
        stateResponseTimeoutMs: 3_000,
      })),
    ),
    events: [
      { type: 'gap.found', from: 3n, to: 25n },
      ...[13n, 25n].flatMap((through) => [
        { type: 'response.taken' as const, through },
        { type: 'response.parked' as const, through },
      ]),
      ...kinds('gap.missing', 'range.requested', 'peer.missing', 'response.refused'),
      ...kinds('room.made', 'room.missing'),
      ...kinds('after stateCheckInterval', 'after stateResponseTimeout'),
    ],
  },
  'state-server': {
    entities: [{}],
    events: [
      ...flags.map((isFollowed) => ({ type: 'request.served' as const, isFollowed })),
      ...kinds('request.queued'),
    ],
  },
  'state-info-publisher': {
    entities: [{ channel: 'ch1' }],
    events: [
      ...[0, 1].map((liveCount) => ({ type: 'publish.due' as const, liveCount })),
      ...kinds('properties.changed'),
    ],
  },
  election: {
    entities: flags.flatMap((hasDeclaration) =>
      [1, 6].map((yieldWindowsLeft) => ({
        viewCount: 0,
        waitedMs: 0,
        hasLowerProposal: hasDeclaration,
        hasDeclaration,
        restMs: 0,
        yieldWindowsLeft,
        membershipSampleIntervalMs: 1_000,
        startupGracePeriodMs: 3_000,
        leaderElectionDurationMs: 5_000,
        leaderAliveThresholdMs: 10_000,
      })),
    ),
    events: [
      ...[0, 1, 2].map((count) => ({ type: 'view.sampled' as const, count })),
      ...(['lower', 'higher'] as const).flatMap((author) => [
        { type: 'proposal.received' as const, author },
        { type: 'declaration.received' as const, author },
      ]),
      { type: 'leadership.yielded', restMs: 1_700 },
      ...kinds('after membershipSampleInterval', 'after leaderElectionDuration'),
      ...kinds('after leaderAliveThreshold', 'after declarationInterval', 'after restOfInterval'),
      // As often as what ends the walk.
      ...kinds('after leaderAliveThreshold', 'after leaderElectionDuration'),
      ...kinds('election.stopped'),
    ],
  },
  delivery: {
    entities: flags.flatMap((isStatic) =>
      [0, 100].map((waitedMs) => ({
        isStatic,
        forgetsWaits: isStatic,
        failureCount: 0,
        waitedMs,
        minimalReconnectIntervalMs: 100,
        reconnectBackoffThresholdMs: 200,
        reconnectTotalTimeThresholdMs: 150,
      })),
    ),
    events: [
      ...kinds('delivery.started', 'delivery.stopped', 'stream.opened', 'stream.ended'),
      ...kinds('block.handled', 'block.held', 'response.refused', 'orderers.changed'),
      ...kinds('after reconnectWait'),
    ],
  },
  reconnection: {
    entities: [{ reconnectIntervalMs: 25_000 }],
    events: kinds('round.finished', 'after reconnectInterval'),
  },
  contact: {
    entities: [1, 2, 4].map((maxConnectionAttempts) => ({
      endpoint: 'p1:7051',
      pkiId: '',
      attempts: 0,
      maxConnectionAttempts,
      reconnectIntervalMs: 25_000,
      responseWaitMs: 5_000,
    })),
    events: [
      ...pkiIds.flatMap((pkiId) =>
        flags.map((welcome) => ({ type: 'probe.verified' as const, pkiId, welcome })),
      ),
      ...kinds('contact.started', 'probe.failed', 'response.received'),
      ...kinds('after reconnectInterval', 'after membershipResponseWait'),
    ],
  },
  'pull-initiator': {
    entities: [{ digestWaitTimeMs: 1_000, responseWaitTimeMs: 2_000 }],
    events: [
      ...[1n, 2n].map((nonce) => ({ type: 'digest.received' as const, nonce, digests: [] })),
      { type: 'update.received', items: [] },
      ...kinds('round.due', 'after digestWaitTime', 'after responseWaitTime'),
    ],
  },
  'pull-responder': {
    entities: flags.map((bound) => ({ holder: '', bound, requestWaitTimeMs: 1_500 })),
    events: [
      ...pkiIds.flatMap((sender) => [
        { type: 'hello.received' as const, sender, link: 'a1' },
        { type: 'request.received' as const, sender, link: 'a1', digests: [] },
      ]),
      ...kinds('after requestWaitTime'),
    ],
  },
  emitter: {
    entities: [1, 2, 3].map((maxPropagationBurstSize) => ({
      queuedCount: 0,
      maxPropagationBurstSize,
      maxPropagationBurstLatencyMs: 10,
    })),
    events: [
      ...[1, 2].map((count) => ({ type: 'burst.kept' as const, count })),
      ...kinds('message.queued', 'after maxPropagationBurstLatency'),
    ],
  },
};
