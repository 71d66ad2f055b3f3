/** Networks in which all is well, before a fault: what a fault changes must have been there. */
import type { Scene } from '../../harness/scene.js';
import { contentOf, decoded } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import { type Network, type NetworkOptions, network, type Seat } from '../network/network-scene.js';

/** Two of O and one of F, leaders elected. */
export const ELECTED: readonly Seat[] = [
  { name: 't1' },
  { name: 't2' },
  { name: 't3', organisation: 'F' },
];

/** The same with leaders that stay leaders, where an election would only add to what is judged. */
export const FIXED: readonly Seat[] = [
  { name: 't1', settings: { leadership: 'static' } },
  { name: 't2', settings: { leadership: 'none' } },
  { name: 't3', organisation: 'F', settings: { leadership: 'static' } },
];

/** Number of the newest block of `shared` that a settled network has. */
export const FIRST_HEIGHT = 2;

/** Everybody has the first blocks, those of O know each other, and one of them leads. */
export async function settled(
  scene: Scene,
  seats: readonly Seat[],
  options: Omit<NetworkOptions, 'seats'> = {},
): Promise<Network> {
  const net = await network(scene, { seats, ...options });
  net.r1.serve(net.channel('shared').channel, FIRST_HEIGHT);
  const within = 'convergence';
  for (const { node } of net.seats) {
    const witness = await net.witness(node);
    await net.channel('shared').committed(witness, FIRST_HEIGHT, { as: scene.assume, within });
  }
  const ofO = net.seats.filter(({ organisation }) => organisation === 'O').map(({ node }) => node);
  const one = () => net.leaders('shared', ofO).length === 1;
  await scene.assume.eventually(one, 'one leader of O', within);
  for (const at of ofO) {
    for (const other of ofO) {
      if (other === at) continue;
      await scene.assume.membershipHas(await net.witness(at), other.name, 'alive', within);
    }
  }
  return net;
}

/** Since this entry no node has told anybody that another is dead: a member that comes again was. */
export function nobodyDead(scene: Scene, { seats }: Network, since: number): void {
  const names = new Map(seats.map(({ node }) => [hex(node.credentials.pkiId), node.name]));
  const told = scene.evidence.entries.slice(since).flatMap(({ type, node, decoded: d }) => {
    const dead = type === 'received' ? (contentOf(d, 'memRes')?.dead ?? []) : [];
    return dead
      .map((envelope) => contentOf(decoded(envelope), 'aliveMsg')?.membership?.pkiId)
      .flatMap((pkiId) => names.get(hex(pkiId ?? new Uint8Array())) ?? [])
      .map((name) => `${name} to ${node}`);
  });
  scene.expect.that(told.length === 0, 'no node dead to another', [...new Set(told)].join(', '));
}
