/** The recorded session of Fabric peers against what Fabric's tools and certificates say of names. */
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { nobleCrypto } from '../../src/wire/crypto/noble.js';
import { decodeSignedMessage, type SignedMessage } from '../../src/wire/envelope.js';
import { toHex } from '../../src/wire/hex.js';
import { pkiIdOf } from '../../src/wire/pki-id.js';
import { decodeSerializedIdentity } from '../../src/wire/serialized-identity.js';
import { verifierOf, verifyEnvelope } from '../../src/wire/signature.js';
import { tlsHashOf } from '../../src/wire/tls-hash.js';
import type { Verdict } from '../../src/wire/verdict.js';
import { keyInPem, type RecordedRow, recordedDer, recordedRows } from '../support/recordings.js';

const accepted = <T>(verdict: Verdict<T>): T => {
  if (verdict.verdict !== 'accept') throw new Error(`${verdict.clause}: ${verdict.reason}`);
  return verdict.value;
};
const opened = (row: RecordedRow): SignedMessage => accepted(decodeSignedMessage(row.bytes));
const place = ({ file, line }: RecordedRow): string => `${file}:${line}`;

/** Who holds which end: the accepting or dialling Fabric peer of each connection. */
const REMOTE: Record<string, string> = {
  cli1: 'peer0.org1',
  cli2: 'peer1.org1',
  srv3: 'peer0.org2',
};
const PKI_IDS: Record<string, string> = {
  'peer0.org1': 'a58aa6232464b8bc01f7141a56f3b74c13ae2efb93f9439c7c531d0066a9a2f0',
  'peer1.org1': '8a6e8294580263c96e811cd9c86dbb47ce88a2a6479be7672bc488977fcaedc7',
  'peer0.org2': 'f12bc91608aaf6a95891a9ee64933b198f51736bc75cec41253434df1985f6ae',
};

describe.each([nobleCrypto, nodeCrypto])(
  'recordings: names and signatures with $name',
  (crypto) => {
    const handshakes = recordedRows.flatMap((row) => {
      const { message, envelope } = opened(row);
      return message.content.case === 'conn'
        ? [{ row, envelope, conn: message.content.value }]
        : [];
    });
    const identities = new Map(handshakes.map(({ conn }) => [toHex(conn.pkiId), conn.identity]));
    const keyOf = (pkiId: Uint8Array) =>
      keyInPem(accepted(decodeSerializedIdentity(identities.get(toHex(pkiId))!)).idBytes);

    it('WIRE-60: PKI-IDs are those that Fabric logged', () => {
      for (const { row, conn } of handshakes) {
        expect(toHex(pkiIdOf(crypto, conn.identity)!), place(row)).toBe(toHex(conn.pkiId));
        if (row.dir === 'in') expect(toHex(conn.pkiId)).toBe(PKI_IDS[REMOTE[row.conn]!]);
      }
      expect(new Set(handshakes.map(({ row }) => row.conn)).size).toBe(3);
    });
    it('WIRE-62: the TLS hash in a handshake is that of the sender’s TLS certificate', () => {
      for (const { row, conn } of handshakes) {
        const sender = row.dir === 'in' ? REMOTE[row.conn]! : 'peer2.org1';
        expect(conn.tlsCertHash, place(row)).toEqual(
          tlsHashOf(crypto, recordedDer(`${sender}-tls`)),
        );
      }
    });
    it('WIRE-38: every handshake, alive message, state info and declaration verifies under its author', () => {
      const verified: Record<string, number> = {};
      // The portable arithmetic takes milliseconds a signature: a sample will do.
      const every = crypto === nobleCrypto ? 12 : 1;
      for (const row of recordedRows.filter((_, i) => i % every === 0)) {
        const { message, envelope } = opened(row);
        const { content } = message;
        const author =
          content.case === 'aliveMsg'
            ? content.value.membership?.pkiId
            : content.case === 'conn' ||
                content.case === 'stateInfo' ||
                content.case === 'leadershipMsg'
              ? content.value.pkiId
              : undefined;
        if (author === undefined || !identities.has(toHex(author))) continue;
        const verdict = verifyEnvelope(envelope, verifierOf(crypto, keyOf(author)));
        expect(verdict, place(row)).toMatchObject({ verdict: 'accept' });
        const label = envelope.secretEnvelope ? `${content.case} with secret` : content.case!;
        verified[label] = (verified[label] ?? 0) + 1;
      }
      expect(Object.keys(verified)).toEqual(
        expect.arrayContaining(['aliveMsg', 'stateInfo', 'leadershipMsg']),
      );
    });
    it('WIRE-63: the channel MAC of a state info is made of its author and one of the channels', async () => {
      const { channelMac } = await import('../../src/wire/channel-mac.js');
      const named = new Set<string>();
      for (const row of recordedRows) {
        const { content } = opened(row).message;
        if (content.case !== 'stateInfo') continue;
        const { pkiId, channelMAC } = content.value;
        const channel = ['ch1', 'ch2'].find(
          (name) => toHex(channelMac(crypto, pkiId, name)) === toHex(channelMAC),
        );
        expect(channel, place(row)).toBeDefined();
        named.add(channel!);
      }
      expect(named).toEqual(new Set(['ch1']));
    });
  },
);
