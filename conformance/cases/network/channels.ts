/**
 * Several nodes under test as one network: two of O, one of F, in a channel that they share and one
 * that is O's alone. The suite orders for both, and looks on as a member of each organisation.
 */
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Orderer } from '../../harness/ordering.js';
import type { Member, Scene, TargetNode } from '../../harness/scene.js';
import { channelMac } from '../../harness/wire/channel-messages.js';
import { hex } from '../../harness/wire/sign.js';

const COMMIT_HASH = 4;
const WITHIN = 'network';

interface Network {
  readonly shared: InChannel;
  readonly own: InChannel;
  readonly r1: Orderer;
  /** t1 and t2 of O, t3 of F. */
  readonly nodes: readonly TargetNode[];
  /** A probe of the node's organisation, linked to it. */
  readonly witnesses: readonly Member[];
}

async function network(scene: Scene): Promise<Network> {
  const r1 = await scene.orderer();
  const [atT1, atT3] = [await scene.reserve(), await scene.reserve()];
  const ordererEndpoints = [r1.endpoint];
  const shared = scene.channel('shared', { ordererEndpoints, anchors: { O: [atT1], F: [atT3] } });
  const own = scene.channel('own', { ordererEndpoints, organisations: ['O'] });
  const settings = { leadership: 'elected', stateEnabled: true } as const;
  const ofO = { channels: [shared, own], settings };
  const nodes = [
    await scene.start({ ...ofO, name: 't1', listen: atT1 }),
    await scene.start({ ...ofO, name: 't2', bootstrap: [atT1] }),
    await scene.start({
      name: 't3',
      organisation: 'F',
      listen: atT3,
      channels: [shared],
      settings,
    }),
  ];
  const witnesses: Member[] = [];
  for (const [i, name] of ['o1', 'o2', 'f3'].entries()) {
    const probe = await scene.probe(name);
    const connection = await probe.connect(nodes[i]);
    witnesses.push({ probe, connection, fallSilent: () => {} });
  }
  return { shared: inChannel(scene, shared), own: inChannel(scene, own), r1, nodes, witnesses };
}

/** Who fetches the blocks of a channel just now, among these nodes. */
const leaders = ({ r1 }: Network, channel: InChannel, among: readonly TargetNode[]): TargetNode[] =>
  among.filter(({ credentials }) =>
    r1.deliveries.some(
      ({ isOpen, seek }) =>
        isOpen &&
        seek.channelHeader.channelId === channel.channel.id &&
        hex(seek.creator) === hex(credentials.identity),
    ),
  );

/** All three hold block `number` of the shared channel, with one commit hash. */
async function agreed(net: Network, number: number, who = net.witnesses): Promise<Set<string>> {
  const hashes = new Set<string>();
  for (const witness of who) {
    const block = await net.shared.committed(witness, number, { within: WITHIN });
    hashes.add(hex(block.metadata?.metadata[COMMIT_HASH] ?? new Uint8Array()));
  }
  return hashes;
}

const converge = defineCase({
  id: 'network/all-peers-reach-height-and-commit-hash',
  clauses: ['XFER-I2', 'XFER-I1', 'ELEC-I1', 'DELV-25'],
  level: 'MUST',
  title: 'a network of two organisations brings every block of its channels to every member',
  needs: ['channels', 'delivery', 'timings'],
  async run(scene) {
    const net = await network(scene);
    net.r1.serve(net.shared.channel, 5);
    net.r1.serve(net.own.channel, 3);
    const hashes = await agreed(net, 5);
    const [hash] = hashes;
    scene.expect.that(hashes.size === 1 && hash !== '', 'one commit hash', [...hashes].join(' '));
    for (const witness of net.witnesses.slice(0, 2)) {
      await net.own.committed(witness, 3, { within: WITHIN });
    }
    const [t1, t2, t3] = net.nodes as [TargetNode, TargetNode, TargetNode];
    for (const [channel, among] of [
      [net.shared, [t1, t2]],
      [net.shared, [t3]],
      [net.own, [t1, t2]],
    ] as const) {
      await scene.expect.eventually(
        () => leaders(net, channel, among).length === 1,
        `one leader of ${among.length} peers in ${channel.channel.id}`,
        WITHIN,
      );
    }
  },
});

const failover = defineCase({
  id: 'network/lost-leader-is-replaced',
  clauses: ['ELEC-I1', 'ELEC-22', 'XFER-I5'],
  level: 'MUST',
  title:
    'a network that loses its leader elects another, and the lost peer catches up when it returns',
  needs: ['channels', 'delivery', 'timings', 'restart'],
  async run(scene) {
    const net = await network(scene);
    const ofO = net.nodes.slice(0, 2);
    net.r1.serve(net.shared.channel, 2);
    await agreed(net, 2);
    const one = () => leaders(net, net.shared, ofO);
    await scene.assume.eventually(() => one().length === 1, 'one leader of O', WITHIN);
    const lost = one()[0]!;
    const rest = net.witnesses.filter((_, i) => net.nodes[i] !== lost);
    await lost.kill();
    net.r1.serve(net.shared.channel, 4);
    await scene.expect.eventually(
      () => one().some((leader) => leader !== lost),
      'another leader of O',
      WITHIN,
    );
    await agreed(net, 4, rest);
    await lost.restart();
    const probe = await scene.probe('o8');
    const back = { probe, connection: await probe.connect(lost) };
    await net.shared.committed(back, 4, { within: WITHIN });
  },
});

const isolated = defineCase({
  id: 'network/channel-unknown-outside-its-organisations',
  clauses: ['CHAN-I8', 'CHAN-I4', 'CHAN-I2', 'PUSH-I5'],
  level: 'MUST',
  title: 'a network tells nobody of another organisation a channel of one, by name, MAC or block',
  needs: ['channels', 'delivery', 'timings'],
  twin: 'self',
  async run(scene) {
    const net = await network(scene);
    const [t1, t2] = net.nodes as [TargetNode, TargetNode];
    // f1 is an alive member of F, in the shared channel, and linked to t1.
    const f1 = await scene.probe('f1');
    const connection = await f1.connect(t1);
    f1.keepAlive(connection, scene.timings.aliveTimeIntervalMs);
    connection.send(net.shared.stateInfo(f1));
    net.r1.serve(net.shared.channel, 3);
    net.r1.serve(net.own.channel, 3);
    await agreed(net, 3);
    await net.own.committed(net.witnesses[0]!, 3, { within: WITHIN });
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
        (probe === 'f1' || probe === 'f3') &&
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
