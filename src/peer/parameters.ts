/**
 * Parameters of a peer: one place for every wait, size and limit, with Fabric's defaults.
 * Compared with spec/90-parameters.md by the tracer.
 */
import { FIELD_COUNT_MAX, MESSAGE_SIZE_MAX, NESTING_DEPTH_MAX } from '../wire/codec/limits.js';
import {
  CHAIN_CANDIDATES_MAX,
  REMEMBERED_IDENTITY_BYTES_MAX,
  RESOLVED_IDENTITIES_MAX,
} from '../wire/identity/limits.js';

const rows = [
  ['LINK-P1', 'handshakeWait', 2_000, 'ms', 'peer.gossip.connTimeout'],
  ['LINK-P2', 'dialTimeout', 3_000, 'ms', 'peer.gossip.dialTimeout'],
  ['LINK-P3', 'sendBuffSize', 200, 'envelopes', 'peer.gossip.sendBuffSize'],
  ['LINK-P4', 'linksMax', 10_000, 'links', '[linksMax]'],
  ['MEMB-P1', 'aliveTimeInterval', 5_000, 'ms', 'peer.gossip.aliveTimeInterval'],
  ['MEMB-P2', 'aliveExpirationTimeout', 25_000, 'ms', 'peer.gossip.aliveExpirationTimeout'],
  ['MEMB-P3', 'reconnectInterval', 25_000, 'ms', 'peer.gossip.reconnectInterval'],
  ['MEMB-P4', 'publishCertPeriod', 10_000, 'ms', 'peer.gossip.publishCertPeriod'],
  ['MEMB-P5', 'pullInterval', 4_000, 'ms', 'peer.gossip.pullInterval'],
  ['MEMB-P6', 'pullPeerNum', 3, 'members', 'peer.gossip.pullPeerNum'],
  ['MEMB-P7', 'msgExpirationFactor', 20, 'factor', 'peer.gossip.msgExpirationFactor'],
  ['MEMB-P8', 'membershipResponseWait', 5_000, 'ms', '[membershipResponseWait]'],
  ['MEMB-P9', 'maxConnectionAttempts', 120, 'attempts', 'peer.gossip.maxConnectionAttempts'],
  ['MEMB-P10', 'membersMax', 10_000, 'members', '[membersMax]'],
  ['MEMB-P11', 'aliveStoreMax', 10_000, 'messages', '[aliveStoreMax]'],
  ['MEMB-P12', 'contactsMax', 1_000, 'contacts', '[contactsMax]'],
  ['PUSH-P1', 'maxPropagationBurstSize', 10, 'messages', 'peer.gossip.maxPropagationBurstSize'],
  ['PUSH-P2', 'maxPropagationBurstLatency', 10, 'ms', 'peer.gossip.maxPropagationBurstLatency'],
  ['PUSH-P3', 'propagateIterations', 1, 'flushes', 'peer.gossip.propagateIterations'],
  ['PUSH-P4', 'propagatePeerNum', 3, 'members', 'peer.gossip.propagatePeerNum'],
  ['PUSH-P5', 'maxBlockCountToStore', 10, 'blocks', 'peer.gossip.maxBlockCountToStore'],
  ['PULL-P1', 'digestWaitTime', 1_000, 'ms', 'peer.gossip.digestWaitTime'],
  ['PULL-P2', 'requestWaitTime', 1_500, 'ms', 'peer.gossip.requestWaitTime'],
  ['PULL-P3', 'responseWaitTime', 2_000, 'ms', 'peer.gossip.responseWaitTime'],
  ['PULL-P4', 'pullNoncesMax', 10_000, 'nonces', '[pullNoncesMax]'],
  ['PULL-P5', 'pullItemsMax', 10_000, 'items', '[pullItemsMax]'],
  ['CHAN-P1', 'publishStateInfoInterval', 4_000, 'ms', 'peer.gossip.publishStateInfoInterval'],
  ['CHAN-P2', 'requestStateInfoInterval', 4_000, 'ms', 'peer.gossip.requestStateInfoInterval'],
  ['CHAN-P3', 'membershipTrackerInterval', 5_000, 'ms', 'peer.gossip.membershipTrackerInterval'],
  ['CHAN-P4', 'channelsMax', 1_000, 'channels', '[channelsMax]'],
  ['CHAN-P5', 'stateInfosMax', 10_000, 'messages', '[stateInfosMax]'],
  ['CHAN-P6', 'stateInfoSizeMax', 1_048_576, 'bytes', '[stateInfoSizeMax]'],
  ['ELEC-P1', 'startupGracePeriod', 15_000, 'ms', 'peer.gossip.election.startupGracePeriod'],
  [
    'ELEC-P2',
    'membershipSampleInterval',
    1_000,
    'ms',
    'peer.gossip.election.membershipSampleInterval',
  ],
  ['ELEC-P3', 'leaderAliveThreshold', 10_000, 'ms', 'peer.gossip.election.leaderAliveThreshold'],
  ['ELEC-P4', 'leaderElectionDuration', 5_000, 'ms', 'peer.gossip.election.leaderElectionDuration'],
  ['XFER-P1', 'stateCheckInterval', 10_000, 'ms', 'peer.gossip.state.checkInterval'],
  ['XFER-P2', 'stateResponseTimeout', 3_000, 'ms', 'peer.gossip.state.responseTimeout'],
  ['XFER-P3', 'stateBatchSize', 10, 'blocks', 'peer.gossip.state.batchSize'],
  ['XFER-P4', 'stateMaxRetries', 3, 'retries', 'peer.gossip.state.maxRetries'],
  ['XFER-P5', 'blockBufferSize', 20, 'blocks', 'peer.gossip.state.blockBufferSize'],
  ['XFER-P6', 'stateRequestsMax', 100, 'requests', 'peer.gossip.state.channelSize'],
  ['DELV-P1', 'deliverConnTimeout', 3_000, 'ms', 'peer.deliveryclient.connTimeout'],
  [
    'DELV-P2',
    'reconnectBackoffThreshold',
    3_600_000,
    'ms',
    'peer.deliveryclient.reConnectBackoffThreshold',
  ],
  [
    'DELV-P3',
    'reconnectTotalTimeThreshold',
    3_600_000,
    'ms',
    'peer.deliveryclient.reconnectTotalTimeThreshold',
  ],
  [
    'DELV-P4',
    'minimalReconnectInterval',
    100,
    'ms',
    'peer.deliveryclient.minimalReconnectInterval',
  ],
  ['OBSV-P1', 'metricSeriesMax', 1_000, 'series', '[metricSeriesMax]'],
  ['OBSV-P2', 'rejectsMax', 100, 'messages', '[rejectsMax]'],
  ['WIRE-P1', 'messageSizeMax', MESSAGE_SIZE_MAX, 'bytes', 'peer.maxRecvMsgSize'],
  ['WIRE-P2', 'nestingDepthMax', NESTING_DEPTH_MAX, 'levels', '[nestingDepthMax]'],
  ['WIRE-P3', 'fieldCountMax', FIELD_COUNT_MAX, 'fields', '[fieldCountMax]'],
  [
    'IDENT-P1',
    'resolvedIdentitiesMax',
    RESOLVED_IDENTITIES_MAX,
    'identities',
    '[resolvedIdentitiesMax]',
  ],
  ['IDENT-P2', 'chainCandidatesMax', CHAIN_CANDIDATES_MAX, 'certificates', '[chainCandidatesMax]'],
  [
    'IDENT-P3',
    'rememberedIdentityBytesMax',
    REMEMBERED_IDENTITY_BYTES_MAX,
    'bytes',
    '[rememberedIdentityBytesMax]',
  ],
  ['IDENT-P4', 'identitiesMax', 10_000, 'identities', '[identitiesMax]'],
  ['IDENT-P5', 'identityUsageThreshold', 3_600_000, 'ms', '[identityUsageThreshold]'],
  ['IDENT-P6', 'identityIdleCheckInterval', 360_000, 'ms', '[identityIdleCheckInterval]'],
  ['IDENT-P7', 'identityExpiryCheckInterval', 1_000, 'ms', '[identityExpiryCheckInterval]'],
] as const;

type Row = (typeof rows)[number];

/** Values by name, each in the unit of its row: waits in milliseconds, sizes as counts. */
export type Parameters = { readonly [R in Row as R[1]]: number };

export interface ParameterRow {
  readonly id: string;
  readonly name: keyof Parameters;
  readonly default: number;
  readonly unit: string;
  /** Key of Fabric's core.yaml, or a name in brackets where Fabric has none. */
  readonly fabricKey: string;
}

export const parameterTable: readonly ParameterRow[] = rows.map(
  ([id, name, value, unit, fabricKey]) => ({ id, name, default: value, unit, fabricKey }),
);

export const defaults: Parameters = Object.fromEntries(
  rows.map(([, name, value]) => [name, value]),
) as { [R in Row as R[1]]: number };

/** A tenth of aliveExpirationTimeout: how often silence is judged (MEMB-19). */
export const silenceCheckOf = (p: Parameters): number =>
  Math.max(1, Math.floor(p.aliveExpirationTimeout / 10));

/** Age at which an entry of the alive message store expires (MEMB-22), ms. */
export const aliveMessageTtlOf = (p: Parameters): number =>
  p.aliveExpirationTimeout * p.msgExpirationFactor;
