/** Faults in when a member is taken for dead, alive or forgotten (spec/05-membership.md, 5.6). */
import { fromBinary } from '@bufbuild/protobuf';
import { EnvelopeSchema, GossipMessageSchema } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';
import { withoutRow, withTarget } from '../rows.js';

export const membershipLivenessMutants: readonly Mutant[] = [
  mutant({
    id: 'membership/every-message-is-a-sign-of-life',
    fault: 'takes every message of a member for a sign of its life',
    breaks: ['MEMB-40'],
    module: 'peer/receive',
    entry: 'receiveEnvelope',
    by:
      ({ receiveEnvelope }) =>
      (run, entry, received) => {
        receiveEnvelope(run, entry, received);
        const member = run.state.members.get(entry.acceptor?.entity.pkiId ?? '');
        if (member) member.lastSeenMs = run.at;
      },
    killedBy: [
      {
        case: 'membership/other-messages-keep-nobody-alive',
        expected: 'while messages still come',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'membership/repetitions-are-signs-of-life',
    fault: 'takes an alive message that it has seen for a sign of its author’s life',
    breaks: ['MEMB-40', 'MEMB-D10'],
    module: 'peer/receive',
    entry: 'receiveEnvelope',
    by:
      ({ receiveEnvelope }) =>
      (run, entry, received) => {
        receiveEnvelope(run, entry, received);
        const { payload } = fromBinary(EnvelopeSchema, received as Uint8Array);
        const { content } = fromBinary(GossipMessageSchema, payload);
        const author = content.case === 'aliveMsg' ? content.value.membership?.pkiId : undefined;
        const member = run.state.members.get(Buffer.from(author ?? []).toString('hex'));
        if (member) member.lastSeenMs = run.at;
      },
    killedBy: [
      {
        case: 'membership/replays-keep-nobody-alive',
        expected: 'while messages still come',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'membership/silent-member-never-dies',
    fault: 'never takes a silent member for dead',
    breaks: ['MEMB-20', 'MEMB-R5'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('MEMB-R5'),
    killedBy: [
      { case: 'membership/silent-member-listed-dead', expected: 'o2 dead in the view' },
      { case: 'membership/silent-member-loses-its-link', expected: 'with status OK' },
    ],
  }),
  mutant({
    id: 'membership/judges-silence-every-fifth-timeout',
    fault: 'judges who has been silent only every five times aliveExpirationTimeout',
    breaks: ['MEMB-19'],
    module: 'peer/parameters',
    entry: 'silenceCheckOf',
    by: () => (parameters) => 5 * parameters.aliveExpirationTimeout,
    killedBy: [
      {
        case: 'membership/silent-member-loses-its-link',
        expected: 'with status OK',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'membership/halves-the-timeout',
    fault: 'takes a member for dead after half of aliveExpirationTimeout',
    breaks: ['MEMB-19', 'MEMB-20'],
    module: 'peer/members',
    entry: 'sweepSilent',
    by:
      ({ sweepSilent }) =>
      (run) => {
        const { parameters } = run.config;
        const aliveExpirationTimeout = parameters.aliveExpirationTimeout / 2;
        const config = { ...run.config, parameters: { ...parameters, aliveExpirationTimeout } };
        sweepSilent({ ...run, config });
      },
    killedBy: [
      {
        case: 'membership/silent-member-loses-its-link',
        expected: 'but not before',
        observed: 'it ended after',
      },
    ],
  }),
  mutant({
    id: 'membership/waits-for-the-silence-of-the-unreachable',
    fault: 'takes a member that it cannot reach for dead only when it has been silent for long',
    breaks: ['MEMB-21', 'MEMB-R6'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('MEMB-R6'),
    killedBy: [
      {
        case: 'membership/unreachable-member-dead-before-the-timeout',
        expected: 'o2 dead in the view',
      },
    ],
  }),
  mutant({
    id: 'membership/alive-messages-expire-ten-times-as-late',
    fault: 'keeps entries of its alive message store ten times as long',
    breaks: ['MEMB-22'],
    module: 'peer/parameters',
    entry: 'aliveMessageTtlOf',
    by:
      ({ aliveMessageTtlOf }) =>
      (parameters) =>
        10 * aliveMessageTtlOf(parameters),
    killedBy: [
      { case: 'membership/long-silent-member-forgotten', expected: 'o2 nowhere in the view' },
    ],
  }),
  mutant({
    id: 'membership/forgets-bootstrap-members',
    fault: 'forgets a long silent member although its endpoint is a bootstrap endpoint',
    breaks: ['MEMB-24', 'MEMB-R12'],
    module: 'machines/member.machine',
    entry: 'memberRegistry',
    by: ({ memberRegistry }) => ({ ...memberRegistry, guards: { isPinned: () => false } }),
    killedBy: [
      { case: 'membership/long-silent-bootstrap-member-kept', expected: 'o2 dead in the view' },
    ],
  }),
  mutant({
    id: 'membership/forgets-nobody',
    fault: 'keeps members whose alive message has expired',
    breaks: ['MEMB-24', 'MEMB-R13'],
    module: 'machines/member.machine',
    entry: 'memberRegistry',
    by: ({ memberRegistry }) => ({ ...memberRegistry, guards: { isPinned: () => true } }),
    killedBy: [
      { case: 'membership/long-silent-member-forgotten', expected: 'o2 nowhere in the view' },
    ],
  }),
  mutant({
    id: 'membership/switched-member-is-dead',
    fault: 'takes a member whose identity has switched for dead instead of forgetting it',
    breaks: ['MEMB-27', 'MEMB-R9'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withTarget('MEMB-R9', 'dead'),
    killedBy: [
      {
        case: 'link/renewed-identity-replaces-the-expected-peer',
        expected: 'o2 nowhere in the view',
      },
    ],
  }),
  mutant({
    id: 'membership/pings-the-dead-ten-times-as-rarely',
    fault: 'pings dead members every ten reconnectIntervals',
    breaks: ['MEMB-25'],
    module: 'machines/reconnection.machine',
    entry: 'reconnectionRegistry',
    by: ({ reconnectionRegistry }) => ({
      ...reconnectionRegistry,
      delays: { reconnectInterval: (reconnection) => 10 * reconnection.reconnectIntervalMs },
    }),
    killedBy: [
      { case: 'membership/dead-member-pinged-and-asked', expected: 'Ping to o2' },
      { case: 'membership/learned-dead-pinged-and-asked', expected: 'Ping to o7' },
    ],
  }),
  mutant({
    id: 'membership/asks-the-returned-with-a-nonce',
    fault: 'gives the request to a dead member that answers a ping a random nonce',
    breaks: ['MEMB-26'],
    module: 'peer/requests',
    entry: 'requestFor',
    by:
      ({ requestFor }) =>
      (run, self, to, nonce) =>
        requestFor(run, self, to, nonce || run.choose.nonce()),
    killedBy: [
      {
        case: 'membership/dead-member-pinged-and-asked',
        expected: 'MembershipRequest with nonce 0',
      },
      {
        case: 'membership/learned-dead-pinged-and-asked',
        expected: 'MembershipRequest with nonce 0',
      },
    ],
  }),
  mutant({
    id: 'membership/probes-are-links',
    fault: 'does not mark its probes as such',
    breaks: ['MEMB-29'],
    module: 'peer/handshake',
    entry: 'handshakeMessage',
    by:
      ({ handshakeMessage }) =>
      (run, entry) =>
        handshakeMessage(run, entry, false),
    killedBy: [
      {
        case: 'membership/bootstrap-peer-probed-then-asked',
        expected: 'Ping, stream, probe, Ping, stream, conn, memReq',
        observed: 'Ping, stream, conn',
      },
    ],
  }),
  mutant({
    id: 'membership/greets-foreign-bootstrap-peers',
    fault: 'asks a bootstrap peer for its view, whatever its organisation',
    breaks: ['MEMB-30', 'MEMB-D49'],
    module: 'rules/contact',
    entry: 'contact',
    by:
      ({ contact }) =>
      (facts) => {
        const judged = contact(facts);
        return judged.verdict === 'refuse' ? { ...judged, verdict: 'request' } : judged;
      },
    killedBy: [
      {
        case: 'membership/bootstrap-peer-of-foreign-organisation-not-asked',
        expected: 'a second probe',
      },
    ],
  }),
  mutant({
    id: 'membership/asks-contacts-without-nonce',
    fault: 'gives the request to a contact nonce 0',
    breaks: ['MEMB-31'],
    module: 'peer/requests',
    entry: 'requestFor',
    by:
      ({ requestFor }) =>
      (run, self, to) =>
        requestFor(run, self, to, 0n),
    killedBy: [
      {
        case: 'membership/bootstrap-peer-probed-then-asked',
        expected: 'MembershipRequest with a nonce',
      },
    ],
  }),
  mutant({
    id: 'membership/asks-contacts-once',
    fault: 'does not repeat the request to a contact that does not answer',
    breaks: ['MEMB-32', 'MEMB-R38'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('MEMB-R38'),
    killedBy: [
      { case: 'membership/unanswered-bootstrap-request-repeated', expected: 'again to o1' },
    ],
  }),
  mutant({
    id: 'membership/asks-contacts-for-ever',
    fault: 'repeats the request to a contact that has answered',
    breaks: ['MEMB-32', 'MEMB-R34'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('MEMB-R34'),
    killedBy: [
      {
        case: 'membership/answered-bootstrap-request-not-repeated',
        expected: 'no request with nonce',
        observed: 'a repetition',
      },
    ],
  }),
  mutant({
    id: 'membership/probes-again-at-once',
    fault: 'probes a contact again right after a failed probe',
    breaks: ['MEMB-43'],
    module: 'machines/contact.machine',
    entry: 'contactRegistry',
    by: ({ contactRegistry }) => ({
      ...contactRegistry,
      delays: { ...contactRegistry.delays, reconnectInterval: () => 10 },
    }),
    killedBy: [
      {
        case: 'membership/bootstrap-peer-of-foreign-organisation-not-asked',
        expected: 'ms between the probes',
      },
    ],
  }),
];
