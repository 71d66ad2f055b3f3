/**
 * The keys of Fabric's core.yaml that a gossip peer reads, with Fabric's defaults.
 *
 * `zero` says what 0 (or an empty text) means: the default, as Fabric reads most keys, or 0 itself.
 * The same keys, with what each means and what is allowed, stand in spec/schema/core-settings.schema.json.
 */

/** How a value is written; a duration comes out in milliseconds, a list as an array. */
export type Kind = 'duration' | 'count' | 'flag' | 'text' | 'endpoint' | 'endpoints' | 'paths';

const rows = [
  // key, kind, default (a duration in milliseconds), what zero means
  ['peer.id', 'text', '', 'zero'],
  ['peer.networkId', 'text', '', 'zero'],
  ['peer.address', 'endpoint', '', 'zero'],
  ['peer.addressAutoDetect', 'flag', false, 'zero'],
  ['peer.listenAddress', 'endpoint', '', 'zero'],
  ['peer.localMspId', 'text', '', 'zero'],
  ['peer.mspConfigPath', 'text', 'msp', 'default'],
  ['peer.connectiontimeout', 'duration', 5_000, 'default'],
  ['peer.maxRecvMsgSize', 'count', 104_857_600, 'default'],
  ['peer.maxSendMsgSize', 'count', 104_857_600, 'default'],
  ['peer.keepalive.interval', 'duration', 7_200_000, 'default'],
  ['peer.keepalive.timeout', 'duration', 20_000, 'default'],
  ['peer.keepalive.minInterval', 'duration', 60_000, 'default'],
  ['peer.keepalive.client.interval', 'duration', 60_000, 'default'],
  ['peer.keepalive.client.timeout', 'duration', 20_000, 'default'],
  ['peer.keepalive.deliveryClient.interval', 'duration', 60_000, 'default'],
  ['peer.keepalive.deliveryClient.timeout', 'duration', 20_000, 'default'],
  ['peer.tls.enabled', 'flag', false, 'zero'],
  ['peer.tls.clientAuthRequired', 'flag', false, 'zero'],
  ['peer.tls.cert.file', 'text', '', 'zero'],
  ['peer.tls.key.file', 'text', '', 'zero'],
  ['peer.tls.rootcert.file', 'text', '', 'zero'],
  ['peer.tls.clientRootCAs.files', 'paths', [], 'zero'],
  ['peer.tls.clientKey.file', 'text', '', 'zero'],
  ['peer.tls.clientCert.file', 'text', '', 'zero'],
  ['peer.gossip.bootstrap', 'endpoints', [], 'zero'],
  ['peer.gossip.endpoint', 'endpoint', '', 'zero'],
  ['peer.gossip.externalEndpoint', 'endpoint', '', 'zero'],
  ['peer.gossip.useLeaderElection', 'flag', false, 'zero'],
  ['peer.gossip.orgLeader', 'flag', false, 'zero'],
  ['peer.gossip.membershipTrackerInterval', 'duration', 5_000, 'default'],
  ['peer.gossip.maxBlockCountToStore', 'count', 10, 'default'],
  ['peer.gossip.maxPropagationBurstLatency', 'duration', 10, 'default'],
  ['peer.gossip.maxPropagationBurstSize', 'count', 10, 'default'],
  ['peer.gossip.propagateIterations', 'count', 1, 'default'],
  ['peer.gossip.propagatePeerNum', 'count', 3, 'default'],
  ['peer.gossip.pullInterval', 'duration', 4_000, 'default'],
  ['peer.gossip.pullPeerNum', 'count', 3, 'default'],
  ['peer.gossip.requestStateInfoInterval', 'duration', 4_000, 'default'],
  ['peer.gossip.publishStateInfoInterval', 'duration', 4_000, 'default'],
  ['peer.gossip.stateInfoRetentionInterval', 'duration', 0, 'zero'],
  ['peer.gossip.publishCertPeriod', 'duration', 10_000, 'default'],
  ['peer.gossip.skipBlockVerification', 'flag', false, 'zero'],
  ['peer.gossip.dialTimeout', 'duration', 3_000, 'default'],
  ['peer.gossip.connTimeout', 'duration', 2_000, 'default'],
  ['peer.gossip.recvBuffSize', 'count', 20, 'default'],
  // Fabric's code says 20, its core.yaml 200: what peers run with is the latter.
  ['peer.gossip.sendBuffSize', 'count', 200, 'default'],
  ['peer.gossip.digestWaitTime', 'duration', 1_000, 'default'],
  ['peer.gossip.requestWaitTime', 'duration', 1_500, 'default'],
  ['peer.gossip.responseWaitTime', 'duration', 2_000, 'default'],
  ['peer.gossip.aliveTimeInterval', 'duration', 5_000, 'default'],
  // The defaults of these two follow the key before them (settings.ts).
  ['peer.gossip.aliveExpirationTimeout', 'duration', 25_000, 'default'],
  ['peer.gossip.reconnectInterval', 'duration', 25_000, 'default'],
  ['peer.gossip.maxConnectionAttempts', 'count', 120, 'default'],
  ['peer.gossip.msgExpirationFactor', 'count', 20, 'default'],
  ['peer.gossip.nonBlockingCommitMode', 'flag', false, 'zero'],
  ['peer.gossip.election.startupGracePeriod', 'duration', 15_000, 'default'],
  ['peer.gossip.election.membershipSampleInterval', 'duration', 1_000, 'default'],
  ['peer.gossip.election.leaderAliveThreshold', 'duration', 10_000, 'default'],
  ['peer.gossip.election.leaderElectionDuration', 'duration', 5_000, 'default'],
  ['peer.gossip.state.enabled', 'flag', false, 'zero'],
  ['peer.gossip.state.checkInterval', 'duration', 10_000, 'zero'],
  ['peer.gossip.state.responseTimeout', 'duration', 3_000, 'zero'],
  ['peer.gossip.state.batchSize', 'count', 10, 'zero'],
  ['peer.gossip.state.maxRetries', 'count', 3, 'zero'],
  ['peer.gossip.state.blockBufferSize', 'count', 20, 'zero'],
  ['peer.gossip.state.channelSize', 'count', 100, 'zero'],
  ['peer.gossip.pvtData.pullRetryThreshold', 'duration', 0, 'zero'],
  ['peer.gossip.pvtData.transientstoreMaxBlockRetention', 'count', 20_000, 'default'],
  ['peer.gossip.pvtData.pushAckTimeout', 'duration', 0, 'zero'],
  ['peer.gossip.pvtData.btlPullMargin', 'count', 10, 'zero'],
  ['peer.gossip.pvtData.reconcileBatchSize', 'count', 10, 'default'],
  ['peer.gossip.pvtData.reconcileSleepInterval', 'duration', 60_000, 'default'],
  ['peer.gossip.pvtData.reconciliationEnabled', 'flag', false, 'zero'],
  ['peer.gossip.pvtData.skipPullingInvalidTransactionsDuringCommit', 'flag', false, 'zero'],
  ['peer.deliveryclient.blockGossipEnabled', 'flag', true, 'zero'],
  ['peer.deliveryclient.connTimeout', 'duration', 3_000, 'default'],
  ['peer.deliveryclient.reConnectBackoffThreshold', 'duration', 3_600_000, 'default'],
  ['peer.deliveryclient.reconnectTotalTimeThreshold', 'duration', 3_600_000, 'default'],
  ['peer.deliveryclient.minimalReconnectInterval', 'duration', 100, 'default'],
  [
    'peer.gossip.pvtData.implicitCollectionDisseminationPolicy.requiredPeerCount',
    'count',
    0,
    'zero',
  ],
  ['peer.gossip.pvtData.implicitCollectionDisseminationPolicy.maxPeerCount', 'count', 1, 'zero'],
  ['operations.listenAddress', 'endpoint', '', 'zero'],
  ['operations.tls.enabled', 'flag', false, 'zero'],
  ['metrics.provider', 'text', 'disabled', 'default'],
] as const;

interface ValueOfKind {
  readonly duration: number;
  readonly count: number;
  readonly flag: boolean;
  readonly text: string;
  readonly endpoint: string;
  readonly endpoints: readonly string[];
  readonly paths: readonly string[];
}
type Row = (typeof rows)[number];

/** A key as core.yaml spells it, levels joined by dots. */
export type Key = Row[0];
/** Values by key. Durations in milliseconds, sizes in bytes, counts as they are. */
export type Values = { readonly [R in Row as R[0]]: ValueOfKind[R[1]] };
export type Value = ValueOfKind[Kind];

export interface KeyRow {
  readonly key: Key;
  readonly kind: Kind;
  readonly default: Value;
  readonly zero: 'default' | 'zero';
}

export const keyTable: readonly KeyRow[] = rows.map(([key, kind, value, zero]) => ({
  key,
  kind,
  default: value,
  zero,
}));

/** The name of the environment variable that overrides a key. */
export const environmentName = (key: string): string =>
  `CORE_${key.toUpperCase().replaceAll('.', '_')}`;
