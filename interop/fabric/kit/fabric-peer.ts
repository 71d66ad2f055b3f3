/** A Fabric peer of the network: one process, commanded by the administrator of its organisation. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Launch,
  launch,
  logTail,
  type NodeProcess,
} from '../../../conformance/targets/launch.js';
import { pingUntil } from '../../../conformance/targets/ping.js';
import { type PeerSettings, writeCoreYaml } from './core-yaml.js';
import type { Fronts } from './fronts.js';
import { type Network, type NetworkPeer, ORDERER } from './network.js';

export interface FabricPeer {
  readonly peer: NetworkPeer;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  /** Appended to by every start. */
  readonly log: string;
  /**
   * Starts it, with other settings if some are given; resolves when it answers Ping.
   * @throws Error with the last lines of its log if it ends before, or takes longer than 60 s
   */
  start(settings?: PeerSettings): Promise<void>;
  /** SIGTERM, and SIGKILL after 5 s. Nothing if it does not run; so `kill`. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  pause(): void;
  resume(): void;
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

export interface FabricPeerOptions {
  readonly network: Network;
  readonly name: string;
  /** Path of the `peer` executable. */
  readonly binary: string;
  readonly settings?: PeerSettings;
  /** Through which others reach it, where the network is fronted. */
  readonly fronts?: Fronts;
  /** FABRIC_LOGGING_SPEC. Default `info`. */
  readonly logging?: string;
}

const START_MS_MAX = 60_000;
const COMMAND_MS_MAX = 20_000;
/** Of its log, in the message of a failed start. */
const LINES_SHOWN = 12;

export function createFabricPeer(options: FabricPeerOptions): FabricPeer {
  const { network, binary, logging = 'info' } = options;
  const peer = network.peers.get(options.name)!;
  const { name, mspId, folder, listen } = peer;
  const log = join(folder, 'peer.log');
  const tls = join(network.at(`${mspId}/${name}`), 'tls');
  // No CORE_ variable of the caller reaches the peer.
  const env = { PATH: process.env.PATH ?? '', HOME: folder, FABRIC_CFG_PATH: folder };
  const adminEnv = {
    ...env,
    FABRIC_LOGGING_SPEC: 'warning',
    CORE_PEER_ADDRESS: listen,
    CORE_PEER_LOCALMSPID: mspId,
    CORE_PEER_MSPCONFIGPATH: join(network.at(`${mspId}/Admin`), 'msp'),
    CORE_PEER_TLS_ENABLED: 'true',
    CORE_PEER_TLS_ROOTCERT_FILE: join(tls, 'ca.crt'),
  };
  const spec: Launch = {
    command: binary,
    args: ['node', 'start'],
    cwd: folder,
    env: {
      ...env,
      FABRIC_LOGGING_SPEC: logging,
      FABRIC_LOGGING_FORMAT: '%{time:15:04:05.000} %{level:.4s} [%{module}] %{message}',
    },
    log,
  };
  let settings = options.settings;
  let running: NodeProcess | undefined;
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

  return {
    peer,
    log,
    get pid() {
      return running?.exit === undefined ? running?.pid : undefined;
    },
    async start(changed) {
      settings = changed ?? settings;
      writeCoreYaml(network, peer, settings);
      const began = await options.fronts?.starts(peer);
      const started = await launch(spec);
      running = started;
      began?.(started.pid);
      try {
        await pingUntil({
          endpoint: listen,
          tlsCaPem: readFileSync(join(tls, 'ca.crt')),
          leafPem: readFileSync(join(tls, 'server.crt')),
          forMs: START_MS_MAX,
          abandon: started.ended,
        });
      } catch (cause) {
        await started.kill();
        throw new Error([`${name} did not start:`, ...logTail(log, LINES_SHOWN)].join('\n'), {
          cause,
        });
      }
    },
    async stop() {
      await running?.terminate();
    },
    async kill() {
      await running?.kill();
    },
    pause: () => running?.pause(),
    resume: () => running?.resume(),
    command,
    async join(channel) {
      await command('channel', 'join', '--blockpath', network.block(channel));
    },
    async info(channel) {
      const text = await command('channel', 'getinfo', '-c', channel);
      const [, json] = /Blockchain info: (\{.*\})/.exec(text) ?? [];
      if (json === undefined) throw new Error(`${name}: \`peer channel getinfo\` said ${text}`);
      const { height, currentBlockHash } = JSON.parse(json);
      return { height: BigInt(height), currentBlockHash };
    },
    async fetch(channel, which) {
      fetches += 1;
      const path = join(folder, `fetched-${fetches}.block`);
      // Without -o it is asked of the peer.
      await command('channel', 'fetch', String(which), path, '-c', channel);
      return readFileSync(path);
    },
    async update(channel, path) {
      await command('channel', 'update', '-f', path, '-c', channel, ...orderer());
    },
  };
}
