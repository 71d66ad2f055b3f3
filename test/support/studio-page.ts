/** The built studio in a Chromium of this machine, served on loopback: for tests that use it as a reader does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { serveSite, siteFiles } from '../../src/adapters/static-site.js';
import { sayMs } from '../../studio/time/say-time.js';
import { buildSite } from '../../tools/studio/site.js';
import { launchBrowser } from './browser.js';

export interface StudioPage {
  readonly page: Page;
  /** Waits until what the page shows fits; `s` is its state. */
  until(condition: string): Promise<unknown>;
  state(what: string): Promise<any>;
  /** Shows a scenario, all of it recorded. */
  open(scenario: object, atMs?: number): Promise<void>;
  /** Writes a picture of docs/studio.md, with STUDIO_PICTURES=1. */
  picture(name: string): Promise<void>;
  /** Errors of the page so far. */
  readonly errors: readonly string[];
  /** What it has asked of others than its own server. */
  readonly askedElsewhere: readonly string[];
  close(): Promise<void>;
}

/** Of `StudioPage`, for a page that a test has opened itself. */
export const untilIn = (page: Page, condition: string): Promise<unknown> =>
  page.evaluate(`new Promise((resolve) => {
    const fits = () => { const s = studio.store.get(); return ${condition}; };
    if (fits()) return resolve();
    const end = studio.store.subscribe(() => { if (fits()) { end(); resolve(); } });
  })`);

/** Of `StudioPage`, likewise. */
export const stateIn = (page: Page, what: string): Promise<any> =>
  page.evaluate(`(() => { const s = studio.store.get(); return ${what}; })()`);

export async function openStudioPage(): Promise<StudioPage> {
  const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-studio-'));
  await buildSite(folder);
  const site = await serveSite(siteFiles(folder), 0);
  const browser = await launchBrowser();
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const errors: string[] = [];
  const askedElsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(site.address)) askedElsewhere.push(request.url());
  });
  page.on('console', (said) => said.type() === 'error' && errors.push(said.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(site.address);
  await page.locator('.transport').waitFor();
  const until = (condition: string): Promise<unknown> => untilIn(page, condition);
  const state = (what: string): Promise<any> => stateIn(page, what);
  await until('s.spec && s.lessons.length > 0');
  return {
    page,
    until,
    state,
    errors,
    askedElsewhere,
    async open(scenario, atMs = 0) {
      await page.evaluate(`studio.play(false), studio.open(${JSON.stringify(scenario)}, ${atMs})`);
      await until('s.status === "over" && s.shown');
    },
    async picture(name) {
      // What is text follows a moment later.
      await page.locator('output.now', { hasText: sayMs(await state('s.nowMs')) }).waitFor();
      if (process.env.STUDIO_PICTURES) await page.screenshot({ path: `docs/images/${name}.png` });
    },
    async close() {
      await browser.close();
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
