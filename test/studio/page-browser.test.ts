/**
 * The studio as a reader uses it: the built site in a real browser, served on loopback. Skipped, with the
 * reason, on a machine without Chromium. With STUDIO_PICTURES=1 it writes the pictures of docs/studio.md.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScenario } from '../../src/simulator/scenario/run.js';
import { chromiumPath, withoutBrowser } from '../support/browser.js';
import { openStudioPage, type StudioPage } from '../support/studio-page.js';
import { classroom } from '../support/studio-scenario.js';

if (withoutBrowser) console.warn(`page-browser.test.ts is skipped: ${withoutBrowser}`);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let studio: StudioPage;
let page: Page;
const until = (condition: string) => studio.until(condition);
const state = (what: string) => studio.state(what);
const open = (scenario: object, atMs?: number) => studio.open(scenario, atMs);
const picture = (name: string) => studio.picture(name);

describe.skipIf(chromiumPath === undefined)('the studio', () => {
  beforeAll(async () => {
    studio = await openStudioPage();
    page = studio.page;
  }, 180_000);
  afterAll(() => studio?.close());

  it('gives the trace of a seed, byte for byte, as Node does', async () => {
    const lines: string[] = [];
    runScenario(classroom, { onTrace: (line) => lines.push(`${JSON.stringify(line)}\n`) });
    await open(classroom);
    const inPage = await page.evaluate('studio.trace()');
    expect(lines.length).toBeGreaterThan(1_000);
    expect(inPage === lines.join('')).toBe(true);
    await open({ ...classroom, seed: 8 });
    expect((await page.evaluate('studio.trace()')) === lines.join('')).toBe(false);
  });
  it('plays to the end, and says by its slider where it stands', async () => {
    await open(classroom, 89_000);
    await page.getByRole('button', { name: 'Play' }).click();
    await until('!s.isPlaying && s.nowMs === 90000');
    await page.locator('output.now', { hasText: '1:30.000' }).waitFor();
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toBe('1:30.000');
  });
  it('kills the leader, sees another elected, and takes the deed back', async () => {
    await open(classroom, 50_000);
    const leader = await state(
      's.shown.cast.peers.findIndex((_, p) => s.shown.timeline.seek(1e9).leads[p])',
    );
    const name: string = await state(`s.shown.cast.peers[${leader}].name`);
    await page.getByLabel('Peer', { exact: true }).selectOption(name);
    await page.getByRole('button', { name: 'kill' }).click();
    await until('s.status === "over" && s.done.length === 1');
    const org = (peer: string) => peer.split('.')[1];
    const next: string[] = await state(
      's.shown.cast.peers.filter((_, p) => s.shown.timeline.seek(1e9).leads[p]).map((p) => p.name)',
    );
    expect(next).toHaveLength(2);
    expect(next).not.toContain(name);
    expect(next.map(org)).toContain(org(name));
    expect(await state('s.nowMs')).toBe(50_000);
    await page.evaluate('studio.seek(85000)');
    const heir = next.find((peer) => org(peer) === org(name))!;
    await page.getByLabel('Peer', { exact: true }).selectOption(heir);
    await page.getByRole('tab', { name: 'machines' }).click();
    await page.locator('.machine-list button', { hasText: 'election' }).click();
    await page.locator('#chart-election .box.active .name', { hasText: 'leading' }).waitFor();
    await picture('studio-fork');
    await page.getByRole('button', { name: 'take back' }).click();
    await until('s.status === "over" && s.done.length === 0 && s.given.faults.length === 0');
  });
  it('shows the state and the last transition of a machine, with row and clause', async () => {
    await open(classroom, 60_000);
    await page.getByLabel('Peer', { exact: true }).selectOption('peer0.Org1');
    await page.locator('.machine-list button', { hasText: 'election' }).click();
    const active = page.locator('#chart-election .box.active .name');
    await active.waitFor();
    expect(['leading', 'following']).toContain(await active.textContent());
    await page
      .getByRole('button', { name: /Row ELEC-R15/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.locator('.row-card h3', { hasText: 'ELEC-R15' }).waitFor();
    expect(await page.locator('.row-card .clause').first().textContent()).toMatch(/^ELEC-\d+ /);
  });
  it('opens a lesson and finishes it, by keyboard', async () => {
    await page.getByRole('button', { name: 'lessons' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Alive and dead' }).press('Enter');
    await until('s.status === "over" && s.shown && s.lesson >= 0');
    const next = page.locator('.lesson .next');
    await next.press('Enter');
    expect(await next.isDisabled()).toBe(true);
    await page.getByText('predict first, or skip').waitFor();
    await page.getByRole('button', { name: /as soon as a connection to it fails/ }).press('Enter');
    await page.getByText('Yes.').waitFor();
    expect(await state('s.nowMs')).toBe(49_000);
    await picture('studio-lesson');
    await next.press('Enter');
    await page.getByRole('button', { name: /Any of its old alive messages/ }).press('Enter');
    await page.getByText('No.').waitFor();
    await next.press('Enter');
    await page.getByRole('heading', { name: 'Finished' }).waitFor();
    await page.getByText('1 of 2 predicted, 1 wrong').waitFor();
    await page.getByRole('button', { name: 'Dead, and not forgotten' }).press('Enter');
    await page.getByRole('button', { name: /Any of its old .* your prediction/ }).waitFor();
  });
  it('lets a question be skipped, and says so at the end', async () => {
    await page.getByRole('tab', { name: 'lesson' }).click();
    await page.evaluate('studio.store.set({ lesson: -1 })');
    await page.getByRole('button', { name: 'Alive and dead' }).click();
    await until('s.status === "over" && s.shown && s.lessonPart === 0');
    const next = page.locator('.lesson .next');
    await next.click();
    for (let question = 0; question < 2; question++) {
      await page.getByRole('button', { name: /^skip/ }).click();
      await page.getByText('Skipped.').waitFor();
      await next.click();
    }
    await page.getByText('0 of 2 predicted, 2 skipped').waitFor();
  });
  it('shows what is about a channel, and of whom, by pointer and keyboard', async () => {
    await open(classroom, 45_000);
    const diagram = page.getByRole('region', { name: 'Space-time diagram' });
    const count = async () =>
      Number.parseInt((await diagram.locator('.count').textContent()) ?? '', 10);
    const counted = () => expect.poll(count, { timeout: 10_000 });
    await diagram.getByLabel('span').selectOption('5000');
    await counted().toBeGreaterThan(100);
    const all = await count();
    await diagram.getByLabel('about').selectOption({ label: 'no channel' });
    await counted().toBeLessThan(all);
    const none = await count();
    await diagram.getByLabel('about').selectOption({ label: 'channel ch1' });
    await counted().toBe(all - none);
    await diagram.locator('summary').press('Enter');
    await page.getByLabel('peer1.Org2', { exact: true }).press('Space');
    await counted().toBeLessThan(all - none);
    expect(await count()).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await diagram.getByText('of peer1.Org2').waitFor();
    // The name on its lane takes the peer out again, and another one in.
    await diagram.locator('canvas').click({ position: { x: 30, y: 90 } });
    await diagram.getByText('of every peer').waitFor();
    await diagram.locator('canvas').click({ position: { x: 30, y: 12 } });
    await diagram.getByText('of peer0.Org1').waitFor();
  });
  it('follows the newest block until one is chosen, and tells the rate of messages', async () => {
    await open(classroom, 37_500);
    await page.getByRole('tab', { name: 'block' }).click();
    const block = (number: number) =>
      page.locator('.block strong', { hasText: new RegExp(`^block ${number}$`) }).waitFor();
    await block(2);
    await page.evaluate('studio.seek(80000)');
    await block(5);
    await page.getByRole('button', { name: 'The block before' }).click();
    await block(4);
    await page.evaluate('studio.seek(85000)');
    await page.locator('output.now', { hasText: '1:25.000' }).waitFor();
    await block(4);
    await page.getByRole('tab', { name: 'figures' }).click();
    await page.getByText('Now 7.2 a second, and 7.2 are expected').waitFor();
    await page.getByLabel('rate of').selectOption('dataMsg');
    await page.getByText('Now 0 a second; how many there should be').waitFor();
  });
  it('carries the run in its address', async () => {
    await open(classroom, 12_345);
    await page.getByRole('button', { name: 'share' }).click();
    await page.getByText('the address holds this run').waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url());
    const shown = other.getByText('0:12.345').or(other.getByText('12.345 s'));
    await shown.first().waitFor();
    expect(await other.locator('.seed input').inputValue()).toBe('7');
    await other.close();
  });
  it('opens a trace that a command has written', async () => {
    const lines: string[] = [];
    runScenario(classroom, { onTrace: (line) => lines.push(`${JSON.stringify(line)}\n`) });
    const file = {
      name: 'trace.jsonl',
      mimeType: 'application/json',
      buffer: Buffer.from(lines.join('')),
    };
    await page.locator('input[type=file]').setInputFiles(file);
    await until('s.given === undefined && s.shown && s.shown.recording.length > 1000');
    await page.evaluate('studio.seek(80000)');
    await page.getByRole('tab', { name: 'log' }).click();
    await page.locator('.log li', { hasText: 'commits block' }).first().waitFor();
    await page
      .locator('input[type=file]')
      .setInputFiles({ ...file, buffer: Buffer.from('nonsense') });
    await page.getByRole('alert').waitFor();
  });
  it.each(['machines', 'block', 'log', 'promises', 'figures', 'lesson'])(
    'has nothing against it that axe knows: %s, light and dark',
    async (tab) => {
      if ((await state('s.given?.name')) !== 'classroom') await open(classroom, 60_000);
      await page.getByRole('tab', { name: tab }).click();
      await page.evaluate(axe);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-scheme=${colorScheme}]`).waitFor();
        const found = await page.evaluate(
          'axe.run(document).then((r) => r.violations.map((v) => v.id + " " + v.nodes.map((n) => n.target).join()))',
        );
        expect(found).toEqual([]);
      }
    },
  );
  it('turns from light to dark and back by its button, at the first press', async () => {
    const ground = () =>
      page.evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>;
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html[data-scheme=light]').waitFor();
    const light = await ground();
    const button = page.getByRole('button', { name: 'Light or dark' });
    await button.click();
    expect(await ground()).not.toBe(light);
    await button.click();
    expect(await ground()).toBe(light);
  });
  it('asks nobody but its own server, and makes no error', () => {
    expect(studio.askedElsewhere).toEqual([]);
    expect(studio.errors).toEqual([]);
  });
});
