/** How long blocks take to 50 ... 100 of 100 peers with push and pull at Fabric's defaults. */
import {
  type Distribution,
  distributionOf,
  standardErrorOf,
} from '../../src/simulator/measure/distribution.js';
import { experiment } from './experiment.js';
import { type ModelOptions, modelTimes } from './model.js';
import type { Row } from './rows.js';

const SHARES = [50, 75, 90, 95, 99, 100] as const;

/** Means in ms: computed with Fabric's flush, whose 10 ms have partly passed when a message comes. */
const PUBLISHED: Readonly<Record<(typeof SHARES)[number], number>> = {
  50: 30,
  75: 37,
  90: 108,
  95: 1_090,
  99: 3_570,
  100: 4_310,
};
const PUBLISHED_RUNS = 4_000;

const model: Omit<ModelOptions, 'wait' | 'seed'> = {
  peers: 100,
  fanout: 3,
  delay: [1.5, 4.5],
  pullIntervalMs: 4_000,
  digestWaitMs: 1_000,
  pullPeers: 3,
  runs: PUBLISHED_RUNS,
};

const timesAt = (times: readonly (readonly number[])[], share: number): Distribution =>
  distributionOf(times.map((run) => run[share - 1] ?? Number.NaN))!;

export function timeRows(blocks: number, told: (what: string) => void): Row[] {
  told('the model with the residual flush of Fabric');
  const residual = modelTimes({ ...model, wait: { residual: 10 }, seed: 1 });
  told('the model with the full flush of PUSH-1');
  const full = modelTimes({ ...model, wait: { full: 10 }, seed: 2 }).map((run) =>
    // Peers tell whole milliseconds.
    run.map(Math.floor),
  );
  told(`push and pull: ${blocks} blocks to 100 peers, 7 s apart`);
  const { times } = experiment({
    peers: 100,
    blocks,
    everyMs: 7_000,
    fromMs: 130_000,
    tailMs: 7_000,
    // Fabric's, but for what would put other messages into the flushes.
    parameters: {
      aliveTimeInterval: 60_000,
      aliveExpirationTimeout: 300_000,
      publishCertPeriod: 120_000,
      publishStateInfoInterval: 60_000,
    },
    links: { latency: { uniform: [1.5, 4.5] } },
    seed: 1,
  });
  return SHARES.flatMap((share): Row[] => {
    const ofModel = timesAt(residual, share);
    const expected = timesAt(full, share);
    const measured = timesAt(times, share);
    return [
      {
        figure: `ms to ${share} of 100 peers: the model against the table`,
        expected: PUBLISHED[share],
        measured: ofModel.mean,
        // The table has as many runs, and three digits.
        tolerance:
          3 * Math.SQRT2 * standardErrorOf(ofModel) +
          0.5 * 10 ** Math.max(0, Math.floor(Math.log10(PUBLISHED[share])) - 2),
        sample: ofModel.count,
        source: 'computed table, residual flush',
        surety: 'C',
      },
      {
        figure: `ms to ${share} of 100 peers: the peers against the model`,
        expected: expected.mean,
        measured: measured.mean,
        tolerance:
          3 * Math.hypot(standardErrorOf(expected), expected.deviation / Math.sqrt(measured.count)),
        sample: measured.count,
        source: 'model, full flush (PUSH-1)',
        surety: 'C',
      },
    ];
  });
}
