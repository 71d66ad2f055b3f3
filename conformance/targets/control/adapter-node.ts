/**
 * One node on an adapter: what the suite asks of it, and what the suite does itself where the adapter
 * cannot.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { answerIn } from '../answers.js';
import { diagnosis } from '../diagnosis.js';
import { pingUntil } from '../ping.js';
import { isFree, untilFree } from '../port.js';
import { signalProcess } from '../process-group.js';
import { rejectedIn } from '../rejected.js';
import { stateFolder } from '../state-folder.js';
import {
  type Exit,
  type Feature,
  PortInUse,
  type RunningNode,
  type StartNode,
  StartRefused,
  TargetError,
  Unsupported,
} from '../target.js';
import type { AdapterPool, Seat } from './adapter-pool.js';
import type { Ready } from './messages.js';
import { AdapterFailed } from './session.js';
import { channelOf, startRequest } from './start-request.js';

/** What an adapter may take for a request that is no start. Milliseconds. */
const ANSWER_MS_MAX = 10_000;
/** Between ready and the answer to the suite's own Ping. Milliseconds. */
const PING_MS_MAX = 5_000;
/** For the answer to stop, beyond the grace that it gives. Milliseconds. */
const GOODBYE_MS_MAX = 1_000;
const FAILURE_LINES = 32;

export interface AdapterNodeOptions {
  readonly pool: AdapterPool;
  readonly node: StartNode;
  /** By which name the adapter is asked about it; never used twice. */
  readonly name: string;
  readonly features: readonly Feature[];
  /** How long a start may take. Milliseconds. */
  readonly startMs: number;
  readonly graceMs: number;
}

