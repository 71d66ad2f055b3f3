/** Messages as a villain writes them: well-formed, signed with its own key, and not true. */
import { channelMac } from '../../wire/channel-mac.js';
import {
  gossipMessage,
  type SignedMessage,
  signMessage,
  unsignedMessage,
} from '../../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import { fromHex } from '../../wire/hex.js';
import type { Villain } from './byzantine.js';

const NONE = new Uint8Array();
const utf8 = new TextEncoder();

/** Far above every clock, so that it would win against what is true. */
const LATER = 1n << 60n;

const keyOf = ({ network, name }: Villain) => network.trust.crypto.signerOf(name);
const pkiIdOf = ({ network }: Villain, name: string) => fromHex(network.trust.pkiOf(name));
const timestampOf = (incNum: bigint, seqNum: bigint) => ({
  $typeName: 'gossip.PeerTime' as const,
  incNum,
  seqNum,
});

export interface Claim {
  readonly author: string;
  readonly endpoint: string;
  readonly seqNum: bigint;
}

/** An alive message in the name of `author`, signed by the villain. */
export function alive(villain: Villain, { author, endpoint, seqNum }: Claim): SignedMessage {
  const membership = {
    $typeName: 'gossip.Member' as const,
    endpoint,
    metadata: NONE,
    pkiId: pkiIdOf(villain, author),
  };
  const identity = villain.network.trust.identityOf(author);
  const timestamp = timestampOf(LATER, seqNum);
  const value = { $typeName: 'gossip.AliveMessage' as const, membership, timestamp, identity };
  return signMessage(gossipMessage('aliveMsg', value, { tag: Tag.EMPTY }), keyOf(villain));
}

/** A StateInfo in the name of `author` that claims a height, signed by the villain. */
export function stateInfo(
  villain: Villain,
  channel: string,
  { author, seqNum }: Claim,
  height: bigint,
): SignedMessage {
  const pkiId = pkiIdOf(villain, author);
  const value = {
    $typeName: 'gossip.StateInfo' as const,
    timestamp: timestampOf(LATER, seqNum),
    pkiId,
    channelMAC: channelMac(villain.network.trust.crypto, pkiId, channel),
    properties: {
      $typeName: 'gossip.Properties' as const,
      ledgerHeight: height,
      leftChannel: false,
      chaincodes: [],
    },
  };
  const message = gossipMessage('stateInfo', value as never, { tag: Tag.CHAN_OR_ORG });
  return signMessage(message, keyOf(villain));
}

/** A declaration of leadership in the name of `author`, signed by the villain. */
export function declaration(villain: Villain, channel: string, claim: Claim): SignedMessage {
  const value = {
    $typeName: 'gossip.LeadershipMessage' as const,
    pkiId: pkiIdOf(villain, claim.author),
    timestamp: timestampOf(LATER, claim.seqNum),
    isDeclaration: true,
  };
  const message = gossipMessage('leadershipMsg', value, {
    tag: Tag.CHAN_AND_ORG,
    channel: utf8.encode(channel),
  });
  return signMessage(message, keyOf(villain));
}

/** A block of a channel by push. */
export function block(channel: string, number: bigint, bytes: Uint8Array): SignedMessage {
  const payload = {
    $typeName: 'gossip.Payload' as const,
    seqNum: number,
    data: bytes,
    privateData: [],
  };
  const value = { $typeName: 'gossip.DataMessage' as const, payload };
  const header = { tag: Tag.CHAN_AND_ORG, channel: utf8.encode(channel) };
  return unsignedMessage(gossipMessage('dataMsg', value, header));
}

/** The channels that a villain has joined. */
export const channelsOf = ({ network, name }: Villain): string[] =>
  [...network.members].filter(([, members]) => members.includes(name)).map(([channel]) => channel);
