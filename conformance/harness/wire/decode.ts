/**
 * Reading the wire with the generated schemas: bytes of a gRPC message → envelope → gossip message.
 * Independent of the project's own compiled codec; a test holds both equal to Fabric's on recordings.
 */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type Envelope,
  EnvelopeSchema,
  type GossipMessage,
  GossipMessageSchema,
  SecretSchema,
} from '../../../src/wire/gen/gossip/message_pb.js';
import {
  type SerializedIdentity,
  SerializedIdentitySchema,
} from '../../../src/wire/gen/msp/identities_pb.js';

export type Kind = NonNullable<GossipMessage['content']['case']>;
export type Content<K extends Kind> = NonNullable<
  Extract<GossipMessage['content'], { case: K }>['value']
>;

/** One envelope as it was sent or received; `message` is undefined if its payload does not parse. */
export interface Decoded {
  readonly bytes: Uint8Array;
  readonly envelope: Envelope;
  readonly message: GossipMessage | undefined;
  /** The content of the message; empty if there is none or it does not parse. */
  readonly kind: Kind | '';
}

export function decodeEnvelope(bytes: Uint8Array): Decoded | undefined {
  const envelope = attempt(() => fromBinary(EnvelopeSchema, bytes));
  if (!envelope) return undefined;
  return decoded(envelope, bytes);
}

/** The same for an envelope that travelled inside another message. */
export const decoded = (
  envelope: Envelope,
  bytes: Uint8Array = toBinary(EnvelopeSchema, envelope),
): Decoded => {
  const message = attempt(() => fromBinary(GossipMessageSchema, envelope.payload));
  return { bytes, envelope, message, kind: message?.content.case ?? '' };
};

/** The content if the message is of this kind. */
export function contentOf<K extends Kind>(d: Decoded | undefined, kind: K): Content<K> | undefined {
  const content = d?.message?.content;
  return content?.case === kind ? (content.value as Content<K> | undefined) : undefined;
}

/** The endpoint in the secret envelope; undefined if there is none or it does not parse. */
export function internalEndpointOf(envelope: Envelope): string | undefined {
  const secret = envelope.secretEnvelope;
  if (!secret) return undefined;
  const content = attempt(() => fromBinary(SecretSchema, secret.payload))?.content;
  return content?.case === 'internalEndpoint' ? content.value : undefined;
}

export const decodeIdentity = (bytes: Uint8Array): SerializedIdentity | undefined =>
  attempt(() => fromBinary(SerializedIdentitySchema, bytes));

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
