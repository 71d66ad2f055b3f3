/**
 * What a peer asks of its ledger and of the ordering service where a path says the answers. Each block that it hands
 * over goes into a ledger as in every simulation, and whoever looks on is told what that one says.
 */
import type { PeerEffect, PeerInput } from '../../peer/io.js';
import { openLedger } from '../known-blocks.js';
import type { Node } from '../node.js';
import type { World } from '../world.js';

type Commit = Extract<PeerEffect, { type: 'block.commit' }>;

export interface Desk {
  ask(node: Node, effect: PeerEffect): void;
  /** Before the peer is given the input. @throws RangeError if it is the answer to a commit that nobody asked for */
  answer(node: Node, input: PeerInput): void;
  /** What a peer that is gone has asked for. */
  abandon(node: Node): void;
}

const openKeyOf = (channel: string, stream: number) => `orderer ${channel} ${stream}`;

export function createDesk(
  world: () => World,
  blocksOf: (channel: string) => readonly Uint8Array[],
): Desk {
  const commits = new Map<Node, Commit[]>();

  function join(
    node: Node,
    { channel, configBlock, height }: PeerInput & { type: 'channel.join' },
  ) {
    if (node.ledgers.has(channel)) return;
    const [genesis = configBlock, ...others] = blocksOf(channel);
    const ledger = openLedger(channel, node.options, genesis);
    for (const [index, block] of others.slice(0, Number(height) - 1).entries())
      ledger.commit(BigInt(index + 1), block);
    node.ledgers.set(channel, ledger);
  }

  function commit(node: Node, channel: string, number: bigint): void {
    const asked = commits.get(node) ?? [];
    const at = asked.findIndex((one) => one.channel === channel && one.number === number);
    if (at < 0)
      throw new RangeError(`${node.name}: has handed over no block ${number} of ${channel}`);
    const [{ bytes }] = asked.splice(at, 1) as [Commit];
    const answer = node.ledgers.get(channel)?.commit(number, bytes);
    const refusal =
      answer?.verdict === 'accept'
        ? undefined
        : `${answer?.clause ?? 'LEDG-1'}: block ${number} ${answer?.reason ?? 'has no ledger'}`;
    for (const observer of world().told.committed)
      observer.committed({ node, channel, number, bytes, refusal }, world().nowMs);
  }

  return {
    ask(node, effect) {
      if (effect.type === 'block.commit') commits.set(node, [...(commits.get(node) ?? []), effect]);
      else if (effect.type === 'orderer.open')
        node.unfinished.set(openKeyOf(effect.channel, effect.stream), effect);
      else if (effect.type === 'orderer.close')
        node.unfinished.delete(openKeyOf(effect.channel, effect.stream));
    },
    answer(node, input) {
      if (input.type === 'channel.join') join(node, input);
      else if (input.type === 'block.committed' || input.type === 'commit.failed')
        commit(node, input.channel, input.number);
      else if (input.type === 'orderer.ended')
        node.unfinished.delete(openKeyOf(input.channel, input.stream));
    },
    abandon: (node) => void commits.delete(node),
  };
}
