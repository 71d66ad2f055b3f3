/** A Fabric peer of the network: one process, commanded by the administrator of its organisation. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORDERER } from './network.js';
import { createPeerProcess, logOf, type PeerOptions, type PeerProcess } from './peer-process.js';

export interface FabricPeer extends PeerProcess {
  /** Runs `peer` with these arguments. @throws Error with the last line that it wrote, after 20 s at most */
  command(...args: readonly string[]): Promise<string>;
  /** `peer channel join` with the genesis block. */
  join(channel: string): Promise<void>;
  /** `peer channel getinfo`. */
  info(channel: string): Promise<ChannelInfo>;
  /** `peer channel fetch` from the peer itself: a serialized common.Block, with its metadata. */
  fetch(channel: string, which: bigint | 'newest' | 'config'): Promise<Uint8Array>;
  /** `peer channel update` with a serialized ConfigUpdate envelope in a file, which it signs, to the orderer. */
  update(channel: string, path: string): Promise<void>;
}

export interface ChannelInfo {
  readonly height: bigint;
  /** Base64. */
  readonly currentBlockHash: string;
}

export interface FabricPeerOptions extends PeerOptions {
  /** Path of the `peer` executable. */
  readonly binary: string;
  /** FABRIC_LOGGING_SPEC. Default `info`. */
  readonly logging?: string;
}

const COMMAND_MS_MAX = 20_000;

export function createFabricPeer(options: FabricPeerOptions): FabricPeer {
  const { network, name, binary, logging = 'info' } = options;
  const envOf = (folder: string) => ({
    // No CORE_ variable of the caller reaches the peer.
    PATH: process.env.PATH ?? '',
    HOME: folder,
    FABRIC_CFG_PATH: folder,
  });
  const { process: own } = createPeerProcess(options, (peer) => ({
    command: binary,
    args: ['node', 'start'],
    cwd: peer.folder,
    env: {
      ...envOf(peer.folder),
      FABRIC_LOGGING_SPEC: logging,
      FABRIC_LOGGING_FORMAT: '%{time:15:04:05.000} %{level:.4s} [%{module}] %{message}',
    },
    log: logOf(peer),
  }));
  const { mspId, folder, listen } = own.peer;
  const adminEnv = {
    ...envOf(folder),
    FABRIC_LOGGING_SPEC: 'warning',
    CORE_PEER_ADDRESS: listen,
    CORE_PEER_LOCALMSPID: mspId,
    CORE_PEER_MSPCONFIGPATH: join(network.at(`${mspId}/Admin`), 'msp'),
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: join(network.at(`${mspId}/${name}`), 'tls', 'ca.crt'),
  };
  let fetches = 0;

  const command = (...args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const run = { cwd: folder, timeout: COMMAND_MS_MAX, env: adminEnv };
      execFile(binary, [...args], run, (error, out, said) =>
        error
          ? reject(new Error(`${name}: ${said.trimEnd().split('\n').at(-1) || error.message}`))
          : resolve(out),
      );
    });
  const orderer = (): readonly string[] => [
    '-o',
    network.ordererEndpoint,
    '--tls',
    '--cafile',
    join(network.at(ORDERER), 'tls', 'ca.crt'),
  ];

  // Keeps the getter of the process.
  return Object.assign(own, {
    command,
    async join(channel: string) {
      await command('channel', 'join', '--blockpath', network.block(channel));
    },
    async info(channel: string) {
      const text = await command('channel', 'getinfo', '-c', channel);
      const [, json] = /Blockchain info: (\{.*\})/.exec(text) ?? [];
      if (json === undefined) throw new Error(`${name}: \`peer channel getinfo\` said ${text}`);
      const { height, currentBlockHash } = JSON.parse(json);
      return { height: BigInt(height), currentBlockHash };
    },
    async fetch(channel: string, which: bigint | 'newest' | 'config') {
      fetches += 1;
      const path = join(folder, `fetched-${fetches}.block`);
      // Without -o it is asked of the peer.
      await command('channel', 'fetch', String(which), path, '-c', channel);
      return readFileSync(path);
    },
    async update(channel: string, path: string) {
      await command('channel', 'update', '-f', path, '-c', channel, ...orderer());
    },
  });
}
