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
  readonly tests?: { passed: number; failed: number; unloaded?: number };
  readonly verdicts?: readonly string[];
  readonly broken?: number;
}

function count({ tests, verdicts, broken = 0 }: Reports): { last: string; status: number | null } {
  const cwd = mkdtempSync(join(tmpdir(), 'count-'));
  folders.push(cwd);
  mkdirSync(join(cwd, 'reports/ci/reference'), { recursive: true });
  const write = (path: string, value: unknown) =>
    writeFileSync(join(cwd, 'reports', path), JSON.stringify(value));
  if (tests !== undefined)
    write('vitest.json', {
      numPassedTests: tests.passed,
      numFailedTests: tests.failed,
      testResults: Array.from({ length: tests.unloaded ?? 0 }, () => ({
        status: 'failed',
        assertionResults: [],
      })),
    });
  if (verdicts !== undefined)
    write('ci/reference/run.json', { cases: verdicts.map((verdict) => ({ verdict })) });
  const { stdout, status } = spawnSync(process.execPath, [script, String(broken)], {
    cwd,
    encoding: 'utf8',
  });
  return { last: stdout.trim().split('\n').at(-1)!, status };
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
  ])('%s', (_, reports, last, status) => expect(count(reports)).toEqual({ last, status }));
});
