import { readFileSync } from 'node:fs';
import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { blockHeaderBytes, blockHeaderHash } from '../../src/wire/block.js';
import { channelMac } from '../../src/wire/channel-mac.js';
import { nobleCrypto } from '../../src/wire/crypto/noble.js';
import { BlockHeaderSchema } from '../../src/wire/gen/common/common_pb.js';
import { fromHex, sameBytes, toHex } from '../../src/wire/hex.js';
import { pkiIdOf } from '../../src/wire/pki-id.js';
import {
  decodeSerializedIdentity,
  encodeSerializedIdentity,
} from '../../src/wire/serialized-identity.js';
import { tlsHashOf } from '../../src/wire/tls-hash.js';

const vectors = JSON.parse(readFileSync('spec/vectors/wire/names.json', 'utf8')) as {
  pkiIds: { name: string; identity: string; pkiId: string | null }[];
  channelMacs: { pkiId: string; channel: string; mac: string }[];
  blockHeaders: {
    number: string;
    previousHash: string;
    dataHash: string;
    der: string;
    hash: string;
  }[];
};

describe.each([nobleCrypto, nodeCrypto])('vectors of names with $name', (crypto) => {
  it.each(vectors.pkiIds)('WIRE-60, WIRE-61: PKI-ID of $name', ({ identity, pkiId }) => {
    const computed = pkiIdOf(crypto, fromHex(identity));
    expect(computed === undefined ? null : toHex(computed)).toBe(pkiId);
  });
  it.each(vectors.channelMacs)('WIRE-63: MAC of "$channel"', ({ pkiId, channel, mac }) => {
    const utf8 = new TextEncoder().encode(channel);
    expect(toHex(channelMac(crypto, fromHex(pkiId), channel))).toBe(mac);
    expect(toHex(channelMac(crypto, fromHex(pkiId), utf8))).toBe(mac);
  });
  it.each(vectors.blockHeaders)('WIRE-70: header of block $number', (vector) => {
    const header = create(BlockHeaderSchema, {
      number: BigInt(vector.number),
      previousHash: fromHex(vector.previousHash),
      dataHash: fromHex(vector.dataHash),
    });
    expect(toHex(blockHeaderBytes(header))).toBe(vector.der);
    expect(toHex(blockHeaderHash(crypto, header))).toBe(vector.hash);
  });
});

describe('names', () => {
  it('WIRE-60: an identity that is encoded here has the PKI-ID of its parts', () => {
    const idBytes = new TextEncoder().encode('pem');
    const identity = encodeSerializedIdentity('Org1MSP', idBytes);
    expect(decodeSerializedIdentity(identity)).toMatchObject({
      value: { mspid: 'Org1MSP', idBytes },
    });
    const expected = nobleCrypto.sha256(new TextEncoder().encode('Org1MSPpem'));
    expect(pkiIdOf(nobleCrypto, identity)).toEqual(expected);
  });
  it('WIRE-62: there is no TLS hash where no certificate was presented', () => {
    expect(tlsHashOf(nobleCrypto, undefined)).toBeUndefined();
    expect(tlsHashOf(nobleCrypto, new Uint8Array())).toBeUndefined();
    expect(tlsHashOf(nobleCrypto, Uint8Array.of(1))).toEqual(nobleCrypto.sha256(Uint8Array.of(1)));
  });
});

describe('hexadecimal text', () => {
  it('is lower case, two digits a byte, and read in either case', () => {
    expect(toHex(Uint8Array.of(0, 1, 0xab, 0xff))).toBe('0001abff');
    expect(fromHex('0001ABff')).toEqual(Uint8Array.of(0, 1, 0xab, 0xff));
  });
  it.each(['0', '0g', 'abc', ' 0'])('refuses "%s"', (text) => {
    expect(() => fromHex(text)).toThrow(TypeError);
  });
  it('tells equal bytes from different ones', () => {
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
  });
});
