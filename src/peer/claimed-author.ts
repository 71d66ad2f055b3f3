/**
 * Who a message says that it is of (SYS-5), for reports of messages that are refused before anything
 * else was read out of them. Claimed and not proved: beside it stands whose link it came on.
 */
import { openEnvelope } from '../wire/envelope.js';
import { keyOf } from '../wire/hex.js';
import type { GossipMessage } from '../wire/message-types.js';
import type { PkiHex } from './state.js';

/** Hex; empty where the message names nobody: blocks, answers, and what is of the peer that sends it. */
export function claimedAuthor({ content }: GossipMessage): PkiHex {
  switch (content.case) {
    case 'conn':
    case 'stateInfo':
    case 'leadershipMsg':
    case 'peerIdentity':
      return keyOf(content.value.pkiId);
    case 'aliveMsg':
      return authorOf(content.value.membership?.pkiId);
    case 'memReq': {
      const self = content.value.selfInformation;
      const opened = self && openEnvelope(self);
      if (opened?.verdict !== 'accept') return '';
      const inner = opened.value.message.content;
      // A request within a request names nobody: it could be as deep as its bytes allow.
      return inner.case === 'aliveMsg' ? authorOf(inner.value.membership?.pkiId) : '';
    }
    default:
      return '';
  }
}

const authorOf = (pkiId: Uint8Array | undefined): PkiHex =>
  pkiId === undefined ? '' : keyOf(pkiId);
