/** What doctor and smoke say of targets that are sound, half done, or described wrongly. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandFindings, versionFinding } from '../../conformance/checkup/command.js';
import { coverage, coverageFinding, timingsFinding } from '../../conformance/checkup/coverage.js';
import { doctor } from '../../conformance/checkup/doctor.js';
import { type Finding, findingLines } from '../../conformance/checkup/finding.js';
import { smoke } from '../../conformance/checkup/smoke.js';
import { CASES } from '../../conformance/registry.js';
import { brokenAdapters, soundAdapter } from '../../conformance/selftest/broken-adapters.js';
import { adapterTarget } from '../../conformance/targets/adapter-target.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-checkup-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const by = (findings: readonly Finding[], check: string): Finding | undefined =>
  findings.find((finding) => finding.check === check);
const exec = (name: string, script: string, more: object = {}): string => {
  file(`${name}.mjs`, script);
  const command = [process.execPath, `${name}.mjs`];
  return file(`${name}.json`, { schema: 1, name, connect: 'exec', command, ...more });
};
const scriptOf = (name: string): string =>
  brokenAdapters.find((adapter) => adapter.name === name)!.script;

describe('doctor', () => {
  it('finds all well with a sound adapter, and counts the cases', { timeout: 30_000 }, async () => {
    const versionCommand = [process.execPath, '--version'];
    const { findings, coverage: covered } = await doctor(
      exec('sound', soundAdapter.script, { versionCommand }),
    );
    expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual([
      ...['target', 'folder', 'command', 'version', 'ports', 'work folder', 'TLS folder'],
      ...['hello', 'features', 'cases'],
    ]);
    expect(by(findings, 'version')?.told).toBe(process.version);
    expect(by(findings, 'hello')?.told).toContain('sound 1 (javascript), profile fabric-3.1');
    const left = covered!.unsupported.reduce((sum, { cases }) => sum + cases.length, 0);
    expect(covered).toMatchObject({ planned: CASES.length, judged: CASES.length - left });
    expect(covered!.judged).toBeGreaterThan(100);
  });
  it.each<[string, () => string, string, RegExp]>([
    ['no target', () => 'nobody', 'target', /expected reference, inproc/],
    [
      'a description that is wrong',
      () => file('bad.json', { schema: 1, name: 'x', connect: 'telepathy' }),
      'target',
      /connect must be equal to one of the allowed values: command, exec, attach/,
    ],
    [
      'a description of two kinds',
      () =>
        file('two.json', { schema: 1, name: 'x', connect: 'exec', command: ['a'], nodes: ['b'] }),
      'target',
      /nodes does not go with this way to connect/,
    ],
    [
      'an adapter without its script',
      () =>
        file('gone.json', { schema: 1, name: 'x', connect: 'exec', command: ['node', 'gone.mjs'] }),
      'command',
      /there is no gone\.mjs in/,
    ],
    [
      'an adapter that ends at once',
      () => exec('ends', scriptOf('ends at once')),
      'hello',
      /ended, code 3[\s\S]*no licence/,
    ],
  ])('says what is wrong with %s', { timeout: 30_000 }, async (_, target, check, told) => {
    const { findings } = await doctor(target());
    expect(by(findings, check)).toMatchObject({
      verdict: 'wrong',
      told: expect.stringMatching(told),
      todo: expect.any(String),
    });
  });
});

describe('a command', () => {
  it('is looked for where it would be executed', () => {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    const tool = file('bin/tool', '#!/bin/sh\necho 1.2.3\n');
    const told = (command: readonly string[], PATH = '/nowhere', cwd = folder): string =>
      commandFindings(command, cwd, { PATH }).at(-1)!.told;
    expect(told(['./bin/tool'])).toBe(`${tool} is not executable`);
    chmodSync(tool, 0o755);
    expect(told(['./bin/tool', '-x'])).toBe(`./bin/tool -x (${tool})`);
    expect(told(['tool'], join(folder, 'bin'))).toBe(`tool (${tool})`);
    expect(told(['tool'])).toBe('tool is nowhere in PATH');
    expect(told(['./bin/other'])).toBe(`there is no ${join(folder, 'bin/other')}`);
    expect(told(['./bin/tool'], '', join(folder, 'gone'))).toContain('is no folder');
  });
  it('tells its version, or why not', async () => {
    const tool = join(folder, 'bin/tool');
    expect(await versionFinding([tool], folder)).toMatchObject({ verdict: 'ok', told: '1.2.3' });
    expect(await versionFinding([`${tool}s`], folder)).toMatchObject({ verdict: 'wrong' });
  });
});

describe('cases that would be judged', () => {
  it('are grouped by what is missing, most first, and none is forgotten', () => {
    const { planned, judged, unsupported } = coverage(CASES, ['timings'], 'fabric-3.1');
    const counts = unsupported.map(({ cases }) => cases.length);
    expect(judged + counts.reduce((sum, count) => sum + count, 0)).toBe(planned);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(new Set(unsupported.map(({ reason }) => reason)).size).toBe(unsupported.length);
  });
  it('are none where all are missing, which is wrong', () => {
    const none = { planned: 1, judged: 0, unsupported: [{ reason: 'because', cases: ['a'] }] };
    expect(coverageFinding(none)).toMatchObject({ verdict: 'wrong' });
  });
  it('need intervals that the target takes', () => {
    expect(timingsFinding({ aliveTimeIntervalMs: 100 })).toBeUndefined();
    expect(timingsFinding({ aliveTimeIntervalMs: 5_000 })?.told).toMatch(
      /aliveTimeIntervalMs from 5000 ms on, the suite gives 300/,
    );
  });
});

describe('smoke', () => {
  const tried = async (script: string): Promise<readonly Finding[]> => {
    const command = [process.execPath, '--input-type=module', '--eval', script] as const;
    const env = { PATH: process.env.PATH };
    const target = adapterTarget({
      name: 'smoked',
      timeScale: 1,
      exec: { command, cwd: folder, env },
      graceMs: 1_000,
    });
    return smoke(target, { found: () => {}, stop: new AbortController().signal });
  };

  it('tells a node that only answers Ping what is missing', { timeout: 60_000 }, async () => {
    const findings = await tried(soundAdapter.script);
    expect(findings.map(({ check, verdict }) => `${check}: ${verdict}`)).toEqual([
      'hello: ok',
      'unknown request: ok',
      'start, Ping, stop: ok',
      'handshake: wrong',
      ...['restart', 'pause', 'query', 'rejects'].map((check) => `${check}: left out`),
      'SIGTERM: ok',
    ]);
    expect(by(findings, 'handshake')?.todo).toContain('ConnEstablish');
    expect(findingLines(by(findings, 'handshake')!)).toMatch(
      /^wrong {5}handshake: [\s\S]*\n {2}to do {5}/,
    );
  });
  it('tells a node that listens and does nothing what is missing', {
    timeout: 60_000,
  }, async () => {
    const findings = await tried(scriptOf('listens without TLS'));
    expect(by(findings, 'start, Ping, stop')).toMatchObject({
      verdict: 'wrong',
      told: expect.stringContaining('it listens, but does not speak TLS with tls/server.crt'),
      todo: expect.stringContaining('begin with the transport'),
    });
    expect(by(findings, 'handshake')?.verdict).toBe('left out');
  });
  it('says that an adapter ignores SIGTERM', { timeout: 60_000 }, async () => {
    const ignores = soundAdapter.script.replace(
      'serve();',
      "process.on('SIGTERM', () => {}); serve();",
    );
    expect(by(await tried(ignores), 'SIGTERM')).toMatchObject({ verdict: 'wrong' });
  });
  it('tries nothing with an adapter that cannot be greeted', async () => {
    const findings = await tried(scriptOf('speaks another version'));
    expect(findings.filter(({ verdict }) => verdict === 'ok')).toEqual([]);
    expect(by(findings, 'hello')?.told).toContain('speaks version 2');
  });
});
