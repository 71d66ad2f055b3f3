/**
 * A target whose nodes are processes: prepared on disk, launched, ready when they answer Ping, started
 * again on request. What is launched is for whoever calls.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { answerIn } from './answers.js';
import type { Asking } from './asking.js';
import { diagnosis } from './diagnosis.js';
import { type Launch, launch, logTail, type NodeProcess } from './launch.js';
import { pingUntil } from './ping.js';
import { isFree } from './port.js';
import { rejectedIn } from './rejected.js';
import { stateFolder } from './state-folder.js';
import type {
  Exit,
  Feature,
  Implementation,
  Question,
  RunningNode,
  StartNode,
  Target,
} from './target.js';
import { PortInUse, StartRefused, TargetError } from './target.js';

/** How long a node may take until it answers Ping, unless the target says otherwise. */
const START_TIMEOUT_MS = 30_000;
const START_TIMEOUT_MS_MAX = 180_000;

/** How long a node that fell over what it was told may take to end. */
const EXIT_MS = 1_000;

/** Lines of its log that a failed start shows. */
const START_FAILURE_LINES = 32;

export interface ProcessTargetOptions {
  readonly name: string;
  readonly features: readonly Feature[];
  readonly timeScale?: number;
  identify(): Promise<Implementation>;
  /** Lays out on disk what the node reads, and says how to launch it. Called at every start. */
  prepare(node: StartNode): Launch;
  /** What is still to be done when it serves; `state`: what it has of an earlier life. */
  served?(node: StartNode, state: 'none' | 'kept'): Promise<void>;
  /** An answer as the suite expects it. Default: it is one. */
  told?(question: Question['what'], value: unknown): unknown;
}

export function processTarget(options: ProcessTargetOptions): Target {
  const nodes = new Set<RunningNode>();
  return {
    name: options.name,
    // A process can be made to stand still, whatever it is.
    features: [...new Set<Feature>([...options.features, 'pause'])],
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
  const { told = (_, value) => value, served } = options;
  const state = stateFolder(node.workdir);
  const { log } = options.prepare(node);
  let current = await startProcess(options, node);
  let asked = false;
  const began = async (left: 'none' | 'kept'): Promise<void> => {
    try {
      await served?.(node, left);
    } catch (error) {
      const exit = await exitWithin(current, EXIT_MS);
      asked = true;
      await current.kill();
      if (exit === undefined) throw error;
      const tail = logTail(log, START_FAILURE_LINES);
      const line = `${node.name}: it ended, code ${exit.code}, signal ${exit.signal}. Log ${log}:`;
      throw new StartRefused([line, ...tail].join('\n'), tail);
    }
  };
  await began('none');
  const ask: Asking = (request) => {
    if (current.ask === undefined)
      throw new TargetError(`${node.name} was launched without answers`);
    return current.ask(request);
  };
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
    async restart(kept = 'kept') {
      if (current.exit === undefined) {
        throw new TargetError(`${node.name}: still running, stop or kill it before a restart`);
      }
      if (kept === 'lost') state.lose([basename(log)]);
      current = await startProcess(options, node);
      asked = false;
      await began(kept === 'lost' ? 'none' : 'kept');
    },
    pause: async () => current.pause(),
    resume: async () => current.resume(),
    ...(options.features.includes('rejects') && {
      rejects: async () => rejectedIn(await ask({ query: 'rejects' })),
    }),
    ...(options.features.includes('query') && {
      async query({ what, ...where }) {
        return answerIn(what, told(what, await ask({ query: what, ...where })));
      },
    }),
    ...(options.features.includes('leave') && {
      join: async ({ genesisBlock }) => void (await ask({ join: genesisBlock })),
      leave: async (channel) => void (await ask({ leave: channel })),
    }),
    logTail: (lines) => logTail(log, lines),
  };
}

/** How a process ended that was about to. Milliseconds. */
async function exitWithin({ ended }: NodeProcess, ms: number): Promise<Exit | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const exit = await Promise.race([ended, late]);
  clearTimeout(timer);
  return exit;
}

async function startProcess(
  { prepare, timeScale = 1 }: ProcessTargetOptions,
  node: StartNode,
): Promise<NodeProcess> {
  const timeoutMs = Math.min(START_TIMEOUT_MS * Math.max(1, timeScale), START_TIMEOUT_MS_MAX);
  // Otherwise whoever holds the port would answer our Ping.
  if (!(await isFree(node.listen))) throw new PortInUse(node.listen);
  const spec = prepare(node);
  const started = await launched(spec, node);
  try {
    await pingUntil({
      endpoint: node.listen,
      tlsCaPem: readFileSync(join(node.tlsDir, 'ca.crt')),
      leafPem: readFileSync(join(node.tlsDir, 'server.crt')),
      forMs: timeoutMs,
      abandon: started.ended,
    });
  } catch (cause) {
    const exit = started.exit;
    const missing = exit === undefined ? await diagnosis(node.listen, node.tlsDir) : undefined;
    await started.kill();
    const tail = logTail(spec.log, START_FAILURE_LINES);
    if (exit !== undefined && tail.some((line) => /address already in use|EADDRINUSE/.test(line))) {
      throw new PortInUse(node.listen);
    }
    const reason = missing ?? (cause instanceof Error ? cause.message : String(cause));
    const what =
      exit === undefined
        ? `did not answer Ping on ${node.listen} within ${timeoutMs} ms: ${reason}`
        : `ended at once, code ${exit.code}, signal ${exit.signal}`;
    const line = `${node.name}: ${spec.command} ${what}. Log ${spec.log}:`;
    const Thrown = exit === undefined ? TargetError : StartRefused;
    throw new Thrown([line, ...tail].join('\n'), tail);
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
