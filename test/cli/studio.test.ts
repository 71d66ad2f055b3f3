/** `fabric-gossip studio`: the page on loopback, with the file that was named, until a signal. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveStudio } from '../../src/cli/studio/serve.js';
import { runProcess } from '../support/peer-process.js';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-site-'));
  copyFileSync('studio/index.html', at('index.html'));
  copyFileSync('studio/style.css', at('style.css'));
});
const runs: string[] = [];
afterAll(() => {
  for (const one of [folder, ...runs]) rmSync(one, { recursive: true });
});

/** What the site answers while it is up. */
async function asked(path: string | undefined, what: string, init?: RequestInit) {
  const site = await serveStudio({ path }, 0, folder);
  try {
    const response = await fetch(new URL(what, site.address), init);
    return { response, text: await response.text() };
  } finally {
    await site.close();
  }
}

describe('the site', () => {
  it('is there on loopback, and lets the page load nothing from elsewhere', async () => {
    const { response, text } = await asked(undefined, '/');
    expect(new URL(response.url).hostname).toBe('127.0.0.1');
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self'/);
    expect(text).toContain('app.js');
    expect(text).not.toContain('name="served"');
    expect((await asked(undefined, '/style.css')).response.headers.get('content-type')).toMatch(
      /css/,
    );
  });
  it('gives nothing that does not belong to it, and takes nothing', async () => {
    for (const path of ['/given-0', '/../package.json', '/%2e%2e/package.json', '/index.htm'])
      expect((await asked(undefined, path)).response.status).toBe(404);
    expect((await asked(undefined, '/', { method: 'POST' })).response.status).toBe(405);
  });
  it('gives a scenario as the page reads it', async () => {
    const { text } = await asked('scenarios/partition.yaml', '/given-0');
    const scenario = JSON.parse(text);
    expect(scenario.name).toBe('partition');
    expect(scenario.duration).toBe(720_000);
    expect((await asked('scenarios/partition.yaml', '/')).text).toContain('name="served"');
  });
  it('gives a trace as it is', async () => {
    const line =
      '{"v":1,"seq":1,"atMs":5,"peer":"p","trace":{"kind":"leadership","channel":"c","leads":true}}\n';
    writeFileSync(at('trace.jsonl'), line);
    expect((await asked(at('trace.jsonl'), '/given-0')).text).toBe(line);
  });
  it('gives record and stored trace of a conformance run, and says which case', async () => {
    const run = mkdtempSync(join(tmpdir(), 'fabric-gossip-run-'));
    runs.push(run);
    const id = 'link/a-case';
    writeFileSync(join(run, 'run.json'), JSON.stringify({ schema: 1, cases: [{ id }] }));
    const lines = `{"case":"${id}","participants":[]}\n`;
    const parts = lines.split('').map((part) => gzipSync(part));
    writeFileSync(join(run, 'trace.ndjson.gz'), Buffer.concat(parts));
    for (const path of [run, join(run, 'run.json'), join(run, 'trace.ndjson.gz')]) {
      expect((await asked(path, '/given-1')).text).toBe(lines);
      expect((await asked(path, '/')).text).not.toContain('name="wanted"');
    }
    for (const path of [`${run}/${id}`, `${join(run, 'run.json')}:${id}`])
      expect((await asked(path, '/')).text).toContain(`name="wanted" content="${id}"`);
    await expect(serveStudio({ path: `${run}/link/none` }, 0, folder)).rejects.toThrow(
      /the run has no case "link\/none"; it has link\/a-case/,
    );
  });
  it('says which peers to watch, and lets the page speak to them alone', async () => {
    const site = await serveStudio({ connect: ['ws://127.0.0.1:4321'] }, 0, folder);
    const response = await fetch(site.address);
    expect(await response.text()).toContain('name="connect" content="ws://127.0.0.1:4321"');
    expect(response.headers.get('content-security-policy')).toContain(
      "connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
    );
    await site.close();
  });
});

describe('mistakes', () => {
  it.each([
    ['no-such-file.yaml', /no-such-file.yaml: cannot be read/],
    ['README.md', /README.md: /],
  ])('%s is answered with what is wrong', async (path, what) => {
    await expect(serveStudio({ path }, 0, folder)).rejects.toThrow(what);
  });
  it('a page that is not built is answered with how to build it', async () => {
    await expect(serveStudio({}, 0, at('nothing'))).rejects.toThrow(/npm run studio:build/);
  });
});

it('an address that is not on this machine is wrong usage', async () => {
  const studio = runProcess(['studio', '--site', folder, '--connect', 'ws://example.org:1']);
  const { code, log } = await studio.ended;
  expect(code).toBe(64);
  expect(log).toMatch(/Expected ws:\/\/127.0.0.1:PORT/);
}, 30_000);

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the process',
  async (signal) => {
    const studio = runProcess(['studio', '--site', folder, '--json']);
    const { address } = await studio.answer((line) => 'address' in line);
    expect((await fetch(address)).status).toBe(200);
    studio.child.kill(signal);
    expect((await studio.ended).code).toBe(0);
  },
  30_000,
);
