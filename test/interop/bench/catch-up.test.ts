/** A catch-up of the reference alone, by the built program, and the transactions of which its blocks consist. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CatchUp, measureCatchUp } from '../../../interop/fabric/bench/catch-up.js';
import { referenceSide } from '../../../interop/fabric/bench/side.js';
import { createWorld } from '../../../interop/fabric/bench/world.js';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { parseTransaction } from '../../../src/ledger/transaction.js';

const BLOCKS = 30;

async function inFolder<T>(play: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
  try {
    return await play(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('catch-up', () => {
  it('its transactions have the size asked for, a sound id, and no action', () =>
    inFolder(async (folder) => {
      const world = await createWorld(folder, ['one']);
      try {
        for (const envelope of world.envelopes(5, 1_024)) {
          expect(Math.abs(envelope.length - 1_024)).toBeLessThanOrEqual(4);
          const transaction = parseTransaction(nodeCrypto, envelope);
          expect([transaction.type, transaction.isTxIdDerived]).toEqual(['endorser', true]);
        }
        expect(() => world.envelopes(1, 100)).toThrow(/is the least/);
        await world.orderAll(world.envelopes(3, 1_024), new AbortController().signal);
        expect(world.next()).toBe(4);
      } finally {
        await world.close();
      }
    }));

  it.skipIf(!existsSync('dist'))(
    'of the built reference: every block, from a peer of its own, and nothing runs afterwards',
    () =>
      inFolder(async (folder) => {
        const told: CatchUp[] = [];
        const options = {
          blocks: BLOCKS,
          blockBytes: 1_024,
          batchSize: 10,
          rounds: 1,
          mixed: true,
        };
        const { signal } = new AbortController();
        const sides = [referenceSide()];
        const results = await measureCatchUp(sides, folder, options, signal, (one) => {
          told.push(one);
        });
        expect(results).toEqual(told);
        const [result] = results;
        expect(results).toHaveLength(1);
        expect([result!.fresh, result!.source]).toEqual(['reference', 'reference']);
        expect(result!.blocksASecond).toBeCloseTo((BLOCKS - 1) / result!.seconds);
        expect(result!.commitSeconds).toBeGreaterThan(0);
        expect(result!.ledgerSeconds).toBeUndefined();
      }),
    180_000,
  );
});
