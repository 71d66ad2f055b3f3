/** `conform selftest` as its users start it, on a few mutants: the whole of it is for continuous integration. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { judgeMutant } from '../../../conformance/selftest/judge-mutant.js';
import type { Mutant } from '../../../conformance/selftest/mutant.js';
import { mutantNamed } from '../../../conformance/selftest/registry.js';
import type { SelftestReport } from '../../../conformance/selftest/report.js';
import { reference } from '../../support/conformance-run.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each concerns one case, of a node that needs no configuration. */
const FIELD_ZERO = 'wire/takes-field-number-zero-for-unknown';
const NONCELESS = 'membership/response-without-nonce';

const selftest = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
  const run = promisify(execFile)(process.execPath, [
    'bin/fabric-gossip.js',
    'conform',
    'selftest',
    '--out',
    folder,
    ...args,
  ]);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
};

describe('conform selftest', () => {
  it('kills mutants, launched in process, and writes what it found', {
    timeout: 60_000,
  }, async () => {
    const { code, out } = await selftest('--mutant', NONCELESS, FIELD_ZERO);
    expect(out).toMatch(/mutants: 2 of 2 killed for the expected reason \(100\.0 %\)/);
    const report = JSON.parse(
      readFileSync(join(folder, 'selftest.json'), 'utf8'),
    ) as SelftestReport;
    const schema = JSON.parse(readFileSync('spec/schema/selftest.schema.json', 'utf8')) as object;
    const isReport = new Ajv2020({ formats: { 'date-time': true } }).compile(schema);
    expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
    expect(report.partial).toBe(true);
    expect(report.mutants.map(({ id, fate }) => [id, fate])).toEqual([
      [FIELD_ZERO, 'killed'],
      [NONCELESS, 'killed'],
    ]);
    expect(code).toBe(0);
  });
  it('kills one that is a process, over mutual TLS', { timeout: 180_000 }, async () => {
    const { code, out } = await selftest('--mutant', NONCELESS, '--as', 'process');
    expect(out).toMatch(/1 of 1 killed/);
    expect(code).toBe(0);
  });
  it('says which mutants there are, and that one is not there', async () => {
    expect((await selftest('--list')).out).toContain(`${NONCELESS}  MEMB-17`);
    const { code, err } = await selftest('--mutant', 'nobody/*');
    expect(err).toMatch(/--mutant nobody\/\*: no mutant fits/);
    expect(code).toBe(64);
  });
});

describe('a mutant that is none', () => {
  const sound: Mutant = mutantNamed(NONCELESS);
  it('survives', async () => {
    const report = await judgeMutant(sound, reference(), { seed: 'test' });
    expect(report.fate).toBe('survived');
    expect(report.missed[0]).toBe('membership/response-copies-the-nonce: pass');
  });
});
