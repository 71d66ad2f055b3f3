/** 12 Delivery: leaders that keep on, and leaders that begin again. */
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import { electing, keepDeclaring, leading, rival } from '../election/setting.js';
import { sought } from './seek.js';

/** Of pauses of 0.1 s and a fifth more each time, after which more than twice the threshold is spent. */
const FAILURES = 8;
const THRESHOLD_MS = 700;

const never = defineCase({
  id: 'delivery/static-leader-never-gives-up',
  clauses: ['DELV-7', 'DELV-2'],
  level: 'MUST',
  title: 'a static leader goes on after reconnectTotalTimeThreshold, one stream after the other',
  needs: ['channels', 'delivery', 'timings'],
  async run(scene) {
    const r1 = await scene.orderer();
    let atOnce = 0;
    r1.sought = (delivery) => {
      atOnce = Math.max(atOnce, r1.deliveries.filter(({ isOpen }) => isOpen).length);
      if (r1.deliveries.length < FAILURES) delivery.status(503);
    };
    const channel = scene.channel('ch1', { ordererEndpoints: [r1.endpoint] });
    await scene.start({
      channels: [channel],
      settings: { leadership: 'static', reconnectTotalTimeThresholdMs: THRESHOLD_MS },
    });
    const at = inChannel(scene, channel);
    const o1 = await at.joined('o1');
    await sought(scene, r1, FAILURES);
    r1.serve(at.channel, 2);
    await at.committed(o1, 2, { within: 'delivery' });
    scene.expect.that(atOnce === 1, 'one stream at a time', `${atOnce}`);
  },
});

const again = defineCase({
  id: 'delivery/leader-again-fetches-again',
  clauses: ['ELEC-26', 'DELV-1', 'DELV-21'],
  level: 'MUST',
  title: 'a peer that leads, is deposed and leads again fetches blocks again, from its height on',
  needs: ['channels', 'delivery', 'timings'],
  async run(scene) {
    const election = await electing(scene);
    const { at, r1 } = election;
    const o1 = await rival(scene, election, 'o1', 'lower');
    await leading(scene, election, o1);
    r1.serve(at.channel, 1);
    await at.committed(o1, 1, { as: scene.assume, within: 'delivery' });
    const stop = keepDeclaring(scene, election, o1);
    await scene.assume.eventually(() => !election.fetches(), 'no Deliver stream', 'election');
    stop();
    await scene.expect.eventually(election.fetches, 'a Deliver stream again', 'yield');
    const from = r1.deliveries.at(-1)!.from;
    scene.expect.that(from === 2, 'from block 2 on', `from ${from}`);
    r1.serve(at.channel, 3);
    await at.committed(o1, 3, { within: 'delivery' });
  },
});

export const steadfastCases: readonly Case[] = [never, again];
