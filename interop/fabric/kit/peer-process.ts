/** A peer of the network as a process, whichever implementation it runs: settings, start, life and death. */
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
import type { Network, NetworkPeer } from './network.js';

export interface PeerProcess {
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
}

export interface PeerOptions {
  readonly network: Network;
  readonly name: string;
  readonly settings?: PeerSettings;
  /** Through which others reach it, where the network is fronted. */
  readonly fronts?: Fronts;
}

/** Where a peer writes what it has to say. */
export const logOf = ({ folder }: NetworkPeer): string => join(folder, 'peer.log');

const START_MS_MAX = 60_000;
/** Of its log, in the message of a failed start. */
const LINES_SHOWN = 12;

/** `running`: the process of this life, while there is one. */
export function createPeerProcess(
  { network, name, fronts, ...options }: PeerOptions,
  launchOf: (peer: NetworkPeer) => Launch,
): { readonly process: PeerProcess; readonly running: () => NodeProcess | undefined } {
  const peer = network.peers.get(name);
  if (peer === undefined)
    throw new RangeError(`a peer: expected one of ${[...network.peers.keys()]}, got ${name}`);
  const log = logOf(peer);
  const tls = join(network.at(`${peer.mspId}/${name}`), 'tls');
  let settings = options.settings;
  let last: NodeProcess | undefined;
  const running = (): NodeProcess | undefined => (last?.exit === undefined ? last : undefined);

  const process: PeerProcess = {
    peer,
    log,
    get pid() {
      return running()?.pid;
    },
    async start(changed) {
      settings = changed ?? settings;
      writeCoreYaml(network, peer, settings);
      const began = await fronts?.starts(peer);
      const started = await launch(launchOf(peer));
      last = started;
      began?.(started.pid);
      try {
        await pingUntil({
          endpoint: peer.listen,
          tlsCaPem: readFileSync(join(tls, 'ca.crt')),
          leafPem: readFileSync(join(tls, 'server.crt')),
          forMs: START_MS_MAX,
          abandon: started.ended,
        });
      } catch (cause) {
        await started.kill();
        const lines = logTail(log, LINES_SHOWN);
        throw new Error([`${name} did not start:`, ...lines].join('\n'), { cause });
      }
    },
    async stop() {
      await last?.terminate();
    },
    async kill() {
      await last?.kill();
    },
    pause: () => last?.pause(),
    resume: () => last?.resume(),
  };
  return { process, running };
}
