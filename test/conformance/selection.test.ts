/** Which cases a command line means, and what it is told when it means none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Case, defineCase, type Level } from '../../conformance/harness/case.js';
import { CASES } from '../../conformance/registry.js';
import { choose, select } from '../../conformance/selection.js';
import { parseShard, shardOf } from '../../conformance/shards.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-selection-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (text: string): string => {
  const path = join(folder, 'patterns');
  writeFileSync(path, text);
  return `@${path}`;
};

const one = (id: string, other: Partial<Case> = {}): Case =>
  defineCase({
    id,
    clauses: ['LINK-1'],
    level: 'MUST',
    title: 'a peer is named',
    run: async () => {},
    ...other,
  });
const idsOf = (cases: readonly Case[]) => cases.map(({ id }) => id);
const levels: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];
const some = levels.map((level) => one(`link/${level.toLowerCase()}`, { level }));

describe('a pattern', () => {
  const count = (pattern: string) => select(CASES, [pattern]).length;
  it('selects by id, chapter, clause and area', () => {
    expect(count('link/ping-answered-without-handshake')).toBe(1);
    expect(count('link')).toBe(CASES.filter(({ id }) => id.startsWith('link/')).length);
    expect(count('link/handshake-*')).toBeGreaterThan(10);
    expect(idsOf(select(CASES, ['LINK-21']))).toEqual(['link/ping-answered-without-handshake']);
    expect(count('MEMB')).toBeGreaterThan(50);
    expect(count('**')).toBe(CASES.length);
    expect(count('**/handshake-*')).toBe(count('*/handshake-*'));
  });
  it('is not a regular expression', () => {
    expect(select([one('link/abc')], ['link/a.c'])).toEqual([]);
  });
  it('that fits nothing is a mistake, wherever it stands', () => {
    expect(() => choose(CASES, { patterns: ['link', 'link/nonsense'] })).toThrow(
      /no case fits link\/nonsense: expected a case id/,
    );
    // Written in parts: the tracer takes an id for a citation.
    expect(() => choose(CASES, { patterns: [`LINK-${9999}`] })).toThrow(/no case fits/);
    expect(() => choose(CASES, { skip: ['nowhere'] })).toThrow(/no case to skip fits nowhere/);
    expect(() => choose(CASES, { clauses: ['link'] })).toThrow(/expected the id of a clause/);
    expect(() => choose(CASES, { clauses: [`LINK-${9999}`] })).toThrow(/no case cites it/);
  });
  it('comes from a file, one a line, with remarks', () => {
    const patterns = [file('# some\nlink/must  # the first\n\nlink/may\n')];
    expect(idsOf(choose(some, { patterns }))).toEqual(['link/must', 'link/may']);
    expect(() => choose(some, { patterns: [file('link/must\nlink/lost\n')] })).toThrow(
      /no case fits link\/lost \(.*patterns:2\)/,
    );
    expect(() => choose(some, { patterns: [file('# nothing\n')] })).toThrow(/got none/);
    expect(() => choose(some, { patterns: ['@/no/such/file'] })).toThrow(/no such file/);
  });
});

describe('a choice', () => {
  it('of a level takes all that are at least as strong', () => {
    const of = (level: Level) => idsOf(choose(some, { level }));
    expect(of('MUST')).toEqual(['link/must']);
    expect(of('SHOULD')).toEqual(['link/must', 'link/should']);
    expect(of('MAY')).toEqual(['link/must', 'link/should', 'link/may']);
  });
  it('leaves out what is skipped', () => {
    expect(idsOf(choose(some, { skip: ['link/m*'] }))).toEqual(['link/should']);
  });
  it('of a profile takes what holds in it', () => {
    const cases = [...some, one('link/sound', { profiles: ['hardened'] })];
    expect(idsOf(choose(cases, { profile: 'fabric-2.5' }))).toEqual(idsOf(some));
    expect(idsOf(choose(cases, { profile: 'hardened' }))).toContain('link/sound');
  });
  it('of clauses takes the cases that cite one of them', () => {
    const cases = [...some, one('link/other', { clauses: ['LINK-2', 'LINK-3'] })];
    expect(idsOf(choose(cases, { clauses: ['LINK-3'] }))).toEqual(['link/other']);
  });
  it('of nothing is a mistake that says what was asked', () => {
    expect(() => choose(some, { patterns: ['link/may'], level: 'MUST' })).toThrow(
      /no case of level MUST is among these/,
    );
    expect(() => choose(some, { skip: ['link'] })).toThrow(/after leaving out link/);
  });
});

describe('shards', () => {
  const many = Array.from({ length: 23 }, (_, i) => one(`link/c${i}`));
  const parts = (count: number, durations?: ReadonlyMap<string, number>) =>
    Array.from({ length: count }, (_, i) => shardOf(many, { index: i + 1, count }, durations));
  const took = new Map(many.slice(0, 20).map(({ id }, i) => [id, (i % 7) ** 3]));

  it.each([undefined, took])('have every case once', (durations) => {
    for (const count of [1, 2, 5, 40]) {
      const all = idsOf(parts(count, durations).flat());
      expect(all.toSorted()).toEqual(idsOf(many).toSorted());
    }
  });
  it('take turns while nothing is known of durations', () => {
    expect(parts(5).map(({ length }) => length)).toEqual([5, 5, 5, 4, 4]);
  });
  it('are balanced by durations', () => {
    const load = (cases: readonly Case[]) =>
      cases.reduce((sum, { id }) => sum + (took.get(id) ?? 0), 0);
    const loads = parts(3, took).map(load);
    const longest = Math.max(...took.values());
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThan(longest);
    const turns = parts(3).map(load);
    expect(Math.max(...loads)).toBeLessThan(Math.max(...turns));
  });
  it.each(['0/2', '3/2', '1', 'a/b', '1/0', '-1/2'])('%s is none', (text) => {
    expect(() => parseShard(text)).toThrow(/expected i\/n with i from 1 to n/);
  });
  it('are read as index and count', () => {
    expect(parseShard('2/5')).toEqual({ index: 2, count: 5 });
  });
});
