/** Connections that come and go: many of them, at the same time, and never too many. */
import { type Case, defineCase } from '../../harness/case.js';
import { converged } from '../network/converged.js';
import { FIRST_HEIGHT, FIXED, settled } from './settled-network.js';

/** How often a probe comes and goes: on the wire each time costs a handshake of TLS. */
const CYCLES = { virtual: 300, real: 200 } as const;

const cycles = defineCase({
  id: 'faults/many-connections-one-after-the-other-leave-it-serving',
  clauses: ['LINK-35', 'LINK-I1', 'LINK-I3'],
  level: 'MUST',
  title: 'a peer serves as before after many links that came and went',
  async run(scene) {
    await scene.start();
    const probe = await scene.probe('o1');
    for (let cycle = 1; cycle <= CYCLES[scene.clock.kind]; cycle += 1) {
      const connection = await probe.connect().catch((error: Error) => {
        scene.expect.that(false, `a handshake in cycle ${cycle}`, error.message);
        throw error;
      });
      connection.close();
    }
    const o2 = await scene.member('o2');
    const view = await scene.expect.membership(o2);
    scene.expect.that(view.lists('o2') === 'alive', 'o2 alive in the view', view.told);
  },
});

const simultaneous = defineCase({
  id: 'faults/simultaneous-reconnection-settles',
  clauses: ['MEMB-25', 'MEMB-26', 'SYS-I1'],
  level: 'MUST',
  title:
    'a peer and another that look for each other at the same time live to each other again, and stay so',
  needs: ['channels', 'delivery', 'timings'],
  async run(scene) {
    const faults = scene.faults();
    const net = await settled(scene, FIXED.slice(0, 2));
    const nodes = [net.node('t1'), net.node('t2')] as const;
    faults.partition([nodes[0]], [nodes[1]]);
    for (const [i, node] of nodes.entries()) {
      const other = nodes[1 - i]!;
      await scene.assume.membershipHas(await net.witness(node), other.name, 'dead', 'death');
    }
    faults.heal();
    await converged(scene, net, { shared: FIRST_HEIGHT });
    for (let beat = 0; beat < 10; beat += 1) {
      await scene.pass(scene.timings.aliveTimeIntervalMs);
      for (const [i, node] of nodes.entries()) {
        const view = await scene.expect.membership(await net.witness(node));
        const name = nodes[1 - i]!.name;
        scene.expect.that(view.lists(name) === 'alive', `${name} alive in the view`, view.told);
      }
    }
  },
});

/** A round pings, and may dial to ask: a Ping each. One more for a link that was lost meanwhile. */
const PINGS_A_ROUND_MAX = 3;
const WATCHED_ROUNDS = 4;

const bounded = defineCase({
  id: 'faults/dead-member-is-not-dialled-without-end',
  clauses: ['MEMB-25', 'MEMB-R21', 'MEMB-R23'],
  level: 'MUST',
  title: 'a peer looks for a dead member once in a while, and not more often',
  needs: ['timings'],
  async run(scene) {
    await scene.start();
    const o1 = await scene.member('o1');
    const o2 = await scene.member('o2');
    o2.fallSilent();
    o2.connection.close();
    await scene.assume.membershipHas(o1, 'o2', 'dead', 'death');
    const since = scene.mark();
    await scene.pass(WATCHED_ROUNDS * scene.timings.reconnectIntervalMs);
    const pings = scene.evidence.entries
      .slice(since)
      .filter(({ probe, type }) => probe === 'o2' && type === 'pinged').length;
    const most = PINGS_A_ROUND_MAX * (WATCHED_ROUNDS + 1);
    scene.expect.that(
      pings > 0 && pings <= most,
      `from 1 to ${most} pings in ${WATCHED_ROUNDS} times reconnectInterval`,
      `${pings}`,
    );
    await scene.expect.membership(o1);
  },
});

export const connectionFaultCases: readonly Case[] = [cycles, simultaneous, bounded];
