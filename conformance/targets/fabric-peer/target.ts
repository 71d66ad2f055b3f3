/**
 * A real Fabric peer as the implementation under test: one `peer node start` for each node, without
 * channels. What it needs on disk is in workdir.ts, how it runs in process.ts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningNode, StartNode, Target } from '../target.js';
import { PortInUse, TargetError } from '../target.js';
import { identifyPeer, type PeerBinary } from './binary.js';
import { layout } from './core-yaml.js';
import { pingUntil } from './ping.js';
import { isFree } from './port.js';
import { launchPeer, logTail, type PeerProcess } from './process.js';
import { prepareWorkdir } from './workdir.js';

/** How long a peer may take until it answers Ping. It takes about 0.2 s on an idle machine. */
const startTimeoutMs = 30_000;

/** Lines of its log that a failed start shows. */
const startFailureLines = 32;

/**
 * The Fabric peer at `path`. It cannot know foreign organisations without a channel, so it does not
 * declare `multi-org`.
 */
export function fabricPeer(path: string, options: { readonly timeScale?: number } = {}): Target {
  const nodes = new Set<RunningNode>();
  let binary: Promise<PeerBinary> | undefined;

  return {
    name: 'fabric-peer',
    features: ['timings', 'restart', 'large-messages'],
    timeScale: options.timeScale ?? 1,
    async identify() {
      binary ??= identifyPeer(path);
      const { version, line } = await binary;
      const known = version.startsWith(line[0]!) || version.startsWith(`v${line[0]}`);
      return {
        name: 'hyperledger-fabric-peer',
        version: known ? version : `${version} (${line})`,
        language: 'go',
        profile: line === '2.x' ? 'fabric-2.5' : 'fabric-3.1',
      };
    },
    async start(node) {
      const running = await startNode(path, node);
      nodes.add(running);
      return running;
    },
    async close() {
      await Promise.all([...nodes].map((node) => node.stop()));
      nodes.clear();
    },
  };
}

async function startNode(path: string, node: StartNode): Promise<RunningNode> {
  prepareWorkdir(node);
  let current = await startProcess(path, node);
  let asked = false;
  return {
    endpoint: node.listen,
    get pid() {
      return current.pid;
    },
    get exit() {
      return asked ? undefined : current.exit;
    },
    async stop() {
      asked ||= current.exit === undefined;
      await current.terminate();
    },
    async kill() {
      asked ||= current.exit === undefined;
      await current.kill();
    },
    async restart() {
      if (current.exit === undefined) {
        throw new TargetError(`${node.name}: still running, stop or kill it before a restart`);
      }
      current = await startProcess(path, node);
      asked = false;
    },
    logTail: (lines) => logTail(node.workdir, lines),
  };
}

async function startProcess(path: string, node: StartNode): Promise<PeerProcess> {
  // Otherwise whoever holds the port would answer our Ping.
  if (!(await isFree(node.listen))) throw new PortInUse(node.listen);
  const peer = await launch(path, node);
  const ca = readFileSync(join(node.workdir, layout.tls, 'ca.crt'));
  try {
    await pingUntil(node.listen, ca, startTimeoutMs, peer.ended);
  } catch (cause) {
    const exit = peer.exit;
    await peer.kill();
    const tail = logTail(node.workdir, startFailureLines);
    if (exit !== undefined && tail.some((line) => line.includes('address already in use'))) {
      throw new PortInUse(node.listen);
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    const what =
      exit === undefined
        ? `did not answer Ping on ${node.listen} within ${startTimeoutMs} ms (${reason})`
        : `ended at once, code ${exit.code}, signal ${exit.signal}`;
    const log = join(node.workdir, layout.log);
    throw new TargetError(`${node.name}: ${path} ${what}. Log ${log}:\n${tail.join('\n')}`, tail);
  }
  return peer;
}

async function launch(path: string, node: StartNode): Promise<PeerProcess> {
  try {
    return await launchPeer(path, node.workdir);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TargetError(`${node.name}: ${path} cannot be executed: ${reason}`);
  }
}
