/** The core.yaml by which either implementation runs: a peer of the channel on loopback, without Docker. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

export interface CoreOptions {
  readonly name: string;
  readonly mspId: string;
  readonly endpoint: string;
  readonly bootstrap: string;
  /** With the `msp` and `tls` of the peer. */
  readonly material: string;
  /** Where core.yaml goes, and what the peer keeps. */
  readonly folder: string;
  /** Whether it fetches blocks from the ordering service. */
  readonly leads: boolean;
}

export function writeCoreYaml(options: CoreOptions): void {
  const { name, mspId, endpoint, bootstrap, material, folder, leads } = options;
  const tls = (file: string) => ({ file: join(material, 'tls', file) });
  const core = {
    peer: {
      id: name,
      networkId: 'interop',
      listenAddress: endpoint,
      address: endpoint,
      chaincodeListenAddress: '127.0.0.1:0',
      localMspId: mspId,
      mspConfigPath: join(material, 'msp'),
      fileSystemPath: join(folder, 'data'),
      authentication: { timewindow: '15m' },
      gossip: {
        bootstrap: [bootstrap],
        endpoint,
        externalEndpoint: endpoint,
        useLeaderElection: false,
        orgLeader: leads,
        state: { enabled: true, checkInterval: '2s' },
      },
      deliveryclient: { blockGossipEnabled: true },
      tls: {
        enabled: true,
        cert: tls('server.crt'),
        key: tls('server.key'),
        rootcert: tls('ca.crt'),
      },
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      discovery: { enabled: false },
      gateway: { enabled: false },
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
    operations: { listenAddress: '127.0.0.1:0' },
    metrics: { provider: 'disabled' },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'core.yaml'), stringify(core));
}
