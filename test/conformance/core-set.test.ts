/** The set that `npm start` plays: real cases, some of everything. */
import { describe, expect, it } from 'vitest';
import { CORE_IDS, inSet } from '../../conformance/core-set.js';
import { CASES } from '../../conformance/registry.js';

const core = inSet(CASES, 'core');
const chapterOf = (id: string): string => id.split('/')[0]!;

describe('the core set', () => {
  it('has only cases that exist, some 150', () => {
    expect(core.map(({ id }) => id).toSorted()).toEqual([...CORE_IDS].toSorted());
    expect(core.length).toBeGreaterThan(120);
    expect(core.length).toBeLessThan(180);
  });
  it('has cases of every chapter', () => {
    const chapters = new Set(CASES.map(({ id }) => chapterOf(id)));
    expect([...chapters].filter((c) => !core.some(({ id }) => chapterOf(id) === c))).toEqual([]);
  });
  it('has cases for the features that make a topology', () => {
    const features = new Set(core.flatMap(({ needs = [] }) => needs));
    for (const feature of ['timings', 'restart', 'multi-org', 'channels', 'delivery', 'rejects']) {
      expect(features).toContain(feature);
    }
  });
  it('has cases on a node of their own, on a shared one, and on several', () => {
    expect(core.some(({ node }) => node === 'shared')).toBe(true);
    expect(core.some(({ node }) => node !== 'shared')).toBe(true);
    expect(core.filter(({ id }) => chapterOf(id) === 'network').length).toBeGreaterThan(1);
  });
  it('judges something in every profile', () => {
    for (const profile of ['fabric-2.5', 'fabric-3.1', 'hardened'] as const) {
      const held = core.filter(({ profiles }) => !profiles || profiles.includes(profile));
      expect(held.length).toBeGreaterThan(100);
    }
  });
});

it('without a name all cases are meant', () => {
  expect(inSet(CASES, undefined)).toBe(CASES);
  expect(inSet(CASES, 'all')).toBe(CASES);
});
