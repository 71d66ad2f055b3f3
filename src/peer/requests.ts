/**
 * Membership requests and responses that a peer makes, and requests that it receives.
 *
 * Implements spec/05-membership.md, rules requestFor and responseFor: MEMB-6, MEMB-16, MEMB-17, MEMB-26,
 * MEMB-28, MEMB-35, MEMB-44, MEMB-46, MEMB-47, MEMB-53. The rules are src/rules/membership-request.ts and
 * disclosure.ts.
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
  internalEndpointOf,
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
import { orgOf } from './identities.js';
import { releaseLink, sendTo, sendToMember } from './links.js';
import { listingOf } from './listing.js';
import { preferredEndpointOf, updateMember } from './members.js';
import { ownAlive } from './own-alive.js';
import { type Origin, refuse } from './refuse.js';
import { membershipResponse } from './response-elements.js';
import { rollOf } from './roll.js';
import type { Run } from './run.js';
import type { MemberEntry, PkiHex } from './state.js';
import { noteUses } from './uses.js';

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
    const request = requestFor(run, self, member.pki, 0n);
    if (run.state.linkOf.has(member.pki)) sendToMember(run, member, request);
    else sendTo(run, { pkiId: member.pki, endpoint: syncEndpointOf(run, member) }, request);
  }
}

/** rule syncEndpointOf: MEMB-53. May be empty. */
function syncEndpointOf({ config }: Run, member: MemberEntry): string {
  if (config.profile === 'hardened') return preferredEndpointOf(member);
  return internalEndpointOf(member.alive.envelope) || member.endpoint;
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
  const disclosuresOf = (org: MspId | undefined) =>
    disclosures[authorOf(config.mspId, asker.org, org)];
  const alive: SignedMessage[] = [];
  const dead: SignedMessage[] = [];
  const show = (into: SignedMessage[], signed: SignedMessage, verdict: Disclosure) => {
    if (verdict !== 'hide') into.push(verdict === 'show' ? signed : withoutSecret(signed));
  };
  const { members, orgOf: orgs, hasEndpoint, isAlive, uses } = listingOf(run);
  noteUses(run, uses);
  const ofOrg = rollOf(run).orgs.map(disclosuresOf);
  for (let i = 0; i < members.length; i++) {
    const { yes, no } = ofOrg[orgs[i]!]!;
    const verdict = hasEndpoint[i] === 1 ? yes : no;
    if (verdict !== 'hide') show(isAlive[i] === 1 ? alive : dead, members[i]!.alive, verdict);
  }
  const self = state.ownAlive ?? ownAlive(run); // MEMB-47
  const { yes, no } = disclosuresOf(config.mspId);
  show(alive, self, config.externalEndpoint === '' ? no : yes);
  return unsignedMessage(
    gossipMessage('memRes', membershipResponse({ alive, dead }), { tag: Tag.EMPTY, nonce }),
  );
}
