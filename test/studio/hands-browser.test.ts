/** Hands laid on a run in a real browser, by keyboard: what is done is seen, recorded, and repeated by Node. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScenario } from '../../src/simulator/scenario/run.js';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { chromiumPath, withoutBrowser } from '../support/browser.js';
import { openStudioPage, type StudioPage } from '../support/studio-page.js';
import { classroom } from '../support/studio-scenario.js';

if (withoutBrowser) console.warn(`hands-browser.test.ts is skipped: ${withoutBrowser}`);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let studio: StudioPage;
const tab = (name: string) => studio.page.getByRole('tab', { name, exact: true }).click();
const forked = (deeds: number) =>
  studio.until(`s.status === "over" && s.done.length === ${deeds} && s.problem === ""`);
const button = (name: string | RegExp) => studio.page.getByRole('button', { name });
const traceInNode = (scenario: Scenario): string => {
  const lines: string[] = [];
  runScenario(scenario, {
    stopsAtBreach: false,
    onTrace: (line) => lines.push(`${JSON.stringify(line)}\n`),
  });
  return lines.join('');
};
/** An instant at which a message is under way. */
const UNDER_WAY = `(() => {
  const { recording: r } = s.shown;
  const i = Array.from(r.kind.keys()).find((i) => r.kind[i] === 1 && r.at[i] > 45000);
  return r.at[i] + 0.4;
})()`;

