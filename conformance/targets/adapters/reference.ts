/**
 * An adapter for the reference, and the worked example for authors of adapters: hosts `fabric-gossip peer`
 * processes, and does what the control protocol asks (spec/schema/control.schema.json). Every node is one
 * child process, which is asked over its own stdin (`--control`).
 */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { REFERENCE_FEATURES } from '../reference-features.js';
import { type PeerProcess, startPeer } from './peer-process.js';

type Message = Readonly<Record<string, unknown>>;

/** What is in `start` that this adapter needs; the rest it finds in the core.yaml. */
interface Start {
  readonly node: string;
  readonly workdir: string;
  readonly coreYaml: string;
  readonly listen: string;
  readonly organisations: readonly { readonly mspId: string; readonly folder: string }[];
  readonly channels: readonly { readonly genesisBlockFile: string }[];
}

export interface AdapterOptions {
  readonly version: string;
  readonly profile: string;
  /** Program and first arguments of the command line that is the reference. */
  readonly program: readonly [string, ...string[]];
  readonly input: Readable;
  readonly output: Writable;
}

/** More than any case needs at once: all nodes of a run live on one adapter. */
const NODES_MAX = 64;

/** Resolves when the suite has gone and nothing of the nodes is left. */
export async function serveReference(options: AdapterOptions): Promise<void> {
  const { version, profile, program, input, output } = options;
  const say = (message: object): void => void output.write(`${JSON.stringify(message)}\n`);
  const started = new Map<string, Start>();
  const running = new Map<string, PeerProcess>();

  const begin = async (start: Start): Promise<Message> => {
    const { node, coreYaml, listen, organisations, channels, workdir } = start;
    started.set(node, start);
    const peer = startPeer({
      command: [
        ...program,
        'peer',
        ...['--config', coreYaml, '--profile', profile],
        ...organisations.flatMap(({ mspId, folder }) => ['--msp', `${mspId}=${folder}`]),
        ...channels.flatMap(({ genesisBlockFile }) => ['--join', genesisBlockFile]),
        ...(channels.length > 0 ? ['--ledger', join(workdir, 'ledger')] : []),
        ...['--control', '--json'],
      ],
      cwd: workdir,
      said: (text) => say({ event: 'log', node, text }),
    });
    running.set(node, peer);
    void peer.ended.then(({ code, signal }) => {
      // Whether somebody wanted it, the suite knows.
      if (running.get(node) === peer) running.delete(node);
      say({ event: 'exited', node, code, signal });
    });
    const ready = await peer.ready;
    if (ready === undefined) {
      const inUse = peer.lastWords.some((line) => /EADDRINUSE|address already in use/.test(line));
      const message = peer.lastWords.at(-1) ?? 'it said nothing';
      return { error: { code: inUse ? 'port-in-use' : 'refused', message } };
    }
    return { ready: { listen, pid: peer.pid, pkiId: ready.pkiId } };
  };

  const peerOf = (node: unknown): PeerProcess => {
    const peer = running.get(String(node));
    if (peer === undefined) throw new Error(`${String(node)} does not run`);
    return peer;
  };

  const query = async ({ node, what, channel, number }: Message): Promise<Message> => {
    const value = await peerOf(node).ask({ query: what, channel, number });
    if (what !== 'membership') return { value };
    const members = value as readonly Message[];
    const those = (state: string) =>
      members
        .filter((member) => member.state === state)
        .map(({ endpoint, internalEndpoint }) => internalEndpoint || endpoint);
    return { value: { alive: those('alive'), dead: those('dead') } };
  };

  const perform: Readonly<Record<string, (request: Message) => Promise<Message>>> = {
    hello: async () => ({
      hello: {
        protocol: 1,
        implementation: { name: 'fabric-gossip', version, language: 'typescript', profile },
        features: [...REFERENCE_FEATURES, 'pause'],
        limits: { nodes: NODES_MAX },
      },
    }),
    start: (request) => begin(request as unknown as Start),
    restart: ({ node }) => begin(started.get(String(node))!),
    async stop({ node }) {
      if (node === undefined) {
        await Promise.all([...running.values()].map((peer) => peer.end('SIGTERM')));
        return { stopped: {} };
      }
      const { code } = await peerOf(node).end('SIGTERM');
      return { stopped: { exitCode: code } };
    },
    async kill({ node }) {
      await peerOf(node).end('SIGKILL');
      return { ok: true };
    },
    async pause({ node }) {
      peerOf(node).signal('SIGSTOP');
      return { ok: true };
    },
    async resume({ node }) {
      peerOf(node).signal('SIGCONT');
      return { ok: true };
    },
    async join({ node, channel }) {
      await peerOf(node).ask({ join: (channel as Message).genesisBlockFile });
      return { ok: true };
    },
    async leave({ node, channel }) {
      await peerOf(node).ask({ leave: channel });
      return { ok: true };
    },
    query,
  };

  const answer = async (request: Message): Promise<void> => {
    const { id: re, request: what } = request;
    const known = Object.hasOwn(perform, String(what)) ? perform[String(what)] : undefined;
    if (known === undefined) {
      say({ re, unsupported: { reason: `unknown request ${String(what)}` } });
      return;
    }
    const outcome = await known(request).catch((error: Error) => ({
      error: { code: 'failed', message: error.message },
    }));
    say({ re, ...outcome });
  };

  // Requests do not wait for each other: while one node starts, another is asked.
  for await (const line of createInterface({ input }))
    if (line.trim() !== '') void answer(JSON.parse(line) as Message);
  await Promise.all([...running.values()].map((peer) => peer.end('SIGTERM')));
}
