/**
 * Messages on their way in: from the bytes of an open link to the part of the peer that they concern.
 *
 * Implements spec/04-link.md, LINK-11, LINK-13, LINK-28. What a message means is decided by rules.
 */
import { judgeTag, tagApplies } from '../rules/tag-legality.js';
import { contentKindOf, type SignedMessage } from '../wire/envelope.js';
import { PullMsgType } from '../wire/gen/gossip/message_pb.js';
import { ignore } from '../wire/verdict.js';
import { isStaleAlive, receiveAlive } from './alive.js';
import { isStaleStateInfo, receiveChannelMessage } from './channel/receive.js';
import { answerContacts } from './contacts.js';
import { receiveHandshake } from './handshake.js';
import { feedLink, isHandshaking, isOpen, pkiOf } from './links.js';
import { feedMember } from './members.js';
import { receiveIdentityPull } from './pull/identities.js';
import { decodedOf, type Received } from './received.js';
import { type Origin, refuse, refuseUnread } from './refuse.js';
import { receiveRequest } from './requests.js';
import { receiveResponse } from './responses.js';
import type { Run } from './run.js';
import type { LinkEntry } from './state.js';
import { receiveStateMessage } from './transfer/serve.js';

export function receiveEnvelope(run: Run, entry: LinkEntry, received: Received): void {
  if (isHandshaking(entry)) {
    const forgetExpected = (expected: string) =>
      feedMember(run, expected, { type: 'identity.switched' });
    return receiveHandshake(run, entry, received, forgetExpected);
  }
  if (!isOpen(entry)) return;
  if (!(received instanceof Uint8Array)) {
    if (run.config.reports || !isStale(run, entry, received)) receiveMessage(run, entry, received);
    return;
  }
  const decoded = decodedOf(received);
  if (decoded.verdict === 'accept') return receiveMessage(run, entry, decoded.value);
  refuse(run, { link: entry.link, sender: pkiOf(entry), message: '', author: '' }, decoded);
  feedLink(run, entry, { type: 'envelope.undecodable' }); // LINK-11, LINK-30
}

/** Whether nothing comes of a message, as of two thirds of what is pushed, where nobody is told of refusals. */
function isStale(run: Run, entry: LinkEntry, signed: SignedMessage): boolean {
  const kind = signed.message.content.case;
  if (kind === 'aliveMsg') return isStaleAlive(run, signed);
  return kind === 'stateInfo' && isStaleStateInfo(run, entry, signed);
}

function receiveMessage(run: Run, entry: LinkEntry, signed: SignedMessage): void {
  const kind = contentKindOf(signed.message);
  const { link } = entry;
  const origin: Origin = { link, entry, sender: pkiOf(entry), message: kind, author: '' };
  // WIRE-50
  const illegal = tagApplies(kind, run.config.profile) ? judgeTag(signed.message) : undefined;
  if (illegal !== undefined) return refuseUnread(run, signed.message, origin, illegal); // SYS-4
  dispatch(run, signed, origin);
}

function dispatch(run: Run, signed: SignedMessage, origin: Origin): void {
  const { content, nonce } = signed.message;
  switch (content.case) {
    case 'conn':
    case 'empty':
      return; // LINK-13
    case 'aliveMsg':
      return receiveAlive(run, signed, origin);
    case 'memReq':
      return receiveRequest(run, content.value, nonce, origin);
    case 'memRes':
      answerContacts(run, nonce);
      return receiveResponse(run, content.value, origin);
    case 'hello':
    case 'dataDig':
    case 'dataReq':
    case 'dataUpdate':
      return content.value.msgType === PullMsgType.IDENTITY_MSG
        ? receiveIdentityPull(run, signed, origin)
        : receiveChannelMessage(run, signed, origin);
    case 'dataMsg':
    case 'stateInfo':
    case 'stateSnapshot':
    case 'stateInfoPullReq':
    case 'leadershipMsg':
      return receiveChannelMessage(run, signed, origin);
    case 'stateRequest':
    case 'stateResponse':
      return receiveStateMessage(run, signed, origin);
    case 'peerIdentity':
      return refuseUnread(
        run,
        signed.message,
        origin,
        ignore('PULL-37', 'an identity outside of an update'),
      );
    case 'ack':
    case 'privateReq':
    case 'privateRes':
    case 'privateData':
    case undefined:
      // LINK-28
      return refuse(run, origin, ignore('LINK-28', 'no chapter gives this message a meaning here'));
  }
}
