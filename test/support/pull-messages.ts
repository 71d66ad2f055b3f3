/** Messages of pull, with valid defaults: of identities, or of the blocks of a channel. */
import {
  type ContentOf,
  gossipMessage,
  type SignedMessage,
  signMessage,
  unsignedMessage,
} from '../../src/wire/envelope.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { identityOf, pkiIdOfName } from './gossip-builders.js';
import { crypto } from './symbolic-peers.js';

/** The channel whose blocks are pulled; none for identities. */
export interface PullOf {
  readonly channel?: string;
}

const utf8 = new TextEncoder();
const typeOf = ({ channel }: PullOf) =>
  channel === undefined ? PullMsgType.IDENTITY_MSG : PullMsgType.BLOCK_MSG;

const message = <K extends 'hello' | 'dataDig' | 'dataReq' | 'dataUpdate'>(
  kind: K,
  value: ContentOf<K>,
  { channel }: PullOf,
): SignedMessage =>
  unsignedMessage(
    gossipMessage(
      kind,
      value,
      channel === undefined
        ? { tag: Tag.EMPTY }
        : { tag: Tag.CHAN_AND_ORG, channel: utf8.encode(channel) },
    ),
  );

export const hello = (nonce: bigint, of: PullOf = {}): SignedMessage =>
  message(
    'hello',
    {
      $typeName: 'gossip.GossipHello',
      nonce,
      metadata: new Uint8Array(),
      msgType: typeOf(of),
    },
    of,
  );

/** Of the names of peers, or of block numbers and other text, or of bytes as they are. */
const digestsOf = (items: readonly (string | Uint8Array)[], of: PullOf): Uint8Array[] =>
  items.map((item) => {
    if (item instanceof Uint8Array) return item;
    return of.channel === undefined ? pkiIdOfName(item) : utf8.encode(item);
  });

export const digest = (
  nonce: bigint,
  items: readonly (string | Uint8Array)[],
  of: PullOf = {},
): SignedMessage =>
  message(
    'dataDig',
    {
      $typeName: 'gossip.DataDigest',
      nonce,
      digests: digestsOf(items, of),
      msgType: typeOf(of),
    },
    of,
  );

export const dataRequest = (
  nonce: bigint,
  items: readonly (string | Uint8Array)[],
  of: PullOf = {},
): SignedMessage =>
  message(
    'dataReq',
    {
      $typeName: 'gossip.DataRequest',
      nonce,
      digests: digestsOf(items, of),
      msgType: typeOf(of),
    },
    of,
  );

export const update = (
  nonce: bigint,
  items: readonly SignedMessage[],
  of: PullOf = {},
): SignedMessage =>
  message(
    'dataUpdate',
    {
      $typeName: 'gossip.DataUpdate',
      nonce,
      data: items.map(({ envelope }) => envelope),
      msgType: typeOf(of),
    },
    of,
  );

/** A PeerIdentity of `name`; a part can be made wrong. */
export function peerIdentity(
  name: string,
  wrong: { signer?: string; pkiId?: Uint8Array; cert?: Uint8Array; tag?: Tag } = {},
): SignedMessage {
  const { signer = name, pkiId = pkiIdOfName(name), cert = identityOf(name), tag } = wrong;
  return signMessage(
    gossipMessage(
      'peerIdentity',
      { $typeName: 'gossip.PeerIdentity', pkiId, cert, metadata: new Uint8Array() },
      { tag: tag ?? Tag.EMPTY },
    ),
    crypto.signerOf(signer),
  );
}
