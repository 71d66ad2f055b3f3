/** Tests that draw what they try: with one seed, so that none passes or fails by chance. */
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { fc, seedOf } from '../support/drawing.js';

describe('drawn tests', () => {
  it('have one seed, unless another one is asked for', () => {
    expect(seedOf(undefined)).toBe(1);
    expect(seedOf('-7')).toBe(-7);
    expect(seedOf('random')).toBeUndefined();
    expect(() => seedOf('one')).toThrow('DRAW_SEED one: expected a whole number or random');
  });
  it.skipIf(process.env.DRAW_SEED === 'random')('draw the same each time', () => {
    const drawn = () => {
      const all: number[] = [];
      fc.assert(fc.property(fc.nat(), (n) => void all.push(n)));
      return all;
    };
    expect(drawn()).toEqual(drawn());
    expect(new Set(drawn()).size).toBeGreaterThan(50);
  });
  it('have it all', () => {
    const files = globSync('test/**/*.ts', { cwd: process.cwd() });
    expect(files.length).toBeGreaterThan(300);
    const own = files.filter((file) => /^import .*'fast-check'/m.test(readFileSync(file, 'utf8')));
    expect(own).toEqual(['test/support/drawing.ts']);
  });
});
