/** Recorded blocks, whole and damaged. Expected hashes were read off Fabric's tools. */

import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import {
  blockDataHash,
  blockHeaderHash,
  channelHeaderOf,
  decodeBlock,
  encodeBlock,
  judgeBlock,
} from '../../src/wire/block.js';
import { type BlockSigners, verifyBlockSignatures } from '../../src/wire/block-signature.js';
import { createCodec } from '../../src/wire/codec/codec.js';
import { nobleCrypto } from '../../src/wire/crypto/noble.js';
import { decodeSignedMessage, openEnvelope } from '../../src/wire/envelope.js';
import { EnvelopeSchema, HeaderType, PayloadSchema } from '../../src/wire/gen/common/common_pb.js';
import { ConfigEnvelopeSchema } from '../../src/wire/gen/common/configtx_pb.js';
import { toHex } from '../../src/wire/hex.js';
import type { Block, Payload } from '../../src/wire/message-types.js';
import { decodeSerializedIdentity } from '../../src/wire/serialized-identity.js';
import type { Verdict } from '../../src/wire/verdict.js';
import { keyInPem, recordedBlock, recordedPem, rowsOf } from '../support/recordings.js';

const accepted = <T>(verdict: Verdict<T>): T => {
  if (verdict.verdict !== 'accept') throw new Error(`${verdict.clause}: ${verdict.reason}`);
  return verdict.value;
};
const clauseOf = (verdict: Verdict<unknown>): string =>
  verdict.verdict === 'accept' ? 'accept' : verdict.clause;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const blockOf = (name: string): Block => accepted(decodeBlock(recordedBlock(name)));

/** Blocks of `ch1` that a recording pushed or served, by number. */
function carried(file: 'traffic' | 'pull'): Map<bigint, Uint8Array> {
  const blocks = new Map<bigint, Uint8Array>();
  const keep = (payload: Payload | undefined) =>
    payload && blocks.set(payload.seqNum, payload.data);
  for (const { bytes } of rowsOf(file)) {
    const { content } = accepted(decodeSignedMessage(bytes)).message;
    if (content.case === 'dataMsg') keep(content.value.payload);
    if (content.case === 'stateResponse')
      for (const payload of content.value.payloads) keep(payload);
    if (content.case === 'dataUpdate') {
      for (const envelope of content.value.data) {
        const inside = accepted(openEnvelope(envelope)).message.content;
        if (inside.case === 'dataMsg') keep(inside.value.payload);
      }
    }
  }
  return blocks;
}

const names = ['ch1-0', 'ch1-1', 'ch1-5', 'ch1-8', 'ch2-0'];

describe.each([nobleCrypto, nodeCrypto])('recorded blocks with $name', (crypto) => {
  const hashOf = (block: Block): string => base64(blockHeaderHash(crypto, block.header!));

  it('WIRE-70: have the hashes that Fabric’s tools print', () => {
    expect(hashOf(blockOf('ch1-0'))).toBe('aNkxac6wxPtszB/nT4OxjiGTAoX1QoPKZ51izVlzayg=');
    expect(hashOf(blockOf('ch1-8'))).toBe('66zJFYEE6b/6bXrERp0DQGihqyUjwcwpXgehS+gtR1w=');
    const before = base64(blockOf('ch1-8').header!.previousHash);
    expect(before).toBe('dOwDhhQhSa9X18Esf9tWUbnNYJEL2xcZ45FNMj4/X4k=');
  });
  it('WIRE-70: a pulled chain ends in the hashes that Fabric’s tools print', () => {
    const chain = carried('pull');
    const [last, before] = [6n, 5n].map((n) => accepted(decodeBlock(chain.get(n)!)));
    expect(hashOf(last!)).toBe('ugSUkMeL/dPAcmd8bImbLSO/z5uesR372SEu5Hi5dYI=');
    expect(hashOf(before!)).toBe('o8z4JaKfm079PvysTdRe5kSq7zM+n6BsN8oMABkwTEo=');
  });
  it('WIRE-70: each names the hash of the one before it', () => {
    for (const file of ['traffic', 'pull'] as const) {
      let links = 0;
      const chain = carried(file);
      for (const [number, bytes] of chain) {
        const before = chain.get(number - 1n);
        if (before === undefined) continue;
        const { previousHash } = accepted(decodeBlock(bytes)).header!;
        expect(base64(previousHash)).toBe(hashOf(accepted(decodeBlock(before))));
        links += 1;
      }
      expect(links).toBeGreaterThan(3);
    }
  });
  it.each(names)('WIRE-71: %s has the hash of its data', (name) => {
    const { data, header } = blockOf(name);
    expect(blockDataHash(crypto, data!)).toEqual(header!.dataHash);
  });
  it('WIRE-79: are signed by the orderer', () => {
    const key = keyInPem(recordedPem('orderer-sign'));
    const signers: BlockSigners = {
      keyOf: (creator) => {
        const { mspid, idBytes } = accepted(decodeSerializedIdentity(creator));
        expect(mspid).toBe('OrdererMSP');
        expect(keyInPem(idBytes)).toEqual(key);
        return key;
      },
      suffices: (creators) => creators.length === 1,
    };
    for (const name of ['ch1-1', 'ch1-5', 'ch1-8']) {
      const creators = accepted(verifyBlockSignatures(crypto, blockOf(name), signers));
      expect(creators, name).toHaveLength(1);
    }
  });
});

