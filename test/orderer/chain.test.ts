/** Blocks of a chain: chained, signed so that peers accept them, cut when their time has come. */
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import {
  batchDue,
  type Chain,
  type ChainEffect,
  createChain,
  orderTransaction,
  readConfiguration,
} from '../../src/orderer/chain.js';
import { tipAfter } from '../../src/orderer/tip.js';
import { blockHeaderHash, decodeBlock, judgeBlock } from '../../src/wire/block.js';
import { verifyBlockSignatures } from '../../src/wire/block-signature.js';
import { createCodec } from '../../src/wire/codec/codec.js';
import {
  LastConfigSchema,
  MetadataSchema,
  OrdererBlockMetadataSchema,
} from '../../src/wire/gen/common/common_pb.js';
import { freshNonce, mintOrderedNetwork, type OrderedNetwork } from '../support/ordered-network.js';

let network: OrderedNetwork;
let chain: Chain;
beforeAll(async () => {
  network = await mintOrderedNetwork();
});
const open = (): Chain => {
  const read = readConfiguration(network.reader, network.genesis);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  const author = network.author('OrdererMSP/orderer0');
  const options = { crypto: nodeCrypto, reader: network.reader, author, nonce: freshNonce };
  chain = createChain(options, read.value, tipAfter(nodeCrypto, network.genesis)!);
  return chain;
};
const order = (key: string, paddingBytes = 0): readonly ChainEffect[] => {
  const bytes = network.transaction('Org1MSP/User1', key, { paddingBytes });
  return orderTransaction(chain, bytes, bytes.length);
};
function decodedAs<D extends DescMessage>(schema: D, bytes: Uint8Array): MessageShape<D> {
  const read = createCodec(schema).decode(bytes);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  return read.value;
}
const types = (effects: readonly ChainEffect[]) => effects.map(({ type }) => type);

describe('a chain', () => {
  it('ORDR-20, ORDR-21, ORDR-22, ORDR-23: makes blocks that peers accept: each names the one before, and the orderer signed it', () => {
    open();
    const effects = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((key) => order(key));
    const blocks = effects.flatMap((effect) => (effect.type === 'block.write' ? [effect] : []));
    expect(blocks.map(({ number }) => number)).toEqual([1n, 2n]);
    let previous = decodeBlock(network.genesis);
    for (const { number, bytes } of blocks) {
      const block = decodeBlock(bytes);
      if (block.verdict !== 'accept' || previous.verdict !== 'accept') throw new Error('no block');
      expect(judgeBlock(nodeCrypto, block.value, { channel: 'ch1', number })).toMatchObject({
        verdict: 'accept',
      });
      expect(block.value.header!.previousHash).toEqual(
        blockHeaderHash(nodeCrypto, previous.value.header!),
      );
      const { authority, satisfies } = chain.config;
      const signers = {
        keyOf(creator: Uint8Array) {
          const identity = authority.resolve(creator);
          return identity.verdict === 'accept' ? identity.value.key : undefined;
        },
        suffices: (creators: readonly Uint8Array[]) =>
          satisfies('/Channel/Orderer/BlockValidation', creators),
      };
      expect(verifyBlockSignatures(nodeCrypto, block.value, signers)).toMatchObject({
        verdict: 'accept',
        value: [network.member('OrdererMSP/orderer0').identity],
      });
      const [signatures, lastConfig, ...others] = block.value.metadata!.metadata;
      expect(others).toEqual([new Uint8Array(), new Uint8Array(), new Uint8Array()]);
      expect(decodedAs(LastConfigSchema, decodedAs(MetadataSchema, lastConfig!).value).index).toBe(
        0n,
      );
      const signed = decodedAs(
        OrdererBlockMetadataSchema,
        decodedAs(MetadataSchema, signatures!).value,
      );
      expect(signed).toMatchObject({ lastConfig: { index: 0n } });
      expect(signed.consenterMetadata).toEqual(new Uint8Array());
      previous = block;
    }
    expect(chain.tip).toEqual(tipAfter(nodeCrypto, blocks[1]!.bytes));
  });

  it('ORDR-13: arms the timer with the first transaction that waits, and not again with others', () => {
    open();
    expect(order('a')).toEqual([{ type: 'timer.arm', ms: 2_000 }]);
    expect(order('b')).toEqual([]);
    expect(types(order('c'))).toEqual(['block.write', 'timer.disarm']);
    expect(order('d')).toEqual([{ type: 'timer.arm', ms: 2_000 }]);
  });

  it('ORDR-13: keeps the timer running when a cut leaves something to wait, as Fabric does', () => {
    open();
    order('a', 10_000);
    expect(types(order('b', 10_000))).toEqual(['block.write']);
    expect(chain.cutter.waiting).toHaveLength(1);
    expect(chain.isTimerArmed).toBe(true);
  });

  it('ORDR-13: cuts what waits when the time is up, and nothing when nothing waits', () => {
    open();
    order('a');
    expect(types(batchDue(chain))).toEqual(['block.write']);
    expect(batchDue(chain)).toEqual([]);
    expect(order('b')).toEqual([{ type: 'timer.arm', ms: 2_000 }]);
  });
});
