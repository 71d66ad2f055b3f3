/**
 * Envelopes: bytes of a stream to envelope to gossip message, and back with a signature.
 *
 * Implements spec/02-wire.md, section Envelope (WIRE-30 to WIRE-35). Judges no signature (signature.ts)
 * and no content.
 */
import { createCodec } from './codec/codec.js';
import type { Signer } from './crypto/port.js';
import {
  EnvelopeSchema,
  GossipMessageSchema,
  SecretSchema,
  type GossipMessage_Tag as Tag,
} from './gen/gossip/message_pb.js';
import type { Envelope, GossipMessage, Secret, SecretEnvelope } from './message-types.js';
import { accept, type Verdict } from './verdict.js';

/** What a message is about: the name of its oneof case, or `none` where it carries no content. */
export type ContentKind = NonNullable<GossipMessage['content']['case']> | 'none';
/** A message kind's own type, by the name of its case. */
export type ContentOf<K extends ContentKind> = Extract<
  GossipMessage['content'],
  { case: K }
>['value'];

/** A gossip message together with the envelope that carries it, exactly as it travels. */
export interface SignedMessage {
  /** The serialized envelope: what was received, or what is to be sent. Forwarded as it is (WIRE-33). */
  readonly bytes: Uint8Array;
  readonly envelope: Envelope;
  readonly message: GossipMessage;
  /** Its parts are views of the message in which it came. */
  readonly isPart?: true;
  /** What was read out of it (`keepRead`). */
  readonly [READ]?: unknown;
}

/** Tells a signed message from the other plain data that a peer remembers. */
export const isSignedMessage = (value: object): value is SignedMessage =>
  'envelope' in value && 'message' in value;

/** Names a property that no copy, text or comparison of a message has. */
export const READ = Symbol('read');

/** Keeps with a message what was read out of it, so that whoever else gets this very message need not. */
export function keepRead(signed: SignedMessage, read: object): void {
  if (Object.isExtensible(signed)) Object.defineProperty(signed, READ, { value: read });
}

const envelopes = /*@__PURE__*/ createCodec(EnvelopeSchema);
const messages = /*@__PURE__*/ createCodec(GossipMessageSchema);
const secrets = /*@__PURE__*/ createCodec(SecretSchema);

const NO_BYTES = new Uint8Array(0);

/** Refusals carry WIRE-10 to WIRE-14, as for all decoders of this file. */
export const decodeEnvelope = (bytes: Uint8Array): Verdict<Envelope> => envelopes.decode(bytes);
export const encodeEnvelope = (envelope: Envelope): Uint8Array => envelopes.encode(envelope);

/** WIRE-31, WIRE-32: an empty payload is a message without content. */
export const decodeGossipMessage = (payload: Uint8Array): Verdict<GossipMessage> =>
  messages.decode(payload);
export const encodeGossipMessage = (message: GossipMessage): Uint8Array => messages.encode(message);

export const decodeSecret = (payload: Uint8Array): Verdict<Secret> => secrets.decode(payload);

/** WIRE-30, WIRE-31: an envelope and the message in it; the first part that does not decode decides. */
export function decodeSignedMessage(bytes: Uint8Array): Verdict<SignedMessage> {
  const envelope = envelopes.decode(bytes);
  return envelope.verdict === 'accept' ? openEnvelope(envelope.value, bytes) : envelope;
}

/** The message in an envelope that stood inside another message. Its bytes are re-encoded (WIRE-18). */
export function openEnvelope(envelope: Envelope, bytes?: Uint8Array): Verdict<SignedMessage> {
  const carried = carriedBy.get(envelope);
  if (carried !== undefined) return accept(carried);
  const message = messages.decode(envelope.payload);
  return message.verdict === 'accept'
    ? accept(written(message.value, envelope, bytes, bytes === undefined))
    : message;
}

/** Stored messages whose envelopes were put inside others, so that who shares them opens them once. */
const carriedBy = new WeakMap<Envelope, SignedMessage>();

/** The envelope of a message that this program holds, to be put inside another. */
export function carry(signed: SignedMessage): Envelope {
  carriedBy.set(signed.envelope, signed);
  return signed.envelope;
}

/** The same message on its own: no view of the bytes of another one in which it came. */
export function detached(signed: SignedMessage): SignedMessage {
  if (signed.isPart === undefined) return signed;
  const decoded = decodeSignedMessage(signed.bytes);
  return decoded.verdict === 'accept' ? decoded.value : signed;
}

