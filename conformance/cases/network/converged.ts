/**
 * What every network comes to once its faults are over: who lives knows whom it may know, one peer of
 * each organisation fetches, all have the same blocks and the same world state, and nobody was told of
 * a channel that is not its own.
 */
import { orgOf } from '../../harness/organisations.js';
import type { Scene } from '../../harness/scene.js';
import { hex } from '../../harness/wire/sign.js';
import type { Network, Seated } from './network-scene.js';

/** Where a block's metadata has the commit hash: the fingerprint of the world state after it. */
const COMMIT_HASH = 4;
const WITHIN = 'convergence';

export interface Heights {
  /** Blocks that the ordering service has delivered of each channel: its newest number. */
  readonly [channel: string]: number;
}

/**
 * Orders one more block of each channel, and judges what becomes of it. The network must be healed.
 * Leaders are judged where they are elected.
 */
export async function converged(scene: Scene, net: Network, heights: Heights): Promise<void> {
  for (const [id, height] of Object.entries(heights)) {
    net.r1.serve(net.channel(id).channel, height + 1);
  }
  await everybodyKnown(scene, net);
  for (const [id, height] of Object.entries(heights)) {
    await oneLeaderEach(scene, net, id);
    await sameBlocks(scene, net, id, height + 1);
    await heightsTold(net, id, height + 1);
  }
  const detail = 'the network has settled';
  scene.evidence.add({ probe: '', stream: '', type: 'note', detail, settled: true });
  await listening(net);
  // What was reached stays: for as long as a leader that nobody follows would be heard beside another.
  await scene.pass(scene.settings.leaderAliveThresholdMs);
  await everybodyKnown(scene, net);
  isolated(scene, net);
}

/** Witnesses join the channels of their nodes, for only members hear who leads. */
async function listening(net: Network): Promise<void> {
  for (const { node, channels } of net.seats) {
    const { probe, connection } = await net.witness(node);
    for (const id of channels) connection.send(net.channel(id).stateInfo(probe));
  }
}

/** A response tells of the own organisation; of others, a snapshot tells. */
async function everybodyKnown(scene: Scene, net: Network): Promise<void> {
  for (const seat of net.seats) {
    const witness = await net.witness(seat.node);
    for (const other of net.seats) {
      if (other === seat || other.organisation !== seat.organisation) continue;
      await scene.expect.membershipHas(witness, other.node.name, 'alive', WITHIN);
    }
  }
}

const joined = (net: Network, id: string): readonly Seated[] =>
  net.seats.filter(({ channels }) => channels.includes(id));

async function oneLeaderEach(scene: Scene, net: Network, id: string): Promise<void> {
  if (scene.settings.leadership !== 'elected') return;
  for (const letter of new Set(joined(net, id).map(({ organisation }) => organisation))) {
    const nodes = joined(net, id)
      .filter(({ organisation }) => organisation === letter)
      .map(({ node }) => node);
    const names = nodes.map(({ name }) => name).join(', ');
    await scene.expect.eventually(
      () => net.leaders(id, nodes).length === 1,
      `one leader of ${names} in ${id}`,
      WITHIN,
    );
  }
}

async function sameBlocks(scene: Scene, net: Network, id: string, height: number): Promise<void> {
  const at = net.channel(id);
  for (let number = 1; number <= height; number += 1) {
    const hashes = new Map<string, string>();
    for (const { node } of joined(net, id)) {
      const witness = await net.witness(node);
      const block = await at.committed(witness, number, { within: WITHIN });
      hashes.set(node.name, hex(block.metadata?.metadata[COMMIT_HASH] ?? new Uint8Array()));
    }
    const different = new Set(hashes.values());
    const told = [...hashes].map(([name, hash]) => `${name}: ${hash.slice(0, 12)}…`).join(', ');
    const what = `one commit hash of block ${number} of ${id}`;
    scene.expect.that(different.size === 1 && !different.has(''), what, told);
  }
}

/** Everybody in the channel has everybody's newest height, own organisation or not. */
async function heightsTold(net: Network, id: string, height: number): Promise<void> {
  for (const { node } of joined(net, id)) {
    const witness = await net.witness(node);
    for (const { node: other } of joined(net, id)) {
      if (other === node) continue;
      await net
        .channel(id)
        .snapshotHas(
          witness,
          other,
          (info) => info.properties?.ledgerHeight === BigInt(height + 1),
          WITHIN,
        );
    }
  }
}

/** No message that names a channel has come to a probe whose organisation is not in it. */
function isolated(scene: Scene, net: Network): void {
  for (const { channel } of net.channels) {
    const members = net.seats.filter(({ channels }) => channels.includes(channel.id));
    const isOf = (probe: string): boolean =>
      members.some(
        ({ organisation }) =>
          scene.organisations[organisation] === orgOf(scene.organisations, probe),
      );
    const told = scene.evidence.entries.filter(
      ({ type, probe, decoded }) =>
        type === 'received' &&
        Buffer.from(decoded?.message?.channel ?? []).toString() === channel.id &&
        !isOf(probe),
    );
    scene.expect.that(
      told.length === 0,
      `no message of ${channel.id} to another organisation`,
      told.map(({ probe, decoded }) => `${decoded?.kind} to ${probe}`).join(', '),
    );
  }
}
