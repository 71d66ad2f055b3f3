/** Whatever comes in whatever order: the blocks of a chain, against what was answered. */

import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { changed } from '../../src/adapters/material/channel-changes.js';
import { broadcast } from '../../src/orderer/broadcast.js';
import { batchDue, createChain, readConfiguration } from '../../src/orderer/chain.js';
import { tipAfter } from '../../src/orderer/tip.js';
import { blockHeaderHash, channelHeaderOf, decodeBlock, judgeBlock } from '../../src/wire/block.js';
import { verifyBlockSignatures } from '../../src/wire/block-signature.js';
import type { ChannelConfig } from '../../src/wire/channel/port.js';
import { HeaderType, Status } from '../../src/wire/gen/common/common_pb.js';
import type { Block } from '../../src/wire/message-types.js';
import { updateTransaction } from '../../src/wire/transaction/config-transaction.js';
import { readSignedEnvelope } from '../../src/wire/transaction/signed-envelope.js';
import { fc } from '../support/drawing.js';
import {
  freshNonce,
  mintOrderedNetwork,
  NOW,
  type OrderedNetwork,
} from '../support/ordered-network.js';

/** The channel of the network here cuts at 3 transactions or 20 000 bytes. */
const COUNT_MAX = 3;
const BYTES_MAX = 20_000;

type Input =
  | { readonly type: 'transaction'; readonly paddingBytes: number }
  /** From somebody who may not write. */
  | { readonly type: 'intrusion' }
  | { readonly type: 'update'; readonly port: number }
  | { readonly type: 'time' };

const inputs = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant('transaction' as const),
        paddingBytes: fc.constantFrom(0, 5_000, 9_000, 25_000),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'intrusion' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('update' as const), port: fc.nat(9) }),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'time' as const }) },
  ),
  { maxLength: 25 },
);

let network: OrderedNetwork;
beforeAll(async () => {
  network = await mintOrderedNetwork();
});

function sizeOf(transaction: Uint8Array): number {
  const read = readSignedEnvelope(transaction);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  return read.value.payload.length + read.value.signature.length;
}

function run(script: readonly Input[]) {
  const { reader, author, genesis } = network;
  const first = readConfiguration(reader, genesis);
  if (first.verdict !== 'accept') throw new Error(first.reason);
  const options = {
    crypto: nodeCrypto,
    reader,
    author: author('OrdererMSP/orderer0'),
    nonce: freshNonce,
  };
  const chain = createChain(options, first.value, tipAfter(nodeCrypto, genesis)!);
  const ordered = { chains: new Map([['ch1', chain]]), isReady: () => true };
  /** Transactions answered with SUCCESS; undefined in place of a configuration, which the orderer makes. */
  const taken: (Uint8Array | undefined)[] = [];
  /** With the configuration by which each is to be judged. */
  const blocks: { readonly bytes: Uint8Array; readonly config: ChannelConfig }[] = [];
  const causes = new Set<string>();
  const feed = (input: Input) => {
    const { config } = chain;
    const envelope = envelopeOf(input);
    const answer = envelope && broadcast(ordered, envelope, NOW);
    if (answer?.status === Status.SUCCESS)
      taken.push(input.type === 'update' ? undefined : envelope);
    const made = (answer?.effects ?? batchDue(chain)).flatMap((effect) =>
      effect.type === 'block.write' ? [effect.bytes] : [],
    );
    blocks.push(...made.map((bytes) => ({ bytes, config })));
    causes.add(causeOf(input, made));
  };
  const envelopeOf = (input: Input): Uint8Array | undefined => {
    if (input.type === 'time') return undefined;
    if (input.type === 'intrusion') return network.transaction('Org3MSP/User1', 'a');
    if (input.type === 'transaction') return network.transaction('Org1MSP/User1', 'a', input);
    const endpoints = [`127.0.0.1:${input.port + 1}`];
    const wanted = changed(chain.group, [{ type: 'anchors', mspId: 'Org1MSP', endpoints }]);
    const current = { channel: 'ch1', sequence: chain.config.sequence, group: chain.group };
    return updateTransaction(current, wanted, {
      agreeing: [author('Org1MSP/Admin')],
      author: author('Org1MSP/Admin'),
      nowMs: NOW,
      nonce: freshNonce,
    });
  };
  for (const input of script) feed(input);
  feed({ type: 'time' });
  return { taken, blocks, causes };
}

function causeOf({ type }: Input, made: readonly Uint8Array[]): string {
  if (made.length === 0) return 'none';
  if (type !== 'transaction') return type === 'update' && made.length === 1 ? 'none' : type;
  const last = decodeBlock(made.at(-1)!);
  const isFull = last.verdict === 'accept' && last.value.data!.data.length === COUNT_MAX;
  return made.length === 1 && isFull ? 'count' : 'bytes';
}

function judge(block: Block, config: ChannelConfig, number: bigint): void {
  expect(judgeBlock(nodeCrypto, block, { channel: 'ch1', number }).verdict).toBe('accept');
  const signed = verifyBlockSignatures(nodeCrypto, block, {
    keyOf(creator) {
      const identity = config.authority.resolve(creator);
      return identity.verdict === 'accept' ? identity.value.key : undefined;
    },
    suffices: (creators) => config.satisfies('/Channel/Orderer/BlockValidation', creators),
  });
  expect(signed.verdict).toBe('accept');
}

describe('the blocks of a chain', () => {
  it('ORDR-I1, ORDR-I2, ORDR-I3, ORDR-I4: hold what was taken, in order, within the limits', () => {
    fc.assert(
      fc.property(inputs, (script) => {
        const { taken, blocks } = run(script);
        const genesis = decodeBlock(network.genesis);
        if (genesis.verdict !== 'accept') throw new Error(genesis.reason);
        let previous = genesis.value;
        const held: (Uint8Array | undefined)[] = [];
        for (const [i, { bytes, config }] of blocks.entries()) {
          const block = decodeBlock(bytes);
          if (block.verdict !== 'accept') throw new Error(block.reason);
          judge(block.value, config, BigInt(i) + 1n);
          expect(block.value.header!.previousHash).toEqual(
            blockHeaderHash(nodeCrypto, previous.header!),
          );
          previous = block.value;
          const data = block.value.data!.data;
          const isConfig = channelHeaderOf(block.value)!.type === HeaderType.CONFIG;
          if (isConfig) expect(data).toHaveLength(1);
          expect(data.length).toBeLessThanOrEqual(COUNT_MAX);
          const bytesHeld = data.reduce((sum, transaction) => sum + sizeOf(transaction), 0);
          expect(bytesHeld <= BYTES_MAX || data.length === 1).toBe(true);
          held.push(...(isConfig ? [undefined] : data));
        }
        expect(held).toEqual(taken);
      }),
      { numRuns: 20 },
    );
  });

  it('ORDR-I6: are cut by count, by bytes, by time and for a configuration', () => {
    const transaction = { type: 'transaction', paddingBytes: 0 } as const;
    const causesOf = (...script: Input[]) => [...run(script).causes];
    expect(causesOf(transaction, transaction, transaction)).toContain('count');
    expect(causesOf(transaction, { ...transaction, paddingBytes: 25_000 })).toContain('bytes');
    expect(causesOf(transaction, { type: 'time' })).toContain('time');
    expect(causesOf(transaction, { type: 'update', port: 1 })).toContain('update');
  });
});
