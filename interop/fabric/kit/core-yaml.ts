/** The core.yaml by which either implementation runs: a peer of the network, on loopback, without Docker. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { gossipTimings } from '../../../conformance/targets/fabric-peer/core-yaml.js';
import type { ChannelSettings, Timings } from '../../../conformance/targets/target.js';
import type { Network, NetworkPeer } from './network.js';

export interface PeerSettings {
  /** host:port of whom it bootstraps from. Default: all other peers of its organisation. */
  readonly bootstrap?: readonly string[];
  /** Whether it tells other organisations its endpoint. Default: it does. */
  readonly isExternal?: boolean;
  /** Milliseconds; those left out are as Fabric has them. */
  readonly timings?: Timings;
  /** Leadership, election, state transfer, delivery; what is left out is as Fabric's core.yaml has it. */
  readonly channel?: Partial<ChannelSettings>;
  /** host:port for /metrics of Prometheus. Left out: none. */
  readonly metrics?: string;
}

/** Writes `core.yaml` into the folder of the peer. */
export function writeCoreYaml(
  network: Network,
  peer: NetworkPeer,
  settings: PeerSettings = {},
): void {
  const { name, mspId, endpoint, listen, folder } = peer;
  const { timings = {}, channel = {}, isExternal = true, metrics } = settings;
  const others = [...network.peers.values()].filter(
    (other) => other.mspId === mspId && other !== peer,
  );
  const material = network.at(`${mspId}/${name}`);
  const tls = (file: string) => ({ file: join(material, 'tls', file) });
  const core = {
    peer: {
      id: name,
      networkId: 'interop',
      listenAddress: listen,
      address: listen,
      // The default lets only one peer of a machine start.
      chaincodeListenAddress: '127.0.0.1:0',
      localMspId: mspId,
      mspConfigPath: join(material, 'msp'),
      fileSystemPath: join(folder, 'data'),
      authentication: { timewindow: '15m' },
      gossip: {
        bootstrap: settings.bootstrap ?? others.map((other) => other.endpoint),
        endpoint,
        ...(isExternal && { externalEndpoint: endpoint }),
        // As in Fabric's core.yaml; its code says 20.
        sendBuffSize: 200,
        ...gossipTimings(timings),
        ...channelKeys(channel),
      },
      deliveryclient: deliveryKeys(channel),
      tls: {
        enabled: true,
        cert: tls('server.crt'),
        key: tls('server.key'),
        rootcert: tls('ca.crt'),
      },
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      discovery: { enabled: false },
      gateway: { enabled: false },
      // Without, a peer stops at the first transaction of a defined chaincode.
      handlers: {
        authFilters: [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }],
        decorators: [{ name: 'DefaultDecorator' }],
        endorsers: { escc: { name: 'DefaultEndorsement' } },
        validators: { vscc: { name: 'DefaultValidation' } },
      },
    },
    // An empty endpoint means no Docker; a peer then wants a chaincode builder, which is never called.
    vm: { endpoint: '' },
    chaincode: {
      mode: 'net',
      externalBuilders: [{ name: 'none', path: join(folder, 'no-builder') }],
      logging: { level: 'info', shim: 'info' },
      system: { cscc: 'enable', qscc: 'enable' },
    },
    ledger: {
      state: { stateDatabase: 'goleveldb' },
      snapshots: { rootDir: join(folder, 'data', 'snapshots') },
    },
    operations: { listenAddress: metrics ?? '127.0.0.1:0' },
    metrics: { provider: metrics === undefined ? 'disabled' : 'prometheus' },
  };
  writeFileSync(join(folder, 'core.yaml'), stringify(core));
}

const ms = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : `${value}ms`;

/** Undefined values are not written. */
const channelKeys = (of: Partial<ChannelSettings>) => ({
  ...(of.leadership && {
    useLeaderElection: of.leadership === 'elected',
    orgLeader: of.leadership === 'static',
  }),
  maxBlockCountToStore: of.maxBlockCountToStore,
  election: {
    startupGracePeriod: ms(of.startupGracePeriodMs),
    membershipSampleInterval: ms(of.membershipSampleIntervalMs),
    leaderAliveThreshold: ms(of.leaderAliveThresholdMs),
    leaderElectionDuration: ms(of.leaderElectionDurationMs),
  },
  state: {
    enabled: of.stateEnabled,
    checkInterval: ms(of.checkIntervalMs),
    responseTimeout: ms(of.responseTimeoutMs),
    batchSize: of.batchSize,
    blockBufferSize: of.blockBufferSize,
    maxRetries: of.maxRetries,
  },
});

const deliveryKeys = (of: Partial<ChannelSettings>) => ({
  blockGossipEnabled: of.blockGossipEnabled ?? true,
  connTimeout: ms(of.ordererConnTimeoutMs),
  reconnectTotalTimeThreshold: ms(of.reconnectTotalTimeThresholdMs),
});
