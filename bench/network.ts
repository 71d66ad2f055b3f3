/**
 * The whole protocol in the simulator, with Fabric's default timings and symbolic cryptography: how many
 * envelopes a second it delivers, how much faster than the clock it runs, what a peer takes of memory.
 */
import { performance } from 'node:perf_hooks';
import type { SimulationObserver } from '../src/simulator/node.js';
import { createNetwork } from '../src/simulator/scenario/network.js';
import { peerNames, type Scenario, scenarioOf } from '../src/simulator/scenario/scenario.js';
import type { BenchRow } from './measure.js';
import { operatorNetwork } from './operator/network.js';

/** Virtual time in which the network finds itself before anything is measured, ms. */
const WARM_UP_MS = 20_000;
const MEASURED_MS = 10_000;
const BLOCK_EVERY_MS = 2_000;

/** One organisation and one channel. */
const oneChannel = (peers: number): Scenario =>
  scenarioOf({
    name: `${peers} peers, 1 channel`,
    organisations: [{ name: 'Org1', peers, region: '', hidden: 0 }],
    channels: [{ name: 'ch1', organisations: ['Org1'], without: [] }],
    leadership: 'static',
  });

export interface Measured {
  readonly deliveries: number;
  readonly cpuSeconds: number;
  readonly virtualSeconds: number;
}

export interface NetworkMeasured {
  /** Nothing happens: only what a network says of itself. */
  readonly idle: Measured;
  /** A block on each channel every two seconds, and with it StateInfo of everybody. */
  readonly busy: Measured;
  /** In the end, beyond what there was before the first peer. */
  readonly heapBytes: number;
}

export function measure(scenario: Scenario): NetworkMeasured {
  let deliveries = 0;
  const observer: SimulationObserver = {
    received() {
      deliveries += 1;
    },
  };
  const network = createNetwork(scenario, { observers: [observer] });
  const { simulation } = network;
  const names = peerNames(scenario);
  const before = heapBytes();
  for (const name of names) {
    network.start(name);
    simulation.advance(Math.max(1, Math.floor(5_000 / names.length)));
  }
  simulation.advance(WARM_UP_MS);
  const phase = (beforeEach: () => void): Measured => {
    deliveries = 0;
    const cpuBefore = process.cpuUsage();
    for (let ms = 0; ms < MEASURED_MS; ms += BLOCK_EVERY_MS) {
      beforeEach();
      simulation.advance(BLOCK_EVERY_MS);
    }
    const cpu = process.cpuUsage(cpuBefore);
    const cpuSeconds = (cpu.user + cpu.system) / 1e6;
    return { deliveries, cpuSeconds, virtualSeconds: MEASURED_MS / 1_000 };
  };
  const idle = phase(() => {});
  const busy = phase(() => {
    for (const [channel, chain] of network.chains)
      simulation.ordering.append(channel, chain.append());
  });
  return { idle, busy, heapBytes: heapBytes() - before };
}

function heapBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What is wrong with the numbers of peers that were asked for, if anything is. */
export const problemOf = (sizes: readonly number[]): string | undefined =>
  sizes.includes(0) ? 'peers: expected 1 or more, got 0' : undefined;

export function run(sizes: readonly number[] = [10, 30, 100]): BenchRow[] {
  const scenarios = [...sizes.map(oneChannel), ...(sizes.length > 1 ? [operatorNetwork()] : [])];
  return scenarios.flatMap((scenario) => {
    const started = performance.now();
    const { idle, busy, heapBytes } = measure(scenario);
    const perPeer = (heapBytes / peerNames(scenario).length / 1024).toFixed(0);
    const seconds = ((performance.now() - started) / 1_000).toFixed(0);
    return [
      rowOf(`${scenario.name}, idle`, idle),
      rowOf(`${scenario.name}, blocks`, busy, `${perPeer} KiB a peer, ${seconds} s in all`),
    ];
  });
}

function rowOf(name: string, measured: Measured, more?: string): BenchRow {
  const { deliveries, cpuSeconds, virtualSeconds } = measured;
  return {
    name,
    ratio: `${(virtualSeconds / cpuSeconds).toFixed(virtualSeconds < cpuSeconds ? 2 : 1)}×`,
    detail: [
      'real time',
      `${Math.round(deliveries / cpuSeconds).toLocaleString('en')} deliveries a second of CPU`,
      `${Math.round(deliveries / virtualSeconds).toLocaleString('en')} a virtual second`,
      ...(more === undefined ? [] : [more]),
    ].join(', '),
  };
}
