/**
 * Messages on their way in: from the bytes of an open link to the part of the peer that they concern.
 *
 * Implements spec/04-link.md, LINK-11, LINK-13, LINK-28. What a message means is decided by rules.
 */
import { match, P } from 'ts-pattern';
import { judgeTag, tagApplies } from '../rules/tag-legality.js';
import { contentKindOf, decodeSignedMessage, type SignedMessage } from '../wire/envelope.js';
import { ignore } from '../wire/verdict.js';
import { receiveAlive } from './alive.js';
import { answerContacts } from './contacts.js';
import { receiveHandshake } from './handshake.js';
import { feedLink, isHandshaking, isOpen, pkiOf } from './links.js';
import { feedMember } from './members.js';
import { type Origin, refuse } from './refuse.js';
import { receiveRequest } from './requests.js';
import { receiveResponse } from './responses.js';
import type { Run } from './run.js';
import type { LinkEntry } from './state.js';

export function receiveEnvelope(run: Run, entry: LinkEntry, bytes: Uint8Array): void {
  if (isHandshaking(entry)) {
    const forgetExpected = (expected: string) =>
      feedMember(run, expected, { type: 'identity.switched' });
    return receiveHandshake(run, entry, bytes, forgetExpected);
  }
  if (!isOpen(entry)) return;
  const origin = { link: entry.link, sender: pkiOf(entry), message: '', author: '' };
  const decoded = decodeSignedMessage(bytes);
  if (decoded.verdict !== 'accept') {
    refuse(run, origin, decoded);
    return feedLink(run, entry, { type: 'envelope.undecodable' }); // LINK-11, LINK-30
  }
  const kind = contentKindOf(decoded.value.message);
  const from = { ...origin, message: kind };
  // WIRE-50
  const illegal = tagApplies(kind, run.config.profile)
    ? judgeTag(decoded.value.message)
    : undefined;
  if (illegal !== undefined) return refuse(run, from, illegal); // SYS-4
  dispatch(run, decoded.value, from);
}

function dispatch(run: Run, signed: SignedMessage, origin: Origin): void {
  const { content, nonce } = signed.message;
  match(content)
    .with({ case: P.union('conn', 'empty') }, () => {}) // LINK-13
    .with({ case: 'aliveMsg' }, () => receiveAlive(run, signed, origin))
    .with({ case: 'memReq' }, ({ value }) => receiveRequest(run, value, nonce, origin))
    .with({ case: 'memRes' }, ({ value }) => {
      answerContacts(run, nonce);
      receiveResponse(run, value, origin);
    })
    .with(
      { case: P.union('hello', 'dataDig', 'dataReq', 'dataUpdate') },
      { case: P.union('dataMsg', 'stateInfo', 'stateSnapshot', 'stateInfoPullReq') },
      { case: P.union('stateRequest', 'stateResponse', 'leadershipMsg', 'peerIdentity') },
      { case: P.union('ack', 'privateReq', 'privateRes', 'privateData') },
      { case: undefined },
      // LINK-28
      () => refuse(run, origin, ignore('LINK-28', 'no chapter gives this message a meaning here')),
    )
    .exhaustive();
}
