/** Messages by which the oracle of the vectors brings its peer where a vector begins. */
import type { BundlePeer } from '../../conformance/vectors/bundle.js';
import { bytesOfBase64 } from '../../conformance/vectors/vector.js';
import { createNodeSigner } from '../../src/adapters/crypto-node.js';
import { gossipMessage, signMessage, unsignedMessage } from '../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { fromHex } from '../../src/wire/hex.js';

const made = new WeakMap<BundlePeer, Uint8Array>();

/** The handshake message of a peer. */
export function connBytes(peer: BundlePeer): Uint8Array {
  const bytes = made.get(peer) ?? signedConn(peer);
  made.set(peer, bytes);
  return bytes;
}

function signedConn(peer: BundlePeer): Uint8Array {
  const conn = {
    $typeName: 'gossip.ConnEstablish' as const,
    pkiId: fromHex(peer.pkiId),
    identity: bytesOfBase64(peer.identity),
    tlsCertHash: fromHex(peer.tls.hash),
    probe: false,
  };
  const message = gossipMessage('conn', conn, { tag: Tag.EMPTY });
  return signMessage(message, createNodeSigner(peer.keyPem)).bytes;
}

/** A block, pushed. */
export function blockMessage(channel: string, number: bigint, block: Uint8Array): Uint8Array {
  const payload = {
    $typeName: 'gossip.Payload' as const,
    seqNum: number,
    data: block,
    privateData: [],
  };
  return unsignedMessage(
    gossipMessage(
      'dataMsg',
      { $typeName: 'gossip.DataMessage', payload },
      { tag: Tag.CHAN_AND_ORG, channel: new TextEncoder().encode(channel) },
    ),
  ).bytes;
}
