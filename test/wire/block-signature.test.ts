/** Signatures of the ordering service, made with symbolic keys. The recorded ones: block.test.ts. */
import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { blockHeaderBytes } from '../../src/wire/block.js';
import { type BlockSigners, verifyBlockSignatures } from '../../src/wire/block-signature.js';
import { createCodec } from '../../src/wire/codec/codec.js';
import { createSymbolicCrypto } from '../../src/wire/crypto/symbolic.js';
import {
  BlockSchema,
  IdentifierHeaderSchema,
  MetadataSchema,
  SignatureHeaderSchema,
} from '../../src/wire/gen/common/common_pb.js';
import type { Block } from '../../src/wire/message-types.js';
import type { Verdict } from '../../src/wire/verdict.js';

const accepted = <T>(verdict: Verdict<T>): T => {
  if (verdict.verdict !== 'accept') throw new Error(`${verdict.clause}: ${verdict.reason}`);
  return verdict.value;
};
const clauseOf = (verdict: Verdict<unknown>): string =>
  verdict.verdict === 'accept' ? 'accept' : verdict.clause;

describe('verifyBlockSignatures', () => {
  const crypto = createSymbolicCrypto('orderers');
  const utf8 = new TextEncoder();
  const metadatas = createCodec(MetadataSchema);
  const signatureHeaders = createCodec(SignatureHeaderSchema);
  const identifierHeaders = createCodec(IdentifierHeaderSchema);
  const value = utf8.encode('last configuration');
  const header = create(BlockSchema, { header: { number: 7n, dataHash: new Uint8Array(32) } })
    .header!;
  const signedBy = (creator: string, headerBytes: Uint8Array) => {
    const bytes = [...value, ...headerBytes, ...blockHeaderBytes(header)];
    return crypto.signerOf(creator).sign(Uint8Array.from(bytes));
  };
  const byCreator = (creator: string, signer = creator) => {
    const signatureHeader = signatureHeaders.encode(
      create(SignatureHeaderSchema, { creator: utf8.encode(creator), nonce: utf8.encode(signer) }),
    );
    return { signatureHeader, signature: signedBy(signer, signatureHeader) };
  };
  const byNumber = (identifier: number, signer: string) => {
    const identifierHeader = identifierHeaders.encode(
      create(IdentifierHeaderSchema, { identifier }),
    );
    return { identifierHeader, signature: signedBy(signer, identifierHeader) };
  };
  const blockWith = (...signatures: object[]): Block =>
    create(BlockSchema, {
      header,
      metadata: { metadata: [metadatas.encode(create(MetadataSchema, { value, signatures }))] },
    });
  const signers: BlockSigners = {
    keyOf: (creator) => {
      const name = new TextDecoder().decode(creator);
      return name.startsWith('orderer') ? crypto.signerOf(name).publicKey : undefined;
    },
    suffices: (creators) => creators.length >= 2,
  };
  const verdict = (block: Block, over: Partial<BlockSigners> = {}) =>
    verifyBlockSignatures(crypto, block, { ...signers, ...over });
  const namesIn = (block: Block, over: Partial<BlockSigners> = {}): string[] =>
    accepted(verdict(block, { suffices: () => true, ...over })).map((c) =>
      new TextDecoder().decode(c),
    );

  it('WIRE-81: accepts a block whose signers suffice, and rejects it otherwise', () => {
    const two = blockWith(byCreator('orderer0'), byCreator('orderer1'));
    expect(namesIn(two)).toEqual(['orderer0', 'orderer1']);
    expect(clauseOf(verdict(two))).toBe('accept');
    expect(clauseOf(verdict(blockWith(byCreator('orderer0'))))).toBe('WIRE-81');
    expect(clauseOf(verdict(blockWith()))).toBe('WIRE-81');
  });
  it('WIRE-80: counts a creator once, and not if no signature of it verifies', () => {
    const forged = byCreator('orderer0', 'orderer1');
    expect(namesIn(blockWith(byCreator('orderer0'), byCreator('orderer0')))).toEqual(['orderer0']);
    expect(namesIn(blockWith(forged))).toEqual([]);
    expect(namesIn(blockWith(forged, byCreator('orderer0')))).toEqual(['orderer0']);
    expect(namesIn(blockWith(byCreator('stranger'), byCreator('orderer2')))).toEqual(['orderer2']);
  });
  it('WIRE-80: does not verify again for a creator that was counted', () => {
    let count = 0;
    const counting: typeof crypto = {
      ...crypto,
      verify: (...args) => {
        count += 1;
        return crypto.verify(...args);
      },
    };
    const block = blockWith(...Array.from({ length: 50 }, () => byCreator('orderer0')));
    verifyBlockSignatures(counting, block, signers);
    expect(count).toBe(1);
  });
  it('WIRE-79: signatures are over value, signature header and block header', () => {
    const good = blockWith(byCreator('orderer0'));
    const other = { ...good, header: { ...header, number: 8n } };
    expect(namesIn(other)).toEqual([]);
    const signature = byCreator('orderer0');
    const metadata = [metadatas.encode(create(MetadataSchema, { signatures: [signature] }))];
    expect(namesIn(create(BlockSchema, { header, metadata: { metadata } }))).toEqual([]);
  });
  it('WIRE-77: rejects a block without signatures in its metadata', () => {
    expect(clauseOf(verdict(create(BlockSchema, { header })))).toBe('WIRE-77');
    expect(clauseOf(verdict(create(BlockSchema, { header, metadata: {} })))).toBe('WIRE-77');
    expect(clauseOf(verdict(create(BlockSchema, {})))).toBe('WIRE-72');
  });
  it('WIRE-78: rejects metadata and headers that do not decode', () => {
    const metadata = { metadata: [Uint8Array.of(0xff)] };
    expect(clauseOf(verdict(create(BlockSchema, { header, metadata })))).toBe('WIRE-78');
    const signatureHeader = Uint8Array.of(0xff);
    expect(clauseOf(verdict(blockWith(byCreator('orderer0'), { signatureHeader })))).toBe(
      'WIRE-78',
    );
    const identifierHeader = Uint8Array.of(0xff);
    const bft = { consenter: () => undefined };
    expect(clauseOf(verdict(blockWith({ identifierHeader }), bft))).toBe('WIRE-78');
  });
  it('WIRE-82: takes a signature by number for that of the orderer of this number', () => {
    const consenter = (n: number) => (n < 4 ? utf8.encode(`orderer${n}`) : undefined);
    const block = blockWith(
      byNumber(1, 'orderer1'),
      byNumber(2, 'orderer3'),
      byNumber(9, 'orderer9'),
    );
    expect(namesIn(block, { consenter })).toEqual(['orderer1']);
    expect(
      namesIn(blockWith(byNumber(1, 'orderer1'), byCreator('orderer2')), { consenter }),
    ).toEqual(['orderer1', 'orderer2']);
    expect(namesIn(block)).toEqual([]);
    const both = { ...byNumber(1, 'orderer1'), ...byCreator('orderer2') };
    expect(namesIn(blockWith(both), { consenter })).toEqual(['orderer2']);
  });
});
