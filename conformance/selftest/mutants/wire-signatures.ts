/** Faults in tags, secrets, signatures and MACs (spec/02-wire.md). */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';

const SEQUENCE = 0x30;
const ZEROS = [SEQUENCE, 6, 2, 1, 0, 2, 1, 0];
const P256_BYTES = 32;

/** DER INTEGER of a big-endian number. */
function integer(bytes: Uint8Array): number[] {
  const digits = [...bytes];
  while (digits.length > 1 && digits[0] === 0) digits.shift();
  const positive = digits[0]! >= 0x80 ? [0, ...digits] : digits;
  return [2, positive.length, ...positive];
}

export const wireSignatureMutants: readonly Mutant[] = [
  mutant({
    id: 'wire/judges-no-tag-outside-of-channels',
    fault: 'looks at the tags of alive messages, membership requests and responses not at all',
    breaks: ['WIRE-50', 'WIRE-D2'],
    module: 'rules/tag-legality',
    entry: 'judgeTag',
    by:
      ({ judgeTag }) =>
      (message) =>
        ['aliveMsg', 'memReq', 'memRes'].includes(message.content.case ?? '')
          ? undefined
          : judgeTag(message),
    killedBy: [
      {
        case: 'wire/alive-with-wrong-tag-rejected',
        expected: 'no reaction',
        observed: 'AliveMessage',
      },
      {
        case: 'wire/request-with-wrong-tag-rejected',
        expected: 'no reaction',
        observed: 'MembershipResponse',
      },
      {
        case: 'wire/response-with-wrong-tag-rejected',
        expected: 'o7 nowhere in the view',
        observed: 'o7',
      },
    ],
  }),
  mutant({
    id: 'wire/judges-tags-inside-too',
    fault: 'refuses an alive message inside another message for its tag',
    breaks: ['WIRE-51'],
    module: 'wire/envelope',
    entry: 'openEnvelope',
    by:
      ({ openEnvelope }) =>
      (envelope, bytes) => {
        const opened = openEnvelope(envelope, bytes);
        const message = opened.verdict === 'accept' ? opened.value.message : undefined;
        return message?.content.case === 'aliveMsg' && message.tag !== Tag.EMPTY
          ? { verdict: 'reject', clause: 'WIRE-D2', reason: 'tag' }
          : opened;
      },
    killedBy: [
      { case: 'wire/nested-message-with-unusual-tag-accepted', expected: 'o7 alive in the view' },
    ],
  }),
  mutant({
    id: 'wire/empties-the-secret-that-it-hides',
    fault: 'empties the secret envelope instead of leaving it out',
    breaks: ['WIRE-40'],
    module: 'wire/envelope',
    entry: 'withoutSecret',
    by:
      ({ encodeEnvelope }) =>
      (signed) => {
        const { secretEnvelope } = signed.envelope;
        if (secretEnvelope === undefined) return signed;
        const empty = { ...secretEnvelope, payload: new Uint8Array() };
        const envelope = { ...signed.envelope, secretEnvelope: empty };
        return { message: signed.message, envelope, bytes: encodeEnvelope(envelope) };
      },
    killedBy: [
      { case: 'membership/foreign-requester-told-no-secret', expected: 'no secret envelope' },
    ],
  }),
  mutant({
    id: 'wire/takes-zeros-for-a-signature',
    fault: 'takes a signature with r and s 0 as valid, whatever was signed',
    breaks: ['WIRE-43'],
    module: 'adapters/crypto-node',
    entry: 'nodeCrypto',
    by: ({ nodeCrypto }) => ({
      ...nodeCrypto,
      verify: (key, message, signature, options) =>
        (signature.length === ZEROS.length && ZEROS.every((byte, i) => signature[i] === byte)) ||
        nodeCrypto.verify(key, message, signature, options),
    }),
    killedBy: [
      {
        case: 'membership/alive-with-zero-signature-not-forwarded',
        expected: 'no reaction',
        observed: 'AliveMessage',
      },
    ],
  }),
  mutant({
    id: 'wire/reads-long-lengths-in-signatures',
    fault: 'takes a signature whose lengths are not in their shortest form',
    breaks: ['WIRE-44'],
    module: 'wire/identity/der',
    entry: 'firstElement',
    by:
      ({ firstElement }) =>
      (bytes) =>
        bytes[1] === 0x81 && bytes[2]! < 0x80
          ? firstElement(Uint8Array.from([bytes[0]!, ...bytes.subarray(2)]))
          : firstElement(bytes),
    killedBy: [
      {
        case: 'membership/alive-with-long-form-signature-not-forwarded',
        expected: 'no reaction',
        observed: 'AliveMessage',
      },
    ],
  }),
  mutant({
    id: 'wire/takes-bare-r-and-s',
    fault: 'takes a signature that is r and s one after the other, without DER',
    breaks: ['WIRE-44'],
    module: 'wire/crypto/ecdsa-der',
    entry: 'compactSignature',
    by:
      ({ compactSignature }) =>
      (signature, curve, lowS) => {
        if (signature.length !== 2 * P256_BYTES) return compactSignature(signature, curve, lowS);
        const [r, s] = [signature.subarray(0, P256_BYTES), signature.subarray(P256_BYTES)];
        const parts = [...integer(r), ...integer(s)];
        return compactSignature(Uint8Array.from([SEQUENCE, parts.length, ...parts]), curve, lowS);
      },
    killedBy: [
      {
        case: 'membership/alive-with-bare-signature-not-forwarded',
        expected: 'no reaction',
        observed: 'AliveMessage',
      },
    ],
  }),
  mutant({
    id: 'wire/refuses-bytes-after-a-signature',
    fault: 'refuses a signature with bytes after its SEQUENCE',
    breaks: ['WIRE-45'],
    module: 'wire/crypto/ecdsa-der',
    entry: 'compactSignature',
    by:
      ({ compactSignature }) =>
      (signature, curve, lowS) =>
        signature.length > 2 + signature[1]! ? undefined : compactSignature(signature, curve, lowS),
    killedBy: [
      {
        case: 'membership/alive-with-bytes-after-the-signature-forwarded',
        expected: 'of o9 as o1 pushed it',
      },
    ],
  }),
  mutant({
    id: 'wire/mac-over-channel-before-pki-id',
    fault: 'hashes the name of the channel before the PKI-ID in what it publishes',
    breaks: ['WIRE-63'],
    module: 'peer/channel/mac',
    entry: 'macOf',
    by:
      () =>
      ({ config }, channel, pki) =>
        config.crypto.sha256(new TextEncoder().encode(channel), Buffer.from(pki, 'hex')),
    killedBy: [{ case: 'channel/stateinfo-published-after-commit', expected: 'MAC' }],
  }),
];
