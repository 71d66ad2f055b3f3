/** What stands around the summary of a run: rates of repeated cases, and what was not judged. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Case } from '../../../conformance/harness/case.js';
import type { Verdict } from '../../../conformance/harness/verdict.js';
import type { RunReport } from '../../../conformance/reports/run-json.js';
import { closingLines, rateLines } from '../../../src/cli/conform/closing.js';

afterEach(() => vi.unstubAllEnvs());

const report = (rounds: readonly [string, number, Verdict][], other: object = {}): RunReport => {
  const cases = rounds.map(([id, round, verdict]) => ({ id, round, verdict }));
  const count = (verdict: Verdict) => cases.filter((one) => one.verdict === verdict).length;
  const notRun = count('unsupported') + count('not-run');
  const byVerdict = { unsupported: count('unsupported'), 'not-run': count('not-run') };
  const totals = { planned: cases.length, notRun, executed: cases.length - notRun, byVerdict };
  return { target: 'mine.json', cases, totals, ...other } as unknown as RunReport;
};
const all = Array.from({ length: 9 }) as Case[];

describe('the rates of a repeated run', () => {
  it('name how often an unsteady case passed', () => {
    const played = report([
      ['link/a', 1, 'pass'],
      ['link/a', 2, 'fail'],
      ['link/a', 3, 'pass'],
      ['link/b', 1, 'pass'],
      ['link/b', 2, 'pass'],
      ['link/b', 3, 'pass'],
    ]);
    expect(rateLines(played)).toEqual(['', 'link/a: passed 2 of 3 times']);
  });
  it('say so if every case passed every time', () => {
    const played = report([
      ['link/a', 1, 'pass'],
      ['link/a', 2, 'pass'],
    ]);
    expect(rateLines(played)).toEqual(['', 'every case passed 2 of 2 times']);
  });
  it('do not count what was not judged', () => {
    const played = report([
      ['link/a', 1, 'unsupported'],
      ['link/a', 2, 'unsupported'],
      ['link/b', 1, 'inconclusive'],
      ['link/b', 2, 'pass'],
    ]);
    expect(rateLines(played)).toEqual(['', 'link/b: passed 1 of 2 times']);
  });
  it('are not told of a run that plays each case once', () => {
    expect(rateLines(report([['link/a', 1, 'fail']]))).toEqual([]);
  });
});

describe('the last lines', () => {
  it('are none if everything was judged', () => {
    expect(closingLines(report([['link/a', 1, 'pass']]), all)).toEqual([]);
  });
  it('end with what was planned and not judged, and why', () => {
    const lines = closingLines(
      report(
        [
          ['link/a', 1, 'pass'],
          ['link/b', 1, 'unsupported'],
          ['link/c', 1, 'not-run'],
          ['link/d', 1, 'not-run'],
        ],
        { set: 'core', shard: { index: 1, count: 2, cases: 8 } },
      ),
      all,
    );
    expect(lines[0]).toMatch(/^the core set: 4 of 9 cases; .* --target mine\.json --set all$/);
    expect(lines[1]).toMatch(/^part 1 of 2: /);
    expect(lines.at(-1)).toMatch(/^not judged: 3 of 4 planned \(1 that .*, 2 not begun\)$/);
  });
  it('name npm start to whoever came by it', () => {
    vi.stubEnv('npm_lifecycle_event', 'start');
    const [line] = closingLines(report([['link/a', 1, 'pass']], { set: 'core' }), all);
    expect(line).toMatch(/all of them: npm start -- --set all$/);
  });
});
