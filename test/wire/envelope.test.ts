import { readFileSync } from 'node:fs';
import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { acknowledgement, answerTo } from '../../src/wire/answer.js';
import { nobleCrypto } from '../../src/wire/crypto/noble.js';
import type { PublicKey } from '../../src/wire/crypto/port.js';
import { createSymbolicCrypto } from '../../src/wire/crypto/symbolic.js';
import {
  contentKindOf,
  decodeGossipMessage,
  decodeSignedMessage,
  encodeEnvelope,
  encodeGossipMessage,
  gossipMessage,
  internalEndpointOf,
  openEnvelope,
  type SignedMessage,
  signMessage,
  unsignedMessage,
  withoutSecret,
} from '../../src/wire/envelope.js';
import {
  AliveMessageSchema,
  EnvelopeSchema,
  MembershipResponseSchema,
  SecretSchema,
  GossipMessage_Tag as Tag,
} from '../../src/wire/gen/gossip/message_pb.js';
import { fromHex, toHex } from '../../src/wire/hex.js';
import { verifierOf, verifyEnvelope } from '../../src/wire/signature.js';
import type { Verdict } from '../../src/wire/verdict.js';

const crypto = createSymbolicCrypto('envelopes');
const signer = crypto.signerOf('peer0');
const verifies = verifierOf(crypto, signer.publicKey);
const accepted = <T>(verdict: Verdict<T>): T => {
  if (verdict.verdict !== 'accept') throw new Error(verdict.reason);
  return verdict.value;
};

const alive = gossipMessage(
  'aliveMsg',
  create(AliveMessageSchema, {
    membership: { endpoint: 'peer0:7051', pkiId: new Uint8Array(32).fill(1) },
    timestamp: { incNum: 1n, seqNum: 2n },
  }),
  { tag: Tag.EMPTY },
);
const secret = create(SecretSchema, {
  content: { case: 'internalEndpoint', value: '10.0.0.1:7051' },
});

describe('signMessage', () => {
  it('WIRE-34: signs exactly the payload that it sends', () => {
    const { bytes, envelope } = signMessage(alive, signer);
    expect(envelope.payload).toEqual(encodeGossipMessage(alive));
    expect(envelope.signature).toEqual(signer.sign(envelope.payload));
    expect(bytes).toEqual(encodeEnvelope(envelope));
    expect(accepted(decodeSignedMessage(bytes))).toEqual({ bytes, envelope, message: alive });
  });
  it('WIRE-36: signs the secret apart from the payload', () => {
    const { envelope } = signMessage(alive, signer, secret);
    const { payload, signature } = envelope.secretEnvelope!;
    expect(signature).toEqual(signer.sign(payload));
    expect(envelope.signature).toEqual(signMessage(alive, signer).envelope.signature);
    expect(internalEndpointOf(envelope)).toBe('10.0.0.1:7051');
    expect(accepted(verifyEnvelope(envelope, verifies))).toBe(envelope);
  });
  it('WIRE-35: leaves the signature empty for kinds that nobody signs', () => {
    const { bytes, envelope } = unsignedMessage(alive);
    expect(envelope.signature).toHaveLength(0);
    expect(bytes).toEqual(encodeEnvelope(create(EnvelopeSchema, { payload: envelope.payload })));
  });
  it('WIRE-56: puts the nonce 0 where no other is given', () => {
    expect(alive.nonce).toBe(0n);
  });
});

describe('verifyEnvelope', () => {
  it('WIRE-37, WIRE-39: rejects emptiness even if it is signed', () => {
    const payload = new Uint8Array();
    const nothing = { payload, signature: signer.sign(payload) };
    const { envelope } = signMessage(alive, signer);
    const clause = (init: object) => {
      const verdict = verifyEnvelope(create(EnvelopeSchema, init), verifies);
      return verdict.verdict === 'accept' ? 'accept' : verdict.clause;
    };
    expect(clause(nothing)).toBe('WIRE-37');
    expect(clause({ payload: envelope.payload, signature: envelope.signature })).toBe('accept');
    const { signature } = envelope;
    expect(clause({ payload: envelope.payload, signature, secretEnvelope: nothing })).toBe(
      'WIRE-39',
    );
  });
});

