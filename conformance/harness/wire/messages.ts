/**
 * Builders of what a simulated peer sends: each with valid defaults, each part overridable. Pure:
 * bytes in, an envelope out; who signs and what it claims are arguments.
 */
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type Envelope,
  EnvelopeSchema,
  type GossipMessage,
  GossipMessageSchema,
  SecretSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import type { Credentials } from './credentials.js';
import { signature } from './sign.js';

/** Who signs: this key, a signature given as bytes, or nobody. */
export type Signing = { readonly keyPem: string } | Uint8Array | 'nobody';

/** What every message may override. */
export interface Outer {
  readonly tag?: Tag;
  readonly nonce?: bigint;
  readonly channel?: Uint8Array;
}

const NONE = new Uint8Array();

export const messageOf = (init: MessageInitShape<typeof GossipMessageSchema>): GossipMessage =>
  create(GossipMessageSchema, init);

/** Puts payload bytes into an envelope and signs exactly these bytes. */
export function seal(payload: Uint8Array, signing: Signing = 'nobody'): Envelope {
  return create(EnvelopeSchema, { payload, signature: signed(payload, signing) });
}

export const sealed = (message: GossipMessage, signing: Signing = 'nobody'): Envelope =>
  seal(toBinary(GossipMessageSchema, message), signing);

const signed = (payload: Uint8Array, by: Signing): Uint8Array => {
  if (by === 'nobody') return NONE;
  return by instanceof Uint8Array ? by : signature(by.keyPem, payload);
};

export interface ConnOptions extends Outer {
  readonly pkiId?: Uint8Array;
  readonly identity?: Uint8Array;
  readonly tlsCertHash?: Uint8Array;
  readonly probe?: boolean;
  readonly signing?: Signing;
  /** The signature is made over these bytes instead of the payload. */
  readonly signedBytes?: Uint8Array;
}

/** ConnEstablish, the first message of a stream either way. */
export function conn(of: Credentials, options: ConnOptions = {}): Envelope {
  const message = messageOf({
    tag: options.tag ?? Tag.EMPTY,
    nonce: options.nonce ?? 0n,
    channel: options.channel ?? NONE,
    content: {
      case: 'conn',
      value: {
        pkiId: options.pkiId ?? of.pkiId,
        identity: options.identity ?? of.identity,
        tlsCertHash: options.tlsCertHash ?? NONE,
        probe: options.probe ?? false,
      },
    },
  });
  const payload = toBinary(GossipMessageSchema, message);
  return create(EnvelopeSchema, {
    payload,
    signature: signed(options.signedBytes ?? payload, options.signing ?? { keyPem: of.keyPem }),
  });
}

export interface AliveOptions extends Outer {
  readonly endpoint: string;
  readonly incNum: bigint;
  readonly seqNum: bigint;
  readonly pkiId?: Uint8Array;
  readonly metadata?: Uint8Array;
  /** Own identity; empty = left out. */
  readonly identity?: Uint8Array;
  /** host:port in the secret envelope; undefined = no secret envelope. */
  readonly internal?: string | undefined;
  readonly signing?: Signing;
  readonly secretSigning?: Signing;
  /** Serialized fields that no schema knows, at the end of the payload. */
  readonly unknownFields?: Uint8Array;
}

/** AliveMessage with its secret envelope. */
export function alive(of: Credentials, options: AliveOptions): Envelope {
  const message = messageOf({
    tag: options.tag ?? Tag.EMPTY,
    nonce: options.nonce ?? 0n,
    channel: options.channel ?? NONE,
    content: {
      case: 'aliveMsg',
      value: {
        membership: {
          endpoint: options.endpoint,
          metadata: options.metadata ?? NONE,
          pkiId: options.pkiId ?? of.pkiId,
        },
        timestamp: { incNum: options.incNum, seqNum: options.seqNum },
        identity: options.identity ?? of.identity,
      },
    },
  });
  const known = toBinary(GossipMessageSchema, message);
  const payload = options.unknownFields
    ? Uint8Array.from([...known, ...options.unknownFields])
    : known;
  const envelope = seal(payload, options.signing ?? { keyPem: of.keyPem });
  if (options.internal !== undefined) {
    const secret = toBinary(
      SecretSchema,
      create(SecretSchema, { content: { case: 'internalEndpoint', value: options.internal } }),
    );
    envelope.secretEnvelope = {
      $typeName: 'gossip.SecretEnvelope',
      payload: secret,
      signature: signed(secret, options.secretSigning ?? { keyPem: of.keyPem }),
    };
  }
  return envelope;
}

/** MembershipRequest; `self` is the requester's own alive. */
export const membershipRequest = (self: Envelope | undefined, outer: Outer = {}): Envelope =>
  sealed(
    messageOf({
      tag: outer.tag ?? Tag.EMPTY,
      nonce: outer.nonce ?? 0n,
      channel: outer.channel ?? NONE,
      content: { case: 'memReq', value: self ? { selfInformation: self } : {} },
    }),
  );

/** MembershipResponse, solicited or not. */
export const membershipResponse = (
  lists: { readonly alive?: readonly Envelope[]; readonly dead?: readonly Envelope[] },
  outer: Outer = {},
): Envelope =>
  sealed(
    messageOf({
      tag: outer.tag ?? Tag.EMPTY,
      nonce: outer.nonce ?? 0n,
      channel: outer.channel ?? NONE,
      content: {
        case: 'memRes',
        value: { alive: [...(lists.alive ?? [])], dead: [...(lists.dead ?? [])] },
      },
    }),
  );
