import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CASES } from '../../../conformance/registry.js';
import type { CaseReport, RunReport } from '../../../conformance/reports/run-json.js';
import { choose } from '../../../conformance/selection.js';
import { unclear, withAgain } from '../../../interop/fabric/suite/again.js';
import { deviations, deviationsOf } from '../../../interop/fabric/suite/deviations.js';
import { matrixMarkdown, placed } from '../../../interop/fabric/suite/markdown.js';
import { fabricMatrix } from '../../../interop/fabric/suite/matrix.js';
import { nextFolder, storedRuns } from '../../../interop/fabric/suite/store.js';
import { withhold } from '../../../interop/fabric/suite/withheld.js';
import { caseReport, runOf } from '../../support/run-reports.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-suite-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const citing = (id: string, clause: string): Partial<CaseReport> => ({
  clauses: [{ id: clause, text: '', rows: [] }],
  title: id,
});
function keep(version: string, name: string, run: RunReport): void {
  mkdirSync(join(folder, version, name), { recursive: true });
  writeFileSync(join(folder, version, name, 'run.json'), JSON.stringify(run));
}

const first = runOf(
  [
    caseReport('link/a', 'pass'),
    caseReport('link/b', 'pass'),
    caseReport('link/c', 'unsupported'),
    caseReport('pull/d', 'inconclusive'),
  ],
  { durationMs: 61_400 },
);
const second = runOf(
  [
    caseReport('link/a', 'pass'),
    caseReport('link/b', 'fail'),
    caseReport('link/c', 'unsupported'),
    caseReport('pull/d', 'pass', { round: 2 }),
  ],
  { durationMs: 70_000, startedAt: '2026-01-03T00:00:00.000Z' },
);
const hardened = runOf([
  caseReport('link/c', 'fail', citing('link/c', 'LINK-9')),
  caseReport('link/e', 'pass', citing('link/e', 'LINK-9')),
  caseReport('link/g', 'warn', {
    ...citing('link/g', 'LINK-10'),
    expected: 'the end',
    observed: 'no end',
  }),
  caseReport('pull/f', 'inconclusive', citing('pull/f', 'LINK-9')),
]);
const entries = deviations(
  '- **DEV-1** A second stream. Fabric ends both (row LINK-D11). Profile `hardened`\n  one (LINK-9).\n\n- **DEV-2** Another (LINK-10).\n',
);

describe('the matrix of stored runs', () => {
  const matrix = () => {
    keep('3.1.5', '1', first);
    keep('3.1.5', '2', second);
    keep('3.1.5', 'hardened', hardened);
    keep('2.5.16', '1', runOf([caseReport('link/a', 'pass')]));
    return fabricMatrix(storedRuns(folder), entries);
  };

  it('counts a case as passed if it passed in every run, and as unsupported if none played it', () => {
    const [three] = matrix().versions;
    expect(three!.chapters).toMatchObject({
      link: { cases: 3, passed: 1, unsupported: 1, other: 1 },
      pull: { cases: 1, passed: 0, unsupported: 0, other: 1 },
    });
    expect(three).toMatchObject({ runs: 2, played: 6, passed: 4, seconds: [61.4, 70] });
    expect(three!.unsteady).toEqual([
      { id: 'link/b', ended: { pass: 1, fail: 1 } },
      { id: 'pull/d', ended: { 'inconclusive (NOT_EXERCISED)': 1, pass: 1 } },
    ]);
  });

  it('calls deviating what fails under profile hardened, with the entries that speak of it', () => {
    const { link, pull } = matrix().versions[0]!.chapters;
    expect(link!.deviating).toEqual([
      { id: 'link/c', entries: ['DEV-1'] },
      { id: 'link/g', entries: ['DEV-2'] },
    ]);
    expect(pull!.deviating).toEqual([]);
  });

  it('reads as a table of versions by chapters, and names what did not always pass', () => {
    const text = matrixMarkdown(matrix(), 'chapter-91.md');
    expect(text.split('\n')).toEqual([
      '| Chapter | 3.1.5: passed | unsupported | other | deviating | 2.5.16: passed | unsupported | other | deviating |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      '| 4 Link | 1 of 3 | 1 | 1 | 2: [DEV-1](chapter-91.md), [DEV-2](chapter-91.md) | 1 of 1 | 0 | 0 | 0 |',
      '| 7 Pull | 0 of 1 | 0 | 1 | 0 | – | – | – | – |',
      '| All | 1 of 4 | 1 | 2 | 2 | 1 of 1 | 0 | 0 | 0 |',
      '',
      '- **3.1.5**, profile fabric-3.1, 2026-01-02 to 2026-01-03: 2 runs of 61 to 70 s; 4 of 6 played cases passed (66.67 %), 1 of them not at the first go; 0 withheld.',
      '  - `link/b`: 1 pass, 1 fail',
      '  - `pull/d`: 1 inconclusive (NOT_EXERCISED), 1 pass',
      '- **2.5.16**, profile fabric-3.1, 2026-01-02: 1 run of 0 s; 1 of 1 played cases passed (100.00 %), 0 of them not at the first go; 0 withheld.',
    ]);
  });
});

