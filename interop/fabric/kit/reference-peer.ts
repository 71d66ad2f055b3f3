/** A reference peer of the network: `fabric-gossip peer` as a process of its own, from the same core.yaml. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Asking } from '../../../conformance/targets/asking.js';
import { launch, logTail, type NodeProcess } from '../../../conformance/targets/launch.js';
import { pingUntil } from '../../../conformance/targets/ping.js';
import { packageFolder } from '../../../src/adapters/package-files.js';
import type { Profile } from '../../../src/peer/config.js';
import { type PeerSettings, writeCoreYaml } from './core-yaml.js';
import type { Fronts } from './fronts.js';
import type { Network, NetworkPeer } from './network.js';

/** What it tells of one channel. */
export interface ReferenceChannel {
  readonly height: bigint;
  /** Of the header of the last block, hex. */
  readonly lastHash: string;
  /** Hex. */
  readonly commitHash: string;
  readonly leads: boolean;
  /** PKI-ID in hex of whom it takes for the leader; null: nobody. */
  readonly leader: string | null;
  /** Others that it knows to be in the channel, by StateInfo. */
  readonly peers: readonly { readonly pkiId: string }[];
}

/** A member as it knows it. */
export interface ReferenceMember {
  /** Hex. */
  readonly pkiId: string;
  readonly endpoint: string;
  readonly state: 'alive' | 'dead';
}

export interface ReferencePeer {
  readonly peer: NetworkPeer;
  readonly pid: number | undefined;
  readonly log: string;
  /** JSON Lines of its trace since its last start, if that was asked for. */
  readonly trace: string;
  /** Every envelope that it sent or received since its last start, if that was asked for. */
  readonly record: string | undefined;
  /** Starts it, with other settings if some are given; resolves when it answers Ping. @throws Error as a Fabric peer's */
  start(settings?: PeerSettings): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
  /** `{ query: 'membership' }` and whatever else `fabric-gossip peer --control` answers. @throws Error */
  ask: Asking;
  join(channel: string): Promise<void>;
  /** Undefined: it is not in the channel. */
  status(channel: string): Promise<ReferenceChannel | undefined>;
  membership(): Promise<readonly ReferenceMember[]>;
  /** A serialized common.Block with its metadata; undefined: it has none of that number. */
  fetch(channel: string, number: bigint): Promise<Uint8Array | undefined>;
}

export interface ReferencePeerOptions {
  readonly network: Network;
  readonly name: string;
  /** Default `fabric-3.1`. */
  readonly profile?: Profile;
  readonly settings?: PeerSettings;
  /** Through which others reach it, where the network is fronted. */
  readonly fronts?: Fronts;
  /** Whether it writes its trace. Default: it does not. */
  readonly isTraced?: boolean;
  /** File for every envelope that it sends or receives; replaced by every start. Left out: none. */
  readonly record?: string;
  /** Arguments of Node before the program, for example `--cpu-prof`. */
  readonly nodeArgs?: readonly string[];
}

const START_MS_MAX = 30_000;
const LINES_SHOWN = 12;

export function createReferencePeer(options: ReferencePeerOptions): ReferencePeer {
  const { network, profile = 'fabric-3.1', isTraced = false, record, nodeArgs = [] } = options;
  const peer = network.peers.get(options.name)!;
  const { name, mspId, folder, listen } = peer;
  const log = join(folder, 'peer.log');
  const trace = join(folder, 'trace.jsonl');
  const tls = join(network.at(`${mspId}/${name}`), 'tls');
  let settings = options.settings;
  let running: NodeProcess | undefined;

  const ask: Asking = (request) => {
    if (running?.ask === undefined || running.exit !== undefined)
      return Promise.reject(new Error(`${name} does not run`));
    return running.ask(request);
  };
  return {
    peer,
    log,
    trace,
    record,
    get pid() {
      return running?.exit === undefined ? running?.pid : undefined;
    },
    async start(changed) {
      settings = changed ?? settings;
      writeCoreYaml(network, peer, settings);
      const began = await options.fronts?.starts(peer);
      const started = await launch({
        command: process.execPath,
        args: [
          ...nodeArgs,
          builtProgram(),
          'peer',
          '--config',
          join(folder, 'core.yaml'),
          '--profile',
          profile,
          '--ledger',
          join(folder, 'ledgers'),
          '--control',
          '--json',
          ...(isTraced ? ['--trace', trace] : []),
          ...(record === undefined ? [] : ['--record', record]),
        ],
        cwd: folder,
        env: { PATH: process.env.PATH ?? '', HOME: folder },
        log,
        answers: true,
      });
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
    ask,
    async join(channel) {
      await ask({ join: network.block(channel) });
    },
    async status(channel) {
      const told = (await ask({ query: 'channels' })) as readonly Told[];
      const found = told.find((of) => of.channel === channel);
      return found && { ...found, height: BigInt(found.height) };
    },
    membership: async () => (await ask({ query: 'membership' })) as readonly ReferenceMember[],
    async fetch(channel, number) {
      const block = (await ask({ query: 'block', channel, number: Number(number) })) as
        | string
        | null;
      return block === null ? undefined : Buffer.from(block, 'base64');
    },
  };
}

type Told = Omit<ReferenceChannel, 'height'> & {
  readonly channel: string;
  readonly height: string;
};

/** @throws Error if nobody has built it: its sources, compiled at every start, would say nothing of its speed */
function builtProgram(): string {
  const root = packageFolder();
  if (!existsSync(join(root, 'dist')))
    throw new Error(`${root}: the reference is not built; run \`npm run build\``);
  return join(root, 'bin', 'fabric-gossip.js');
}
