/**
 * Pull of identities: the own PeerIdentity, who may see which identity, what an update must hold.
 *
 * Implements spec/07-pull.md, section Identities: PULL-30 to PULL-38, PULL-48, PULL-52, PULL-53, and
 * IDENT-52. The rules are src/rules/pull-identity.ts.
 */
import { isExpired } from '../../rules/identity-admission.js';
import { pullProfileOf } from '../../rules/pull.js';
import {
  identityDisclosure,
  identityDisclosureFacts,
  pulledIdentity,
} from '../../rules/pull-identity.js';
import { gossipMessage, type SignedMessage, signMessage } from '../../wire/envelope.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import { fromHex, keyOf, sameBytes, toHex } from '../../wire/hex.js';
import type { PeerIdentity } from '../../wire/message-types.js';
import { pkiIdOf } from '../../wire/pki-id.js';
import type { Profile } from '../config.js';
import { admitsIdentity, orgOf } from '../identities.js';
import type { Origin } from '../refuse.js';
import { rollOf } from '../roll.js';
import type { Run } from '../run.js';
import type { PkiHex } from '../state.js';
import { noteUses } from '../uses.js';
import { dropItem, holdItem, type ItemKey, type PullEngine, pullFor } from './engine.js';
import { startRound } from './initiator.js';
import type { Pull, View } from './kind.js';
import { receivePull } from './receive.js';

const NO_CHANNEL = new Uint8Array();

export function identityPull(run: Run): Pull {
  const { identityPull: engine } = run.state;
  return pullFor(run, engine, engine, (of) => makePull(of, engine));
}

const makePull = (of: { readonly run: Run }, engine: PullEngine): Pull => ({
  engine,
  msgType: PullMsgType.IDENTITY_MSG,
  tag: Tag.EMPTY,
  channel: NO_CHANNEL,
  mayGreet: undefined, // PULL-38
  keyOf: (digest) => itemOf(digest, of.run.config.profile),
  digestOf: (item, signed) => (signed === undefined ? fromHex(item) : identityIn(signed)!.pkiId),
  isPast: () => false,
  shownTo: (sender) => shownTo(of.run, sender),
  viewOf: (sender) => viewOf(of.run, sender),
  judge: (signed) => judge(of.run, signed),
  take: (item, signed) => take(of.run, item, signed),
  mayHold: (item) => mayHold(of.run, item),
});

const PKI_ID_BYTES = 32;

/** rule itemOf: PULL-52, PULL-53. Those that are no PKI-IDs are not worth remembering. */
function itemOf(digest: Uint8Array, profile: Profile): ItemKey | undefined {
  if (digest.length === PKI_ID_BYTES) return keyOf(digest);
  return profile === 'hardened' ? undefined : toHex(digest);
}

/** The tick `identity-pull`. */
export function startIdentityRound(run: Run): void {
  startRound(run, identityPull(run));
}

/** hello, dataDig, dataReq, dataUpdate of message type IDENTITY_MSG. */
export function receiveIdentityPull(run: Run, signed: SignedMessage, origin: Origin): void {
  receivePull(run, identityPull(run), signed, origin);
}

/** PULL-30: the own identity is advertised from the start. */
export function holdOwnIdentity(run: Run): void {
  const { pkiId, pkiHex, identity, signer, parameters } = run.config;
  const message = gossipMessage(
    'peerIdentity',
    {
      $typeName: 'gossip.PeerIdentity',
      pkiId,
      cert: identity,
      metadata: new Uint8Array(),
    },
    { tag: Tag.EMPTY },
  );
  const signed = signMessage(message, signer);
  holdItem(run.state.identityPull, { item: pkiHex, signed }, parameters.pullItemsMax);
}

/** IDENT-52 */
export const withdrawIdentity = (run: Run, pki: PkiHex): void =>
  dropItem(run.state.identityPull, pki);

const identityIn = ({ message }: SignedMessage): PeerIdentity | undefined =>
  message.content.case === 'peerIdentity' ? message.content.value : undefined;

/** PULL-31: one's own organisation sees all, so that one list serves it. */
function shownTo(run: Run, sender: PkiHex): ((item: PkiHex) => boolean) | undefined {
  const { mspId } = run.config;
  const requester = orgOf(run, sender);
  if (requester === mspId) return undefined;
  return (item) => {
    const endpoint = externalEndpointOf(run, item);
    const facts = identityDisclosureFacts(mspId, requester, orgOf(run, item), endpoint);
    return identityDisclosure(facts).verdict === 'show';
  };
}

/** It follows from the organisation of who sees it, and changes with members and identities. */
const viewOf = (run: Run, sender: PkiHex): View => ({
  of: orgOf(run, sender),
  changes: rollOf(run).changes,
  identitiesOf: (items) => [...items].map((item) => run.state.identities.get(item)),
  noteUses: (uses) => noteUses(run, uses),
});

/** Of this peer, or of a member, alive or dead; empty if there is none. */
const externalEndpointOf = ({ config, state }: Run, pki: PkiHex): string =>
  pki === config.pkiHex ? config.externalEndpoint : (state.members.get(pki)?.endpoint ?? '');

/** rule judge: PULL-33, PULL-34 */
function judge(run: Run, { message, envelope }: SignedMessage): ReturnType<Pull['judge']> {
  const { crypto, authority, profile } = run.config;
  const { content } = message;
  const identity = content.case === 'peerIdentity' ? content.value : undefined;
  const resolved = identity && authority.resolve(identity.cert);
  const verifies = (payload: Uint8Array, signature: Uint8Array) =>
    resolved?.verdict === 'accept' &&
    payload.length > 0 &&
    signature.length > 0 &&
    crypto.verify(resolved.value.key, payload, signature);
  const verdict = pulledIdentity({
    form: identity === undefined ? 'malformed' : 'sound',
    get match() {
      const computed = pkiIdOf(crypto, identity!.cert);
      const isEqual = computed !== undefined && sameBytes(computed, identity!.pkiId);
      return isEqual ? ('equal' as const) : ('different' as const);
    },
    get resolution() {
      return resolved!.verdict;
    },
    profile: pullProfileOf(profile),
    get signature() {
      const { payload, signature, secretEnvelope: secret } = envelope;
      const isValid =
        verifies(payload, signature) &&
        (secret === undefined || verifies(secret.payload, secret.signature));
      return isValid ? ('valid' as const) : ('invalid' as const);
    },
    get expired() {
      const isLate = resolved?.verdict === 'accept' && isExpired(resolved.value, run.at);
      return isLate ? ('yes' as const) : ('no' as const);
    },
  });
  if ('reason' in verdict) return verdict;
  return verdict.verdict === 'skip' ? 'skip' : keyOf(identity!.pkiId);
}

/** rule take: PULL-35. What is stored already stays as it is (IDENT-D5). */
function take(run: Run, item: PkiHex, signed: SignedMessage): void {
  if (run.state.identities.has(item)) return;
  const { pkiId, cert } = identityIn(signed)!;
  admitsIdentity(run, pkiId, cert, true);
}

/** rule mayHold: PULL-36, PULL-48 */
const mayHold = ({ state, config }: Run, item: PkiHex): boolean =>
  state.identities.has(item) || config.profile !== 'hardened';
