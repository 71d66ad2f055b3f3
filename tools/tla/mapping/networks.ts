/** Parts of the networks that exist for a comparison alone. */
import { authorityOf, crypto, endpointOf, ORDERER } from '../../../src/checker/models/parts.js';
import type { Stage } from '../../../src/checker/peers/network.js';
import type { PeerInput } from '../../../src/peer/io.js';
import { createSymbolicChain, type SymbolicChain } from '../../../src/simulator/symbolic-blocks.js';
import { blockHeaderHash, decodeBlock } from '../../../src/wire/block.js';
import { createSymbolicChannelReader } from '../../../src/wire/channel/symbolic.js';

export const CHANNEL = 'ch1';

/** A channel of these organisations, with so many blocks after the genesis block. */
export function chainOf(organisations: readonly string[], blocks: number): SymbolicChain {
  const chain = createSymbolicChain(crypto, CHANNEL, {
    sequence: 1,
    organisations: organisations.map((mspId) => ({ mspId, anchors: [] })),
    orderers: [ORDERER],
  });
  for (let number = 0; number < blocks; number += 1) chain.append();
  return chain;
}

/** The command to join with a ledger of so many blocks. */
export function joining({ blocks, configBlock }: SymbolicChain, height: number): PeerInput {
  const last = decodeBlock(blocks[height - 1]!);
  if (last.verdict !== 'accept') throw new RangeError(`height: expected at most ${blocks.length}`);
  const lastHash = blockHeaderHash(crypto, last.value.header!);
  return { type: 'channel.join', channel: CHANNEL, configBlock, height: BigInt(height), lastHash };
}

export const readerOf = (names: readonly string[], organisation: string) =>
  createSymbolicChannelReader(authorityOf(names), organisation);

/** The first is the contact of the others. */
export const contactsOf = (names: readonly string[], peer: number): string[] =>
  peer === 0 ? [] : [endpointOf(names[0]!)];

/** All start, know one another, join with these heights and tell them. */
export function gather(
  stage: Stage,
  chain: SymbolicChain,
  heights: ReadonlyMap<string, number>,
): void {
  const names = [...heights.keys()];
  for (const name of names) {
    stage.start(name);
    stage.settle();
  }
  // One after the other: who dial each other at once may lose both links (LINK-8).
  for (const name of [...names, ...names]) {
    stage.fire(name, 'heartbeat');
    stage.settle();
  }
  for (const [name, height] of heights) {
    stage.feed(name, joining(chain, height));
    stage.settle();
  }
  for (const name of names) {
    stage.fire(name, 'state-info-publish');
    stage.settle();
  }
}
