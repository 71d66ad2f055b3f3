/** Networks that fall apart and come together again. */
import { type Case, defineCase } from '../../harness/case.js';
import { converged } from '../network/converged.js';
import { ELECTED, FIXED, settled } from './settled-network.js';

const NEEDS = ['channels', 'delivery', 'timings'] as const;

const twoSided = defineCase({
  id: 'faults/partition-parts-the-network-and-heals',
  clauses: ['SYS-I1', 'MEMB-I6', 'ELEC-I1', 'XFER-I5', 'MEMB-25', 'MEMB-26'],
  level: 'MUST',
  title:
    'a network in two parts goes on in each, with a leader of its own, and is one again when healed',
  needs: NEEDS,
  async run(scene) {
    const faults = scene.faults();
    const net = await settled(scene, ELECTED);
    const [t1, t2, t3] = [net.node('t1'), net.node('t2'), net.node('t3')];
    faults.partition([t1, t3], [t2]);
    for (const [at, other] of [
      [t1, t2],
      [t2, t1],
    ] as const) {
      await scene.expect.membershipHas(await net.witness(at), other.name, 'dead', 'death');
    }
    const both = () => net.leaders('shared', [t1, t2]).length === 2;
    await scene.expect.eventually(both, 'a leader of O in each part', 'convergence');
    net.r1.serve(net.channel('shared').channel, 4);
    for (const node of [t1, t2, t3]) {
      await net.channel('shared').committed(await net.witness(node), 4, { within: 'convergence' });
    }
    faults.heal();
    await converged(scene, net, { shared: 4 });
  },
});

const oneWay = defineCase({
  id: 'faults/one-way-cut-heals',
  clauses: ['SYS-I1', 'MEMB-I6', 'MEMB-40', 'MEMB-25', 'MEMB-26'],
  level: 'MUST',
  title:
    'a peer that another does not hear, though it hears it, is dead to it, and alive when healed',
  needs: NEEDS,
  async run(scene) {
    const faults = scene.faults();
    const net = await settled(scene, FIXED);
    const [t1, t2] = [net.node('t1'), net.node('t2')];
    faults.cut([t1, net.node('t3')], t2);
    await scene.expect.membershipHas(await net.witness(t2), 't1', 'dead', 'death');
    faults.heal();
    await converged(scene, net, { shared: 2 });
  },
});

const blind = defineCase({
  id: 'faults/one-side-of-a-partition-catches-up',
  clauses: ['XFER-I5', 'XFER-I1', 'XFER-I2', 'SYS-I1'],
  level: 'MUST',
  title: 'a peer cut off from everybody, the ordering service too, has every block after the heal',
  needs: NEEDS,
  async run(scene) {
    const faults = scene.faults();
    const net = await settled(scene, FIXED);
    const [t1, t2, t3] = [net.node('t1'), net.node('t2'), net.node('t3')];
    faults.partition([t2], [t1, t3, net.r1]);
    net.r1.serve(net.channel('shared').channel, 14);
    for (const node of [t1, t3]) {
      await net.channel('shared').committed(await net.witness(node), 14, { within: 'convergence' });
    }
    await net.channel('shared').notCommitted(await net.witness(t2), 14);
    // Until then their links are only slow: what was pushed would still arrive.
    for (const [at, other] of [
      [t1, t2],
      [t2, t1],
    ] as const) {
      await scene.assume.membershipHas(await net.witness(at), other.name, 'dead', 'death');
    }
    faults.heal();
    await converged(scene, net, { shared: 14 });
  },
});

const bypassed = defineCase({
  id: 'faults/one-way-cut-is-bypassed',
  clauses: ['MEMB-12', 'MEMB-14', 'MEMB-36', 'SYS-I1'],
  level: 'MUST',
  title:
    'a peer stays alive to another that it cannot reach, as long as a third passes on what it says',
  needs: NEEDS,
  async run(scene) {
    const faults = scene.faults();
    const net = await settled(scene, [{ name: 't1' }, { name: 't2' }, { name: 't3' }]);
    const [t1, t2] = [net.node('t1'), net.node('t2')];
    faults.cut(t1, t2);
    await scene.pass(2 * scene.timings.aliveExpirationTimeoutMs);
    // Links between the others may break as well, and are there again in a while.
    const witness = await net.witness(t2);
    await scene.assume.membershipHas(witness, 't3', 'alive', 'convergence');
    await scene.expect.membershipHas(witness, 't1', 'alive', 'convergence');
    faults.heal();
    await converged(scene, net, { shared: 2 });
  },
});

export const partitionCases: readonly Case[] = [twoSided, oneWay, bypassed, blind];
