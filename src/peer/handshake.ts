/**
 * The handshake of a link: our message, and the judgement on the remote's.
 *
 * Implements spec/04-link.md: LINK-3 (handshakeMessage), LINK-6, LINK-22 to LINK-24, LINK-8 to LINK-10,
 * LINK-17, LINK-27. The rules are src/rules/handshake.ts and src/rules/link-admission.ts.
 */
import { handshakeValidity } from '../rules/handshake.js';
import { linkAdmission } from '../rules/link-admission.js';
import type { SignedMessage } from '../wire/envelope.js';
import { contentKindOf, gossipMessage, signMessage } from '../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../wire/gen/gossip/message_pb.js';
import { keyOf, sameBytes } from '../wire/hex.js';
import type { ConnEstablish } from '../wire/message-types.js';
import { verifierOf, verifyEnvelope } from '../wire/signature.js';
import { admitsIdentity, keyOfIdentity, orgOf } from './identities.js';
import { feedLink } from './links.js';
import { decodedOf, type Received } from './received.js';
import { refuse, refuseUnread } from './refuse.js';
import type { Run } from './run.js';
import type { LinkEntry, PkiHex } from './state.js';

/** LINK-3 */
export function handshakeMessage(run: Run, entry: LinkEntry, probe: boolean): SignedMessage {
  const { config } = run;
  const conn: ConnEstablish = {
    $typeName: 'gossip.ConnEstablish',
    pkiId: config.pkiId,
    identity: config.identity,
    tlsCertHash: entry.localTlsHash ?? new Uint8Array(),
    probe,
  };
  return signMessage(gossipMessage('conn', conn, { tag: Tag.EMPTY }), config.signer);
}

/** The first envelope of a link. `renewed` is called with the expected peer if another one of its organisation answered. */
export function receiveHandshake(
  run: Run,
  entry: LinkEntry,
  received: Received,
  renewed: (expected: PkiHex) => void,
): void {
  const decoded = decodedOf(received);
  const origin = { link: entry.link, sender: '', message: '', author: '' };
  if (decoded.verdict !== 'accept') {
    refuse(run, origin, decoded);
    return feedLink(run, entry, { type: 'envelope.undecodable' });
  }
  const signed = decoded.value;
  const { content } = signed.message;
  const conn = content.case === 'conn' ? content.value : undefined;
  const verdict = judge(run, entry, signed, conn);
  if (verdict.verdict !== 'accept' || conn === undefined) {
    if (verdict.verdict !== 'accept')
      refuseUnread(
        run,
        signed.message,
        { ...origin, message: contentKindOf(signed.message) },
        verdict,
      );
    return feedLink(run, entry, { type: 'handshake.rejected' });
  }
  // LINK-23: for the hardened profile, only now; otherwise it is there already.
  admitsIdentity(run, conn.pkiId, conn.identity, true);
  admit(run, entry, keyOf(conn.pkiId), conn.probe, renewed);
}

function judge(
  run: Run,
  entry: LinkEntry,
  { message, envelope }: SignedMessage,
  conn: ConnEstablish | undefined,
) {
  const { config } = run;
  return handshakeValidity({
    content: message.content.case === 'conn' ? 'conn' : 'other',
    get pkiId() {
      return conn!.pkiId.length > 0 ? ('present' as const) : ('absent' as const);
    },
    get identity() {
      const keep = config.profile !== 'hardened'; // LINK-24
      return admitsIdentity(run, conn!.pkiId, conn!.identity, keep) ? 'admitted' : 'refused';
    },
    get tlsHash() {
      if (!config.tls) return 'unused' as const;
      const seen = entry.remoteTlsHash;
      return seen !== undefined && sameBytes(seen, conn!.tlsCertHash) ? 'equal' : 'different';
    },
    get signature() {
      const key = keyOfIdentity(run, conn!.identity);
      const isValid =
        key !== undefined &&
        verifyEnvelope(envelope, verifierOf(config.crypto, key)).verdict === 'accept';
      return isValid ? ('valid' as const) : ('invalid' as const);
    },
    get probe() {
      return entry.role === 'dialler' && conn!.probe ? ('unfitting' as const) : 'fitting';
    },
  });
}

/** LINK-8: a verified stream becomes the link, takes the place of another, or goes. */
function admit(
  run: Run,
  entry: LinkEntry,
  pkiId: PkiHex,
  probe: boolean,
  renewed: (expected: PkiHex) => void,
): void {
  const { state, config } = run;
  const isProbe = entry.dialler?.entity.probe ?? probe;
  const answered = answeredBy(run, entry, pkiId);
  const { verdict } = linkAdmission({
    role: entry.role,
    answered,
    existing: existingFor(run, entry, pkiId),
    closing: config.profile === 'hardened' ? 'one' : 'both',
  });
  const olderId = state.linkOf.get(pkiId);
  const older = olderId === undefined ? undefined : state.links.get(olderId);
  if (!isProbe && older !== undefined && (verdict === 'replace' || verdict === 'loseBoth'))
    feedLink(run, older, { type: 'link.superseded' });
  if (entry.role === 'acceptor') feedLink(run, entry, { type: 'handshake.verified', pkiId, probe });
  else {
    const admission = verdict === 'loseBoth' ? 'replace' : verdict;
    feedLink(run, entry, { type: 'handshake.verified', pkiId, admission });
    // LINK-27
    if (!isProbe && answered === 'renewed') renewed(entry.expected);
  }
  if (!isProbe && verdict === 'loseBoth') feedLink(run, entry, { type: 'link.superseded' });
}

function answeredBy(run: Run, { expected }: LinkEntry, pkiId: PkiHex) {
  if (expected === '') return 'anybody';
  if (expected === pkiId) return 'expected';
  const org = orgOf(run, pkiId);
  return org !== undefined && org === orgOf(run, expected) ? 'renewed' : 'impostor';
}

function existingFor({ state }: Run, { expected }: LinkEntry, pkiId: PkiHex) {
  if (expected !== '' && state.linkOf.has(expected)) return 'expected';
  const open = state.linkOf.get(pkiId);
  if (open === undefined) return 'none';
  return state.links.get(open)!.role === 'dialler' ? 'dialled' : 'accepted';
}
