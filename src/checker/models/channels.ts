/** Channels of the models: a chain, what stands in a ledger, and how peers come to know each other. */
import type { PeerInput } from '../../peer/io.js';
import { createSymbolicChain, type SymbolicChain } from '../../simulator/symbolic-blocks.js';
import { blockHeaderHash, decodeBlock } from '../../wire/block.js';
import { keyOf } from '../../wire/hex.js';
import type { NetworkProperty, Stage } from '../peers/network.js';
import { crypto, endpointOf, ORDERER } from './parts.js';

export const CHANNEL = 'ch1';

/** A channel of these organisations, with so many blocks after the genesis block. */
export function chainOf(
  organisations: readonly string[],
  blocks: number,
  channel = CHANNEL,
): SymbolicChain {
  const chain = createSymbolicChain(crypto, channel, {
    sequence: 1,
    organisations: organisations.map((mspId) => ({ mspId, anchors: [] })),
    orderers: [ORDERER],
  });
  for (let number = 0; number < blocks; number += 1) chain.append();
  return chain;
}

/** Header hash of a serialized common.Block, hex; empty if it is none. */
export function hashOf(bytes: Uint8Array): string {
  const block = decodeBlock(bytes);
  const header = block.verdict === 'accept' ? block.value.header : undefined;
  return header === undefined ? '' : keyOf(blockHeaderHash(crypto, header));
}

/** The header hash that a serialized common.Block names as that of the one before it, hex. */
function previousOf(bytes: Uint8Array): string {
  const block = decodeBlock(bytes);
  const header = block.verdict === 'accept' ? block.value.header : undefined;
  return keyOf(header?.previousHash ?? new Uint8Array());
}

/** The command to join with a ledger of so many blocks. */
export function joining(chain: SymbolicChain, height: number): PeerInput {
  const { blocks, configBlock, channel } = chain;
  const last = decodeBlock(blocks[height - 1]!);
  if (last.verdict !== 'accept') throw new RangeError(`height: expected at most ${blocks.length}`);
  const lastHash = blockHeaderHash(crypto, last.value.header!);
  return { type: 'channel.join', channel, configBlock, height: BigInt(height), lastHash };
}

/** Who is started first is the contact of the others. */
export const bootstrapOf = (names: readonly string[], peer: number): string[] =>
  peer === 0 ? [] : [endpointOf(names[0]!)];

/** All start, and each is a member to each, with a link. */
export function meet(stage: Stage, names: readonly string[]): void {
  for (const name of names) {
    stage.start(name);
    stage.settle();
  }
  // One after the other: who dial each other at once may lose both links (LINK-8).
  for (const name of [...names, ...names]) {
    stage.fire(name, 'heartbeat');
    stage.settle();
  }
}

/** The same with a channel that all are in: whom a peer trusts follows from its channels, so it joins as it starts. */
export function meetOn(shared: SymbolicChain, stage: Stage, names: readonly string[]): void {
  const trusting: Stage = {
    ...stage,
    start(name) {
      stage.start(name);
      stage.feed(name, joining(shared, 1));
      stage.settle();
    },
  };
  meet(trusting, names);
}

/** Each joins with so many blocks, and tells the others. */
export function joinAll(
  stage: Stage,
  chain: SymbolicChain,
  heights: ReadonlyMap<string, number>,
): void {
  for (const [name, height] of heights) {
    stage.feed(name, joining(chain, height));
    stage.settle();
  }
  for (const name of heights.keys()) {
    stage.fire(name, 'state-info-publish');
    stage.settle();
  }
}

/** What must hold of every ledger, and of what is handed to it. */
export const ledgerProperties = ({ blocks, channel }: SymbolicChain): NetworkProperty[] => {
  const ordered = blocks.map(hashOf);
  const each = (
    id: string,
    about: string,
    isBroken: (ledger: readonly Uint8Array[], handed: readonly Handed[]) => boolean,
  ): NetworkProperty => ({
    id,
    kind: 'always',
    about,
    factOf(_state, _peer, { desk }) {
      const handed = desk.asked.filter(
        (one) => one.type === 'block.commit' && one.channel === channel,
      ) as Handed[];
      const ledger = desk.ledgers.get(channel) ?? [];
      return isBroken(ledger, handed) ? 1 : 0;
    },
    holds: (facts) => facts.every((fact) => fact === 0),
  });
  return [
    each('XFER-I1', 'blocks are handed to the ledger in order, without gap', (ledger, handed) =>
      handed.some(({ number }, at) => number !== BigInt(ledger.length + at)),
    ),
    each(
      'XFER-I2',
      'what is handed to the ledger, and in it, is what was ordered',
      (ledger, handed) =>
        ledger.some((block, number) => hashOf(block) !== ordered[number]) ||
        handed.some(({ number, bytes }) => hashOf(bytes) !== ordered[Number(number)]),
    ),
    each(
      'XFER-I4',
      'each block in a ledger, and handed to it, names the hash of the one before it',
      (ledger, handed) => {
        const blocks = [...ledger, ...handed.map(({ bytes }) => bytes)];
        return blocks.some((block, at) => at > 0 && previousOf(block) !== hashOf(blocks[at - 1]!));
      },
    ),
  ];
};

/** What must hold of who joins with a ledger that is there already. */
export const sameHeight = (channel: string): NetworkProperty => ({
  id: 'same-height',
  kind: 'always',
  about: 'the height of the channel is that of the ledger',
  factOf: (state, _peer, { desk }) => {
    const height = state?.channels.get(channel)?.height;
    return height === undefined || height === BigInt(desk.ledgers.get(channel)!.length) ? 0 : 1;
  },
  holds: (facts) => facts.every((fact) => fact === 0),
});

interface Handed {
  readonly number: bigint;
  readonly bytes: Uint8Array;
}
