/**
 * Nodes under test and nodes of the reference as one network: each side leads, follows and catches up
 * from the other. What becomes of it is what becomes of a network of one kind.
 */
import { type Case, defineCase } from '../../harness/case.js';
import type { Scene, TargetNode } from '../../harness/scene.js';
import { converged } from './converged.js';
import { type Network, network } from './network-scene.js';

const NEEDS = ['channels', 'delivery', 'timings'] as const;
const WITHIN = 'convergence';

/** Everybody among these has block `number` of the shared channel. */
async function committed(net: Network, number: number, nodes: readonly TargetNode[]) {
  for (const node of nodes) {
    await net.channel('shared').committed(await net.witness(node), number, { within: WITHIN });
  }
}

/** One is killed, the other leads alone; and the first comes back with the blocks that it missed. */
async function without(scene: Scene, net: Network, lost: TargetNode, height: number) {
  const nodes = net.seats.map(({ node }) => node);
  const other = nodes.find((node) => node !== lost)!;
  await lost.kill();
  const leads = () => net.leaders('shared', nodes).includes(other);
  await scene.expect.eventually(leads, `${other.name} leads`, WITHIN);
  net.r1.serve(net.channel('shared').channel, height);
  await committed(net, height, [other]);
  await lost.restart();
  await committed(net, height, [lost]);
}

const inTurn = defineCase({
  id: 'network/target-and-reference-lead-in-turn',
  clauses: ['ELEC-I1', 'ELEC-22', 'XFER-I5', 'XFER-I2', 'SYS-I1'],
  level: 'MUST',
  title: 'a network of target and reference is led by each in turn, and each catches up',
  needs: [...NEEDS, 'restart'],
  async run(scene) {
    const net = await network(scene, {
      seats: [{ name: 't1' }, { name: 't2', reference: true }],
      channels: { shared: ['O'] },
    });
    const [t1, t2] = [net.node('t1'), net.node('t2')];
    net.r1.serve(net.channel('shared').channel, 2);
    await committed(net, 2, [t1, t2]);
    await without(scene, net, t1, 4);
    await without(scene, net, t2, 6);
    await converged(scene, net, { shared: 6 });
  },
});

/** One organisation fetches, the other has its blocks from it alone. */
const across = (leads: 'target' | 'reference') =>
  defineCase({
    id: `network/${leads}-hands-blocks-to-another-organisation`,
    clauses: ['XFER-I5', 'XFER-32', 'CHAN-I6', 'XFER-I2'],
    level: 'MUST',
    title: `a network in which the ${leads} alone fetches brings every block to the other, of another organisation`,
    needs: NEEDS,
    async run(scene) {
      const net = await network(scene, {
        seats: [
          {
            name: 't1',
            organisation: 'O',
            reference: leads === 'reference',
            settings: { leadership: 'static' },
          },
          {
            name: 't2',
            organisation: 'F',
            reference: leads === 'target',
            settings: { leadership: 'none' },
          },
        ],
      });
      net.r1.serve(net.channel('shared').channel, 13);
      await committed(net, 13, [net.node('t1'), net.node('t2')]);
      await converged(scene, net, { shared: 13 });
    },
  });

const four = defineCase({
  id: 'network/two-of-target-and-two-of-reference-agree',
  clauses: ['SYS-I1', 'ELEC-I1', 'XFER-I1', 'XFER-I2', 'XFER-I5'],
  level: 'MUST',
  title:
    'a network of two organisations with a target and a reference in each agrees on everything',
  needs: NEEDS,
  async run(scene) {
    const net = await network(scene, {
      seats: [
        { name: 't1' },
        { name: 't2', reference: true },
        { name: 't3', organisation: 'F', reference: true },
        { name: 't4', organisation: 'F' },
      ],
      channels: { shared: ['O', 'F'], own: ['O'] },
    });
    net.r1.serve(net.channel('shared').channel, 5);
    net.r1.serve(net.channel('own').channel, 3);
    await converged(scene, net, { shared: 5, own: 3 });
  },
});

export const mixedCases: readonly Case[] = [inTurn, across('target'), across('reference'), four];