describe('blocks', () => {
  it.each(names)('WIRE-I2: %s is encoded as it was received', (name) => {
    expect(toHex(encodeBlock(blockOf(name)))).toBe(toHex(recordedBlock(name)));
  });
  it('are read as Fabric’s bindings read them', async () => {
    const { common } = (await import('@hyperledger/fabric-protos')).default;
    for (const name of names) {
      const theirs = common.Block.deserializeBinary(recordedBlock(name));
      const ours = blockOf(name);
      expect(theirs.getHeader()!.getNumber()).toBe(Number(ours.header!.number));
      expect(theirs.getData()!.getDataList_asU8().map(toHex)).toEqual(ours.data!.data.map(toHex));
      expect(theirs.getMetadata()!.getMetadataList_asU8().map(toHex)).toEqual(
        ours.metadata!.metadata.map(toHex),
      );
    }
  });
  it.each(['ch1-0', 'ch2-0'])('WIRE-I1, WIRE-I2: %s holds a configuration', (name) => {
    const transaction = accepted(createCodec(EnvelopeSchema).decode(blockOf(name).data!.data[0]!));
    const { data } = accepted(createCodec(PayloadSchema).decode(transaction.payload));
    const codec = createCodec(ConfigEnvelopeSchema);
    const configuration = accepted(codec.decode(data));
    expect(configuration).toEqual(fromBinary(ConfigEnvelopeSchema, data));
    expect(Object.keys(configuration.config!.channelGroup!.groups).sort()).toEqual([
      'Application',
      'Orderer',
    ]);
    expect(toHex(codec.encode(configuration))).toBe(toHex(data));
  });
  it('tell their channel', () => {
    expect(names.map((name) => channelHeaderOf(blockOf(name))?.channelId)).toEqual([
      'ch1',
      'ch1',
      'ch1',
      'ch1',
      'ch2',
    ]);
    expect(channelHeaderOf(blockOf('ch1-0'))?.type).toBe(HeaderType.CONFIG);
    expect(channelHeaderOf(blockOf('ch1-8'))?.type).toBe(HeaderType.ENDORSER_TRANSACTION);
  });
});

describe('judgeBlock', () => {
  const crypto = nodeCrypto;
  const block = blockOf('ch1-8');
  const judged = (change: Partial<Block>, claim = { channel: 'ch1', number: 8n }): string =>
    clauseOf(judgeBlock(crypto, { ...block, ...change }, claim));
  /** The block with other transactions and the data hash that belongs to them. */
  const holding = (...transactions: Uint8Array[]): Partial<Block> => {
    const data = { ...block.data!, data: transactions };
    return { data, header: { ...block.header!, dataHash: blockDataHash(crypto, data) } };
  };
  const [first] = block.data!.data as [Uint8Array];
  const envelopes = createCodec(EnvelopeSchema);
  const envelope = accepted(envelopes.decode(first));

  it.each(names)('accepts %s', (name) => {
    const [channel, number] = name.split('-') as [string, string];
    const whole = blockOf(name);
    expect(accepted(judgeBlock(crypto, whole, { channel, number: BigInt(number) }))).toBe(whole);
  });
  it('WIRE-72: rejects a block without header or with another number', () => {
    const { header: _, ...headless } = block;
    expect(clauseOf(judgeBlock(crypto, headless, { channel: 'ch1', number: 8n }))).toBe('WIRE-72');
    expect(judged({}, { channel: 'ch1', number: 9n })).toBe('WIRE-72');
  });
  it('WIRE-73: rejects a block of another channel or of none', () => {
    expect(judged({}, { channel: 'ch2', number: 8n })).toBe('WIRE-73');
    expect(judged(holding())).toBe('WIRE-73');
    expect(judged(holding(Uint8Array.of(0xff)))).toBe('WIRE-73');
    expect(judged(holding(envelopes.encode({ ...envelope, payload: new Uint8Array() })))).toBe(
      'WIRE-73',
    );
    const { data: _, ...empty } = block;
    expect(clauseOf(judgeBlock(crypto, empty, { channel: 'ch1', number: 8n }))).toBe('WIRE-73');
  });
  it('WIRE-74: rejects a block without metadata', () => {
    expect(judged({ metadata: { ...block.metadata!, metadata: [] } })).toBe('WIRE-74');
  });
  it('WIRE-75: rejects a transaction without payload, signature or canonical form', () => {
    const none = new Uint8Array();
    expect(judged(holding(first))).toBe('accept');
    expect(judged(holding(first, envelopes.encode({ ...envelope, signature: none })))).toBe(
      'WIRE-75',
    );
    expect(judged(holding(first, envelopes.encode({ ...envelope, payload: none })))).toBe(
      'WIRE-75',
    );
    expect(judged(holding(first, Uint8Array.of(0x1a, 0, ...first)))).toBe('WIRE-75');
    expect(judged(holding(first, Uint8Array.of(0xff)))).toBe('WIRE-75');
  });
  it('WIRE-75: exempts the one transaction of a configuration block', () => {
    const [config] = blockOf('ch1-0').data!.data as [Uint8Array];
    const unsigned = { ...accepted(envelopes.decode(config)), signature: new Uint8Array() };
    expect(judged(holding(envelopes.encode(unsigned)))).toBe('accept');
    expect(judged(holding(envelopes.encode(unsigned), first))).toBe('WIRE-75');
  });
  it('WIRE-76: rejects a data hash that is not that of the data', () => {
    expect(judged({ header: { ...block.header!, dataHash: new Uint8Array(32) } })).toBe('WIRE-76');
    expect(judged({ data: { ...block.data!, data: [...block.data!.data, first] } })).toBe(
      'WIRE-76',
    );
  });
});
