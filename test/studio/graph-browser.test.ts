/**
 * The page on the state graph as a reader uses it: the built site in a real browser, served on loopback. Skipped,
 * with the reason, on a machine without Chromium.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaticSite } from '../../src/adapters/static-site.js';
import { election } from '../../src/checker/models/election.js';
import { peerModel } from '../../src/checker/peers/peer-model.js';
import { scheduleOf, writeSchedule } from '../../src/checker/told/schedule.js';
import { openGraph } from '../../src/cli/check/serve-graph.js';
import { buildSite } from '../../tools/studio/site.js';
import { chromiumPath, launchBrowser, withoutBrowser } from '../support/browser.js';
import { firstWitness } from '../support/first-witness.js';

if (withoutBrowser) console.warn(`graph-browser.test.ts is skipped: ${withoutBrowser}`);

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-graph-'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let site: StaticSite;
let address: string;
let browser: Browser;
let page: Page;
const asked: string[] = [];
const errors: string[] = [];

/** Waits in the page until what it shows fits; `s` is its state. */
const until = (condition: string): Promise<unknown> =>
  page.evaluate(`new Promise((resolve) => {
    const fits = () => { const s = graph.get(); return ${condition}; };
    if (fits()) return resolve();
    const end = graph.subscribe(() => { if (fits()) { end(); resolve(); } });
  })`);
const state = (what: string): Promise<any> =>
  page.evaluate(`(() => { const s = graph.get(); return ${what}; })()`);

function scheduleTo(id: string): number[] {
  const model = peerModel(election(3, 'fabric-3.1', { timers: 2 }));
  return scheduleOf(model, firstWitness(model, id));
}

describe.skipIf(chromiumPath === undefined)('the state graph', () => {
  beforeAll(async () => {
    await buildSite(folder);
    ({ address, served: site } = await openGraph('election', { size: 3, site: folder }));
    browser = await launchBrowser();
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (said) => said.type() === 'error' && errors.push(said.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(address);
    await page.locator('.steps button').first().waitFor();
    await until('s.spec && s.place');
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('CHEK-99: walks to a property by keyboard, and says so', async () => {
    const schedule = scheduleTo('two-lead');
    for (const [index, step] of schedule.entries()) {
      const at: number = await state(`s.place.steps.findIndex(({ step }) => step === ${step})`);
      if (at < 9) await page.keyboard.press(String(at + 1));
      else {
        for (let i = 0; i < at; i++) await page.keyboard.press('j');
        await page.keyboard.press('Enter');
      }
      await until(`s.place.path.length === ${index + 1}`);
    }
    const row = page.locator('.properties tr', { hasText: 'two-lead' });
    await row.getByText('shown').waitFor();
    expect(await row.textContent()).toContain(`since step ${schedule.length}`);
    await page.getByRole('status').getByText(`${schedule.length} steps taken`).waitFor();
    expect(page.url()).toContain(`steps=${writeSchedule(schedule)}`);
    await page.keyboard.press('Backspace');
    await until(`s.place.path.length === ${schedule.length - 1}`);
    await row.getByText('not here').waitFor();
    await page.keyboard.press('Home');
    await until('s.place.path.length === 0');
  });

  it('CHEK-99: counts what lies behind, and goes to where a property turns', async () => {
    await until('s.behind?.isDone');
    expect(await state('s.behind.states')).toBeGreaterThan(10_000);
    await page.getByRole('button', { name: /leads-alone is shown after/ }).click();
    await until('s.place.path.length > 0');
    await page.locator('.properties tr.good', { hasText: 'leads-alone' }).waitFor();
  });

  it('CHEK-99: shows the machines of whoever did something last, with the row', async () => {
    await page.goto(`${address}&steps=${writeSchedule(scheduleTo('leads-alone'))}`);
    await page.reload();
    await page.locator('.steps button').first().waitFor();
    await until('s.spec && s.place.path.length > 0');
    await page.locator('.box.active').first().waitFor();
    const machines = page.locator('.machines-here .entities select');
    const one: string = await state(
      "s.place.peers[s.peer].entities.filter(({ machine }) => machine === 'election').map((e) => e.machine + '\\t' + e.entity)[0]",
    );
    await machines.selectOption(one);
    const is: string = await state(
      "s.place.peers[s.peer].entities.find(({ machine }) => machine === 'election').state",
    );
    await page.locator('#chart-election .box.active .name', { hasText: is }).waitFor();
  });

  it('opens models without peers, and says what is no place', async () => {
    await page.getByLabel('Model').selectOption('two-phase-commit');
    await until("s.spot.model === 'two-phase-commit'");
    await page.getByText('The machines of this model are no peers').waitFor();
    await page.evaluate("location.hash = 'model=election&size=3&steps=999'");
    await page.getByRole('alert').getByText('there is no step number 999').waitFor();
    await page.evaluate("location.hash = 'model=election&size=3'");
    await until("s.problem === '' && s.spot.model === 'election'");
  });

  it('can be read by everybody: axe finds nothing, in light and dark', async () => {
    await page.evaluate(axe);
    for (const scheme of ['light', 'dark']) {
      await page.evaluate(`document.documentElement.dataset.scheme = '${scheme}'`);
      const found: any = await page.evaluate('axe.run(document)');
      const said = found.violations.map(({ id, nodes }: any) => `${id}: ${nodes[0].html}`);
      expect(said, scheme).toEqual([]);
    }
  });

  it('asks nobody but its server, and reports no error', () => {
    const { origin } = new URL(address);
    expect(asked.filter((url) => !url.startsWith(origin))).toEqual([]);
    expect(errors).toEqual([]);
  });
});
