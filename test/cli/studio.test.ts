/** `fabric-gossip studio`: the page on loopback, with the file that was named, until a signal. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
afterAll(() => rmSync(folder, { recursive: true }));

/** What the site answers while it is up. */
async function asked(path: string | undefined, what: string, init?: RequestInit) {
  const site = await serveStudio(path, 0, folder);
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
    for (const path of ['/given', '/../package.json', '/%2e%2e/package.json', '/index.htm'])
      expect((await asked(undefined, path)).response.status).toBe(404);
    expect((await asked(undefined, '/', { method: 'POST' })).response.status).toBe(405);
  });
  it('gives a scenario as the page reads it', async () => {
    const { text } = await asked('scenarios/partition.yaml', '/given');
    const scenario = JSON.parse(text);
    expect(scenario.name).toBe('partition');
    expect(scenario.duration).toBe(720_000);
    expect((await asked('scenarios/partition.yaml', '/')).text).toContain('name="served"');
  });
  it('gives a trace as it is', async () => {
    const line =
      '{"v":1,"seq":1,"atMs":5,"peer":"p","trace":{"kind":"leadership","channel":"c","leads":true}}\n';
    writeFileSync(at('trace.jsonl'), line);
    expect((await asked(at('trace.jsonl'), '/given')).text).toBe(line);
  });
});

describe('mistakes', () => {
  it.each([
    ['no-such-file.yaml', /no-such-file.yaml: cannot be read/],
    ['README.md', /README.md: /],
  ])('%s is answered with what is wrong', async (path, what) => {
    await expect(serveStudio(path, 0, folder)).rejects.toThrow(what);
  });
  it('a page that is not built is answered with how to build it', async () => {
    await expect(serveStudio(undefined, 0, at('nothing'))).rejects.toThrow(/npm run studio:build/);
  });
});

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
