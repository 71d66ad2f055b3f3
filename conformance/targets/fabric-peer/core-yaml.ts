/**
 * Writes the core.yaml of one Fabric peer: only the keys that the suite's peers need.
 * Everything it listens on is loopback; Docker, chaincode, discovery, gateway and metrics stay out.
 */
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ChannelSettings, StartNode, Timings } from '../target.js';

/** Folders and files below the node's workdir. */
export const layout = {
  msp: 'msp',
  tls: 'tls',
  data: 'data',
  log: 'peer.log',
  config: 'core.yaml',
} as const;

/** Timings that Fabric reads as durations, by their key below `peer.gossip`. */
const durationKeys = {
  aliveTimeIntervalMs: 'aliveTimeInterval',
  aliveExpirationTimeoutMs: 'aliveExpirationTimeout',
  reconnectIntervalMs: 'reconnectInterval',
  publishCertPeriodMs: 'publishCertPeriod',
  pullIntervalMs: 'pullInterval',
  digestWaitTimeMs: 'digestWaitTime',
  requestWaitTimeMs: 'requestWaitTime',
  responseWaitTimeMs: 'responseWaitTime',
  dialTimeoutMs: 'dialTimeout',
  connTimeoutMs: 'connTimeout',
  publishStateInfoIntervalMs: 'publishStateInfoInterval',
  requestStateInfoIntervalMs: 'requestStateInfoInterval',
} as const satisfies Partial<Record<keyof Timings, string>>;

/**
 * `peer.gossip` keys of the given timings. Fabric takes 0 for "not set" and would run with its default.
 * @throws RangeError if a timing is not a positive whole number.
 */
export function gossipTimings(timings: Timings): Record<string, string | number> {
  const keys: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(timings) as [keyof Timings, number | undefined][]) {
    if (value === undefined) continue;
    if (!Number.isInteger(value) || value <= 0) {
      throw new RangeError(
        `timings.${name} is ${value}: a Fabric peer takes whole numbers above 0`,
      );
    }
    if (name === 'maxConnectionAttempts' || name === 'msgExpirationFactor') keys[name] = value;
    else keys[durationKeys[name]] = `${value}ms`;
  }
  return keys;
}

/** `peer.gossip` keys of what a peer does in its channels. */
const channelKeys = (settings: ChannelSettings) => ({
  useLeaderElection: ['elected', 'both'].includes(settings.leadership),
  orgLeader: ['static', 'both'].includes(settings.leadership),
  maxBlockCountToStore: settings.maxBlockCountToStore,
  election: {
    startupGracePeriod: `${settings.startupGracePeriodMs}ms`,
    membershipSampleInterval: `${settings.membershipSampleIntervalMs}ms`,
    leaderAliveThreshold: `${settings.leaderAliveThresholdMs}ms`,
    leaderElectionDuration: `${settings.leaderElectionDurationMs}ms`,
  },
  state: {
    enabled: settings.stateEnabled,
    checkInterval: `${settings.checkIntervalMs}ms`,
    responseTimeout: `${settings.responseTimeoutMs}ms`,
    batchSize: settings.batchSize,
    blockBufferSize: settings.blockBufferSize,
    maxRetries: settings.maxRetries,
  },
});

const deliveryKeys = (settings: ChannelSettings) => ({
  blockGossipEnabled: settings.blockGossipEnabled,
  connTimeout: `${settings.ordererConnTimeoutMs}ms`,
  reconnectTotalTimeThreshold: `${settings.reconnectTotalTimeThresholdMs}ms`,
});

/** The whole file, as YAML. Relative names in it are relative to the workdir. */
export function coreYaml(node: StartNode): string {
  const data = join(node.workdir, layout.data);
  return stringify({
    peer: {
      id: node.name,
      networkId: 'conformance',
      listenAddress: node.listen,
      address: node.advertise.internal,
      // The default, 7052, lets only one peer of a machine start.
      chaincodeListenAddress: '127.0.0.1:0',
      gossip: {
        bootstrap: [...node.bootstrap],
        endpoint: node.advertise.internal,
        externalEndpoint: node.advertise.external,
        // Fabric's own core.yaml raises it from the code's default of 20.
        sendBuffSize: 200,
        ...gossipTimings(node.timings),
        ...channelKeys(node.channelSettings),
      },
      deliveryclient: deliveryKeys(node.channelSettings),
      tls: {
        enabled: true,
        clientAuthRequired: false,
        cert: { file: `${layout.tls}/server.crt` },
        key: { file: `${layout.tls}/server.key` },
        rootcert: { file: `${layout.tls}/ca.crt` },
      },
      authentication: { timewindow: '15m' },
      fileSystemPath: data,
      mspConfigPath: join(node.workdir, layout.msp),
      localMspId: node.mspId,
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      discovery: { enabled: false },
      gateway: { enabled: false },
      profile: { enabled: false },
    },
    // An empty endpoint means no Docker; a peer then wants a chaincode builder, which is never called.
    vm: { endpoint: '' },
    chaincode: {
      mode: 'net',
      externalBuilders: [{ name: 'none', path: join(node.workdir, 'no-builder') }],
      logging: { level: 'info', shim: 'info' },
      // Takes the command to join a channel.
      system: { cscc: 'enable' },
    },
    ledger: {
      state: { stateDatabase: 'goleveldb' },
      snapshots: { rootDir: join(data, 'snapshots') },
    },
    operations: { listenAddress: '127.0.0.1:0' },
    metrics: { provider: 'disabled' },
  });
}
