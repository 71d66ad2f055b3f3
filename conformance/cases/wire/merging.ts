/** 2 Wire: fields that occur more than once, and signatures in unusual form, on alive messages. */
import { toBinary } from '@bufbuild/protobuf';
import {
  GossipMessageSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import type { Case } from '../../harness/case.js';
import type { Probe } from '../../harness/probe.js';
import { messageOf, seal } from '../../harness/wire/messages.js';
import { forwarded, notForwarded } from '../membership/hearsay.js';

/** Field 3, `tag`, with this value. */
const tagField = (tag: Tag) => Uint8Array.of(0x18, tag);

const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const encoded = (init: Parameters<typeof messageOf>[0]) =>
  toBinary(GossipMessageSchema, messageOf(init));

/** Two halves of an alive message of this peer: protobuf merges them. */
const halves = ({ credentials: { pkiId, identity }, endpoint }: Probe) => [
  encoded({ tag: Tag.EMPTY, content: { case: 'aliveMsg', value: { membership: { pkiId } } } }),
  encoded({
    content: {
      case: 'aliveMsg',
      value: { membership: { endpoint }, timestamp: { incNum: 1n, seqNum: 1n }, identity },
    },
  }),
];

/** A DER signature with one part replaced. */
const withSignature = (o9: Probe, change: (der: Uint8Array) => Uint8Array) => {
  const envelope = o9.alive({ internal: undefined });
  envelope.signature = change(envelope.signature);
  return envelope;
};

/** r and s of a DER signature, each in 32 bytes. */
const bare = (der: Uint8Array) => {
  const sLength = der[5 + der[3]!]!;
  const parts = [der.slice(4, 4 + der[3]!), der.slice(-sLength)];
  return joined(
    ...parts.map((part) => {
      const digits = part[0] === 0 ? part.slice(1) : part;
      return joined(new Uint8Array(32 - digits.length), digits);
    }),
  );
};

export const mergingCases: readonly Case[] = [
  forwarded({
    name: 'whose-last-tag-is-right',
    title: 'an alive message with two tags, the last of which is EMPTY',
    clauses: ['WIRE-15'],
    judged: (o9) => o9.alive({ tag: Tag.CHAN_ONLY, unknownFields: tagField(Tag.EMPTY) }),
    illegal: 'a field twice',
  }),
  notForwarded({
    name: 'whose-last-tag-is-wrong',
    title: 'an alive message with two tags, the last of which is not EMPTY',
    clauses: ['WIRE-15', 'WIRE-50'],
    judged: (o9) => o9.alive({ unknownFields: tagField(Tag.CHAN_ONLY) }),
    illegal: 'a field twice',
  }),
  forwarded({
    name: 'in-two-parts',
    title: 'an alive message whose content comes in two parts',
    clauses: ['WIRE-16', 'WIRE-17'],
    judged: (o9) => seal(joined(...halves(o9)), { keyPem: o9.credentials.keyPem }),
    illegal: 'a field twice',
  }),
  forwarded({
    name: 'after-another-content',
    title: 'a message with two contents, the last of which is an alive message',
    clauses: ['WIRE-17'],
    judged: (o9) =>
      seal(joined(encoded({ content: { case: 'empty', value: {} } }), ...halves(o9)), {
        keyPem: o9.credentials.keyPem,
      }),
    illegal: 'two contents',
  }),
  forwarded({
    name: 'with-bytes-after-the-signature',
    title: 'an alive message whose signature is followed by other bytes',
    clauses: ['WIRE-45'],
    judged: (o9) => withSignature(o9, (der) => joined(der, Uint8Array.of(1, 2, 3))),
    illegal: 'bytes after the signature',
  }),
  notForwarded({
    name: 'with-zero-signature',
    title: 'an alive message whose signature has r and s 0',
    clauses: ['WIRE-43'],
    judged: (o9) => withSignature(o9, () => Uint8Array.of(0x30, 6, 2, 1, 0, 2, 1, 0)),
    illegal: 'a signature of zeros',
  }),
  notForwarded({
    name: 'with-long-form-signature',
    title: 'an alive message whose signature has a length that is not in shortest form',
    clauses: ['WIRE-44'],
    judged: (o9) => withSignature(o9, (der) => joined(Uint8Array.of(0x30, 0x81), der.slice(1))),
    illegal: 'a signature that is not DER',
  }),
  notForwarded({
    name: 'with-bare-signature',
    title: 'an alive message whose signature is r and s without DER',
    clauses: ['WIRE-44'],
    judged: (o9) => withSignature(o9, bare),
    illegal: 'a signature that is not DER',
  }),
];
