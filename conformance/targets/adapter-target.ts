/**
 * A target behind the control protocol (spec/schema/control.schema.json): an adapter starts its nodes, and
 * says what it can do.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageVersion, specificationRevision } from '../../src/adapters/package-files.js';
import { startOnAdapter } from './control/adapter-node.js';
import { adapterPool } from './control/adapter-pool.js';
import { execLink } from './control/exec-link.js';
import type { Link } from './control/link.js';
import type { Hello } from './control/messages.js';
import { type Greeting, openSession, type Session } from './control/session.js';
import { socketLink } from './control/socket-link.js';
import { stopGraceMs } from './launch.js';
import {
  type Feature,
  type Implementation,
  PortInUse,
  type RunningNode,
  StartRefused,
  type Target,
  TargetError,
  type Timings,
  Unsupported,
} from './target.js';

const START_MS = 30_000;
const START_MS_MAX = 180_000;
const HELLO_MS = 30_000;

export interface AdapterTargetOptions {
  /** As the user has named it. */
  readonly name: string;
  readonly timeScale: number;
  /** What a target.json says; what the adapter says has to agree with it. */
  readonly declared?: {
    readonly implementation?: Partial<Implementation>;
    readonly features?: readonly Feature[];
  };
  /** For an adapter that the suite runs: its command and surroundings. */
  readonly exec?: {
    readonly command: readonly [string, ...string[]];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
  };
  /** For one that runs already: host:port of its control socket. */
  readonly attach?: string;
  /** Absolute folder for the logs of adapters; default one of its own, which stays where something failed. */
  readonly logs?: string;
  /** How long an end may take before it is brought about. Milliseconds. */
  readonly graceMs?: number;
  /** How long the answer to hello may take. Milliseconds. */
  readonly helloMs?: number;
}

export interface AdapterTarget extends Target {
  /**
   * Opens another adapter and sends it SIGTERM: whether it ended within the grace. Undefined where the
   * suite does not run the adapter.
   */
  endsOnSigterm(): Promise<boolean | undefined>;
  /** The shortest timings that it takes, by name, as far as it has said so. Milliseconds. */
  minTimingsMs(): Readonly<Record<string, number>>;
}

/** What a start may come to without anybody having failed. */
const EXPECTED = [PortInUse, StartRefused, Unsupported] as const;

export const isAdapterTarget = (target: Target): target is AdapterTarget =>
  'endsOnSigterm' in target;

export function adapterTarget(options: AdapterTargetOptions): AdapterTarget {
  const { name, timeScale, declared = {}, graceMs = stopGraceMs, helloMs = HELLO_MS } = options;
  const nodes = new Set<RunningNode>();
  let hello: Hello | undefined;
  let { logs } = options;
  let hasFailed = false;
  let lastNode = 0;

  const open = (tag: string): Promise<Link> => {
    if (options.attach !== undefined) return socketLink(options.attach, tag);
    logs ??= mkdtempSync(join(tmpdir(), 'fabric-gossip-adapter-'));
    return execLink({ ...options.exec!, tag, log: join(logs, `${tag.replaceAll(' ', '-')}.log`) });
  };
  const greeting: Greeting = {
    suite: packageVersion(),
    specification: specificationRevision(),
    forMs: helloMs * timeScale,
    nonsense: 'nonsense-4f1c',
  };
  const pool = adapterPool({
    open,
    greeting,
    greeted(session) {
      agree(session, declared.features);
      hello = session.hello;
    },
  });
  const features = (): readonly Feature[] => declared.features ?? hello?.features ?? [];
  const watched = async <T>(attempt: Promise<T>): Promise<T> => {
    try {
      return await attempt;
    } catch (error) {
      hasFailed ||= !EXPECTED.some((kind) => error instanceof kind);
      throw error;
    }
  };

  return {
    name,
    get features() {
      return features();
    },
    timeScale,
    async identify() {
      const seat = await watched(pool.take());
      seat.free();
      return { ...seat.session.hello.implementation, ...declared.implementation };
    },
    async start(node) {
      lastNode += 1;
      const { limits } = hello ?? (await firstHello());
      tooShort(node.timings, limits?.minTimingsMs ?? {}, features());
      const running = await watched(
        startOnAdapter({
          pool,
          node,
          name: `${node.name}-${lastNode}`,
          features: features(),
          startMs: Math.min((limits?.startTimeoutMs ?? START_MS) * timeScale, START_MS_MAX),
          graceMs,
        }),
      );
      nodes.add(running);
      return running;
    },
    minTimingsMs: () => hello?.limits?.minTimingsMs ?? {},
    async endsOnSigterm() {
      const link = await watched(open('adapter for SIGTERM'));
      if (link.terminate === undefined) {
        await link.kill();
        return undefined;
      }
      await watched(openSession(link, greeting));
      try {
        return await link.terminate(graceMs);
      } finally {
        await link.kill();
      }
    },
    async close() {
      await Promise.all([...nodes].map((node) => node.stop().catch(() => {})));
      hasFailed ||= [...nodes].some(({ broken }) => broken !== undefined);
      nodes.clear();
      await pool.close(graceMs);
      // Whoever has to look into a failure wants to read what the adapter said.
      if (logs !== undefined && logs !== options.logs && !hasFailed)
        rmSync(logs, { recursive: true, force: true });
    },
  };

  async function firstHello(): Promise<Hello> {
    const seat = await watched(pool.take());
    seat.free();
    return seat.session.hello;
  }
}

/** @throws TargetError if the file says otherwise than the adapter. */
function agree({ name, hello }: Session, declared: readonly Feature[] | undefined): void {
  const missing = declared?.filter((feature) => !hello.features.includes(feature)) ?? [];
  if (missing.length > 0)
    throw new TargetError(
      `${name} does not declare ${missing.join(', ')} in hello, but target.json does; bring the two in line, or leave features out of the file`,
    );
}

/** @throws Unsupported if the case needs intervals shorter than the target takes. */
function tooShort(
  timings: Timings,
  least: Readonly<Record<string, number>>,
  features: readonly Feature[],
): void {
  if (!features.includes('timings')) return;
  for (const [name, ms] of Object.entries(timings) as [string, number][])
    if (least[name] !== undefined && ms < least[name])
      throw new Unsupported(
        'timings',
        `the target takes ${name} from ${least[name]} ms on, the case gives ${ms} ms`,
      );
}
