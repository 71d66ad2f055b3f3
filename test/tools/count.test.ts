/** What .ci/count.mjs makes of the reports of a run: its last line is what people and programs read. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const script = resolve('.ci/count.mjs');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Reports {
  readonly tests?: { passed: number; failed: number; skipped?: number; unloaded?: number };
  readonly verdicts?: readonly string[];
  readonly broken?: number;
}

function count({ tests, verdicts, broken = 0 }: Reports) {
  const cwd = mkdtempSync(join(tmpdir(), 'count-'));
  folders.push(cwd);
  mkdirSync(join(cwd, 'reports/ci/reference'), { recursive: true });
  const write = (path: string, value: unknown) =>
    writeFileSync(join(cwd, 'reports', path), JSON.stringify(value));
  if (tests !== undefined)
    write('vitest.json', {
      numPassedTests: tests.passed,
      testResults: [
        {
          name: join(cwd, 'test/link.test.ts'),
          status: 'passed',
          assertionResults: [
            ...Array.from({ length: tests.failed }, (_, i) => ({
              fullName: `a link ends ${i}`,
              status: 'failed',
              failureMessages: ['expected 1 to be 2\n    at link.test.ts'],
            })),
            ...Array.from({ length: tests.skipped ?? 0 }, () => ({ status: 'skipped' })),
          ],
        },
        ...Array.from({ length: tests.unloaded ?? 0 }, () => ({
          name: join(cwd, 'test/none.test.ts'),
          status: 'failed',
          message: 'no such module',
          assertionResults: [],
        })),
      ],
    });
  if (verdicts !== undefined)
    write('ci/reference/run.json', {
      cases: verdicts.map((verdict, i) => ({ id: `push/case-${i}`, verdict })),
    });
  const { stdout, status } = spawnSync(process.execPath, [script, String(broken)], {
    cwd,
    encoding: 'utf8',
  });
  const lines = stdout.trim().split('\n');
  return { lines, last: lines.at(-1)!, status };
}

const sound = { tests: { passed: 5, failed: 0 }, verdicts: ['pass', 'unsupported', 'pass'] };

describe('count', () => {
  it.each<[string, Reports, string, number]>([
    ['adds tests and cases', sound, '7 passed, 0 failed', 0],
    [
      'counts a failed test',
      { ...sound, tests: { passed: 4, failed: 1 } },
      '6 passed, 1 failed',
      1,
    ],
    ['counts a failed case', { ...sound, verdicts: ['pass', 'fail'] }, '6 passed, 1 failed', 1],
    ['counts a case without result', { ...sound, verdicts: ['not-run'] }, '5 passed, 1 failed', 1],
    [
      'counts a test file that does not load',
      { ...sound, tests: { passed: 5, failed: 0, unloaded: 1 } },
      '7 passed, 1 failed',
      1,
    ],
    ['counts a broken step that has no report', { ...sound, broken: 2 }, '7 passed, 2 failed', 1],
    ['fails when nothing was tested', { verdicts: ['pass'] }, '1 passed, 1 failed', 1],
    ['fails when nothing was judged', { tests: sound.tests }, '5 passed, 1 failed', 1],
  ])('%s', (_, reports, last, status) => expect(count(reports)).toMatchObject({ last, status }));

  it('names what failed above the counts, as the end of a long output is what is kept', () => {
    const { lines } = count({
      tests: { passed: 4, failed: 1, unloaded: 1 },
      verdicts: ['pass', 'inconclusive'],
    });
    expect(lines).toEqual([
      'failed: test/link.test.ts > a link ends 0',
      '  expected 1 to be 2',
      '      at link.test.ts',
      'failed: test/none.test.ts',
      '  no such module',
      'failed: push/case-1: inconclusive',
      '5 passed, 3 failed',
    ]);
  });

  it('names the files in which tests were skipped, and counts those as neither', () => {
    const { lines, status } = count({ ...sound, tests: { passed: 5, failed: 0, skipped: 2 } });
    expect(lines).toEqual(['skipped: 2 of 2 tests of test/link.test.ts', '7 passed, 0 failed']);
    expect(status).toBe(0);
  });
});
