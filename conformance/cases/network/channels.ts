/**
 * Several nodes under test as one network: two of O, one of F, in a channel that they share and one
 * that is O's alone. The suite orders for both, and looks on as a member of each organisation.
 */
import { type Case, defineCase } from '../../harness/case.js';
import type { Scene } from '../../harness/scene.js';
import { channelMac } from '../../harness/wire/channel-messages.js';
import { hex } from '../../harness/wire/sign.js';
import { converged } from './converged.js';
import { type Network, network } from './network-scene.js';

const WITHIN = 'network';
const NEEDS = ['channels', 'delivery', 'timings'] as const;

/** t1 and t2 of O, t3 of F. */
const three = (scene: Scene): Promise<Network> =>
  network(scene, {
    seats: [{ name: 't1' }, { name: 't2' }, { name: 't3', organisation: 'F' }],
    channels: { shared: ['O', 'F'], own: ['O'] },
  });

/** These hold block `number` of a channel. */
async function committed(net: Network, channel: string, number: number, names: readonly string[]) {
  for (const name of names) {
    const witness = await net.witness(net.node(name));
    await net.channel(channel).committed(witness, number, { within: WITHIN });
  }
}

const converge = defineCase({
  id: 'network/all-peers-reach-height-and-commit-hash',
  clauses: ['XFER-I2', 'XFER-I1', 'ELEC-I1', 'DELV-25'],
  level: 'MUST',
  title: 'a network of two organisations brings every block of its channels to every member',
  needs: NEEDS,
  async run(scene) {
    const net = await three(scene);
    net.r1.serve(net.channel('shared').channel, 5);
    net.r1.serve(net.channel('own').channel, 3);
    await converged(scene, net, { shared: 5, own: 3 });
  },
});

const failover = defineCase({
  id: 'network/lost-leader-is-replaced',
  clauses: ['ELEC-I1', 'ELEC-22', 'XFER-I5'],
  level: 'MUST',
  title:
    'a network that loses its leader elects another, and the lost peer catches up when it returns',
  needs: [...NEEDS, 'restart'],
  async run(scene) {
    const net = await three(scene);
    const ofO = [net.node('t1'), net.node('t2')];
    net.r1.serve(net.channel('shared').channel, 2);
    await committed(net, 'shared', 2, ['t1', 't2', 't3']);
    const leaders = () => net.leaders('shared', ofO);
    await scene.assume.eventually(() => leaders().length === 1, 'one leader of O', WITHIN);
    const lost = leaders()[0]!;
    const other = ofO.find((node) => node !== lost)!;
    await lost.kill();
    net.r1.serve(net.channel('shared').channel, 4);
    await scene.expect.eventually(() => leaders().includes(other), 'another leader of O', WITHIN);
    await committed(net, 'shared', 4, [other.name, 't3']);
    await lost.restart();
    await converged(scene, net, { shared: 4 });
  },
});

const isolated = defineCase({
  id: 'network/channel-unknown-outside-its-organisations',
  clauses: ['CHAN-I8', 'CHAN-I4', 'CHAN-I2', 'PUSH-I5'],
  level: 'MUST',
  title: 'a network tells nobody of another organisation a channel of one, by name, MAC or block',
  needs: NEEDS,
  twin: 'self',
  async run(scene) {
    const net = await three(scene);
    const [t1, t2] = [net.node('t1'), net.node('t2')];
    // f1 is an alive member of F, in the shared channel, and linked to t1.
    const f1 = await scene.probe('f1');
    const connection = await f1.connect(t1);
    f1.keepAlive(connection, scene.timings.aliveTimeIntervalMs);
    connection.send(net.channel('shared').stateInfo(f1));
    net.r1.serve(net.channel('shared').channel, 3);
    net.r1.serve(net.channel('own').channel, 3);
    await committed(net, 'shared', 3, ['t1', 't2', 't3']);
    await committed(net, 'own', 3, ['t1', 't2']);
    await scene.expect.message(f1, 'stateInfo', {
      where: ({ channelMAC, pkiId }) => hex(channelMAC) === hex(channelMac(pkiId, 'shared')),
      that: 'of the shared channel',
      within: WITHIN,
    });
    await scene.pass(2 * scene.timings.publishStateInfoIntervalMs);
    const macs = [t1, t2].map(({ credentials }) => hex(channelMac(credentials.pkiId, 'own')));
    const told = scene.evidence.entries.filter(
      ({ type, probe, bytes }) =>
        type === 'received' &&
        probe.startsWith('f') &&
        bytes !== undefined &&
        (hex(bytes).includes(hex(named('own'))) || macs.some((mac) => hex(bytes).includes(mac))),
    );
    scene.expect.that(told.length === 0, 'no word of the channel own', `${told.length} messages`);
    const blocks = scene.evidence.entries.filter(
      ({ type, stream, decoded }) =>
        type === 'received' && stream === connection.name && decoded?.kind === 'dataMsg',
    );
    scene.expect.that(blocks.length === 0, 'no block pushed to F by O', `${blocks.length}`);
  },
});

/** GossipMessage.channel with this name: its tag, length and bytes. */
const named = (channel: string): Uint8Array =>
  Uint8Array.from([0x12, channel.length, ...new TextEncoder().encode(channel)]);

export const networkCases: readonly Case[] = [converge, failover, isolated];
