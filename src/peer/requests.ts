/**
 * Membership requests and responses that a peer makes, and requests that it receives.
 *
 * Implements spec/05-membership.md, rules requestFor and responseFor: MEMB-6, MEMB-16, MEMB-17, MEMB-26,
 * MEMB-28, MEMB-35, MEMB-44, MEMB-46, MEMB-47. The rules are src/rules/membership-request.ts and disclosure.ts.
 */
import {
  authorOf,
  type Disclosure,
  disclosure,
  disclosureFacts,
  disclosuresTo,
} from '../rules/disclosure.js';
import { membershipRequest } from '../rules/membership-request.js';
import {
  carry,
  gossipMessage,
  openEnvelope,
  type SignedMessage,
  unsignedMessage,
  withoutSecret,
} from '../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../wire/gen/gossip/message_pb.js';
import type { MspId } from '../wire/identity/port.js';
import type { MembershipRequest } from '../wire/message-types.js';
import { type Refusal, reject } from '../wire/verdict.js';
import { type Alive, refusalOf, soundAlive } from './alive.js';
import { storedAgainst } from './alive-store.js';
import { claimedAuthor } from './claimed-author.js';
import { orgOf, orgOfMember } from './identities.js';
import { releaseLink, sendTo, sendToMember } from './links.js';
import { isAlive, updateMember } from './members.js';
import { ownAlive } from './own-alive.js';
import { type Origin, refuse } from './refuse.js';
import { membershipResponse } from './response-elements.js';
import type { Run } from './run.js';
import type { PkiHex } from './state.js';

/** rule requestFor: a request that tells `self` about us; the secret only for our organisation (MEMB-35). */
export function requestFor(
  run: Run,
  self: SignedMessage,
  to: PkiHex,
  nonce: bigint,
): SignedMessage {
  const isOurs = orgOf(run, to) === run.config.mspId;
  return unsignedMessage(
    gossipMessage(
      'memReq',
      {
        $typeName: 'gossip.MembershipRequest',
        selfInformation: carry(isOurs ? self : withoutSecret(self)),
        known: [], // MEMB-44
      },
      { tag: Tag.EMPTY, nonce },
    ),
  );
}

/** MEMB-6 */
export function syncMembership(run: Run): void {
  const drawn = run.choose.sample(run.state.living, run.config.parameters.pullPeerNum);
  if (drawn.length === 0) return;
  const self = ownAlive(run);
  for (const member of drawn) {
    const { pki } = member;
    sendToMember(run, member, requestFor(run, self, pki, 0n));
  }
}

/** MEMB-15 */
export function receiveRequest(
  run: Run,
  request: MembershipRequest,
  nonce: bigint,
  origin: Origin,
): void {
  const { selfInformation } = request;
  const opened = selfInformation && openEnvelope(selfInformation);
  const self: Alive | Refusal =
    opened?.verdict === 'accept'
      ? soundAlive(opened.value)
      : reject('MEMB-D19', 'no alive message in the membership request');
  const alive = 'verdict' in self ? undefined : self;
  let refusal: Refusal | undefined;
  const { verdict, clause } = membershipRequest({
    self: alive === undefined ? 'malformed' : 'sound',
    get author() {
      return alive!.author === origin.sender ? ('sender' as const) : ('other' as const);
    },
    get authentic() {
      refusal = refusalOf(run, alive!);
      return refusal === undefined ? ('yes' as const) : ('no' as const);
    },
    get stored() {
      return storedAgainst(run, alive!.author, alive!.timestamp);
    },
    get own() {
      const isHidden = disclosureOfSelf(run, alive!) === 'hide';
      return isHidden ? ('hidden' as const) : ('shown' as const);
    },
  });
  if (verdict === 'reject' || verdict === 'refuse') {
    const author = opened?.verdict === 'accept' ? claimedAuthor(opened.value.message) : '';
    const foreign = reject(clause, 'the membership request does not speak for its sender');
    return refuse(run, { ...origin, author }, verdict === 'refuse' ? refusal! : foreign);
  }
  if (verdict === 'applyAndReply' || verdict === 'applyAndClose') updateMember(run, alive!);
  if (verdict === 'close' || verdict === 'applyAndClose') return releaseLink(run, origin.sender);
  const target = {
    pkiId: origin.sender,
    endpoint: alive!.internalEndpoint || alive!.endpoint,
  };
  sendTo(run, target, responseFor(run, alive!, nonce));
}

/** What may be told of this peer to the author of a request. */
const disclosureOfSelf = (run: Run, { author, endpoint }: Alive): Disclosure =>
  disclosure(
    disclosureFacts(
      run.config.mspId,
      { org: orgOf(run, author), endpoint },
      { org: run.config.mspId, endpoint: run.config.externalEndpoint },
    ),
  ).verdict;

/** rule responseFor: MEMB-16, MEMB-17, MEMB-47 */
export function responseFor(run: Run, requester: Alive, nonce: bigint): SignedMessage {
  const { config, state } = run;
  const asker = { org: orgOf(run, requester.author), endpoint: requester.endpoint };
  const disclosures = disclosuresTo(config.mspId, asker); // MEMB-28
  const alive: SignedMessage[] = [];
  const dead: SignedMessage[] = [];
  const show = (
    into: SignedMessage[],
    signed: SignedMessage,
    org: MspId | undefined,
    endpoint: string,
  ) => {
    const verdict =
      disclosures[authorOf(config.mspId, asker.org, org)][endpoint === '' ? 'no' : 'yes'];
    if (verdict !== 'hide') into.push(verdict === 'show' ? signed : withoutSecret(signed));
  };
  for (const member of state.members.values())
    show(isAlive(member) ? alive : dead, member.alive, orgOfMember(run, member), member.endpoint);
  const self = state.ownAlive ?? ownAlive(run); // MEMB-47
  show(alive, self, config.mspId, config.externalEndpoint);
  return unsignedMessage(
    gossipMessage('memRes', membershipResponse({ alive, dead }), { tag: Tag.EMPTY, nonce }),
  );
}
