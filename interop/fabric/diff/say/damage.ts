/** What makes a message wrong, whatever it says. */
import { toBinary } from '@bufbuild/protobuf';
import { type Envelope, EnvelopeSchema } from '../../../../src/wire/gen/gossip/message_pb.js';

/** The same payload with a signature whose last byte is another. */
export const badlySigned = (envelope: Envelope): Envelope => ({
  ...envelope,
  signature: flippedEnd(envelope.signature),
});

export const unsigned = (envelope: Envelope): Envelope => ({
  ...envelope,
  signature: new Uint8Array(),
});

export const flippedEnd = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));

/** Bytes of an envelope whose payload lacks its end, so that it does not decode. */
export const cutPayload = (envelope: Envelope): Uint8Array =>
  toBinary(EnvelopeSchema, { ...envelope, payload: envelope.payload.slice(0, -1) });

/** Bytes that are no envelope: they lack their end. */
export const cutEnvelope = (envelope: Envelope): Uint8Array =>
  toBinary(EnvelopeSchema, envelope).slice(0, -1);
