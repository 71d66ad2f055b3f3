/** Faults in membership requests and in what a peer tells (spec/05-membership.md, 5.4). */
import { type Mutant, mutant } from '../mutant.js';

export const membershipExchangeMutants: readonly Mutant[] = [
  mutant({
    id: 'membership/asks-ten-times-as-rarely',
    fault: 'asks for the view of others every ten pullIntervals',
    breaks: ['MEMB-6'],
    module: 'peer/periodic',
    entry: 'periodsOf',
    by:
      ({ periodsOf }) =>
      (parameters) => ({
        ...periodsOf(parameters),
        'membership-sync': 10 * parameters.pullInterval,
      }),
    killedBy: [
      {
        case: 'membership/membership-asked-every-pull-interval',
        expected: 'MembershipRequest with nonce 0 to',
      },
    ],
  }),
  mutant({
    id: 'membership/tells-everybody-its-secret',
    fault: 'hides no secret envelope from other organisations',
    breaks: ['MEMB-35', 'WIRE-40', 'MEMB-I4'],
    module: 'wire/envelope',
    entry: 'withoutSecret',
    by: () => (signed) => signed,
    killedBy: [
      { case: 'membership/request-to-foreign-member-without-secret', expected: 'no secret' },
      { case: 'membership/foreign-requester-told-no-secret', expected: 'no secret envelope' },
    ],
  }),
  mutant({
    id: 'membership/lists-whom-it-knows',
    fault: 'fills the field known of its membership requests',
    breaks: ['MEMB-44'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, options) =>
        gossipMessage(
          kind,
          kind === 'memReq' ? ({ ...value, known: [new Uint8Array(32)] } as typeof value) : value,
          options,
        ),
    killedBy: [
      { case: 'membership/membership-asked-every-pull-interval', expected: 'known empty' },
      { case: 'membership/bootstrap-request-carries-own-secret', expected: 'known empty' },
    ],
  }),
  mutant({
    id: 'membership/ends-links-on-odd-requests',
    fault: 'ends the link on a membership request without alive message',
    breaks: ['MEMB-15', 'MEMB-D19'],
    module: 'rules/membership-request',
    entry: 'membershipRequest',
    by:
      ({ membershipRequest }) =>
      (facts) =>
        facts.self === 'malformed'
          ? { verdict: 'close', clause: 'MEMB-D19' }
          : membershipRequest(facts),
    killedBy: [
      {
        case: 'membership/request-without-self-rejected',
        expected: 'no reaction on',
        observed: 'end of stream',
      },
      {
        case: 'membership/request-with-undecodable-self-rejected',
        expected: 'no reaction on',
        observed: 'end of stream',
      },
    ],
  }),
  mutant({
    id: 'membership/answers-requests-for-others',
    fault: 'does not ask whether the alive message of a request is of its sender',
    breaks: ['MEMB-15', 'MEMB-D20'],
    module: 'rules/membership-request',
    entry: 'membershipRequest',
    by:
      ({ membershipRequest }) =>
      (facts) =>
        membershipRequest(Object.create(facts, { author: { value: 'sender' } })),
    killedBy: [
      {
        case: 'membership/request-with-anothers-alive-rejected',
        expected: 'no reaction on',
        observed: 'MembershipResponse',
      },
    ],
  }),
  mutant({
    id: 'membership/response-without-nonce',
    fault: 'leaves the nonce of the request out of its response',
    breaks: ['MEMB-17'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, options) =>
        gossipMessage(kind, value, kind === 'memRes' ? { ...options, nonce: 0n } : options),
    killedBy: [
      {
        case: 'membership/response-copies-the-nonce',
        expected: 'nonce',
        observed: 'nonce 0',
      },
    ],
  }),
  mutant({
    id: 'membership/stores-what-came-in-responses',
    fault: 'puts alive messages of membership responses into its alive message store',
    breaks: ['MEMB-46'],
    module: 'peer/alive-store',
    entry: 'storedAgainst',
    by:
      ({ storedAgainst, storeAlive }) =>
      (run, author, timestamp) => {
        const against = storedAgainst(run, author, timestamp);
        const alive = { author, timestamp, endpoint: '', internalEndpoint: undefined };
        if (against === 'older')
          storeAlive(
            run,
            alive as Parameters<typeof storeAlive>[1],
            run.state.aliveStore.get(author),
          );
        return against;
      },
    killedBy: [
      {
        case: 'membership/alive-in-response-still-forwarded-when-pushed',
        expected: 'AliveMessage of o7 as o1 pushed it',
      },
    ],
  }),
  mutant({
    id: 'membership/own-alive-message-first',
    fault: 'puts its own alive message first into a membership response',
    breaks: ['MEMB-16'],
    module: 'peer/response-elements',
    entry: 'membershipResponse',
    by:
      ({ membershipResponse }) =>
      ({ alive, dead }) =>
        membershipResponse({ alive: alive.toReversed(), dead }),
    killedBy: [
      { case: 'membership/response-ends-with-the-own-alive', expected: 'target last among alive' },
    ],
  }),
  mutant({
    id: 'membership/lists-no-dead',
    fault: 'leaves the dead members out of a membership response',
    breaks: ['MEMB-16'],
    module: 'peer/response-elements',
    entry: 'membershipResponse',
    by:
      ({ membershipResponse }) =>
      ({ alive }) =>
        membershipResponse({ alive, dead: [] }),
    killedBy: [{ case: 'membership/silent-member-listed-dead', expected: 'o2 dead in the view' }],
  }),
  mutant({
    id: 'membership/tells-of-third-organisations',
    fault: 'tells of members of organisations that are neither its own nor the requester’s',
    breaks: ['MEMB-28', 'MEMB-D31', 'MEMB-I4'],
    module: 'rules/disclosure',
    entry: 'disclosuresTo',
    by:
      ({ disclosuresTo }) =>
      (ownOrg, asker) => {
        const told = disclosuresTo(ownOrg, asker);
        return { ...told, third: told.requester };
      },
    killedBy: [
      {
        case: 'membership/own-organisation-not-told-of-foreign-members',
        expected: 'f1 nowhere in the view',
      },
      {
        case: 'membership/foreign-requester-not-told-of-third-organisation',
        expected: 'g1 nowhere in the view',
      },
    ],
  }),
  mutant({
    id: 'membership/tells-of-hidden-members',
    fault: 'tells other organisations of members without external endpoint',
    breaks: ['MEMB-28', 'MEMB-D31'],
    module: 'rules/disclosure',
    entry: 'disclosuresTo',
    by:
      ({ disclosuresTo }) =>
      (ownOrg, asker) => {
        const told = disclosuresTo(ownOrg, asker);
        return { ...told, ours: { ...told.ours, no: told.ours.yes } };
      },
    killedBy: [
      {
        case: 'membership/foreign-requester-not-told-of-hidden-members',
        expected: 'o1 nowhere in the view',
      },
    ],
  }),
];