describe('what was inconclusive', () => {
  const cases = choose(CASES, { patterns: ['link'] }).slice(0, 3);
  const [a, b, c] = cases.map(({ id }) => id) as [string, string, string];
  const run = runOf([caseReport(a, 'inconclusive'), caseReport(b, 'fail'), caseReport(c, 'pass')]);

  it('plays once more, and nothing else does', () => {
    expect(unclear(cases, run).map(({ id }) => id)).toEqual([a]);
  });

  it('counts as it ended then', () => {
    const whole = withAgain(run, runOf([caseReport(a, 'fail', { round: 2 })], { durationMs: 1 }));
    expect(whole.cases.map(({ verdict, round }) => [verdict, round])).toEqual([
      ['fail', 2],
      ['fail', 1],
      ['pass', 1],
    ]);
    expect(whole.totals).toMatchObject({
      planned: 3,
      executed: 3,
      byVerdict: { fail: 2, pass: 1 },
    });
    expect(whole.durationMs).toBe(100);
  });
});

describe('stored runs', () => {
  it('are numbered on; one that was broken off is none', () => {
    expect(nextFolder(folder, '3.1.5')).toBe(join(folder, '3.1.5/1'));
    keep('3.1.5', '9', first);
    mkdirSync(join(folder, '3.1.5/10'));
    expect(nextFolder(folder, '3.1.5')).toBe(join(folder, '3.1.5/11'));
    expect(storedRuns(folder).map(({ runs }) => runs.length)).toEqual([1]);
    expect(storedRuns(join(folder, 'nothing'))).toEqual([]);
  });
});

describe('a withheld case', () => {
  const withheld = new Set(['link/b', 'link/a']);

  it('is counted and told nowhere, if it did not pass', () => {
    const left = withhold(second, withheld);
    expect(left.cases.map(({ id }) => id)).toEqual(['link/a', 'link/c', 'pull/d']);
    expect(left.withheld).toBe(1);
    expect(left.totals).toEqual({
      planned: 3,
      executed: 2,
      notRun: 1,
      byVerdict: { pass: 2, unsupported: 1 },
    });
    expect(JSON.stringify(left)).not.toContain('link/b');
  });

  it('stands in the record as any other if it passed', () => {
    expect(withhold(first, withheld)).toBe(first);
  });

  it('is counted over all runs', () => {
    keep('3.1.5', '1', withhold(second, withheld));
    keep('3.1.5', '2', first);
    expect(fabricMatrix(storedRuns(folder), entries).versions[0]!.withheld).toBe(1);
  });
});

describe('the place of the matrix', () => {
  const page =
    'a\n<!-- fabric-matrix: npm run interop:suite -- --matrix --write -->\n\nold\n\n<!-- /fabric-matrix -->\nb\n';

  it('is between its marks', () => {
    const once = placed(page, '| new |', 'page.md');
    expect(once).toBe(page.replace('old', '| new |'));
    expect(placed(once, '| new |', 'page.md')).toBe(once);
  });

  it('has to be there', () => {
    expect(() => placed('a', '| new |', 'page.md')).toThrow(
      'page.md: expected the lines <!-- fabric',
    );
  });
});

it('an entry speaks of each row of a range that it names', () => {
  const [entry] = deviations('- **DEV-9** Blocks (rows DELV-D3\n  to DELV-D5, DELV-18).\n');
  expect([...entry!.cites]).toEqual(['DELV-D3', 'DELV-D4', 'DELV-D5', 'DELV-18']);
});

it('every case that holds in hardened and not in a profile of Fabric has an entry of chapter 91', () => {
  const chapter = deviations();
  const without = CASES.filter(
    ({ profiles, clauses }) =>
      profiles?.includes('hardened') &&
      profiles.length < 3 &&
      deviationsOf(clauses, chapter).length === 0,
  );
  expect(without.map(({ id }) => id)).toEqual([]);
});

it('the short form names cases of every chapter', () => {
  const chosen = choose(CASES, { patterns: ['@interop/fabric/suite/short.txt'] });
  const chapters = (cases: typeof CASES) => new Set(cases.map(({ id }) => id.split('/')[0]));
  const missing = [...chapters(CASES)].filter((one) => !chapters(chosen).has(one));
  // What goes wrong with a network takes a minute each.
  expect(missing).toEqual(['faults']);
});
