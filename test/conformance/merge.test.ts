/** Parts of a run become the whole, and what is no whole is refused. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { merged, type Part } from '../../conformance/merge.js';
import { CASES } from '../../conformance/registry.js';
import type { RunReport } from '../../conformance/reports/run-json.js';
import { select } from '../../conformance/selection.js';
import { shardOf } from '../../conformance/shards.js';
import { judge } from '../../conformance/suite.js';

const cases = select(CASES, ['LINK-21', 'LINK-16', 'IDENT-56']);
let parts: readonly Part[];
const part = (index: number, changes: Partial<RunReport> = {}): Part => ({
  path: `${index}.json`,
  report: { ...parts[index - 1]!.report, ...changes },
});

beforeAll(async () => {
  parts = await Promise.all(
    [1, 2].map(async (index): Promise<Part> => {
      const shard = { index, count: 2 };
      const report = await judge('inproc', shardOf(cases, shard));
      return { path: `${index}.json`, report: { ...report, shard } };
    }),
  );
}, 60_000);

describe('the whole', () => {
  it('has every case once, totals that add up, and the form of a run', () => {
    const whole = merged(parts.toReversed());
    expect(whole.cases.map(({ id }) => id).toSorted()).toEqual(
      cases.map(({ id }) => id).toSorted(),
    );
    const { planned, executed, notRun, byVerdict } = whole.totals;
    expect(planned).toBe(cases.length);
    expect(executed + notRun).toBe(planned);
    expect(Object.values(byVerdict).reduce((sum, count) => sum + count, 0)).toBe(planned);
    expect(byVerdict.unsupported).toBeGreaterThan(0);
    expect(whole.shard).toBeUndefined();
    const schema = JSON.parse(readFileSync('spec/schema/run.schema.json', 'utf8'));
    const isRun = new Ajv2020({ strict: false }).compile(schema);
    expect(isRun(JSON.parse(JSON.stringify(whole))), JSON.stringify(isRun.errors)).toBe(true);
  });
  it('was stopped early if one part was', () => {
    expect(merged([part(1), part(2, { interrupted: true })]).interrupted).toBe(true);
  });
});

describe('parts are refused', () => {
  it.each<[string, RegExp, () => readonly Part[]]>([
    ['if one is missing', /missing: 2\/2/, () => [part(1)]],
    ['if one is there twice', /both are part 1\/2/, () => [part(1), part(1), part(2)]],
    ['of another target', /another target/, () => [part(1), part(2, { target: 'fabric' })]],
    ['of another seed', /another seed.*"b"/, () => [part(1), part(2, { seed: 'b' })]],
    ['of another profile', /another profile/, () => [part(1), part(2, { profile: 'hardened' })]],
    [
      'of another suite',
      /another version of the suite/,
      () => [part(1), part(2, { suite: { name: 'fabric-gossip', version: '0' } })],
    ],
    ['of another set', /another set/, () => [part(1), part(2, { set: 'core' })]],
    [
      'of another division',
      /another number of parts/,
      () => [part(1), part(2, { shard: { index: 2, count: 3 } })],
    ],
    [
      'that share a case',
      /is in several parts/,
      () => [part(1), part(2, { cases: part(1).report.cases })],
    ],
  ])('%s', (_, message, of) => {
    expect(() => merged(of())).toThrow(message);
  });
  it('if they are whole runs', () => {
    const { shard: _, ...whole } = part(1).report;
    expect(() => merged([{ path: 'a.json', report: whole }])).toThrow(/a\.json: no part of a run/);
  });
});
