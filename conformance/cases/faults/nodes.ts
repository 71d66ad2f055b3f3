/** Nodes that end, stand still and come back, with what they had and without. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Scene, TargetNode } from '../../harness/scene.js';
import { converged } from '../network/converged.js';
import type { Network } from '../network/network-scene.js';
import { ELECTED, FIRST_HEIGHT, FIXED, settled } from './settled-network.js';

const NEEDS = ['channels', 'delivery', 'timings'] as const;
/** More than are kept for pull: who lost its ledger has to ask for them by number. */
const MISSED = FIRST_HEIGHT + 12;

/** The others take it for dead, and go on without it. */
async function missed(scene: Scene, net: Network, lost: TargetNode): Promise<void> {
  net.r1.serve(net.channel('shared').channel, MISSED);
  for (const { node, organisation } of net.seats) {
    if (node === lost) continue;
    const witness = await net.witness(node);
    await net.channel('shared').committed(witness, MISSED, { within: 'convergence' });
    if (organisation === 'O') {
      await scene.expect.membershipHas(witness, lost.name, 'dead', 'death');
    }
  }
}

const returns = (state: 'kept' | 'lost') =>
  defineCase({
    id: `faults/killed-peer-returns-with-ledger-${state}`,
    clauses: ['XFER-I5', 'XFER-I1', 'MEMB-I6', 'MEMB-I7', 'SYS-I1'],
    level: 'MUST',
    title: `a peer that was killed is dead to others, and one of them again once it runs, its ledger ${state}`,
    needs: [...NEEDS, 'restart'],
    async run(scene) {
      scene.faults();
      const net = await settled(scene, FIXED);
      const t2 = net.node('t2');
      await t2.kill();
      await missed(scene, net, t2);
      await t2.restart(state);
      await converged(scene, net, { shared: MISSED });
    },
  });

const paused = defineCase({
  id: 'faults/paused-peer-is-dead-until-it-goes-on',
  clauses: ['MEMB-19', 'MEMB-I6', 'MEMB-I7', 'XFER-I5', 'SYS-I1'],
  level: 'MUST',
  title: 'a peer that stands still is dead to others, and alive again when it goes on',
  needs: [...NEEDS, 'pause'],
  async run(scene) {
    scene.faults();
    const net = await settled(scene, FIXED);
    const t2 = net.node('t2');
    await t2.pause();
    await missed(scene, net, t2);
    await t2.resume();
    // It has heard nobody for long, and may end its streams before it hears them again.
    await scene.quiet();
    await converged(scene, net, { shared: MISSED });
  },
});

const pausedLeader = defineCase({
  id: 'faults/paused-leader-is-replaced',
  clauses: ['ELEC-22', 'ELEC-I1', 'ELEC-I3', 'XFER-I5'],
  level: 'MUST',
  title: 'a network whose leader stands still elects another, and has one leader when it goes on',
  needs: [...NEEDS, 'pause'],
  async run(scene) {
    scene.faults();
    const net = await settled(scene, ELECTED);
    const ofO = [net.node('t1'), net.node('t2')];
    const [leader] = net.leaders('shared', ofO);
    const other = ofO.find((node) => node !== leader)!;
    await leader!.pause();
    const replaced = () => net.leaders('shared', ofO).includes(other);
    await scene.expect.eventually(replaced, `${other.name} leads`, 'convergence');
    net.r1.serve(net.channel('shared').channel, MISSED);
    const witness = await net.witness(other);
    await net.channel('shared').committed(witness, MISSED, { within: 'convergence' });
    await leader!.resume();
    // It has heard nobody for long, and may end its streams before it hears them again.
    await scene.quiet();
    await converged(scene, net, { shared: MISSED });
  },
});

const withoutOrderer = defineCase({
  id: 'faults/leader-cut-off-from-ordering-service-is-replaced',
  clauses: ['ELEC-23', 'ELEC-24', 'DELV-6', 'ELEC-I1', 'XFER-I5'],
  level: 'MUST',
  title:
    'a network whose leader alone loses the ordering service elects another, and it gets its blocks',
  needs: NEEDS,
  async run(scene) {
    const faults = scene.faults();
    // One attempt that takes too long on a busy machine is no reason to give way: some fit in.
    const settings = { reconnectTotalTimeThresholdMs: 2.5 * scene.settings.ordererConnTimeoutMs };
    const net = await settled(scene, ELECTED, { settings });
    const ofO = [net.node('t1'), net.node('t2')];
    const [leader] = net.leaders('shared', ofO);
    const other = ofO.find((node) => node !== leader)!;
    faults.partition([leader!], [net.r1]);
    faults.reset(leader!, net.r1);
    const replaced = () => net.leaders('shared', ofO).includes(other);
    await scene.expect.eventually(replaced, `${other.name} leads`, 'convergence');
    net.r1.serve(net.channel('shared').channel, MISSED);
    const witness = await net.witness(leader!);
    await net.channel('shared').committed(witness, MISSED, { within: 'convergence' });
    faults.heal();
    await converged(scene, net, { shared: MISSED });
  },
});

export const nodeFaultCases: readonly Case[] = [
  returns('kept'),
  returns('lost'),
  paused,
  pausedLeader,
  withoutOrderer,
];
