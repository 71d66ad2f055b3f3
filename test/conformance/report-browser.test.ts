/**
 * The HTML report of a run with three planted faults, as a reader sees it: opened from a file in a real
 * browser that has no network. Skipped, with the reason, on a machine without Chromium.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InProcessTarget } from '../../conformance/harness/bench.js';
import { CASES } from '../../conformance/registry.js';
import { reportHtml } from '../../conformance/reports/html.js';
import { type RunReport, runReport } from '../../conformance/reports/run-json.js';
import { chromiumPath, launchBrowser, withoutBrowser } from '../support/browser.js';
import { play, reference } from '../support/conformance-run.js';
import {
  closesNothing,
  echoesBlocks,
  relaysNoAlive,
  withFaults,
} from '../support/planted-faults.js';

if (withoutBrowser) console.warn(`report-browser.test.ts is skipped: ${withoutBrowser}`);

/** A fault, the case that finds it, and what its reader is to see. */
const FAULTS = [
  {
    fault: closesNothing,
    id: 'link/silent-dialler-closed-after-handshake-wait',
    clause: 'LINK-4',
    text: 'An acceptor MUST close with status UNKNOWN a stream on which no handshake message',
    shown: '.machine .offending',
    divergence: '.sequence .missing',
  },
  {
    fault: relaysNoAlive,
    id: 'membership/alive-of-a-new-author-forwarded',
    clause: 'MEMB-14',
    text: 'A peer MUST forward an admitted alive message by the rules of 6 Push.',
    shown: 'table.decision tr.offending',
    divergence: '.sequence .missing',
  },
  {
    fault: echoesBlocks,
    id: 'push/block-relayed-to-nobody-else',
    clause: 'PUSH-27',
    text: 'A peer MUST decide by the decision table block-routing',
    shown: 'table.decision tr.offending',
    divergence: '.sequence .wrong',
  },
] as const;
const SOUND = 'link/ping-answered-without-handshake';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-report-'));
const file = join(folder, 'index.html');
let report: RunReport;
let browser: Browser;
let page: Page;
const asked: string[] = [];
const errors: string[] = [];

describe.skipIf(chromiumPath === undefined)('the report of a run with three faults', () => {
  beforeAll(async () => {
    const target = withFaults(
      reference() as InProcessTarget,
      FAULTS.map(({ fault }) => fault),
    );
    const ids: readonly string[] = [...FAULTS.map(({ id }) => id), SOUND];
    const run = await play(
      target,
      CASES.filter(({ id }) => ids.includes(id)),
      { targetArgument: 'inproc' },
    );
    report = runReport(run, { suite: '0', specification: 1, platform: 'test' });
    writeFileSync(file, reportHtml(JSON.parse(JSON.stringify(report)) as RunReport));
    browser = await launchBrowser();
    const context = await browser.newContext({
      offline: true,
      viewport: { width: 1200, height: 900 },
    });
    page = await context.newPage();
    page.setDefaultTimeout(5_000);
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (said) => said.type() === 'error' && errors.push(said.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(pathToFileURL(file).href);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const caseOf = (id: string) => page.locator(`#case-${id.replaceAll('/', '-')}`);

  it('is of a run in which each fault, and nothing else, was found', () => {
    const failed = report.cases.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    expect(failed.sort()).toEqual(FAULTS.map(({ id }) => id).sort());
    expect(report.cases).toHaveLength(FAULTS.length + 1);
  });
  it('loads nothing beside itself, and its script is sound', async () => {
    expect(asked).toEqual([pathToFileURL(file).href]);
    expect(errors).toEqual([]);
  });
  it('says at the top that the target does not conform, and in which cases', async () => {
    expect(await page.locator('.verdict').textContent()).toMatch(/^Does not conform: 3 failed/);
    expect(await page.locator('.trouble a').allInnerTexts()).toEqual(FAULTS.map(({ id }) => id));
  });
  it.each(FAULTS)('shows of $id clause, diagrams and replay command', async (one) => {
    const shown = caseOf(one.id);
    expect(await shown.evaluate((e) => (e as unknown as { open: boolean }).open)).toBe(true);
    const own = report.cases.find(({ id }) => id === one.id)!;
    const textOf = async (what: string) => (await shown.locator(what).first().textContent()) ?? '';
    expect(await textOf('dt code')).toBe(one.clause);
    expect(await textOf('dt:has(code) + dd')).toContain(one.text);
    expect(await textOf('.expected')).toBe(own.expected);
    expect(await textOf('.observed')).toBe(own.observed);
    expect(await shown.locator(one.shown).first().isVisible()).toBe(true);
    const diagram = shown.locator('svg.sequence');
    expect(await diagram.isVisible()).toBe(true);
    expect((await diagram.boundingBox())!.height).toBeGreaterThan(80);
    expect(await shown.locator(one.divergence).count()).toBe(1);
    expect(await textOf('.replay')).toBe(
      `fabric-gossip conform '${one.id}' --target inproc --seed test`,
    );
  });
  it('leads from a clause to the text around it in the specification', async () => {
    const target = page.locator('#spec-LINK-4');
    expect(await target.isVisible()).toBe(false);
    await caseOf(FAULTS[0].id).locator('a.where').first().click();
    await target.waitFor({ state: 'visible' });
    expect(await target.textContent()).toContain('LINK-4');
  });
  it('filters by words and by verdict', async () => {
    const visible = () => page.locator('details.case:visible').count();
    await page.locator('.filter input').fill('LINK-4');
    expect(await visible()).toBe(1);
    await page.locator('.filter input').fill('');
    await page.locator('.filter button', { hasText: 'pass' }).click();
    expect(await visible()).toBe(1);
    await page.locator('.filter button', { hasText: 'all' }).click();
    expect(await visible()).toBe(4);
  });
  it('opens a case by keyboard alone', async () => {
    const passed = caseOf(SOUND);
    await passed.locator('> summary').focus();
    await page.keyboard.press('Enter');
    expect(await passed.locator('.replay').isVisible()).toBe(true);
  });
  it.each(['light', 'dark'] as const)('is legible in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const poor = await page.evaluate(POOR_CONTRAST);
    expect(poor).toEqual([]);
  });
  it('fits a narrow window: only what is wide scrolls by itself', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(over).toBeLessThanOrEqual(0);
  });
  it('prints what is folded, and nothing that is only for the screen', async () => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.filter').isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    const folded = await page.evaluate(
      "[...document.querySelectorAll('details.case')].filter((d) => !d.open).length",
    );
    expect(folded).toBe(0);
  });
});

/** Texts whose contrast with the page or the panel behind them is below 4.5 : 1 (WCAG AA). */
const POOR_CONTRAST = `(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  for (const e of document.querySelectorAll('h1, h2, h4, p, dt, dd, td, th, li, pre, code, a, span, button, summary, svg text')) {
    if (!e.textContent.trim() || e.closest('[hidden]')) continue;
    const style = getComputedStyle(e);
    const colour = parse(e.closest('svg') ? style.fill : style.color);
    const [a, b] = [light(colour), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.add(e.tagName + '.' + (e.getAttribute('class') ?? '') + ' ' + ratio.toFixed(2));
  }
  return [...poor];
})()`;
