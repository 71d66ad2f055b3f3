/**
 * The examples for programs and for a user's own vitest, run as a user has them: beside the built package in
 * a folder of node_modules.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(project, 'node_modules'))) {
    if (name.startsWith('.') || name === 'fabric-gossip') continue;
    symlinkSync(join(project, 'node_modules', name), join(modules, name));
  }
  // A copy: what lies elsewhere is no dependency to vitest, and is treated otherwise.
  for (const part of ['package.json', 'bin', 'dist/src', 'dist/conformance', 'spec', 'proto']) {
    cpSync(join(project, part), join(modules, 'fabric-gossip', part), { recursive: true });
  }
  cpSync(join(project, 'examples/conformance'), folder, { recursive: true });
  // Else the one of a folder above would be theirs.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
}, 60_000);

const node = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
    cwd,
    env: { ...process.env, ...env, NO_COLOR: '1' },
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { status, printed: stdout + stderr };
};
const vitest = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
  node(
    [join(folder, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=verbose', ...args],
    join(folder, 'vitest'),
    env,
  );

describe('the tests of a user', () => {
  it('have one test for each case that vitest selects, and pass with the reference', () => {
    const { status, printed } = vitest(['-t', 'link/(ping-answered|second-link)']);
    expect(printed).toContain('✓ gossip.test.ts > conformance of inproc > link/ping-answered');
    expect(printed).toMatch(/Tests\s+2 passed/);
    // Holds in another profile: skipped with the reason.
    expect(printed).toMatch(/link\/second-link-survives-the-first.*holds in hardened/);
    expect(status).toBe(0);
  }, 60_000);
  it('judge a target behind an adapter', () => {
    const adapter = `${process.execPath} ${join(project, 'bin/fabric-gossip.js')} conform adapter`;
    const { status, printed } = vitest(['-t', 'ping-answered'], { TARGET: `exec:${adapter}` });
    expect(printed).toMatch(/Tests\s+1 passed/);
    expect(status).toBe(0);
  }, 60_000);
  it('fail with clause, expectation and a command that plays the case again', () => {
    writeFileSync(
      join(folder, 'silent.json'),
      JSON.stringify({
        schema: 1,
        name: 'silent',
        version: '0',
        language: 'none',
        command: [process.execPath, '-e', 'console.log("nothing to say"); process.exit(3)'],
        features: ['timings'],
      }),
    );
    const target = join(folder, 'silent.json');
    const { status, printed } = vitest(['-t', 'ping-answered'], { TARGET: target });
    expect(printed).toContain('target-error: a peer replies to Ping before any handshake');
    expect(printed).toContain('clause    LINK-21: ');
    expect(printed).toContain(
      `again     fabric-gossip conform 'link/ping-answered-without-handshake'`,
    );
    expect(status).toBe(1);
  }, 60_000);
});

it('a program judges, and ends as the command does', () => {
  const { status, printed } = node(['judge.mjs'], join(folder, 'program'));
  expect(printed).toContain('pass link/ping-answered-without-handshake');
  expect(status).toBe(0);
}, 60_000);
