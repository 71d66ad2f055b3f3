/** `conform report`, `matrix` and `diff` as their user meets them: files, standard output, mistakes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { junitFlaw } from '../support/junit.js';
import { caseReport, runOf } from '../support/run-reports.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let said: string[] = [];
beforeEach(() => {
  said = [];
  process.exitCode = undefined;
  for (const stream of ['log', 'error'] as const) {
    vi.spyOn(console, stream).mockImplementation((text: string) => void said.push(text));
  }
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const conform = (...args: string[]) => main(['conform', ...args]);
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const good = file('good/run.json', runOf([caseReport('link/a', 'pass')]));
const bad = file('bad/run.json', runOf([caseReport('link/a', 'fail')]));

describe('conform report', () => {
  it('writes every format that is asked for, into folders that it makes', async () => {
    const at = (name: string) => join(folder, 'out/new', name);
    const formats = ['--html', at('r.html'), '--junit', at('j.xml'), '--md', at('r.md')];
    expect(await conform('report', bad, ...formats, '--tap', at('t'), '--badge', at('b'))).toBe(0);
    expect(read('out/new/r.html')).toContain('Does not conform: 1 failed');
    expect(junitFlaw(read('out/new/j.xml'))).toBeUndefined();
    expect(read('out/new/r.md')).toContain('Does not conform: 1 failed');
    expect(read('out/new/t')).toContain('not ok 1 - link/a');
    expect(JSON.parse(read('out/new/b'))).toMatchObject({ color: 'red' });
  });
  it('prints the summary where nothing is asked for, and a format to standard output by -', async () => {
    expect(await conform('report', good)).toBe(0);
    expect(said.join('')).toContain('1 planned = 1 executed + 0 not run: 1 pass');
    said = [];
    expect(await conform('report', good, '--badge', '-')).toBe(0);
    expect(JSON.parse(said.join(''))).toMatchObject({ message: 'conforms, 1 of 1' });
  });
  it.each<[string, unknown, RegExp]>([
    ['no such file', undefined, /expected a run\.json or selftest\.json/],
    ['no JSON', '{', /expected a run\.json or selftest\.json/],
    ['another document', { schema: 1 }, /no run\.json of this version/],
    ['a spoiled self-test', { mutants: 1 }, /no selftest\.json of this version/],
  ])('refuses %s, and says so', async (name, content, message) => {
    const path = join(folder, `${name}.json`);
    if (content !== undefined) file(`${name}.json`, content);
    expect(await conform('report', path, '--md', '-')).toBe(64);
    expect(said.join('\n')).toMatch(message);
    expect(said.join('\n')).not.toMatch(/^\s+at /m);
  });
  it('refuses to write where it cannot, and names the option', async () => {
    expect(await conform('report', good, '--html', folder)).toBe(64);
    expect(said.join('\n')).toMatch(/--html .*: expected a file/);
  });
});

describe('conform matrix', () => {
  it('links from the page to the reports beside the records', async () => {
    file('good/index.html', '<!doctype html>');
    const html = join(folder, 'pages/matrix.html');
    expect(await conform('matrix', good, bad, '--html', html)).toBe(0);
    expect(read('pages/matrix.html')).toContain('href="../good/index.html#case-link-a">pass</a>');
    expect(read('pages/matrix.html')).not.toContain('bad/index.html');
  });
  it('prints Markdown, or JSON', async () => {
    expect(await conform('matrix', good, bad)).toBe(0);
    expect(said.join('')).toContain('| link/a | LINK-4 | pass | fail |');
    said = [];
    expect(await conform('matrix', good, bad, '--json')).toBe(0);
    expect(JSON.parse(said.join(''))).toMatchObject({ cases: [{ verdicts: ['pass', 'fail'] }] });
  });
});

describe('conform diff', () => {
  it('has exit status 1 where something got worse, else 0', async () => {
    expect(await conform('diff', good, bad)).toBe(1);
    expect(said.join('\n')).toContain('newly failing: 1');
    expect(await conform('diff', bad, good)).toBe(0);
    expect(await conform('diff', good, good)).toBe(0);
  });
  it('prints the comparison as JSON', async () => {
    expect(await conform('diff', good, bad, '--json')).toBe(1);
    expect(JSON.parse(said.join(''))).toMatchObject({
      newlyFailing: [{ id: 'link/a', before: 'pass', after: 'fail' }],
      isWorse: true,
    });
  });
  it('refuses what is no record', async () => {
    expect(await conform('diff', good, join(folder, 'nowhere.json'))).toBe(64);
  });
});

describe('help', () => {
  it.each(['report', 'matrix', 'diff'])('of %s has examples and exit statuses', async (name) => {
    expect(await conform(name, '--help')).toBe(0);
    expect(said.join('')).toContain(`fabric-gossip conform ${name}`);
    expect(said.join('')).toContain('Exit status: 0');
  });
});