function written(
  message: GossipMessage,
  envelope: Envelope,
  known?: Uint8Array,
  isPart?: boolean,
): SignedMessage {
  const bytes = known ?? envelopes.encode(envelope);
  return isPart === true ? { bytes, envelope, message, isPart } : { bytes, envelope, message };
}

export const contentKindOf = (message: GossipMessage): ContentKind =>
  message.content.case ?? 'none';

/** The internal endpoint that a secret envelope tells, unverified; empty if it tells none. */
export function internalEndpointOf(envelope: Envelope): string {
  const { secretEnvelope } = envelope;
  const secret = secretEnvelope && secrets.decode(secretEnvelope.payload);
  if (secret?.verdict !== 'accept') return '';
  return secret.value.content.case === 'internalEndpoint' ? secret.value.content.value : '';
}

/** WIRE-34, WIRE-36: signs the message, and the secret apart from it. */
export function signMessage(
  message: GossipMessage,
  signer: Signer,
  secret?: Secret,
): SignedMessage {
  const payload = messages.encode(message);
  return sealed(message, payload, signer.sign(payload), secret && signSecret(secret, signer));
}

/** What messages that nobody has encoded inherit: whoever asks for their bytes writes them, once. */
const unwritten: ThisType<SignedMessage> & Pick<SignedMessage, 'envelope' | 'bytes'> = {
  get envelope() {
    return kept<Envelope>(this, 'envelope', {
      $typeName: 'gossip.Envelope',
      payload: messages.encode(this.message),
      signature: NO_BYTES,
    });
  },
  get bytes() {
    return kept(this, 'bytes', envelopes.encode(this.envelope));
  },
};

/** As a property like that of other messages. */
function kept<T>(signed: SignedMessage, name: 'envelope' | 'bytes', value: T): T {
  if (Object.isExtensible(signed)) Object.defineProperty(signed, name, { value, enumerable: true });
  return value;
}

/**
 * WIRE-35: an envelope with an empty signature, for the kinds of message that nobody signs. They can be
 * large, and are encoded when somebody asks for them: a host in the same process never does.
 */
export function unsignedMessage(message: GossipMessage): SignedMessage {
  const signed = Object.create(unwritten) as { message: GossipMessage };
  signed.message = message;
  return signed as SignedMessage;
}

export function signSecret(secret: Secret, signer: Signer): SecretEnvelope {
  const payload = secrets.encode(secret);
  return { $typeName: 'gossip.SecretEnvelope', payload, signature: signer.sign(payload) };
}

/** Names the same without its secret, as READ what was read. */
const BARE = Symbol('bare');

/** The same signed message for those who must not see its secret (WIRE-40). */
export function withoutSecret(signed: SignedMessage): SignedMessage {
  const { [BARE]: known } = signed as { [BARE]?: SignedMessage };
  if (known !== undefined) return known;
  const { $typeName, payload, signature, secretEnvelope, $unknown } = signed.envelope;
  if (secretEnvelope === undefined) return signed;
  // Written out, as one is made of every alive message.
  const envelope: Envelope = { $typeName, payload, signature };
  if ($unknown !== undefined) envelope.$unknown = $unknown;
  const bare = written(signed.message, envelope);
  if (Object.isExtensible(signed)) Object.defineProperty(signed, BARE, { value: bare });
  return bare;
}

function sealed(
  message: GossipMessage,
  payload: Uint8Array,
  signature: Uint8Array,
  secretEnvelope: SecretEnvelope | undefined,
): SignedMessage {
  const envelope: Envelope = { $typeName: 'gossip.Envelope', payload, signature };
  if (secretEnvelope !== undefined) envelope.secretEnvelope = secretEnvelope;
  return written(message, envelope);
}

/**
 * A gossip message of one kind, with nonce 0 where none is given (WIRE-56). `channel` is the channel's
 * name in UTF-8, empty where the kind names none.
 */
export function gossipMessage<K extends Exclude<ContentKind, 'none'>>(
  kind: K,
  value: ContentOf<K>,
  { tag, nonce = 0n, channel = NO_BYTES }: { tag: Tag; nonce?: bigint; channel?: Uint8Array },
): GossipMessage {
  const content = { case: kind, value } as GossipMessage['content'];
  return { $typeName: 'gossip.GossipMessage', nonce, channel, tag, content };
}