describe('decodeSignedMessage', () => {
  it('WIRE-30: rejects bytes that are no envelope', () => {
    const text = new TextEncoder().encode('hello');
    expect(decodeSignedMessage(text)).toMatchObject({ verdict: 'reject' });
  });
  it('WIRE-31: rejects an envelope whose payload is no gossip message', () => {
    const bytes = encodeEnvelope(create(EnvelopeSchema, { payload: fromHex('08') }));
    expect(decodeSignedMessage(bytes)).toMatchObject({ verdict: 'reject', clause: 'WIRE-10' });
  });
  it('WIRE-32: accepts an empty payload, and an empty envelope, as a message without content', () => {
    const { message } = accepted(decodeSignedMessage(new Uint8Array()));
    expect(contentKindOf(message)).toBe('none');
    expect(message).toMatchObject({ nonce: 0n, tag: Tag.UNDEFINED });
  });
  it('WIRE-33: keeps the received bytes, even those that a canonical encoder would not write', () => {
    const payload = fromHex('0800 18010800'.replace(' ', ''));
    const bytes = fromHex(`1200${toHex(encodeEnvelope(create(EnvelopeSchema, { payload })))}`);
    const received = accepted(decodeSignedMessage(bytes));
    expect(received.bytes).toBe(bytes);
    expect(received.envelope.payload).toEqual(payload);
    expect(accepted(openEnvelope(received.envelope)).envelope.payload).toEqual(payload);
  });
});

describe('withoutSecret', () => {
  const signed = signMessage(alive, signer, secret);
  it('WIRE-40: leaves out the secret envelope and nothing else', () => {
    const hidden = withoutSecret(signed);
    expect(hidden.envelope).not.toHaveProperty('secretEnvelope');
    expect(hidden.bytes).toEqual(signMessage(alive, signer).bytes);
    expect(verifyEnvelope(hidden.envelope, verifies).verdict).toBe('accept');
    expect(internalEndpointOf(hidden.envelope)).toBe('');
  });
  it('WIRE-40: keeps unknown fields of the envelope', () => {
    const unknown = accepted(decodeSignedMessage(Uint8Array.of(...signed.bytes, 0x22, 1, 0x61)));
    expect(toHex(withoutSecret(unknown).bytes)).toMatch(/220161$/);
  });
  it('returns a message without secret as it is', () => {
    const plain: SignedMessage = signMessage(alive, signer);
    expect(withoutSecret(plain)).toBe(plain);
  });
});

describe('answers', () => {
  const question = { ...alive, nonce: 2n ** 64n - 1n, channel: Uint8Array.of(1) };
  it('WIRE-55: copy all 64 bits of the nonce', () => {
    const value = create(MembershipResponseSchema);
    const answer = answerTo(question, 'memRes', value, { tag: Tag.EMPTY });
    expect(answer).toMatchObject({ nonce: 2n ** 64n - 1n, tag: Tag.EMPTY });
    expect(accepted(decodeGossipMessage(encodeGossipMessage(answer))).nonce).toBe(question.nonce);
    expect(answer.channel).toHaveLength(0);
  });
  it('WIRE-54: acknowledge with tag UNDEFINED and without channel', () => {
    const ack = acknowledgement(question, 'no such collection');
    expect(ack).toMatchObject({ nonce: question.nonce, tag: Tag.UNDEFINED });
    expect(ack.channel).toHaveLength(0);
    expect(ack.content).toMatchObject({ case: 'ack', value: { error: 'no such collection' } });
  });
});

const file = JSON.parse(readFileSync('spec/vectors/wire/envelopes.json', 'utf8')) as {
  key: string;
  envelopes: { name: string; envelope: string; refusedBy?: string }[];
};

describe('WIRE-37, WIRE-38, WIRE-39: vectors of envelopes', () => {
  const key: PublicKey = { algorithm: 'ECDSA', curve: 'P-256', point: fromHex(file.key) };
  const judged = (hex: string): Verdict<unknown> => {
    const decoded = decodeSignedMessage(fromHex(hex));
    if (decoded.verdict !== 'accept') return decoded;
    return verifyEnvelope(decoded.value.envelope, verifierOf(nobleCrypto, key));
  };
  it.each(file.envelopes.map((v) => [`${v.refusedBy ?? 'accepted'}: ${v.name}`, v] as const))(
    '%s',
    (_, vector) => {
      const { envelope, refusedBy } = vector;
      const verdict = judged(envelope);
      expect(verdict.verdict === 'accept' ? undefined : verdict.clause).toBe(refusedBy);
    },
  );
});
