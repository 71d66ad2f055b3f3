/**
 * `npm run studio:frames`: how many frames a second the network view draws of 1,000 peers, in a Chromium
 * without a GPU. What is drawn is a run of the simulator, if it gets far enough within a minute of
 * processor time; else a recording that is made up, and the result says so.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { serveSite, siteFiles } from '../../src/adapters/static-site.js';
import { countAt, SENT } from '../../studio/run/recording.js';
import { filesOf, type LargeRun, readInPage, recordLargeRun } from './large-run.js';
import { buildSite } from './site.js';

const USAGE = `npm run studio:frames -- [--peers 1000] [--seconds 5] [--cpu 60] [--made] [--messages 3000] [--json]
Draws a large network in Chromium (CHROMIUM_BIN, or /usr/bin/chromium) and counts frames: a run of the
simulator, or with --made, or where --cpu seconds of processor time do not suffice for it, a recording
that is made up, with so many messages a second.
Example: npm run studio:frames -- --peers 200 --json`;

/** What is drawn begins when all peers run. */
const FROM_MS = 3_500;

const { values } = parseArgs({
  options: {
    peers: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '3000' },
    seconds: { type: 'string', default: '5' },
    cpu: { type: 'string', default: '60' },
    made: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Undefined if it does not get far enough. */
function realRun(peers: number, seconds: number): LargeRun | undefined {
  if (values.made) return undefined;
  const untilMs = FROM_MS + 1_000 * (seconds + 1);
  console.error(`simulates ${peers} peers until ${untilMs / 1_000} s …`);
  const run = recordLargeRun(peers, untilMs, Number(values.cpu));
  const reached = `${(run.atMs / 1_000).toFixed(1)} s after ${run.cpuSeconds.toFixed(1)} s of processor time, ${run.recording.length} events`;
  console.error(reached);
  return run.atMs >= untilMs - 500 ? run : undefined;
}

async function measure(peers: number, messages: number, seconds: number): Promise<void> {
  const run = realRun(peers, seconds);
  const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-frames-'));
  await buildSite(folder);
  const files = siteFiles(folder);
  for (const [path, bytes] of run === undefined ? [] : filesOf(run))
    files.set(path, { type: 'application/octet-stream', bytes });
  const site = await serveSite(files, 0);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(site.address);
    await page.locator('.transport').waitFor();
    const given =
      run === undefined
        ? `(${madeInPage})(${peers}, ${messages}, ${seconds})`
        : `(${readInPage})()`;
    await page.evaluate(`(${showInPage})(${given}, ${FROM_MS}, ${seconds})`);
    // Processor time: what a frame costs says more than how many there were on a busy machine.
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const processorMs = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return 1_000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
    };
    const beforeMs = await processorMs();
    const { frames, passedMs } = (await page.evaluate(
      `(${playInPage})(${FROM_MS}, ${seconds})`,
    )) as Measured;
    const result = {
      peers,
      isReal: run !== undefined,
      messagesPerSecond: run === undefined ? messages : sentPerSecond(run, seconds),
      framesPerSecond: (1_000 * frames) / passedMs,
      processorMsPerFrame: ((await processorMs()) - beforeMs) / frames,
    };
    const load = loadavg()[0]!.toFixed(1);
    if (values.json) console.log(JSON.stringify({ ...result, load: Number(load) }));
    else
      console.log(
        `${peers} peers, ${run === undefined ? 'a recording that is made up' : 'a run of the simulator'}, ${Math.round(result.messagesPerSecond)} messages a second: ${result.framesPerSecond.toFixed(1)} frames a second, ` +
          `${result.processorMsPerFrame.toFixed(1)} ms of processor time each on the page's thread; load ${load}`,
      );
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true });
  }
}

function sentPerSecond({ recording }: LargeRun, seconds: number): number {
  const [first, end] = [countAt(recording, FROM_MS), countAt(recording, FROM_MS + 1_000 * seconds)];
  return recording.kind.subarray(first, end).filter((kind) => kind === SENT).length / seconds;
}

interface Measured {
  readonly frames: number;
  readonly passedMs: number;
}

/** Runs in the page: a recording that is made up. */
const madeInPage = `async (peers, perSecond, seconds) => {
  const organisations = Array.from({ length: 10 }, (_, o) => 'Org' + o);
  const cast = {
    organisations,
    peers: Array.from({ length: peers }, (_, i) => ({ name: 'peer' + i + '.' + organisations[i % 10], organisation: i % 10, pki: '' })),
    channels: [{ name: 'ch1', members: Array.from({ length: peers }, (_, i) => i) }],
  };
  const durationMs = 1000 * (seconds + 6);
  const count = (perSecond * durationMs) / 1000;
  const length = 2 * peers + count;
  const recording = {
    length, at: new Float64Array(length), kind: new Uint8Array(length), ends: new Float64Array(length),
    a: new Int32Array(length), b: new Int32Array(length), c: new Int32Array(length), d: new Int32Array(length), e: new Int32Array(length), e: new Int32Array(length),
    strings: ['joined', 'aliveMsg', 'dataMsg', 'stateInfo', 'hello'],
  };
  for (let i = 0; i < peers; i++) {
    recording.kind[i] = 9; recording.a[i] = i; recording.b[i] = 1;
    recording.kind[peers + i] = 10; recording.a[peers + i] = i; recording.d[peers + i] = 1;
  }
  for (let i = 0; i < count; i++) {
    const at = 2 * peers + i;
    recording.kind[at] = 1; recording.at[at] = (i * durationMs) / count; recording.ends[at] = recording.at[at] + 20;
    recording.a[at] = (i * 7919) % peers; recording.b[at] = (i * 104729 + 1) % peers; recording.c[at] = 1 + (i % 4); recording.d[at] = -1;
  }
  return { cast, recording };
}`;

/** Runs in the page: shows what it is given. */
const showInPage = `async (given, fromMs, seconds) => {
  const { cast, recording } = await given;
  studio.play(false);
  studio.show(shownOf(cast, undefined, fromMs + 1000 * (seconds + 1), recording));
  studio.store.set({ speed: 1, tab: 'lesson', peer: -1 });
  studio.seek(fromMs);
}`;

/** Runs in the page: plays what is shown, and counts frames. */
const playInPage = `async (fromMs, seconds) => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame(); await frame();
  studio.play(true);
  const startMs = performance.now();
  let frames = 0;
  while (performance.now() - startMs < 1000 * seconds) {
    await frame();
    frames += 1;
  }
  return { frames, passedMs: performance.now() - startMs };
}`;

if (values.help) console.log(USAGE);
else await measure(Number(values.peers), Number(values.messages), Number(values.seconds));
