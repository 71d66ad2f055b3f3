/**
 * The script of the live network: peers of one organisation find one another, one after the other is
 * killed and comes back, and every other peer must notice both. What a peer knows is asked over the
 * wire and, where it has one, by its own query.
 */
import { hex } from '../../conformance/harness/wire/sign.js';
import type { Timings } from '../../conformance/targets/target.js';
import type { NetworkNode } from './node.js';
import type { Observer } from './observer.js';

export interface Step {
  readonly title: string;
  readonly passed: boolean;
  readonly tookMs: number;
  readonly allowedMs: number;
  /** What each peer knew at the end, one line a peer. */
  readonly views: readonly string[];
}

export interface LiveNetwork {
  /** Running, each bootstrapped so that all can find one another. */
  readonly nodes: readonly NetworkNode[];
  readonly observer: Observer;
  readonly timings: Required<
    Pick<Timings, 'aliveExpirationTimeoutMs' | 'reconnectIntervalMs' | 'pullIntervalMs'>
  >;
  /** Beyond what the timings say: processor time that others take. Default 8000 ms. */
  readonly slackMs?: number;
  /** Told about each step as it ends. */
  readonly told: (step: Step) => void;
}

/** Between two looks at everybody. */
const pauseMs = 200;

type Expected = 'alive' | 'dead';

/** Plays the script; stops at the first step that fails. */
export async function playLiveNetwork(network: LiveNetwork): Promise<readonly Step[]> {
  const { nodes, timings, told, slackMs = 8_000 } = network;
  const steps: Step[] = [];
  const step = async (title: string, ms: number, of: Expectation): Promise<boolean> => {
    const result = await settle(network, title, ms + slackMs, of);
    steps.push(result);
    told(result);
    return result.passed;
  };
  const meetMs = timings.reconnectIntervalMs + 3 * timings.pullIntervalMs;
  const everybody = new Map(nodes.map((node) => [node, 'alive' as Expected]));
  if (!(await step('all know one another', meetMs, everybody))) return steps;
  const offers = await settleOffers(network, 3 * timings.pullIntervalMs + slackMs);
  steps.push(offers);
  told(offers);
  if (!offers.passed) return steps;

  // In this order: the peer that others bootstrapped from goes last.
  for (const victim of [...nodes].reverse()) {
    const without = new Map(everybody).set(victim, 'dead');
    await victim.kill();
    const deathMs = 1.1 * timings.aliveExpirationTimeoutMs;
    if (!(await step(`${victim.name} killed: all others declare it dead`, deathMs, without)))
      return steps;
    await victim.restart();
    if (!(await step(`${victim.name} restarted: all know one another`, meetMs, everybody)))
      return steps;
  }
  return steps;
}

/** What every running peer must know of each other one. A peer expected dead does not run. */
type Expectation = ReadonlyMap<NetworkNode, Expected>;

async function settle(
  network: LiveNetwork,
  title: string,
  allowedMs: number,
  expectation: Expectation,
): Promise<Step> {
  const begun = performance.now();
  for (;;) {
    const seen = await Promise.all(
      network.nodes
        .filter((node) => expectation.get(node) === 'alive')
        .map((node) => look(network, node, expectation)),
    );
    const tookMs = Math.round(performance.now() - begun);
    const passed = seen.every((view) => view.asExpected);
    if (passed || tookMs >= allowedMs) {
      return { title, passed, tookMs, allowedMs, views: seen.map((view) => view.line) };
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Every peer offers the identities of all by pull: each has pulled those of the others. */
async function settleOffers({ nodes, observer }: LiveNetwork, allowedMs: number): Promise<Step> {
  const begun = performance.now();
  for (;;) {
    const lacking = await Promise.all(
      nodes.map(async (node) => {
        const offered = await observer.offered(node.endpoint);
        return nodes.filter(({ credentials }) => !offered?.has(hex(credentials.pkiId)));
      }),
    );
    const tookMs = Math.round(performance.now() - begun);
    const passed = lacking.every(({ length }) => length === 0);
    if (passed || tookMs >= allowedMs) {
      const views = nodes.map(
        ({ name }, index) =>
          `${name}: lacks ${lacking[index]!.map((other) => other.name).join(', ') || 'nobody'}`,
      );
      return { title: 'all offer the identities of all', passed, tookMs, allowedMs, views };
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function look(
  { nodes, observer }: LiveNetwork,
  node: NetworkNode,
  expectation: Expectation,
): Promise<{ asExpected: boolean; line: string }> {
  const sources = [await observer.ask(node.endpoint), node.query?.()];
  const others = nodes.filter((other) => other !== node);
  const told = others.map((other) => {
    const pkiId = hex(other.credentials.pkiId);
    const answers = sources.flatMap((source, index) =>
      source === undefined && index === 1
        ? []
        : [source?.alive.has(pkiId) ? 'alive' : source?.dead.has(pkiId) ? 'dead' : 'unknown'],
    );
    const isExpected = answers.every((answer) => answer === expectation.get(other));
    return { text: `${other.name} ${[...new Set(answers)].join(' and ')}`, isExpected };
  });
  return {
    asExpected: told.every(({ isExpected }) => isExpected),
    line: `${node.name}: ${told.map(({ text }) => text).join(', ')}`,
  };
}
