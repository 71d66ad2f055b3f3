/** Blocks are cut where Fabric's block cutter cuts them. */

import { describe, expect, it } from 'vitest';
import { addTransaction, type Batch, createCutter, cut } from '../../src/orderer/cutter.js';
import type { BatchSettings } from '../../src/orderer/settings.js';
import { fc } from '../support/drawing.js';

const settings: BatchSettings = {
  timeoutMs: 2_000,
  messageCountMax: 3,
  preferredBytesMax: 100,
  absoluteBytesMax: 1_000,
};
const transaction = (n: number): Uint8Array => Uint8Array.of(n);
const names = (batches: readonly Batch[]) => batches.map((batch) => batch.map(([n]) => n));

describe('the cutter', () => {
  it('ORDR-10, ORDR-12: waits while neither count nor bytes are full', () => {
    const cutter = createCutter();
    expect(addTransaction(cutter, settings, transaction(1), 50)).toEqual([]);
    expect(addTransaction(cutter, settings, transaction(2), 50)).toEqual([]);
    expect(names(cut(cutter))).toEqual([[1, 2]]);
    expect(cut(cutter)).toEqual([]);
  });

  it('ORDR-12: cuts with the transaction that fills the count', () => {
    const cutter = createCutter();
    addTransaction(cutter, settings, transaction(1), 1);
    addTransaction(cutter, settings, transaction(2), 1);
    expect(names(addTransaction(cutter, settings, transaction(3), 1))).toEqual([[1, 2, 3]]);
    expect(cutter).toEqual(createCutter());
  });

  it('ORDR-10: cuts before a transaction that would exceed the preferred bytes, which then waits', () => {
    const cutter = createCutter();
    addTransaction(cutter, settings, transaction(1), 60);
    expect(names(addTransaction(cutter, settings, transaction(2), 41))).toEqual([[1]]);
    expect(cutter).toEqual({ waiting: [transaction(2)], waitingBytes: 41 });
  });

  it('ORDR-11: gives a transaction above the preferred bytes a block of its own, after what waited', () => {
    const cutter = createCutter();
    addTransaction(cutter, settings, transaction(1), 1);
    expect(names(addTransaction(cutter, settings, transaction(2), 101))).toEqual([[1], [2]]);
    expect(names(addTransaction(cutter, settings, transaction(3), 101))).toEqual([[3]]);
  });

  it('ORDR-I3: keeps every transaction, in order, in blocks within the limits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 60 }), (sizes) => {
        const cutter = createCutter();
        const batches = sizes.flatMap((size, i) =>
          addTransaction(cutter, settings, transaction(i), size),
        );
        const all = names([...batches, ...cut(cutter)]);
        expect(all.flat()).toEqual(sizes.map((_, i) => i));
        for (const batch of all) {
          const bytes = batch.reduce((sum: number, i) => sum + sizes[i!]!, 0);
          expect(batch.length).toBeLessThanOrEqual(settings.messageCountMax);
          expect(bytes <= settings.preferredBytesMax || batch.length === 1).toBe(true);
        }
      }),
    );
  });
});
