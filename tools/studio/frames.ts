/**
 * `npm run studio:frames`: how many frames a second the network view draws of 1,000 peers, in a Chromium
 * without a GPU. The recording is made up: as many messages a second as are asked for, all peers running.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { serveSite, siteFiles } from '../../src/adapters/static-site.js';
import { buildSite } from './site.js';

const USAGE = `npm run studio:frames -- [--peers 1000] [--messages 3000] [--seconds 5] [--json]
Draws a made recording in Chromium (CHROMIUM_BIN, or /usr/bin/chromium) and counts frames.
Example: npm run studio:frames -- --peers 200 --json`;

const { values } = parseArgs({
  options: {
    peers: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '3000' },
    seconds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function measure(peers: number, messages: number, seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-frames-'));
  await buildSite(folder);
  const site = await serveSite(siteFiles(folder), 0);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(site.address);
    await page.locator('.transport').waitFor();
    // Processor time: what a frame costs says more than how many there were on a busy machine.
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const processorMs = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return 1_000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
    };
    const beforeMs = await processorMs();
    const { frames, passedMs } = (await page.evaluate(
      `(${inPage})(${peers}, ${messages}, ${seconds})`,
    )) as Measured;
    const result = {
      peers,
      messagesPerSecond: messages,
      framesPerSecond: (1_000 * frames) / passedMs,
      processorMsPerFrame: ((await processorMs()) - beforeMs) / frames,
    };
    const load = loadavg()[0]!.toFixed(1);
    if (values.json) console.log(JSON.stringify({ ...result, load: Number(load) }));
    else
      console.log(
        `${peers} peers, ${messages} messages a second: ${result.framesPerSecond.toFixed(1)} frames a second, ` +
          `${result.processorMsPerFrame.toFixed(1)} ms of processor time each on the page's thread; load ${load}`,
      );
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true });
  }
}

interface Measured {
  readonly frames: number;
  readonly passedMs: number;
}

/** Runs in the page. */
const inPage = `async (peers, perSecond, seconds) => {
  const organisations = Array.from({ length: 10 }, (_, o) => 'Org' + o);
  const cast = {
    organisations,
    peers: Array.from({ length: peers }, (_, i) => ({ name: 'peer' + i + '.' + organisations[i % 10], organisation: i % 10, pki: '' })),
    channels: [{ name: 'ch1', members: Array.from({ length: peers }, (_, i) => i) }],
  };
  const durationMs = 1000 * (seconds + 5);
  const count = (perSecond * durationMs) / 1000;
  const length = 2 * peers + count;
  const recording = {
    length, at: new Float64Array(length), kind: new Uint8Array(length), ends: new Float64Array(length),
    a: new Int32Array(length), b: new Int32Array(length), c: new Int32Array(length), d: new Int32Array(length), e: new Int32Array(length),
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
  studio.play(false);
  studio.show(shownOf(cast, undefined, durationMs, recording));
  studio.store.set({ speed: 1, tab: 'lesson', peer: -1 });
  studio.seek(1000);
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
