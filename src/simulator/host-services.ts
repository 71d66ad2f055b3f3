/** What a simulated host does for its peer beside the network: the ledger, and the way to the ordering service. */
import type { PeerEffect } from '../peer/io.js';
import { ignore } from '../wire/verdict.js';
import type { Node } from './node.js';
import { later, type World } from './world.js';

const NO_LEDGER = ignore('LEDG-1', 'has no ledger');

type Effect<T extends PeerEffect['type']> = Extract<PeerEffect, { type: T }>;

export function commit(world: World, node: Node, effect: Effect<'block.commit'>): void {
  const { channel, number, bytes } = effect;
  const cost = world.costs.commit * node.slowness;
  const key = `commit ${channel}`;
  node.unfinished.set(key, effect);
  later(world, node, cost, () => {
    node.unfinished.delete(key);
    const ledger = node.ledgers.get(channel);
    const answer = ledger?.commit(number, bytes) ?? NO_LEDGER;
    const refusal =
      answer.verdict === 'accept'
        ? undefined
        : `${answer.clause}: block ${number} ${answer.reason}`;
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

/** Names a stream for the ordering service, and among what a node has open. */
const keyOf = (node: Node, channel: string, stream: number) =>
  `${node.name} ${node.life} ${channel} ${stream}`;
const openKeyOf = (channel: string, stream: number) => `orderer ${channel} ${stream}`;

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
      node.unfinished.set(openKeyOf(channel, stream), effect);
      if (!world.isOrderingUp) {
        const end = () => ended(world, node, channel, stream, 'unavailable');
        return void later(world, node, ORDERER_LATENCY_MS, end);
      }
      ordering.open(key, channel, {
        deliver(bytes, arrived) {
          later(world, node, ORDERER_LATENCY_MS, () => {
            if (ordering.isOpen(key))
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
      node.unfinished.delete(openKeyOf(channel, stream));
      return ordering.close(key);
  }
}

function ended(world: World, node: Node, channel: string, stream: number, reason: string): void {
  node.unfinished.delete(openKeyOf(channel, stream));
  world.feed(node, { type: 'orderer.ended', channel, stream, reason });
}

/** The ordering service goes away, and with it every stream; or comes back. */
export function setOrdering(world: World, isUp: boolean): void {
  world.isOrderingUp = isUp;
  if (isUp) return;
  for (const node of world.nodes)
    for (const { channel, stream } of openStreams(node)) {
      world.ordering.close(keyOf(node, channel, stream));
      ended(world, node, channel, stream, 'the connection broke');
    }
}

const openStreams = (node: Node): Effect<'orderer.open'>[] =>
  [...node.unfinished.values()].filter((effect) => effect.type === 'orderer.open');

/** The ordering service loses a node that ends. */
export function dropOrdererStreams(world: World, node: Node): void {
  for (const { channel, stream } of openStreams(node))
    world.ordering.close(keyOf(node, channel, stream));
}

/** Answers to a node that has come back as it was what it had asked before it went. */
export function finish(world: World, node: Node): void {
  for (const [key, effect] of [...node.unfinished]) {
    node.unfinished.delete(key);
    if (effect.type === 'block.commit') commit(world, node, effect);
    else if (effect.type === 'blocks.read') readBlocks(world, node, effect);
    else ended(world, node, effect.channel, effect.stream, 'the connection broke');
  }
}
