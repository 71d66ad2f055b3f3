/** Messages of named symbolic peers, with valid defaults: builders for tests of the peer as a value. */
import {
  type ContentOf,
  decodeSignedMessage,
  encodeEnvelope,
  gossipMessage,
  type SignedMessage,
  signMessage,
  unsignedMessage,
} from '../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../src/wire/hex.js';
import { symbolicIdentityBytes } from '../../src/wire/identity/symbolic.js';
import type { Envelope, GossipMessage } from '../../src/wire/message-types.js';
import { pkiIdOf } from '../../src/wire/pki-id.js';
import { crypto, orgOfName } from './symbolic-peers.js';

const NONE = new Uint8Array();

/** Instant at which scenes start, ms since 1970. */
export const START_MS = 1_700_000_000_000;

export const identityOf = (name: string): Uint8Array =>
  symbolicIdentityBytes(orgOfName(name), name);
export const pkiIdOfName = (name: string): Uint8Array => pkiIdOf(crypto, identityOf(name))!;
/** PKI-ID in hex: the key of stores, and how traces name a peer. */
export const pkiOf = (name: string): string => toHex(pkiIdOfName(name));
/** What stands for the hash of a peer's TLS certificate. */
export const tlsHashOf = (name: string): Uint8Array =>
  crypto.sha256(new TextEncoder().encode(`tls:${name}`));

export const externalOf = (name: string): string => `ext.${name}:7000`;
export const internalOf = (name: string): string => `int.${name}:7000`;

type Header = { tag?: Tag; nonce?: bigint; channel?: Uint8Array };

/** A handshake message of `name`; a field can be made wrong. */
export function handshake(
  name: string,
  wrong: Partial<ContentOf<'conn'>> & { signer?: string } & Header = {},
): SignedMessage {
  const { signer = name, tag = Tag.EMPTY, nonce = 0n, channel = NONE, ...fields } = wrong;
  const conn = {
    $typeName: 'gossip.ConnEstablish' as const,
    pkiId: pkiIdOfName(name),
    identity: identityOf(name),
    tlsCertHash: tlsHashOf(name),
    probe: false,
    ...fields,
  };
  return signMessage(gossipMessage('conn', conn, { tag, nonce, channel }), crypto.signerOf(signer));
}

export interface AliveFields {
  readonly incNum?: bigint;
  readonly seqNum?: bigint;
  /** External endpoint; empty for none. */
  readonly endpoint?: string;
  /** In the secret envelope; null for no secret envelope. */
  readonly internalEndpoint?: string | null;
  readonly metadata?: Uint8Array;
  /** Whether the author's identity stands in the message. Default true. */
  readonly introduced?: boolean;
  /** Whose key signs, if not the author's. */
  readonly signer?: string;
  /** Whose key signs the secret, if not the author's. */
  readonly secretSigner?: string;
}

/** An alive message of `author`. By default with identity, and with the secret that its organisation sees. */
export function aliveMessage(author: string, fields: AliveFields = {}): SignedMessage {
  const { incNum = 1n, seqNum = 1n, endpoint = externalOf(author) } = fields;
  const { internalEndpoint = internalOf(author), introduced = true } = fields;
  const message = gossipMessage(
    'aliveMsg',
    {
      $typeName: 'gossip.AliveMessage',
      membership: {
        $typeName: 'gossip.Member',
        endpoint,
        metadata: fields.metadata ?? NONE,
        pkiId: pkiIdOfName(author),
      },
      timestamp: { $typeName: 'gossip.PeerTime', incNum, seqNum },
      identity: introduced ? identityOf(author) : NONE,
    },
    { tag: Tag.EMPTY },
  );
  const signed = signMessage(message, crypto.signerOf(fields.signer ?? author));
  if (internalEndpoint === null) return signed;
  const secret = signMessage(message, crypto.signerOf(fields.secretSigner ?? author), {
    $typeName: 'gossip.Secret',
    content: { case: 'internalEndpoint', value: internalEndpoint },
  }).envelope.secretEnvelope!;
  return reenveloped({ ...signed.envelope, secretEnvelope: secret });
}

/** A signed message from an envelope that was put together by hand. */
export const reenveloped = (envelope: Envelope): SignedMessage => opened(encodeEnvelope(envelope));

export function membershipRequest(
  self: SignedMessage | undefined,
  { nonce = 7n, tag = Tag.EMPTY }: Header = {},
): SignedMessage {
  return unsignedMessage(
    gossipMessage(
      'memReq',
      {
        $typeName: 'gossip.MembershipRequest',
        ...(self === undefined ? {} : { selfInformation: self.envelope }),
        known: [],
      },
      { tag, nonce },
    ),
  );
}

export function membershipResponse(
  lists: { readonly alive?: readonly SignedMessage[]; readonly dead?: readonly SignedMessage[] },
  { nonce = 0n, tag = Tag.EMPTY }: Header = {},
): SignedMessage {
  const envelopes = (messages: readonly SignedMessage[] = []) =>
    messages.map(({ envelope }) => envelope);
  return unsignedMessage(
    gossipMessage(
      'memRes',
      {
        $typeName: 'gossip.MembershipResponse',
        alive: envelopes(lists.alive),
        dead: envelopes(lists.dead),
      },
      { tag, nonce },
    ),
  );
}

/** A message without content: decodes, and is no alive message. */
export const emptyMessage = (): SignedMessage =>
  unsignedMessage(gossipMessage('empty', { $typeName: 'gossip.Empty' }, { tag: Tag.EMPTY }));

/** A request for private data, of which this specification says nothing. */
export const privateRequest = (channel = 'ch1'): SignedMessage =>
  unsignedMessage(
    gossipMessage(
      'privateReq',
      { $typeName: 'gossip.RemotePvtDataRequest', digests: [] },
      { tag: Tag.CHAN_ONLY, channel: new TextEncoder().encode(channel) },
    ),
  );

/** A leadership message of a channel. */
export const leadershipMessage = (author: string, channel = 'ch1'): SignedMessage =>
  signMessage(
    gossipMessage(
      'leadershipMsg',
      {
        $typeName: 'gossip.LeadershipMessage',
        pkiId: pkiIdOfName(author),
        timestamp: { $typeName: 'gossip.PeerTime', incNum: 1n, seqNum: 1n },
        isDeclaration: true,
      },
      { tag: Tag.CHAN_AND_ORG, channel: new TextEncoder().encode(channel) },
    ),
    crypto.signerOf(author),
  );

/** Bytes that are no envelope. */
export const UNDECODABLE: Uint8Array = Uint8Array.of(0x0a, 0x05, 0x01);

/** What serialized bytes say. @throws Error if they do not decode */
export function opened(bytes: Uint8Array): SignedMessage {
  const decoded = decodeSignedMessage(bytes);
  if (decoded.verdict !== 'accept') throw new Error(`${decoded.clause}: ${decoded.reason}`);
  return decoded.value;
}

/** The content of a message of the expected kind. @throws Error if it is of another */
export function contentOf<K extends NonNullable<GossipMessage['content']['case']>>(
  { message }: SignedMessage,
  kind: K,
): ContentOf<K> {
  if (message.content.case !== kind)
    throw new Error(`expected ${kind}, got ${message.content.case}`);
  return message.content.value as ContentOf<K>;
}
