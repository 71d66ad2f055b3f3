/** Parts of a run become the whole, and what is no whole is refused. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { merged, mergedTrace, type Part } from '../../conformance/merge.js';
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
      const shard = { index, count: 2, cases: cases.length };
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

describe('what lies beside the records', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-merge-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  /** A part with its trace on disk. */
  const traced = (index: number, text: string): Part => {
    const trace = `trace-${index}.gz`;
    writeFileSync(join(folder, trace), gzipSync(text));
    return { path: join(folder, `${index}.json`), report: { ...part(index).report, trace } };
  };
  it('is put together as well', () => {
    const whole = [traced(1, 'one\n'), traced(2, 'two\n')];
    expect(gunzipSync(mergedTrace(whole)!).toString()).toBe('one\ntwo\n');
    expect(merged(whole).trace).toBe('trace.ndjson.gz');
  });
  it('is not there if a part has none, and refused if it is lost', () => {
    const { trace: _, ...bare } = part(2).report;
    const without: Part = { path: '2.json', report: bare };
    expect(mergedTrace([traced(1, 'one'), without])).toBeUndefined();
    expect(merged([traced(1, 'one'), without]).trace).toBeUndefined();
    expect(() => mergedTrace([part(1, { trace: 'lost.gz' })])).toThrow(/expected the trace/);
  });
  it('follows from no instant if the parts began at several', () => {
    const at = (index: number, epoch: string) => part(index, { epoch });
    expect(merged([at(1, '2030'), at(2, '2031')]).epoch).toBeUndefined();
    expect(merged([at(1, '2030'), at(2, '2030')]).epoch).toBe('2030');
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
      () => [part(1), part(2, { shard: { index: 2, count: 3, cases: cases.length } })],
    ],
    [
      'that leave a case out',
      /the parts have \d+ of \d+ cases/,
      () => [part(1), part(2, { cases: part(2).report.cases.slice(1) })],
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
