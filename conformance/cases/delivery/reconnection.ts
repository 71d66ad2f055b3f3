/** 12 Delivery: streams that end, and how a leader comes back. */

import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import { ordererAddresses } from '../../harness/minting/channel/config.js';
import type { Delivery, Orderer } from '../../harness/ordering.js';
import type { Scene } from '../../harness/scene.js';
import { fetching, sought } from './seek.js';

const REFUSED = ['DELV-14', 'DELV-15', 'DELV-D1', 'DELV-R13'];
const ENDED = ['DELV-4', 'DELV-R11'];

/** How an ordering service may break off. */
const ENDINGS: readonly {
  readonly name: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly end: (delivery: Delivery) => void;
}[] = [
  {
    name: 'status-success',
    clauses: REFUSED,
    title: 'answers with status SUCCESS',
    end: (delivery) => delivery.status(200),
  },
  {
    name: 'status-service-unavailable',
    clauses: REFUSED,
    title: 'answers with status SERVICE_UNAVAILABLE',
    end: (delivery) => delivery.status(503),
  },
  {
    name: 'end-of-stream',
    title: 'ends the stream',
    clauses: ENDED,
    end: (delivery) => delivery.end(),
  },
  {
    name: 'broken-stream',
    title: 'breaks the stream',
    clauses: ENDED,
    end: (delivery) => delivery.abort(),
  },
];

const endings = ENDINGS.map(({ name, title, clauses, end }) =>
  defineCase({
    id: `delivery/reconnects-after-${name}`,
    clauses: ['DELV-R28', ...clauses],
    level: 'MUST',
    title: `a leader opens a new stream where the ordering service ${title}, and goes on`,
    needs: ['channels', 'delivery'],
    async run(scene) {
      const { at, r1 } = await fetching(scene);
      await sought(scene, r1);
      const first = r1.deliveries[0]!;
      end(first);
      await scene.expect.eventually(() => !first.isOpen, 'the end of the stream', 'delivery');
      await sought(scene, r1, 2);
      r1.serve(at.channel, 1);
      const o1 = await scene.member('o1');
      await at.committed(o1, 1, { within: 'delivery' });
    },
  }),
);

/** Pauses between the streams that an orderer saw. Milliseconds. */
const pauses = ({ deliveries }: Orderer): number[] =>
  deliveries.slice(1).map(({ openedAtMs }, i) => openedAtMs - deliveries[i]!.openedAtMs);

/** Failure k is followed by a pause of 100 ms × 1.2^(k - 1). */
const pauseAfter = (failures: number): number => 100 * 1.2 ** (failures - 1);

const backoff = defineCase({
  id: 'delivery/pauses-grow-with-failures',
  clauses: ['DELV-4', 'DELV-R28'],
  level: 'MUST',
  title: 'a leader waits longer before each new stream while it fails to get a block',
  needs: ['channels', 'delivery'],
  async run(scene) {
    const r1 = await scene.orderer();
    r1.sought = (delivery) => delivery.status(503);
    const channel = scene.channel('ch1', { ordererEndpoints: [r1.endpoint] });
    await scene.start({ channels: [channel], settings: { leadership: 'static' } });
    const tries = 9;
    await sought(scene, r1, tries);
    const early = pauses(r1)
      .slice(0, tries - 1)
      .map((ms, i) => ({ ms, leastMs: 0.9 * pauseAfter(i + 1) }));
    scene.expect.that(
      early.every(({ ms, leastMs }) => ms >= leastMs),
      'pauses from 100 ms on, each a fifth longer than the one before',
      early.map(({ ms }) => Math.round(ms)).join(' '),
    );
  },
});

