/** A scenario as it is lived through: its network, what is measured, and what must hold. */
import type { TraceLine } from '../../peer/trace.js';
import { HeaderType } from '../../wire/gen/common/common_pb.js';
import { signedEnvelope } from '../../wire/transaction/signed-envelope.js';
import { createSeededBits } from '../choose-seeded.js';
import { type Breach, watchInvariants } from '../invariants/watch.js';
import { measureBlocks } from '../measure/blocks.js';
import { measureLeaders } from '../measure/leaders.js';
import { measureMembership } from '../measure/membership.js';
import { type Measures, reportOf, type SimulationReport } from '../measure/report.js';
import { measureTraffic } from '../measure/traffic.js';
import type { SimulationObserver, Step } from '../node.js';
import { withDrawnFaults } from './draw-faults.js';
import type { Fault } from './faults.js';
import { createNetwork, type Network, SCENARIO_START_MS } from './network.js';
import { armFaults } from './perform-faults.js';
import type { BlockSchedule, Scenario } from './scenario.js';
import { ORDERER } from './trust.js';

export interface RunOptions {
  readonly onTrace?: (line: TraceLine) => void;
  readonly onFault?: (fault: Fault, what: 'begins' | 'ends', atMs: number) => void;
  /** Whether invariants are watched. Default true; without, large networks run faster. */
  readonly invariants?: boolean;
  /** Whether messages and bytes are counted; for their sizes each is encoded. Default true. */
  readonly traffic?: boolean;
  /** Whether the run ends at the first breach of an invariant. Default true. */
  readonly stopsAtBreach?: boolean;
  /** Peers that are broken on purpose, by name. */
  readonly steps?: Readonly<Record<string, Step>>;
  readonly observers?: readonly SimulationObserver[];
}

export interface ScenarioRun {
  /** With every random fault written out. */
  readonly scenario: Scenario;
  readonly network: Network;
  readonly measures: Measures;
  /** Since the start, ms. */
  readonly atMs: number;
  readonly breaches: readonly Breach[];
  /** *Eventually* invariants that were not judged, and why. Known at the end. */
  readonly notJudged: readonly { readonly id: string; readonly why: string }[];
  /** *Sometimes* invariants that came about. */
  readonly reached: readonly string[];
  /** Goes on for so many events; false once it is over. */
  advance(eventsMax: number): boolean;
  report(): SimulationReport;
}

export function createRun(given: Scenario, options: RunOptions = {}): ScenarioRun {
  const scenario = withDrawnFaults(given);
  const { onTrace, stopsAtBreach = true } = options;
  const startMs = SCENARIO_START_MS;
  const measures: Measures = {
    traffic: measureTraffic(),
    membership: measureMembership(() => network, startMs),
    blocks: measureBlocks(() => network, startMs),
    leaders: measureLeaders(startMs),
  };
  const watch =
    options.invariants === false ? undefined : watchInvariants(() => network, measures, startMs);
  let seq = 0;
  const { traffic, ...others } = measures;
  const observers: SimulationObserver[] = Object.values(others).map(({ observer }) => observer);
  if (options.traffic !== false) observers.push(traffic.observer);
  if (watch !== undefined) observers.push(...watch.observers);
  if (options.observers !== undefined) observers.push(...options.observers);
  if (onTrace !== undefined)
    observers.push({
      trace: (node, trace, atMs) => onTrace({ v: 1, seq: ++seq, atMs, peer: node.name, trace }),
    });
  const network: Network = createNetwork(scenario, {
    observers,
    ...(options.steps && { steps: options.steps }),
  });
  const { simulation } = network;
  exclude(scenario, measures);
  armStarts(network);
  for (const schedule of scenario.blocks) armBlocks(network, measures, schedule);
  armFaults(network, (fault, what) => {
    if (fault.kind === 'expire' || fault.kind === 'revoke') measures.membership.exclude(fault.peer);
    options.onFault?.(fault, what, simulation.clock.now() - startMs);
  });
  const endMs = startMs + scenario.duration;
  let isOver = false;
  return {
    scenario,
    network,
    measures,
    get atMs() {
      return simulation.clock.now() - startMs;
    },
    get breaches() {
      return watch?.breaches ?? [];
    },
    get notJudged() {
      return watch?.notJudged ?? [];
    },
    get reached() {
      return [...(watch?.reached ?? [])].sort();
    },
    advance(eventsMax) {
      if (isOver) return false;
      const fired = simulation.advanceSome(endMs, eventsMax);
      if (stopsAtBreach && watch !== undefined && watch.breaches.length > 0) isOver = true;
      else if (fired < eventsMax) {
        isOver = true;
        watch?.judgeEnd();
      }
      return !isOver;
    },
    report: () => reportOf(network, measures, simulation.clock.now() - startMs),
  };
}

/** Lives a scenario through to its end, or to the first breach. */
export function runScenario(scenario: Scenario, options: RunOptions = {}): ScenarioRun {
  const run = createRun(scenario, options);
  while (run.advance(10_000));
  return run;
}

/** Nobody need know those who are faulty all along. */
function exclude({ faults }: Scenario, { membership }: Measures): void {
  for (const fault of faults) if (fault.kind === 'byzantine') membership.exclude(fault.peer);
}

function armStarts({ scenario, simulation, names, start }: Network): void {
  const bits = createSeededBits(scenario.seed ^ 0x57a7);
  for (const name of names)
    simulation.clock.after(Math.floor((bits() / 2 ** 32) * scenario.startWithin), () => {
      if (!simulation.isRunning(name)) start(name);
    });
}

function armBlocks(
  { scenario, simulation, chains, trust }: Network,
  { blocks }: Measures,
  schedule: BlockSchedule,
): void {
  const { channel, from, every, count, size, transactions } = schedule;
  const chain = chains.get(channel)!;
  const author = {
    identity: trust.ordererIdentity,
    sign: (message: Uint8Array) => trust.crypto.signerOf(ORDERER.name).sign(message),
  };
  const make = (made: number) => {
    const number = chain.blocks.length;
    const content = Array.from({ length: transactions }, (_, index) =>
      signedEnvelope(
        {
          type: HeaderType.MESSAGE,
          channel,
          nowMs: simulation.clock.now(),
          nonce: new Uint8Array(24),
          data: dataOf(Math.ceil(size / transactions), number, index),
        },
        author,
      ),
    );
    const block = chain.append(content);
    blocks.made(channel, number, simulation.clock.now());
    simulation.ordering.append(channel, block);
    if (made + 1 < count) simulation.clock.after(every, () => make(made + 1));
  };
  if (count > 0 && from < scenario.duration) simulation.clock.after(from, () => make(0));
}

/** Different for every transaction, so that no two blocks have the same data. */
function dataOf(size: number, number: number, index: number): Uint8Array {
  const data = new Uint8Array(Math.max(8, size));
  new DataView(data.buffer).setUint32(0, number);
  new DataView(data.buffer).setUint32(4, index);
  return data;
}