export async function startOnAdapter(options: AdapterNodeOptions): Promise<RunningNode> {
  const { node, name, features, pool, startMs, graceMs } = options;
  const state = stateFolder(node.workdir);
  const request = startRequest(node, name);
  let seat: Seat;
  let ready: Ready;
  /** As the adapter has told it. */
  let ended: Exit | undefined;
  /** How it had ended when the suite wanted its end. */
  let fallen: Exit | undefined;
  let forget = (): void => {};
  /** `down`: because the suite wanted it. */
  let life: 'up' | 'down' | 'gone' = 'gone';

  await begin(request);

  async function begin(how: typeof request): Promise<void> {
    // Otherwise whoever holds the port would answer our Ping.
    if (!(await isFree(node.listen))) throw new PortInUse(node.listen);
    if (life === 'gone') seat = await pool.take();
    const { session } = seat;
    try {
      ready = await started(how);
      await serves();
    } catch (error) {
      leave();
      throw error;
    }
    ended = undefined;
    fallen = undefined;
    life = 'up';
    forget = session.onEvent(name, (event) => {
      if (event.event === 'exited' && life === 'up')
        ended = { code: event.code, signal: event.signal };
    });
  }

  async function started(how: typeof request): Promise<Ready> {
    try {
      return await seat.session.request<'ready'>(how, startMs);
    } catch (error) {
      if (error instanceof AdapterFailed && error.code === 'port-in-use')
        throw new PortInUse(node.listen);
      if (error instanceof AdapterFailed && error.code === 'refused')
        throw new StartRefused(error.message, error.logTail);
      if (error instanceof Unsupported && how.request === 'restart')
        return await seat.session.request<'ready'>(request, startMs);
      throw blamed(error, 'start');
    }
  }

  /** What an adapter may leave open, it has said before. */
  function blamed(error: unknown, asked: string): unknown {
    if (!(error instanceof Unsupported)) return error;
    const { feature, message } = error;
    if (features.some((declared) => declared === feature))
      return failure(`declares ${feature}, but answered "${asked}" with unsupported: ${message}`);
    if (asked === 'start' && KNOWN.some((known) => known === feature))
      return new Unsupported(feature, `the target does not support ${feature}: ${message}`);
    return failure(`answered "${asked}" with unsupported: ${message}`);
  }

  function failure(what: string): TargetError {
    const tail = seat.session.logTail(FAILURE_LINES);
    return new TargetError([`${seat.session.name} ${what}`, ...tail].join('\n'), tail);
  }

  /** The suite's own Ping. A node that only says that it is ready is of no use. */
  async function serves(): Promise<void> {
    const { listen, tlsDir } = node;
    if (ready.listen !== listen)
      throw failure(
        `says that ${name} listens on ${ready.listen}; it was told ${listen}, which its alive messages have to name`,
      );
    try {
      await pingUntil({
        endpoint: listen,
        tlsCaPem: readFileSync(join(tlsDir, 'ca.crt')),
        leafPem: readFileSync(join(tlsDir, 'server.crt')),
        forMs: Math.min(PING_MS_MAX, startMs),
        abandon: seat.session.ended,
      });
    } catch (cause) {
      const { broken, exit } = seat.session;
      if (broken !== undefined) throw broken;
      const what =
        exit === undefined
          ? ((await diagnosis(listen, tlsDir)) ?? (cause as Error).message)
          : `the adapter ended, code ${exit.code}, signal ${exit.signal}`;
      // Whatever it has started, it is not to be in the way of the next.
      await seat.session.kill();
      throw failure(`says that ${name} is ready; the suite finds that ${what}`);
    }
  }

  const ask = async (what: string, more: object = {}): Promise<unknown> => {
    try {
      return await seat.session.request<'ok' | 'value'>(
        { request: what, node: name, ...more },
        ANSWER_MS_MAX,
      );
    } catch (error) {
      throw blamed(error, what);
    }
  };

  /** Asks, and does it by a signal where the adapter cannot. */
  async function signalled(what: 'kill' | 'pause' | 'resume'): Promise<void> {
    try {
      await seat.session.request({ request: what, node: name }, ANSWER_MS_MAX);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      if (ready.pid !== undefined && signalProcess(ready.pid, SIGNALS[what])) return;
      if (what === 'kill' && seat.isAlone) return seat.session.kill();
      throw failure(
        `answered "${what}" with unsupported (${error.message}), and has told no pid of ${name} that runs, so that the suite cannot do it either`,
      );
    }
  }

  function leave(): void {
    forget();
    life = 'gone';
    seat.free();
  }

  function exit(): Exit | undefined {
    if (life !== 'up' || seat.session.broken !== undefined) return fallen;
    return ended ?? seat.session.exit;
  }

  const isUsable = (): boolean =>
    seat.session.broken === undefined && seat.session.exit === undefined;

  /** Nothing of it may be left at its port: the next node would be taken for it. */
  async function vacated(): Promise<void> {
    if (await untilFree(node.listen, graceMs)) return;
    if (ready.pid !== undefined) signalProcess(ready.pid, 'SIGKILL');
    if (await untilFree(node.listen, graceMs / 5)) return;
    await seat.session.kill();
    if (await untilFree(node.listen, graceMs / 5)) return;
    throw failure(`has stopped ${name}, but somebody still listens on ${node.listen}`);
  }

  return {
    endpoint: node.listen,
    get pid() {
      return ready.pid;
    },
    get exit() {
      return exit();
    },
    get broken() {
      return seat.session.broken;
    },
    async stop() {
      if (life === 'gone') return;
      fallen = exit();
      const mustStop = life === 'up' && fallen === undefined && isUsable();
      life = 'down';
      try {
        if (seat.session.broken !== undefined) throw seat.session.broken;
        if (!mustStop) return;
        const request = { request: 'stop', node: name, graceMs };
        await seat.session.request(request, graceMs + GOODBYE_MS_MAX);
        await vacated();
      } finally {
        leave();
      }
    },
    async kill() {
      if (life !== 'up') return;
      fallen = exit();
      life = 'down';
      if (fallen !== undefined || !isUsable()) return;
      await signalled('kill');
      await vacated();
    },
    async restart(kept = 'kept') {
      if (life === 'up' && exit() === undefined && isUsable())
        throw new TargetError(`${name}: still running, stop or kill it before a restart`);
      if (kept === 'lost') state.lose([basename(String(request.coreYaml))]);
      const isThere = life !== 'gone' && isUsable();
      if (!isThere) leave();
      await begin(isThere ? { request: 'restart', node: name, state: kept } : request);
    },
    ...(features.includes('pause') && {
      pause: () => signalled('pause'),
      resume: () => signalled('resume'),
    }),
    ...(features.includes('query') && {
      query: async (question) => answerIn(question.what, await ask('query', question)),
    }),
    ...(features.includes('leave') && {
      join: async (channel) => void (await ask('join', { channel: channelOf(channel) })),
      leave: async (channel) => void (await ask('leave', { channel })),
    }),
    ...(features.includes('rejects') && {
      rejects: async () => rejectedIn(await ask('query', { what: 'rejects' })),
    }),
    ...(features.includes('deliver') && {
      deliver: async (channel, block) =>
        void (await ask('deliver', { channel, block: Buffer.from(block).toString('base64') })),
    }),
    logTail: (lines) => seat.session.logTail(lines),
  };
}

const SIGNALS = { kill: 'SIGKILL', pause: 'SIGSTOP', resume: 'SIGCONT' } as const;

/** Features that a target may leave out; whoever starts a node finds out too late for any other reason. */
const KNOWN: readonly Feature[] = [
  'timings',
  'multi-org',
  'large-messages',
  'channels',
  'delivery',
];
