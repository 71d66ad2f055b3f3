/** What villains of the models write: well-formed messages, signed with whose key one likes to lend them. */
import { channelMac } from '../../wire/channel-mac.js';
import {
  carry,
  decodeSignedMessage,
  gossipMessage,
  type SignedMessage,
  signMessage,
  unsignedMessage,
} from '../../wire/envelope.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import type { Envelope } from '../../wire/message-types.js';
import { crypto, identityOf, pkiIdOfName } from './parts.js';

const utf8 = new TextEncoder();
const NONE = new Uint8Array();

/** Above the instants of all lives, so that it would win against what is true. */
export const LATER = 1n << 61n;

/** In whose name something is said, and who signs it. */
export interface Claim {
  readonly author: string;
  readonly signer: string;
  readonly incNum?: bigint;
  readonly seqNum?: bigint;
}

const timestampOf = ({ incNum = LATER, seqNum = 1n }: Claim) => ({
  $typeName: 'gossip.PeerTime' as const,
  incNum,
  seqNum,
});

/** @param endpoint external endpoint of the author, as it is claimed */
export function alive(claim: Claim, endpoint: string): SignedMessage {
  const membership = {
    $typeName: 'gossip.Member' as const,
    endpoint,
    metadata: NONE,
    pkiId: pkiIdOfName(claim.author),
  };
  const value = {
    $typeName: 'gossip.AliveMessage' as const,
    membership,
    timestamp: timestampOf(claim),
    identity: identityOf(claim.author),
  };
  const message = gossipMessage('aliveMsg', value, { tag: Tag.EMPTY });
  return signMessage(message, crypto.signerOf(claim.signer));
}

export function membershipResponse(of: {
  readonly alive?: readonly SignedMessage[];
  readonly dead?: readonly SignedMessage[];
}): SignedMessage {
  const value = {
    $typeName: 'gossip.MembershipResponse' as const,
    alive: (of.alive ?? []).map(carry),
    dead: (of.dead ?? []).map(carry),
  };
  return unsignedMessage(gossipMessage('memRes', value, { tag: Tag.EMPTY }));
}

export function membershipRequest(self: SignedMessage): SignedMessage {
  const value = {
    $typeName: 'gossip.MembershipRequest' as const,
    selfInformation: carry(self),
    known: [],
  };
  return unsignedMessage(gossipMessage('memReq', value, { tag: Tag.EMPTY }));
}

export function stateInfo(claim: Claim, channel: string, ledgerHeight: bigint): SignedMessage {
  const pkiId = pkiIdOfName(claim.author);
  const value = {
    $typeName: 'gossip.StateInfo' as const,
    timestamp: timestampOf(claim),
    pkiId,
    channelMAC: channelMac(crypto, pkiId, channel),
    properties: {
      $typeName: 'gossip.Properties' as const,
      ledgerHeight,
      leftChannel: false,
      chaincodes: [],
    },
  };
  const message = gossipMessage('stateInfo', value as never, { tag: Tag.CHAN_OR_ORG });
  return signMessage(message, crypto.signerOf(claim.signer));
}

/** The MAC of the request is that of the asker, who need not be in the channel. */
export function stateInfoRequest(asker: string, channel: string): SignedMessage {
  const channelMAC = channelMac(crypto, pkiIdOfName(asker), channel);
  const value = { $typeName: 'gossip.StateInfoPullRequest' as const, channelMAC };
  return unsignedMessage(gossipMessage('stateInfoPullReq', value, { tag: Tag.CHAN_OR_ORG }));
}

export function declaration(claim: Claim, channel: string): SignedMessage {
  const value = {
    $typeName: 'gossip.LeadershipMessage' as const,
    pkiId: pkiIdOfName(claim.author),
    timestamp: timestampOf(claim),
    isDeclaration: true,
  };
  const header = { tag: Tag.CHAN_AND_ORG, channel: utf8.encode(channel) };
  const message = gossipMessage('leadershipMsg', value, header);
  return signMessage(message, crypto.signerOf(claim.signer));
}

const payloadOf = (number: bigint, data: Uint8Array) => ({
  $typeName: 'gossip.Payload' as const,
  seqNum: number,
  data,
  privateData: [],
});

/** A block by push. */
export function block(channel: string, number: bigint, bytes: Uint8Array): SignedMessage {
  const value = { $typeName: 'gossip.DataMessage' as const, payload: payloadOf(number, bytes) };
  const header = { tag: Tag.CHAN_AND_ORG, channel: utf8.encode(channel) };
  return unsignedMessage(gossipMessage('dataMsg', value, header));
}

export function blockHello(channel: string, nonce: bigint): SignedMessage {
  const value = {
    $typeName: 'gossip.GossipHello' as const,
    nonce,
    metadata: NONE,
    msgType: PullMsgType.BLOCK_MSG,
  };
  const header = { tag: Tag.CHAN_AND_ORG, channel: utf8.encode(channel) };
  return unsignedMessage(gossipMessage('hello', value, header));
}

/** Says that it has these blocks. */
export function blockDigest(
  channel: string,
  nonce: bigint,
  numbers: readonly bigint[],
): SignedMessage {
  const value = {
    $typeName: 'gossip.DataDigest' as const,
    nonce,
    digests: numbers.map((number) => utf8.encode(`${number}`)),
    msgType: PullMsgType.BLOCK_MSG,
  };
  const header = { tag: Tag.CHAN_AND_ORG, channel: utf8.encode(channel) };
  return unsignedMessage(gossipMessage('dataDig', value, header));
}

export function blockUpdate(
  channel: string,
  nonce: bigint,
  items: readonly SignedMessage[],
): SignedMessage {
  const value = {
    $typeName: 'gossip.DataUpdate' as const,
    nonce,
    data: items.map(({ envelope }): Envelope => envelope),
    msgType: PullMsgType.BLOCK_MSG,
  };
  const header = { tag: Tag.CHAN_AND_ORG, channel: utf8.encode(channel) };
  return unsignedMessage(gossipMessage('dataUpdate', value, header));
}

export function stateRequest(channel: string, from: bigint, to: bigint): SignedMessage {
  const value = {
    $typeName: 'gossip.RemoteStateRequest' as const,
    startSeqNum: from,
    endSeqNum: to,
  };
  const header = { tag: Tag.CHAN_OR_ORG, nonce: 1n, channel: utf8.encode(channel) };
  return unsignedMessage(gossipMessage('stateRequest', value, header));
}

export function stateResponse(
  channel: string,
  nonce: bigint,
  blocks: readonly { readonly number: bigint; readonly bytes: Uint8Array }[],
): SignedMessage {
  const payloads = blocks.map(({ number, bytes }) => payloadOf(number, bytes));
  const value = { $typeName: 'gossip.RemoteStateResponse' as const, payloads };
  const header = { tag: Tag.CHAN_OR_ORG, nonce, channel: utf8.encode(channel) };
  return unsignedMessage(gossipMessage('stateResponse', value, header));
}

/** What is in an envelope that somebody heard. @throws RangeError if it is none */
export function heardMessage(bytes: Uint8Array): SignedMessage {
  const signed = decodeSignedMessage(bytes);
  if (signed.verdict !== 'accept') throw new RangeError(`heard: ${signed.reason}`);
  return signed.value;
}
