/** `fabric-gossip conform` as its user meets it: selection, mistakes, exit statuses, files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-conform-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let said: string[] = [];
beforeEach(() => {
  said = [];
  process.exitCode = undefined;
  for (const stream of ['log', 'error'] as const) {
    vi.spyOn(console, stream).mockImplementation((text: string) => void said.push(text));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const conform = (...args: string[]) => main(['conform', ...args, '--out', join(folder, 'out')]);
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const target = (changes: object = {}) => ({
  schema: 1,
  name: 'mine',
  version: '1',
  language: 'none',
  command: [process.execPath, '-e', 'process.exit(3)'],
  features: ['timings'],
  ...changes,
});

describe('conform', () => {
  it('runs what a clause selects, in process, and writes three reports', async () => {
    expect(await conform('LINK-21', '--target', 'inproc')).toBe(0);
    const run = JSON.parse(readFileSync(join(folder, 'out/run.json'), 'utf8'));
    expect(run.totals).toMatchObject({ planned: 1, executed: 1, byVerdict: { pass: 1 } });
    expect(readFileSync(join(folder, 'out/junit.xml'), 'utf8')).toContain('<testsuites');
    expect(readFileSync(join(folder, 'out/index.html'), 'utf8')).toContain('<!doctype html>');
    expect(said.join('\n')).toContain('1 planned = 1 executed + 0 not run: 1 pass');
  });
  it('plays each case as often as it is told', async () => {
    expect(await conform('LINK-21', '--target', 'inproc', '--repeat', '3')).toBe(0);
    expect(said.join('\n')).toContain('3 planned');
  });
  it('lists cases without running any', async () => {
    expect(await conform('membership', '--list')).toBe(0);
    expect(said.join('\n')).toContain('membership/heartbeat-every-interval');
    expect(said.join('\n')).toMatch(/\n\n[1-9]\d+ cases$/);
    said = [];
    expect(await conform('--list', '--json', 'LINK-21')).toBe(0);
    expect(JSON.parse(said.join(''))).toMatchObject([{ clauses: ['LINK-21'], level: 'MUST' }]);
  });
  it('prints run.json alone with --json', async () => {
    expect(await conform('LINK-21', '--target', 'inproc', '--json')).toBe(0);
    expect(JSON.parse(said.join('\n'))).toMatchObject({ schema: 1, target: 'inproc' });
  });
  it('ends with 1 when an expected failure passes', async () => {
    const known = file('known.yaml', 'link/ping-answered-without-handshake: it was broken\n');
    expect(await conform('LINK-21', '--target', 'inproc', '--expected-failures', known)).toBe(1);
    expect(said.join('\n')).toContain('xpass');
  });
  it('says last what was planned and not judged', async () => {
    expect(await conform('LINK-21', 'IDENT-56', '--target', 'inproc')).toBe(0);
    const printed = said.join('\n').trim().split('\n');
    expect(printed.at(-1)).toMatch(/^not judged: \d of \d planned \(\d that the target does not/);
  });
  it('judges by another profile than the declared one', async () => {
    expect(await conform('IDENT-56', '--target', 'inproc', '--profile', 'fabric-2.5')).toBe(1);
    expect(said.join('\n')).toContain('profile fabric-2.5');
    expect(said.join('\n')).toMatch(/again .* --target inproc --seed \S+ --profile fabric-2\.5/);
  });
  it('ends with 3 when the target does not start, with its exit status and log', async () => {
    const mine = file('broken.json', target());
    expect(await conform('LINK-21', '--target', mine)).toBe(3);
    expect(said.join('\n')).toMatch(/target-error[\s\S]*ended at once, code 3/);
  });
});

describe('a mistake of the user ends with 64 and says what is allowed', () => {
  it.each<[string, RegExp, string[]]>([
    ['a pattern that fits nothing', /no case fits link\/nonsense/, ['link/nonsense']],
    [
      'a target that nobody knows',
      /expected reference, inproc, fabric, exec:COMMAND/,
      ['--target', 'nobody'],
    ],
    ['a target file that is not there', /there is no such file/, ['--target', 'nowhere.json']],
    ['a profile that nobody knows', /profile best is none of/, ['--target', 'inproc:best']],
    ['a count that is none', /whole number from 1/, ['--repeat', 'often']],
    ['a scale that is none', /number above 0/, ['--time-scale', '-1']],
    ['a level that nobody knows', /expected MUST, SHOULD or MAY/, ['--level', 'best']],
    ['a shard that is none', /expected i\/n/, ['--shard', '3/2']],
    ['a shard without cases', /nothing is left/, ['LINK-21', '--shard', '2/2']],
    ['a pause before no case', /id of a case/, ['LINK-21', '--pause-before', 'link/nonsense']],
    [
      'a pause without a terminal',
      /no terminal here/,
      ['LINK-21', '--pause-before', 'link/ping-answered-without-handshake'],
    ],
    [
      'a pause in process',
      /parts of this process/,
      ['--target', 'inproc', '--pause-before', 'link/ping-answered-without-handshake'],
    ],
  ])('%s', async (_, message, args) => {
    expect(await conform(...args)).toBe(64);
    expect(said.join('\n')).toMatch(message);
  });
  it.each<[string, RegExp, unknown]>([
    ['no JSON', /target\.json: .*JSON/, '{'],
    ['another schema', /target\.json: schema must be equal to constant/, target({ schema: 2 })],
    ['an unknown feature', /features\.0 .*multi-org, timings/, target({ features: ['magic'] })],
    ['no command', /command must NOT have fewer than 1/, target({ command: [] })],
    [
      'a misspelt name',
      /must not have "comand"; allowed are .*command/,
      { schema: 1, name: 'mine', connect: 'exec', comand: ['mine'] },
    ],
  ])('a target.json with %s', async (_, message, content) => {
    expect(await conform('LINK-21', '--target', file('target.json', content))).toBe(64);
    expect(said.join('\n')).toMatch(message);
  });
  it.each<[string, RegExp, string]>([
    ['unknown cases', /link\/nonsense: there is no case of this id/, 'link/nonsense: because\n'],
    ['no reason', /expected the reason as text/, 'link/ping-answered-without-handshake: 3\n'],
  ])('expected failures with %s', async (_, message, text) => {
    const known = file('known.yaml', text);
    expect(await conform('LINK-21', '--expected-failures', known)).toBe(64);
    expect(said.join('\n')).toMatch(message);
  });
  it('a file where the reports should go', async () => {
    const taken = file('taken', '');
    expect(await main(['conform', 'LINK-21', '--target', 'inproc', '--out', taken])).toBe(64);
    expect(said.join('\n')).toMatch(/--out .*taken: expected a folder/);
  });
  it('a Fabric target without FABRIC_BIN', async () => {
    vi.stubEnv('FABRIC_BIN', '');
    expect(await conform('LINK-21', '--target', 'fabric')).toBe(64);
    expect(said.join('\n')).toContain('FABRIC_BIN');
    vi.unstubAllEnvs();
  });
});
