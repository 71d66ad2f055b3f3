/**
 * The judge reads the wire with generated schemas of its own; Fabric's published ones are the second
 * opinion, on every envelope of the recorded session.
 */
import { equals, fromBinary, toBinary } from '@bufbuild/protobuf';
import { gossip } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { decodeEnvelope, decodeIdentity } from '../../conformance/harness/wire/decode.js';
import { hex, isSignedBy, pkiIdOf, signature } from '../../conformance/harness/wire/sign.js';
import { legalTag } from '../../conformance/harness/wire/tags.js';
import { EnvelopeSchema, GossipMessageSchema } from '../../src/wire/gen/gossip/message_pb.js';
import { recordedRows } from '../support/recordings.js';

describe('decoding a recorded envelope', () => {
  it.each([...new Set(recordedRows.map(({ kind }) => kind))])('agrees on %s', (kind) => {
    for (const { bytes } of recordedRows.filter((row) => row.kind === kind)) {
      const ours = decodeEnvelope(bytes)!;
      const theirs = gossip.Envelope.deserializeBinary(bytes);
      expect(hex(ours.envelope.payload)).toBe(hex(theirs.getPayload_asU8()));
      expect(hex(ours.envelope.signature)).toBe(hex(theirs.getSignature_asU8()));
      const message = gossip.GossipMessage.deserializeBinary(theirs.getPayload_asU8());
      expect(ours.message!.tag).toBe(message.getTag());
      expect(hex(ours.message!.channel)).toBe(hex(message.getChannel_asU8()));
      expect(numberOf(ours.kind)).toBe(message.getContentCase());
    }
  });
  it('loses nothing: encoded and decoded again it is the same', () => {
    // Theirs cannot say so: it keeps 64-bit numbers as floating-point ones.
    for (const { bytes } of recordedRows) {
      const { envelope, message } = decodeEnvelope(bytes)!;
      expect(hex(toBinary(EnvelopeSchema, envelope))).toBe(hex(bytes));
      const again = fromBinary(GossipMessageSchema, toBinary(GossipMessageSchema, message!));
      expect(equals(GossipMessageSchema, again, message!)).toBe(true);
    }
  });
});

/** The field number of a kind; 0 for none. */
const numberOf = (kind: string): number =>
  GossipMessageSchema.fields.find(({ localName }) => localName === kind)?.number ?? 0;

describe('the judge’s own reading of the wire', () => {
  const decoded = recordedRows.map(({ bytes }) => decodeEnvelope(bytes)!);
  it('finds the tags of the recorded messages legal', () => {
    const judged = decoded.filter(({ kind }) => kind !== 'conn' && kind !== 'empty');
    expect(judged.length).toBeGreaterThan(20);
    for (const { message } of judged) expect(message!.tag).toBe(legalTag(message!.content));
  });
  it('verifies recorded handshake messages: PKI-ID and signature', () => {
    const handshakes = decoded.filter(({ kind }) => kind === 'conn');
    expect(handshakes.length).toBeGreaterThan(0);
    for (const { message, envelope } of handshakes) {
      const { content } = message!;
      if (content.case !== 'conn') throw new TypeError('no handshake message');
      const { mspid, idBytes } = decodeIdentity(content.value.identity)!;
      expect(hex(pkiIdOf(mspid, idBytes))).toBe(hex(content.value.pkiId));
      const pem = Buffer.from(idBytes).toString();
      expect(isSignedBy(pem, envelope.payload, envelope.signature)).toBe(true);
      const other = envelope.payload.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
      expect(isSignedBy(pem, other, envelope.signature)).toBe(false);
    }
  });
});

describe('a signature of the suite', async () => {
  const { mintOrganisation } = await import('../../conformance/harness/minting/organisation.js');
  const { certPem, keyPem } = await (await mintOrganisation('OrgMSP')).mintPeer('p');
  const message = Uint8Array.of(1, 2, 3);
  it('has low s by default and is then valid, twenty times over', () => {
    for (let i = 0; i < 20; i += 1) {
      expect(isSignedBy(certPem, message, signature(keyPem, message))).toBe(true);
    }
  });
  it('is refused with high s', () => {
    expect(isSignedBy(certPem, message, signature(keyPem, message, 'high'))).toBe(false);
  });
});
