/** What the simulator measures: kinds of messages, distributions, spreads, redundancy, false deaths. */

import { describe, expect, it } from 'vitest';
import type { BlockSpread } from '../../src/simulator/measure/blocks.js';
import {
  distributionOf,
  quantile,
  standardErrorOf,
} from '../../src/simulator/measure/distribution.js';
import { messageKindOf } from '../../src/simulator/measure/message-kind.js';
import { timeToShare } from '../../src/simulator/measure/report.js';
import { runScenario } from '../../src/simulator/scenario/run.js';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';
import { signedOf } from '../../src/simulator/sent.js';
import { fc } from '../support/drawing.js';

const organisations = [{ name: 'Org1', peers: 4, region: '', hidden: 1 }];
const channels = [{ name: 'ch', organisations: ['Org1'], without: [] }];

describe('kinds of messages', () => {
  it('are read off the bytes as they are decoded', () => {
    const kinds = new Set<string>();
    runScenario(
      scenarioOf({
        organisations: [...organisations, { name: 'Org2', peers: 2, region: '', hidden: 0 }],
        channels: [{ name: 'ch', organisations: ['Org1', 'Org2'], without: [] }],
        blocks: [
          { channel: 'ch', from: 30_000, every: 300, count: 40, size: 300, transactions: 2 },
        ],
        faults: [
          { kind: 'crash', at: 31_000, until: 45_000, peer: 'peer3.Org1', keeps: 'nothing' },
        ],
        leadership: 'static',
        duration: 90_000,
        // Too few for pull to bring what a crash has cost.
        parameters: { maxBlockCountToStore: 2 },
      }),
      {
        observers: [
          {
            sent(_, __, sent) {
              const kind = signedOf(sent)!.message.content.case ?? 'none';
              expect(messageKindOf(sent.bytes)).toBe(kind);
              kinds.add(kind);
            },
          },
        ],
      },
    );
    for (const kind of [
      'aliveMsg',
      'memReq',
      'memRes',
      'conn',
      'dataMsg',
      'hello',
      'stateInfo',
      'stateSnapshot',
      'stateInfoPullReq',
      'stateRequest',
      'stateResponse',
    ])
      expect(kinds).toContain(kind);
  });
  it('are none in bytes that are no envelope, whatever they are', () => {
    expect(messageKindOf(new Uint8Array())).toBe('none');
    expect(messageKindOf(Uint8Array.of(8, 1))).toBe('none');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(typeof messageKindOf(Uint8Array.of(0x0a, ...bytes))).toBe('string');
      }),
    );
  });
});

describe('distributions', () => {
  it('have mean, deviation and quantiles by nearest rank', () => {
    const sample = distributionOf([4, 1, 3, 2])!;
    expect(sample).toMatchObject({ count: 4, mean: 2.5, least: 1, median: 2, p95: 4, most: 4 });
    expect(sample.deviation).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(standardErrorOf(sample)).toBeCloseTo(Math.sqrt(5 / 3) / 2, 12);
    expect(distributionOf([])).toBeUndefined();
    expect([0.01, 0.5, 0.75, 1].map((share) => quantile([1, 2, 3, 4], share))).toEqual([
      1, 2, 3, 4,
    ]);
  });
});

describe('spreads of blocks', () => {
  const spread = {
    firstMs: 100,
    receivedMs: new Map([
      ['a', 100],
      ['b', 130],
      ['c', 110],
    ]),
  };
  it('tell when so many peers had a block, from the first one on', () => {
    const at = (count: number) => timeToShare(spread as unknown as BlockSpread, count);
    expect([1, 2, 3, 4].map(at)).toEqual([0, 10, 30, undefined]);
  });

  it('count every receipt once, by its source, with hops and redundancy', () => {
    const { blocks } = runScenario(
      scenarioOf({
        organisations,
        channels,
        leadership: 'static',
        duration: 60_000,
        blocks: [{ channel: 'ch', from: 40_000, every: 500, count: 8, size: 10, transactions: 1 }],
      }),
    ).report();
    expect(blocks.made).toBe(8);
    expect(blocks.receivedByAll).toBe(8);
    expect(blocks.sources).toEqual({ push: 24, pull: 0, transfer: 0, orderer: 8 });
    // The leader pushes to all three, and each of them to the two that did not send it.
    expect(blocks.redundancy).toBeCloseTo((3 + 3 * 2) / 3 - 1, 12);
    expect(blocks.hops).toMatchObject({ count: 32, least: 0, most: 1 });
    expect(blocks.reach.at(-1)).toEqual({ ms: 20_000, share: 1 });
    expect(blocks.spread.find(({ share }) => share === 100)!.ms!.mean).toBeCloseTo(11, 5);
  });
});

describe('false deaths', () => {
  it('are counted where somebody is declared dead who is there and can be reached', () => {
    const scenario = scenarioOf({
      organisations,
      duration: 60_000,
      // So much is lost that silence means little.
      faults: [{ kind: 'loss', at: 20_000, until: 50_000, share: 0.9 }],
      parameters: { aliveExpirationTimeout: 8_000 },
    });
    const { falseDeathCount, falseDeaths } = runScenario(scenario).report().membership;
    expect(falseDeathCount).toBeGreaterThan(0);
    expect(falseDeaths[0]!.atMs).toBeGreaterThan(20_000);
    expect(runScenario({ ...scenario, faults: [] }).report().membership.falseDeathCount).toBe(0);
  });
});
