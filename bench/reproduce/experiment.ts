/** Experiments with the peers themselves: one organisation, one channel, a static leader, many blocks. */

import type { Parameters } from '../../src/peer/parameters.js';
import type { LinkModel } from '../../src/simulator/link-model.js';
import type { Costs, SimulationObserver, Step } from '../../src/simulator/node.js';
import { createRun, type ScenarioRun } from '../../src/simulator/scenario/run.js';
import { peerNames, scenarioOf } from '../../src/simulator/scenario/scenario.js';

export interface Experiment {
  readonly peers: number;
  readonly blocks: number;
  /** Of each block. */
  readonly size?: number;
  readonly everyMs: number;
  /** When the first block comes; views are complete by then. */
  readonly fromMs: number;
  /** How long is waited after the last block. */
  readonly tailMs: number;
  readonly parameters: Partial<Parameters>;
  readonly links: Partial<LinkModel>;
  readonly costs?: Costs;
  readonly seed: number;
  readonly step?: Step;
}

export interface Outcome {
  readonly run: ScenarioRun;
  /** Of each block: peers that had it by push, the first one included. */
  readonly reached: readonly number[];
  /** Of each block: messages that carried it by push. */
  readonly transmissions: readonly number[];
  /** Of each block: when each peer had it, ms since the first, in rising order. */
  readonly times: readonly (readonly number[])[];
}

/** @throws Error if views were not complete when the first block came: then nothing can be said. */
export function experiment(options: Experiment): Outcome {
  const { peers, blocks, everyMs, fromMs, tailMs, parameters, links, costs, seed, step } = options;
  const scenario = scenarioOf({
    seed,
    duration: fromMs + blocks * everyMs + tailMs,
    startWithin: 4_000,
    organisations: [{ name: 'Org1', peers, region: '', hidden: 0 }],
    channels: [{ name: 'ch', organisations: ['Org1'], without: [] }],
    leadership: 'static',
    stateTransfer: false,
    parameters,
    blocks: [
      {
        channel: 'ch',
        from: fromMs,
        every: everyMs,
        count: blocks,
        size: options.size ?? 8,
        transactions: 1,
      },
    ],
    links,
    ...(costs && { costs }),
  });
  const sent = new Map<number, number>();
  const counter: SimulationObserver = {
    sent(_, __, { message }) {
      if (message?.content.case !== 'dataMsg') return;
      const number = Number(message.content.value.payload?.seqNum);
      sent.set(number, (sent.get(number) ?? 0) + 1);
    },
  };
  const steps = step && Object.fromEntries(peerNames(scenario).map((name) => [name, step]));
  const run = createRun(scenario, {
    invariants: false,
    traffic: false,
    observers: [counter],
    ...(steps && { steps }),
  });
  while (run.advance(100_000));
  const { completeMs } = run.measures.membership;
  if (completeMs === undefined || completeMs > fromMs)
    throw new Error(`views were complete at ${completeMs} ms, blocks began at ${fromMs} ms`);
  const { spreads } = run.measures.blocks;
  return {
    run,
    reached: spreads.map(({ sources }) => sources.push + sources.orderer),
    transmissions: spreads.map(({ number }) => sent.get(number) ?? 0),
    times: spreads.map(({ receivedMs, firstMs }) =>
      [...receivedMs.values()].map((at) => at - (firstMs ?? 0)).sort((a, b) => a - b),
    ),
  };
}
