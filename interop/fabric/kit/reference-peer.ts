/** A reference peer of the network: `fabric-gossip peer` as a process of its own, from the same core.yaml. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Asking } from '../../../conformance/targets/asking.js';
import { packageFolder } from '../../../src/adapters/package-files.js';
import type { Profile } from '../../../src/peer/config.js';
import { createPeerProcess, logOf, type PeerOptions, type PeerProcess } from './peer-process.js';

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

export interface ReferencePeer extends PeerProcess {
  /** JSON Lines of its trace since its last start, if that was asked for. */
  readonly trace: string;
  /** Every envelope that it sent or received since its last start, if that was asked for. */
  readonly record: string | undefined;
  /** `{ query: 'membership' }` and whatever else `fabric-gossip peer --control` answers. @throws Error */
  ask: Asking;
  join(channel: string): Promise<void>;
  /** Undefined: it is not in the channel. */
  status(channel: string): Promise<ReferenceChannel | undefined>;
  membership(): Promise<readonly ReferenceMember[]>;
  /** A serialized common.Block with its metadata; undefined: it has none of that number. */
  fetch(channel: string, number: bigint): Promise<Uint8Array | undefined>;
}

export interface ReferencePeerOptions extends PeerOptions {
  /** Default `fabric-3.1`. */
  readonly profile?: Profile;
  /** Whether it writes its trace. Default: it does not. */
  readonly isTraced?: boolean;
  /** File for every envelope that it sends or receives; replaced by every start. Left out: none. */
  readonly record?: string;
  /** Arguments of Node before the program, for example `--cpu-prof`. */
  readonly nodeArgs?: readonly string[];
}

export function createReferencePeer(options: ReferencePeerOptions): ReferencePeer {
  const {
    network,
    name,
    profile = 'fabric-3.1',
    isTraced = false,
    record,
    nodeArgs = [],
  } = options;
  const traceOf = (folder: string): string => join(folder, 'trace.jsonl');
  const { process: own, running } = createPeerProcess(options, (peer) => ({
    command: process.execPath,
    args: [
      ...nodeArgs,
      builtProgram(),
      'peer',
      '--config',
      join(peer.folder, 'core.yaml'),
      '--profile',
      profile,
      '--ledger',
      join(peer.folder, 'ledgers'),
      '--control',
      '--json',
      ...(isTraced ? ['--trace', traceOf(peer.folder)] : []),
      ...(record === undefined ? [] : ['--record', record]),
    ],
    cwd: peer.folder,
    env: { PATH: process.env.PATH ?? '', HOME: peer.folder },
    log: logOf(peer),
    answers: true,
  }));
  const ask: Asking = (request) =>
    running()?.ask?.(request) ?? Promise.reject(new Error(`${name} does not run`));
  // Keeps the getter of the process.
  return Object.assign(own, {
    trace: traceOf(own.peer.folder),
    record,
    ask,
    async join(channel: string) {
      await ask({ join: network.block(channel) });
    },
    async status(channel: string) {
      const told = (await ask({ query: 'channels' })) as readonly Told[];
      const found = told.find((of) => of.channel === channel);
      return found && { ...found, height: BigInt(found.height) };
    },
    membership: async () => (await ask({ query: 'membership' })) as readonly ReferenceMember[],
    async fetch(channel: string, number: bigint) {
      const block = (await ask({ query: 'block', channel, number: Number(number) })) as
        | string
        | null;
      return block === null ? undefined : Buffer.from(block, 'base64');
    },
  });
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
