/**
 * A target whose nodes are processes: prepared on disk, launched, ready when they answer Ping, started
 * again on request. What is launched is for whoever calls.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Launch, launch, logTail, type NodeProcess } from './launch.js';
import { pingUntil } from './ping.js';
import { isFree } from './port.js';
import { rejectedIn } from './rejected.js';
import type { Feature, Implementation, RunningNode, StartNode, Target } from './target.js';
import { PortInUse, TargetError } from './target.js';

/** How long a node may take until it answers Ping, unless the target says otherwise. */
const START_TIMEOUT_MS = 30_000;

/** Lines of its log that a failed start shows. */
const START_FAILURE_LINES = 32;

export interface ProcessTargetOptions {
  readonly name: string;
  readonly features: readonly Feature[];
  readonly timeScale?: number;
  identify(): Promise<Implementation>;
  /** Lays out on disk what the node reads, and says how to launch it. Called at every start. */
  prepare(node: StartNode): Launch;
}

export function processTarget(options: ProcessTargetOptions): Target {
  const nodes = new Set<RunningNode>();
  return {
    name: options.name,
    features: options.features,
    timeScale: options.timeScale ?? 1,
    identify: options.identify,
    async start(node) {
      const running = await startNode(options, node);
      nodes.add(running);
      return running;
    },
    async close() {
      await Promise.all([...nodes].map((node) => node.stop()));
      nodes.clear();
    },
  };
}

async function startNode(options: ProcessTargetOptions, node: StartNode): Promise<RunningNode> {
  const { log } = options.prepare(node);
  let current = await startProcess(options, node);
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
      current = await startProcess(options, node);
      asked = false;
    },
    ...(options.features.includes('rejects') && {
      async rejects() {
        if (current.ask === undefined)
          throw new TargetError(`${node.name} declares rejects, but was launched without answers`);
        return rejectedIn(await current.ask('rejects'));
      },
    }),
    logTail: (lines) => logTail(log, lines),
  };
}

async function startProcess(
  { prepare }: ProcessTargetOptions,
  node: StartNode,
): Promise<NodeProcess> {
  // Otherwise whoever holds the port would answer our Ping.
  if (!(await isFree(node.listen))) throw new PortInUse(node.listen);
  const spec = prepare(node);
  const started = await launched(spec, node);
  try {
    await pingUntil({
      endpoint: node.listen,
      tlsCaPem: readFileSync(join(node.tlsDir, 'ca.crt')),
      leafPem: readFileSync(join(node.tlsDir, 'server.crt')),
      forMs: START_TIMEOUT_MS,
      abandon: started.ended,
    });
  } catch (cause) {
    const exit = started.exit;
    await started.kill();
    const tail = logTail(spec.log, START_FAILURE_LINES);
    if (exit !== undefined && tail.some((line) => /address already in use|EADDRINUSE/.test(line))) {
      throw new PortInUse(node.listen);
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    const what =
      exit === undefined
        ? `did not answer Ping on ${node.listen} within ${START_TIMEOUT_MS} ms (${reason})`
        : `ended at once, code ${exit.code}, signal ${exit.signal}`;
    const line = `${node.name}: ${spec.command} ${what}. Log ${spec.log}:`;
    throw new TargetError([line, ...tail].join('\n'), tail);
  }
  return started;
}

async function launched(spec: Launch, node: StartNode): Promise<NodeProcess> {
  try {
    return await launch(spec);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TargetError(`${node.name}: ${spec.command} cannot be executed: ${reason}`);
  }
}