describe.skipIf(chromiumPath === undefined)('hands', () => {
  beforeAll(async () => {
    studio = await openStudioPage();
  }, 180_000);
  afterAll(() => studio?.close());

  it('drops one message that is under way: chosen from the list, by keyboard', async () => {
    await studio.open(classroom);
    const underWayMs = await studio.state(UNDER_WAY);
    await studio.page.evaluate(`studio.seek(${underWayMs})`);
    await tab('messages');
    const [first] = await studio.page.locator('.messages .choose').all();
    await first!.press('Enter');
    const said = await first!.textContent();
    const index: number = await studio.state('s.message');
    expect(await studio.state(`s.shown.recording.ends[${index}]`)).toBeGreaterThan(underWayMs);
    await studio.page.evaluate('studio.store.set({ former: undefined })');
    await studio.picture('studio-messages');
    await studio.page.locator('.messages').getByRole('button', { name: 'drop' }).press('Enter');
    await forked(1);
    expect(await studio.state('s.nowMs')).toBe(underWayMs);
    const ends: number = await studio.state(`s.shown.recording.ends[${index}]`);
    expect(-1 - ends).toBeGreaterThan(underWayMs);
    const [fault] = await studio.state('s.given.faults');
    expect(fault).toMatchObject({ kind: 'message', nth: expect.any(Number) });
    expect(said).toContain(`${fault.from} sends`);
    expect(said).toContain(`to ${fault.to}`);
  });
  it('delays one that has arrived: the run goes back to before it, and differs from there', async () => {
    await studio.open(classroom, 50_000);
    await tab('messages');
    const first = studio.page.locator('.messages ol').last().locator('.choose').first();
    await first.press('Enter');
    const index: number = await studio.state('s.message');
    await studio.page.locator('.messages').getByLabel('Delay by').selectOption('5000');
    await studio.page.locator('.messages').getByRole('button', { name: 'delay' }).press('Enter');
    await forked(1);
    const { at, end, now, differs } = {
      at: await studio.state(`s.shown.recording.at[${index}]`),
      end: await studio.state(`s.shown.recording.ends[${index}]`),
      now: await studio.state('s.nowMs'),
      differs: await studio.state(`s.former.shown.recording.ends[${index}]`),
    };
    expect(now).toBe(at);
    expect(end).toBe(differs + 5_000);
    await tab('compare');
    await studio.page.locator('.compare .first button').click();
    expect(await studio.state('s.nowMs')).toBe(differs);
  });
  it('changes a parameter of an organisation, and says what is wrong with a value', async () => {
    await studio.open(classroom, 50_000);
    await tab('change');
    const form = studio.page.getByRole('form', { name: 'Parameters' });
    await form.getByRole('combobox', { name: 'of' }).selectOption('Org1');
    await form.getByRole('combobox', { name: 'parameter' }).selectOption('aliveTimeInterval');
    const value = form.getByRole('textbox', { name: 'value' });
    await value.fill('soon');
    await value.press('Enter');
    expect(await form.getByRole('alert').textContent()).toContain('expected a time such as 4s');
    await value.fill('0.5ms');
    await value.press('Enter');
    expect(await form.getByRole('alert').textContent()).toContain('a whole number of ms from 1');
    expect(await studio.state('s.given.faults.length')).toBe(0);
    await value.fill('2s');
    await value.press('Enter');
    await forked(1);
    const dead = 's.shown.cast.peers.filter((_, p) => s.shown.timeline.seek(n).life[p] === 2)';
    const until =
      '((ms) => { const r = s.shown.recording; let n = 0; while (r.at[n] <= ms) n++; return n; })';
    const deadAt = (ms: number) =>
      studio.state(`((n) => ${dead}.map((p) => p.name))(${until}(${ms}))`);
    expect(await deadAt(50_500)).toEqual(['peer0.Org1', 'peer1.Org1']);
    expect(await deadAt(51_500)).toEqual([]);
    await form.getByText('2000 ms now, 5000 by default').waitFor();
  });
  it('makes the link between two slow, and lets a new peer come', async () => {
    await studio.open(classroom, 50_000);
    await tab('change');
    const form = studio.page.getByRole('form', { name: 'Links' });
    await form.getByRole('combobox', { name: 'between' }).selectOption('peer0.Org1');
    const delay = form.getByRole('textbox', { name: 'delay' });
    await delay.fill('200ms');
    await delay.press('Enter');
    expect(await form.getByRole('alert').textContent()).toContain('expected two');
    await form.getByRole('combobox', { name: 'and' }).selectOption('Org2');
    await delay.press('Enter');
    await forked(1);
    await button('let peer2.Org1 come').press('Enter');
    await forked(2);
    expect(await studio.state('s.shown.cast.peers.at(-1).name')).toBe('peer2.Org1');
    expect(await studio.state('s.shown.timeline.seek(1e9).height.at(-1)')).toBe(6);
    await button('let peer3.Org1 come').waitFor();
  });
  it('repeats all of it in Node, byte for byte, from the scenario that it saves', async () => {
    await studio.page.evaluate('studio.seek(60000)');
    await tab('messages');
    await studio.page.locator('.messages .choose').first().press('Enter');
    await studio.page.locator('.messages').getByRole('button', { name: 'drop' }).press('Enter');
    await forked(3);
    const given: Scenario = await studio.state('s.given');
    expect(given.faults.map(({ kind }) => kind)).toEqual(['link', 'newcomer', 'message']);
    const inPage = await studio.page.evaluate('studio.trace()');
    expect(inPage === traceInNode(given)).toBe(true);
  });
  it('compares a run in which the leader was killed with the one before, and goes between them', async () => {
    await studio.open(classroom, 50_000);
    const leader: number = await studio.state(
      's.shown.cast.peers.findIndex((_, p) => s.shown.timeline.seek(1e9).leads[p])',
    );
    const name: string = await studio.state(`s.shown.cast.peers[${leader}].name`);
    await studio.page.getByLabel('Peer', { exact: true }).selectOption(name);
    await button('kill').click();
    await forked(1);
    await tab('compare');
    const compare = studio.page.locator('.compare');
    await compare.getByText(`fault`).first().waitFor();
    await compare.locator('.first', { hasText: `50.001 s: ${name} is killed` }).waitFor();
    await studio.page.evaluate('studio.seek(85000)');
    await compare.locator('tr', { hasText: name }).filter({ hasText: 'dead' }).first().waitFor();
    await compare.locator('.only-here', { hasText: 'leads its organisation' }).first().waitFor();
    await studio.picture('studio-compare');
    await button('show the run before').press('Enter');
    expect(await studio.state('[s.given.faults.length, s.former.given.faults.length]')).toEqual([
      0, 1,
    ]);
    await button('show the run before').press('Enter');
    expect(await studio.state('s.given.faults.length')).toBe(1);
    await button('take back').click();
    await studio.until('s.status === "over" && s.done.length === 0');
    await studio.open(classroom, 50_000);
    await compare.getByText('They are the same to the end.').waitFor();
  });
  it('says what is wrong with a deed that comes too late, and does nothing', async () => {
    await studio.open(classroom, 90_000);
    await button('lose 30 % for 30 s').click();
    expect(await studio.page.getByRole('alert').textContent()).toContain('the run ends here');
    expect(await studio.state('[s.done.length, s.status]')).toEqual([0, 'over']);
  });
  it('says when a recording is full, and how far it goes', async () => {
    await studio.page.evaluate('studio.store.set({ status: "full", untilMs: 61234 })');
    await studio.page.getByText('recorded until 1:01.234: 3,000,000 events').waitFor();
    await studio.open(classroom, 50_000);
    expect(await studio.page.getByText('recorded until').count()).toBe(0);
  });
  it.each(['messages', 'change', 'compare'])(
    'has nothing against it that axe knows: %s, light and dark',
    async (name) => {
      if ((await studio.state('s.done.length')) === 0) {
        await studio.page.evaluate('studio.lay({ do: "lose", share: 0.3, forMs: 9000 })');
        await forked(1);
      }
      await tab(name);
      if (name === 'messages') await studio.page.locator('.messages .choose').first().click();
      await studio.page.evaluate(axe);
      for (const colorScheme of ['light', 'dark'] as const) {
        await studio.page.emulateMedia({ colorScheme });
        await studio.page.locator(`html[data-scheme=${colorScheme}]`).waitFor();
        const found = await studio.page.evaluate(
          'axe.run(document).then((r) => r.violations.map((v) => v.id + " " + v.nodes.map((n) => n.target).join()))',
        );
        expect(found).toEqual([]);
      }
    },
  );
  it('makes no error', () => expect(studio.errors).toEqual([]));
});
