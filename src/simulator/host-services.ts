/** What a simulated host does for its peer beside the network: the ledger, and the way to the ordering service. */
import type { PeerEffect } from '../peer/io.js';
import type { Node } from './node.js';
import { later, type World } from './world.js';

type Effect<T extends PeerEffect['type']> = Extract<PeerEffect, { type: T }>;

export function commit(world: World, node: Node, effect: Effect<'block.commit'>): void {
  const { channel, number, bytes } = effect;
  const cost = world.costs.commit * node.slowness;
  later(world, node, cost, () => {
    const ledger = node.ledgers.get(channel);
    const refusal = ledger === undefined ? 'no ledger' : ledger.commit(number, bytes);
    for (const observer of world.told.committed)
      observer.committed({ node, channel, number, bytes, refusal }, world.nowMs);
    world.feed(
      node,
      refusal === undefined
        ? { type: 'block.committed', channel, number }
        : { type: 'commit.failed', channel, number, reason: refusal },
    );
  });
}

export function readBlocks(world: World, node: Node, effect: Effect<'blocks.read'>): void {
  const { channel, request, from, to } = effect;
  const blocks = node.ledgers.get(channel)?.read(from, to) ?? [];
  later(world, node, 0, () => world.feed(node, { type: 'blocks.found', channel, request, blocks }));
}

/** One way to the ordering service, ms. */
const ORDERER_LATENCY_MS = 1;

const keyOf = (node: Node, channel: string, stream: number) =>
  `${node.name} ${node.life} ${channel} ${stream}`;

export function performOrderer(
  world: World,
  node: Node,
  effect: Extract<PeerEffect, { type: `orderer.${string}` }>,
): void {
  const { ordering } = world;
  const { channel, stream } = effect;
  const key = keyOf(node, channel, stream);
  switch (effect.type) {
    case 'orderer.open':
      if (!world.isOrderingUp) {
        const end = () => ended(world, node, channel, stream, 'unavailable');
        return void later(world, node, ORDERER_LATENCY_MS, end);
      }
      ordering.open(key, channel, {
        deliver(bytes, arrived) {
          later(world, node, ORDERER_LATENCY_MS, () => {
            if (ordering.keys.includes(key))
              world.feed(node, { type: 'orderer.received', channel, stream, bytes });
            arrived();
          });
        },
      });
      return void later(world, node, 2 * ORDERER_LATENCY_MS, () =>
        world.feed(node, { type: 'orderer.opened', channel, stream }),
      );
    case 'orderer.send':
      return void later(world, node, ORDERER_LATENCY_MS, () => ordering.send(key, effect.bytes));
    case 'orderer.pause':
      return ordering.pause(key);
    case 'orderer.resume':
      return ordering.resume(key);
    case 'orderer.close':
      return ordering.close(key);
  }
}

const ended = (world: World, node: Node, channel: string, stream: number, reason: string) =>
  world.feed(node, { type: 'orderer.ended', channel, stream, reason });

/** The ordering service goes away, and with it every stream; or comes back. */
export function setOrdering(world: World, isUp: boolean): void {
  world.isOrderingUp = isUp;
  if (isUp) return;
  for (const node of world.nodes) endOrdererStreams(world, node, true);
}

/** The Deliver streams of one node end; `isTold`: it hears of it. */
export function endOrdererStreams(world: World, node: Node, isTold: boolean): void {
  for (const key of world.ordering.keys) {
    const [name, life, channel, stream] = key.split(' ');
    if (name !== node.name || Number(life) !== node.life) continue;
    world.ordering.close(key);
    if (isTold) ended(world, node, channel!, Number(stream), 'the connection broke');
  }
}
