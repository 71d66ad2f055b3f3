/** Threads that end at any moment: what they have begun to write keeps nobody waiting. */
import { describe, expect, it } from 'vitest';
import { createFingerprints } from '../../src/checker/fingerprint.js';
import { machineModel } from '../../src/checker/machines/machine-model.js';
import { twoPhaseCommit } from '../../src/checker/models/two-phase-commit.js';
import { exploreBeside } from '../../src/checker/parallel/beside.js';
import { createMemory, partTablesOf } from '../../src/checker/parallel/memory.js';
import { createParts } from '../../src/checker/parallel/parts.js';
import {
  createSharedVisited,
  createSlots,
  moveShare,
} from '../../src/checker/parallel/shared-visited.js';
import { manyParts } from '../support/many-parts.js';

/** A number of a slot in its upper bits. */
const LOW = 0x12345678;

describe('a table of states', () => {
  it('CHEK-51: waits for no thread that has ended between two halves', () => {
    const slots = createSlots();
    const visited = createSharedVisited(slots);
    const prints = new Int32Array(slots);
    visited.add(LOW, 7);
    const slot = prints.indexOf(LOW) / 2;
    // As it stands after the first half.
    prints[2 * slot + 1] = 0;
    expect(visited.add(LOW, 8)).toBe(true);
    expect(visited.add(LOW, 8)).toBe(false);
    expect(visited.add(LOW, 7)).toBe(true);
    expect(visited.add(LOW, 7)).toBe(false);
  });

  it('CHEK-51: moves no half of a state to a larger one', () => {
    const slots = createSlots();
    createSharedVisited(slots).add(LOW, 7);
    const prints = new Int32Array(slots);
    prints[prints.indexOf(7)] = 0;
    const larger = createSlots(14);
    moveShare(slots, createSharedVisited(larger), { at: 0, of: 1 });
    expect(new Int32Array(larger).every((word) => word === 0)).toBe(true);
  });

  it('CHEK-50: takes each state once, a half of 0 too', () => {
    const visited = createSharedVisited(createSlots());
    for (const [low, high] of [
      [0, 0],
      [0, 5],
      [5, 0],
      [-1, -1],
    ] as const) {
      expect(visited.add(low, high)).toBe(true);
      expect(visited.add(low, high)).toBe(false);
    }
  });
});

describe('a table of parts', () => {
  it('CHEK-52: waits for no thread that has ended while it wrote', () => {
    const model = machineModel(twoPhaseCommit(3));
    const memory = createMemory(model.width, 2);
    const parts = createParts(model, createFingerprints(model), memory);
    // A record that is taken, and never made known.
    Atomics.add(partTablesOf(memory).taken, 0, 1);
    const [initial] = model.initial;
    parts.start(initial!);
    const words = new Int32Array(model.width);
    const before = words.slice();
    parts.toCommon(initial!, before, 0, before, 0);
    const next = initial!.slice();
    model.expand(initial!, next, () => {
      parts.toCommon(next, words, 0, before, 0);
      const own = next.slice();
      parts.toOwn(words, 0, own);
      expect(own).toEqual(next);
    });
    expect(words).not.toEqual(before);
  });

  it('CHEK-50: grows while shares use it', () => {
    const total = 20_000;
    const found = exploreBeside(
      () => manyParts(total),
      2,
      {},
      () => 61,
    ).summary;
    expect(found).toMatchObject({ distinct: total, generated: total, ended: 'all' });
  });

  it('CHEK-53, CHEK-54: ends when it is nearly full, and somebody with more room goes on', () => {
    const total = 5_000;
    const make = () => manyParts(total);
    const full = exploreBeside(make, 2, {}, () => 61, { partsMax: 1 << 12 });
    expect(full.summary.ended).toBe('memory');
    expect(full.summary.distinct).toBeGreaterThan(3_000);
    expect(full.judgements[0]!.verdict).toBe('open');
    const saved = structuredClone(full.save());
    const goesOn = exploreBeside(make, 3, {}, () => 61, { saved }).summary;
    expect(goesOn).toMatchObject({ distinct: total, generated: total, ended: 'all' });
  });

  it('CHEK-52: makes as many parts as it takes where a share joins late', () => {
    const [chains, length] = [16, 10_000];
    const total = 1 + chains * length;
    const make = () => manyParts(total, { chains });
    const found = exploreBeside(make, 2, {}, () => 3, { late: length - 50 }).summary;
    expect(found).toMatchObject({ distinct: total, generated: total, ended: 'all' });
  });
});
