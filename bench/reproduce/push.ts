/** Infect-and-die push: who is reached, with how many messages, at fanouts 2 to 10. */
import { distributionOf } from '../../src/simulator/measure/distribution.js';
import { experiment } from './experiment.js';
import { limitReach, reachOf } from './final-size.js';
import type { Row } from './rows.js';

const PEERS = 100;

/**
 * Blocks far enough apart that no two are pushed together (PUSH draws once for all blocks of a flush), and
 * stores that hold all of them: what is measured is push alone. Everything else is slow enough not to matter.
 */
const parameters = {
  aliveTimeInterval: 10_000,
  aliveExpirationTimeout: 100_000,
  publishStateInfoInterval: 15_000,
  pullInterval: 12_000,
  publishCertPeriod: 100_000,
  blockBufferSize: 10_000,
  maxBlockCountToStore: 1_000,
};

export function pushOf(fanout: number, blocks: number, seed: number) {
  return experiment({
    peers: PEERS,
    blocks,
    everyMs: 250,
    fromMs: 70_000,
    tailMs: 2_000,
    parameters: { ...parameters, propagatePeerNum: fanout },
    links: { latency: 1 },
    seed,
  });
}

/** `told` hears of what is being done. */
export function pushRows(blocks: number, told: (what: string) => void): Row[] {
  const rows: Row[] = [];
  for (let fanout = 2; fanout <= 10; fanout++) {
    const isMain = fanout === 3;
    const count = isMain ? 3 * blocks : blocks;
    told(`push at fanout ${fanout}: ${count} blocks to ${PEERS} peers`);
    const { reached, transmissions } = pushOf(fanout, count, fanout);
    const { mean, deviation, transmissions: expectedSent } = reachOf(PEERS, fanout);
    const measured = distributionOf(reached)!;
    const sent = distributionOf(transmissions)!;
    const limit = (100 * limitReach(fanout)).toFixed(2);
    rows.push({
      figure: `reached of ${PEERS}, fanout ${fanout} (s = e^(-f(1-s)) gives ${limit} % without end)`,
      expected: mean,
      measured: measured.mean,
      tolerance: (3 * deviation) / Math.sqrt(count),
      sample: count,
      source: 'exact final size of infect-and-die, n = 100',
      surety: 'C',
    });
    if (!isMain) continue;
    rows.push(
      {
        figure: 'the same, standard deviation (recalled from ICDCS 2020: 2.6)',
        expected: deviation,
        measured: measured.deviation,
        tolerance: (3 * deviation) / Math.sqrt(2 * (count - 1)),
        sample: count,
        source: 'exact final size',
        surety: 'C',
      },
      {
        figure: 'reached, 94.4 of 100 peers at fanout 3',
        expected: 94.4,
        measured: measured.mean,
        tolerance: (3 * 2.55) / Math.sqrt(count),
        sample: count,
        source: 'recomputed from ICDCS 2020, arXiv 2004.07060 (94 recalled)',
        surety: 'C',
      },
      {
        figure: 'transmissions, sender left out after the draw',
        expected: 280.5,
        measured: sent.mean,
        tolerance: (3 * sent.deviation) / Math.sqrt(count),
        sample: count,
        source: `recomputed with Fabric's rule since FAB-2641; exact ${expectedSent.toFixed(2)}`,
        surety: 'C',
      },
      {
        figure: 'transmissions, sender not left out: 3 for each peer reached',
        expected: 283.2,
        measured: fanout * measured.mean,
        tolerance: (3 * fanout * measured.deviation) / Math.sqrt(count),
        sample: count,
        source: 'recomputed; 282 recalled from ICDCS 2020',
        surety: 'C',
      },
      redundancyRow(reached, transmissions),
    );
  }
  return rows;
}

/** RMR = m / (n - 1) - 1, over those that were reached (Plumtree, 2007). */
function redundancyRow(reached: readonly number[], transmissions: readonly number[]): Row {
  const each = distributionOf(transmissions.map((sent, i) => sent / (reached[i]! - 1) - 1))!;
  return {
    figure: 'redundancy (RMR) of push at fanout 3',
    expected: 2.0,
    measured: each.mean,
    tolerance: Math.max(0.01, (3 * each.deviation) / Math.sqrt(each.count)),
    sample: each.count,
    source: 'computed from 280.5 and 94.4: about 2.0; one in the last place',
    surety: 'C',
  };
}
