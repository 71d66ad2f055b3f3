/**
 * What is inside a gossip message: who says that it wrote it, and the envelopes that it carries.
 *
 * Implements spec/02-wire.md, section Signatures: which kinds are signed, and by whom.
 */
import type { Envelope, GossipMessage } from './message-types.js';

/** The PKI-ID that a message of a signed kind claims as its author; undefined for all other kinds. */
export function authorOf({ content }: GossipMessage): Uint8Array | undefined {
  switch (content.case) {
    case 'conn':
    case 'peerIdentity':
    case 'stateInfo':
    case 'leadershipMsg':
      return content.value.pkiId;
    case 'aliveMsg':
      return content.value.membership?.pkiId ?? new Uint8Array();
    default:
      return undefined;
  }
}

/** The identity that a message brings along for its author; undefined or empty if it brings none. */
export function identityIn({ content }: GossipMessage): Uint8Array | undefined {
  switch (content.case) {
    case 'conn':
    case 'aliveMsg':
      return content.value.identity;
    case 'peerIdentity':
      return content.value.cert;
    default:
      return undefined;
  }
}

/** The gossip envelopes that a message carries, in order. */
export function envelopesIn({ content }: GossipMessage): readonly Envelope[] {
  switch (content.case) {
    case 'memReq':
      return content.value.selfInformation === undefined ? [] : [content.value.selfInformation];
    case 'memRes':
      return [...content.value.alive, ...content.value.dead];
    case 'stateSnapshot':
      return content.value.elements;
    case 'dataUpdate':
      return content.value.data;
    default:
      return [];
  }
}
