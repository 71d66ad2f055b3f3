/**
 * What can be opened in the studio, in a real browser: a failed conformance case, a capture, a scenario in
 * YAML, a trace with messages. Skipped, with the reason, without Chromium.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaticSite } from '../../src/adapters/static-site.js';
import { planNetwork } from '../../src/cli/network/plan.js';
import { parseScenario } from '../../src/cli/simulate/scenario-file.js';
import { serveStudio } from '../../src/cli/studio/serve.js';
import { buildSite } from '../../tools/studio/site.js';
import { chromiumPath, launchBrowser, withoutBrowser } from '../support/browser.js';
import { FAILED_CASE, failedCase } from '../support/failed-case.js';
import { type PeerProcess, runProcess } from '../support/peer-process.js';
import { stateIn, untilIn } from '../support/studio-page.js';
import { classroom } from '../support/studio-scenario.js';

if (withoutBrowser) console.warn(`sources-browser.test.ts is skipped: ${withoutBrowser}`);

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-sources-'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser;
let page: Page;
let site: StaticSite;
const errors: string[] = [];
const running: PeerProcess[] = [];

const until = (condition: string): Promise<unknown> => untilIn(page, condition);
const state = (what: string): Promise<any> => stateIn(page, what);
const picture = async (name: string) => {
  await page.locator('output.now').waitFor();
  if (process.env.STUDIO_PICTURES) await page.screenshot({ path: `docs/images/${name}.png` });
};
const give = (...files: { name: string; buffer: Buffer }[]) =>
  page
    .locator('input[type=file]')
    .setInputFiles(files.map((file) => ({ ...file, mimeType: 'application/octet-stream' })));
const accessible = async () => {
  await page.evaluate(axe);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(
      'axe.run(document).then((r) => r.violations.map((v) => v.id + " " + v.nodes.map((n) => n.target).join()))',
    );
    expect(found).toEqual([]);
  }
};
const { record, lines } =
  chromiumPath === undefined ? { record: '', lines: [] } : await failedCase();

describe.skipIf(chromiumPath === undefined)('the studio opens', () => {
  beforeAll(async () => {
    await buildSite(join(folder, 'site'));
    writeFileSync(join(folder, 'run.json'), record);
    // Packed case by case, as a run does.
    const parts = lines.map((line) => gzipSync(`${line}\n`, { level: 3 }));
    writeFileSync(join(folder, 'trace.ndjson.gz'), Buffer.concat(parts));
    site = await serveStudio({ path: folder }, 0, join(folder, 'site'));
    browser = await launchBrowser();
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('console', (said) => said.type() === 'error' && errors.push(said.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(site.address);
    await page.locator('.transport').waitFor();
    await until('s.spec && s.lessons.length > 0');
  }, 60_000);
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await browser?.close();
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a failed conformance case where it failed, with what was expected', async () => {
    await until(`s.shown?.about?.title === '${FAILED_CASE}'`);
    await page.locator('.source .verdict', { hasText: 'fail' }).waitFor();
    const said = await page.locator('.source dl').textContent();
    expect(said).toContain('stays open after the target’s handshake message');
    expect(said).toContain('LINK-D12');
    expect(await state('s.nowMs')).toBeGreaterThan(0);
    expect(await state('s.shown.durationMs / s.speed')).toBeGreaterThan(4_000);
    expect(await state('s.shown.durationMs / s.speed')).toBeLessThan(25_000);
    const machine = await state('s.machine');
    expect(
      await state(`s.shown.recording.strings.some((t) => t.startsWith('${machine}\\t'))`),
    ).toBe(true);
    expect(await state('s.shown.cast.peers.map((p) => p.name)')).toEqual(
      expect.arrayContaining(['t1', 'o1']),
    );
    await page.getByRole('tab', { name: 'log' }).click();
    await page.locator('.log li', { hasText: /fail: expected: stream/ }).waitFor();
    await page.getByRole('tab', { name: 'source' }).click();
  });
  it('each message of it in words, as it stood on the wire', async () => {
    const sent = await state(
      's.shown.recording.kind.findIndex((k, i) => k === 1 && s.shown.recording.strings[s.shown.recording.c[i]] === "conn")',
    );
    await page.evaluate(`studio.store.set({ message: ${sent}, tab: 'source' })`);
    const inside = page.locator('.source .inside', { hasText: 'pkiId' });
    await inside.waitFor();
    expect(await inside.textContent()).toMatch(/pkiId: [0-9a-f]{64} \(o1\)/);
    expect(await inside.textContent()).toMatch(/identity: OrgOMSP, o1\.orgo\.test/);
    await accessible();
    await picture('studio-evidence');
  });
  it('the steps of a node in process in its statecharts', async () => {
    await page.getByLabel('Peer', { exact: true }).selectOption('t1');
    await page.getByRole('tab', { name: 'machines' }).click();
    await page.locator('.machine-list button', { hasText: 'link-acceptor' }).click();
    await page.locator('#chart-link-acceptor .box.active .name').waitFor();
  });
  it('another case of the run', async () => {
    await page.getByRole('tab', { name: 'source' }).click();
    await page.getByLabel('case').selectOption({ label: '✓ link/ping-answered-without-handshake' });
    await until('s.shown?.about?.says.verdict === "pass"');
  });
  it('a run that is dropped as two files, and as the record alone', async () => {
    await give(
      { name: 'a.json', buffer: Buffer.from(record) },
      { name: 'b.gz', buffer: readFileSync(join(folder, 'trace.ndjson.gz')) },
    );
    await until(`s.shown?.about?.title === '${FAILED_CASE}' && s.shown.recording.length > 0`);
    expect(await state('s.shown.cast.peers.every((p) => p.pki.length === 64)')).toBe(true);
    await give({ name: 'a.json', buffer: Buffer.from(record) });
    // The record does not say who is who.
    await until(
      `s.shown?.about?.title === '${FAILED_CASE}' && s.shown.cast.peers.every((p) => p.pki === '')`,
    );
  });
  it('a capture: its peers, messages by kind, heights and leaders as they are told', async () => {
    const buffer = readFileSync('spec/vectors/fabric-2.4.9/traffic.jsonl');
    await give({ name: 'traffic.jsonl', buffer });
    await until('s.shown?.about?.source === "capture"');
    expect(await state('s.shown.cast.peers.map((p) => p.name).sort()')).toEqual([
      'peer0.org1.test',
      'peer0.org2.test',
      'peer1.org1.test',
      'peer2.org1.test',
    ]);
    expect(await state('s.shown.cast.organisations')).toEqual(['Org1MSP', 'Org2MSP']);
    expect(await page.getByLabel(/mark what differs/).isChecked()).toBe(false);
    await page.getByRole('tab', { name: 'machines' }).click();
    await page.locator('.machines', { hasText: 'holds messages only' }).waitFor();
    await page.getByRole('tab', { name: 'source' }).click();
    const sent = 's.shown.recording.kind.subarray(0, s.shown.recording.length)';
    expect(await state(`${sent}.filter((k) => k === 1).length`)).toBe(814);
    const heights = await state(
      's.shown.cast.peers.map((p, i) => [p.name, s.shown.timeline.seek(1e9).height[i * s.shown.cast.channels.length + s.shown.cast.channels.findIndex((c) => c.name === "ch1")]])',
    );
    expect(heights).toContainEqual(['peer0.org1.test', 9]);
    await page.evaluate('studio.seek(84600)');
    await page.getByLabel('span').selectOption({ label: '20 s' });
    await accessible();
    await picture('studio-capture');
  });
  it('a scenario in YAML, and says what is wrong in one with the words of the command line', async () => {
    const text = readFileSync('scenarios/partition.yaml', 'utf8');
    await give({ name: 'partition.yaml', buffer: Buffer.from(text) });
    await until('s.given?.name === "partition"');
    expect(await state('s.given')).toEqual(
      JSON.parse(JSON.stringify(parseScenario('partition.yaml', text))),
    );
    for (const wrong of [
      'organisations: 3\n',
      'organisations:\n  - {name: A, peers: 2}\nduratoin: 3s\n',
      'organisations:\n  - {name: A, peers: 2}\nparameters: {propagatePeerNumm: 3}\n',
      'organisations: [nonsense\n',
    ]) {
      const said = messageOf(() => parseScenario('wrong.yaml', wrong));
      await give({ name: 'wrong.yaml', buffer: Buffer.from(wrong) });
      await until(`s.problem === ${JSON.stringify(said)}`);
      await page.getByRole('alert').waitFor();
    }
  });
  it.each([
    ['picture.png', '\u0089PNG\r\n\u001a'],
    ['empty.jsonl', ''],
    ['cut.jsonl', '{"trace": {"kind": "st'],
  ])('says of %s that it is none of its sources', async (name, text) => {
    await give({ name, buffer: Buffer.from(text) });
    await until(`s.problem?.startsWith(${JSON.stringify(`${name}: no scenario`)})`);
  });
  it('every picture is saved as SVG and as PNG', async () => {
    await page.evaluate(`studio.open(${JSON.stringify(classroom)}, 46000)`);
    await until('s.status === "over" && s.shown');
    const saved = async (of: string | RegExp, as: 'SVG' | 'PNG') => {
      const name = typeof of === 'string' ? `Save ${of} as ${as}` : of;
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).first().click(),
      ]);
      return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    };
    const check = async (of: string | RegExp, name: string, contains: RegExp) => {
      const svg = await saved(of, 'SVG');
      expect(svg.name).toBe(`${name}.svg`);
      const text = svg.bytes.toString();
      expect(text).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(text).toMatch(contains);
      expect(text).not.toMatch(/var\(--|class=|<script|NaN|undefined/);
      // A file by itself: another page draws it, and finds no fault with its form.
      const fault = await page.evaluate(
        `new DOMParser().parseFromString(${JSON.stringify(text)}, 'image/svg+xml').querySelector('parsererror')?.textContent`,
      );
      expect(fault).toBeUndefined();
      if (process.env.STUDIO_SAVED) writeFileSync(join(process.env.STUDIO_SAVED, svg.name), text);
    };
    await page.getByRole('tab', { name: 'machines' }).click();
    for (const [format, ending] of [
      ['Mermaid', 'mmd'],
      ['SCXML', 'scxml'],
      ['XState JSON', 'json'],
    ]) {
      const link = page.getByRole('link', { name: format!, exact: true });
      expect(await link.getAttribute('download')).toMatch(
        new RegExp(`^machine-[a-z-]+.${ending}$`),
      );
    }
    await check('the network', 'network', />p0</);
    await check('the space-time diagram', 'who-sent-what', />peer0\.Org1</);
    const png = await saved('the network', 'PNG');
    expect(png.name).toBe('network.png');
    expect([...png.bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
    // Twice as many pixels as in the page: width and height stand at 16.
    expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(1_000);
    if (process.env.STUDIO_SAVED)
      writeFileSync(join(process.env.STUDIO_SAVED, png.name), png.bytes);
    await page.getByRole('tab', { name: 'figures' }).click();
    await check(/^Save Reach.* as SVG/, 'reach-ch1', /computed for push alone/);
    await check(/^Save Views.* as SVG/, 'views', /Views: how many/);
    await check('messages and bytes by kind', 'traffic', /membership/);
    await accessible();
    await picture('studio-figures');
    await page.getByRole('tab', { name: 'block', exact: true }).click();
    await page.getByRole('button', { name: 'newest' }).click();
    await check(/^Save the way of block \d as SVG/, 'block-5', /peer1\.Org2/);
    await accessible();
    await picture('studio-block');
    await page.getByRole('tab', { name: 'machines' }).click();
    await page.locator('.machine-list button', { hasText: 'election' }).click();
    await check('the machine election as it is now', 'machine-election-now', /leading/);
  }, 60_000);
  it('peers that run: their machines as they are now, and that one has stopped', async () => {
    const plan = await planNetwork({
      folder: join(folder, 'network'),
      peerCount: 2,
      organisationCount: 1,
      timings: 'fast',
      nowMs: Date.now(),
    });
    const peers = plan.peers.map((peer) =>
      runProcess(['peer', '--config', join(peer.folder, 'core.yaml'), '--json', '--inspect']),
    );
    running.push(...peers);
    const ready = await Promise.all(peers.map(({ answer }) => answer((one) => 'inspect' in one)));
    const connect = ready.map(({ inspect }) => inspect as string);
    const live = await serveStudio({ connect }, 0, join(folder, 'site'));
    await page.goto(live.address);
    await page.locator('.transport').waitFor();
    await until('s.status === "live" && s.spec && s.shown.cast.peers.length === 2');
    await until('s.shown.timeline.seek(1e9) && s.shown.timeline.countOf("member", "alive") === 2');
    expect(await state('s.shown.cast.peers.map((p) => p.name).sort()')).toEqual(['peer0', 'peer1']);
    await page.getByLabel('Peer', { exact: true }).selectOption('peer0');
    await page.getByRole('tab', { name: 'machines' }).click();
    await page.locator('.machine-list button', { hasText: /^member/ }).click();
    await page.locator('#chart-member .box.active .name', { hasText: 'alive' }).waitFor();
    // What happens now is followed, until somebody looks back.
    const before = await state('s.nowMs');
    await until(`s.nowMs > ${before + 300} && s.isPlaying`);
    await picture('studio-live');
    await page.evaluate('studio.seek(1)');
    await until('!s.isPlaying && s.nowMs === 1');
    await page.getByRole('button', { name: 'Play' }).click();
    await until('s.nowMs > 1000');
    await page.getByRole('tab', { name: 'source' }).click();
    expect(await page.locator('.watch li').allTextContents()).toEqual(
      connect.map((address) => `${address} open`),
    );
    await accessible();
    const one = await state('s.shown.cast.peers.findIndex((p) => p.name === "peer1")');
    peers[1]!.child.kill('SIGTERM');
    expect((await peers[1]!.ended).code).toBe(0);
    await until(`s.shown.timeline.seek(1e9).life[${one}] === 2`);
    await page.locator('.watch li', { hasText: 'the peer has stopped' }).waitFor();
    // Something else is opened: nobody is watched any more.
    await give({ name: 'partition.yaml', buffer: readFileSync('scenarios/partition.yaml') });
    await until('s.given?.name === "partition" && s.watched.length === 0');
    await live.close();
  }, 180_000);
  it('without any error of the page', () => expect(errors).toEqual([]));
});

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected a mistake');
}