const reset = defineCase({
  id: 'delivery/pause-is-short-again-after-a-block',
  clauses: ['DELV-5', 'DELV-R14'],
  level: 'MUST',
  title: 'a leader counts failures anew after a block, and so comes back at once',
  needs: ['channels', 'delivery'],
  async run(scene) {
    const r1 = await scene.orderer();
    const failures = 12;
    const channel = scene.channel('ch1', { ordererEndpoints: [r1.endpoint] });
    r1.sought = (delivery) => {
      if (r1.deliveries.length <= failures) delivery.status(503);
    };
    await scene.start({ channels: [channel], settings: { leadership: 'static' } });
    const at = inChannel(scene, channel);
    await sought(scene, r1, failures + 1);
    const o1 = await scene.member('o1');
    r1.serve(channel, 1);
    await at.committed(o1, 1, { as: scene.assume, within: 'delivery' });
    const endedMs = scene.clock.now();
    r1.deliveries.at(-1)!.end();
    await sought(scene, r1, failures + 2);
    const tookMs = scene.clock.now() - endedMs;
    // Without a reset the pause would be that after the thirteenth failure.
    const mostMs = 0.9 * pauseAfter(failures + 1);
    scene.expect.that(
      tookMs < mostMs,
      `a new stream within ${Math.round(mostMs)} ms`,
      `after ${tookMs} ms`,
    );
  },
});

async function several(scene: Scene): Promise<readonly Orderer[]> {
  return [await scene.orderer('r1'), await scene.orderer('r2'), await scene.orderer('r3')];
}

const rotation = defineCase({
  id: 'delivery/several-orderers-are-tried',
  clauses: ['DELV-3'],
  level: 'MUST',
  title: 'a leader that fails with one orderer of a channel tries others',
  needs: ['channels', 'delivery'],
  async run(scene) {
    const orderers = await several(scene);
    for (const orderer of orderers) orderer.sought = (delivery) => delivery.status(503);
    const ordererEndpoints = orderers.map(({ endpoint }) => endpoint);
    const channel = scene.channel('ch1', { ordererEndpoints });
    await scene.start({ channels: [channel], settings: { leadership: 'static' } });
    // The draw may fall on the same one; eleven times in a row it does so in one of 3^11 runs.
    const tried = () => orderers.filter(({ deliveries }) => deliveries.length > 0).length;
    await scene.expect.eventually(() => tried() >= 2, 'two orderers that were asked', 'delivery');
  },
});

const deadOrderer = defineCase({
  id: 'delivery/unreachable-orderer-is-passed-over',
  clauses: ['DELV-3', 'DELV-R6'],
  level: 'MUST',
  title: 'a leader gets its blocks from the orderer that it reaches',
  needs: ['channels', 'delivery'],
  async run(scene) {
    const r1 = await scene.orderer();
    const channel = scene.channel('ch1', { ordererEndpoints: ['127.0.0.1:9', r1.endpoint] });
    await scene.start({ channels: [channel], settings: { leadership: 'static' } });
    const at = inChannel(scene, channel);
    r1.serve(channel, 1);
    const o1 = await scene.member('o1');
    await at.committed(o1, 1, { within: 'bulk' });
  },
});

const moved = defineCase({
  id: 'delivery/new-endpoints-of-a-config-block-are-used',
  clauses: ['DELV-10', 'DELV-2', 'DELV-R16', 'CHAN-24', 'CHAN-66'],
  level: 'MUST',
  title: 'a leader leaves an orderer that a config block has taken off, and asks the new one',
  needs: ['channels', 'delivery'],
  async run(scene) {
    const [r1, r2] = [await scene.orderer('r1'), await scene.orderer('r2')];
    const channel = scene.channel('ch1', { ordererEndpoints: [r1.endpoint] });
    await scene.start({ channels: [channel], settings: { leadership: 'static' } });
    const at = inChannel(scene, channel);
    await sought(scene, r1);
    const number = channel.reconfigure((group) => {
      const value = group.groups.Orderer!.groups.OrdererRMSP!.values.Endpoints!;
      value.value = ordererAddresses([r2.endpoint]);
      value.version += 1n;
    });
    r1.serve(channel, number);
    r2.serve(channel, number + 1);
    await sought(scene, r2);
    await scene.expect.eventually(
      () => r1.deliveries.every(({ isOpen }) => !isOpen),
      'the end of the stream to r1',
      'delivery',
    );
    const o1 = await scene.member('o1');
    await at.committed(o1, number + 1, { within: 'bulk' });
  },
});

export const reconnectionCases: readonly Case[] = [
  ...endings,
  backoff,
  reset,
  rotation,
  deadOrderer,
  moved,
];
