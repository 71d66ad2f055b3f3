/** Messages that belong to no exchange, and bytes that are no message. */
import { create, toBinary } from '@bufbuild/protobuf';
import { conn, messageOf, seal, sealed } from '../../../../conformance/harness/wire/messages.js';
import { sha256 } from '../../../../conformance/harness/wire/sign.js';
import {
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../../src/wire/gen/gossip/message_pb.js';
import type { Variants } from './author.js';
import { cutEnvelope, cutPayload } from './damage.js';
import { aliveOf } from './membership.js';

export const withoutMeaningVariants: Variants = {
  empty: () => sealed(messageOf({ tag: Tag.EMPTY, content: { case: 'empty', value: {} } })),
  'without content': () => sealed(messageOf({ tag: Tag.EMPTY })),
  'unknown content': () => seal(Uint8Array.of(0x18, 0x01, 0xfa, 0x3f, 0x02, 0x68, 0x69)),
  'handshake again': ({ by }) =>
    conn(by.credentials, { tlsCertHash: sha256(by.credentials.tls.certDer) }),
  'acknowledgement of nothing': ({ nonce }) =>
    sealed(messageOf({ nonce, content: { case: 'ack', value: { error: '' } } })),
  'private data response unasked': ({ nonce, channel }) =>
    sealed(
      messageOf({
        tag: Tag.CHAN_ONLY,
        nonce,
        channel: new TextEncoder().encode(channel?.id ?? 'ch1'),
        content: { case: 'privateRes', value: { elements: [] } },
      }),
    ),
};

export const damagedVariants: Variants = {
  'empty envelope': () => toBinary(EnvelopeSchema, create(EnvelopeSchema)),
  'no envelope': () => Uint8Array.of(0x0a, 0x7f, 0x01),
  'envelope cut': ({ by }) => cutEnvelope(aliveOf(by)),
  'payload cut': ({ by }) => cutPayload(aliveOf(by)),
  'payload that is no message': () =>
    toBinary(EnvelopeSchema, seal(Uint8Array.of(0x0a, 0x7f, 0x01))),
};
