/** Faults in the life of links: probes, admission, ends (spec/04-link.md, 4.6 and 4.7). */
import { type Mutant, mutant } from '../mutant.js';
import { withEffects, withoutEffects } from '../rows.js';

const ended = (status: 'OK' | 'UNKNOWN') => (effect: Readonly<Record<string, unknown>>) =>
  effect.type === 'stream.end' ? [{ type: 'stream.end', status }] : [effect];

export const linkLifeMutants: readonly Mutant[] = [
  mutant({
    id: 'link/keeps-probes',
    fault: 'takes a probe for a link like any other',
    breaks: ['LINK-7', 'LINK-R4'],
    module: 'machines/link-acceptor.machine',
    entry: 'linkAcceptorRegistry',
    by: ({ linkAcceptorRegistry }) => ({
      ...linkAcceptorRegistry,
      guards: { ...linkAcceptorRegistry.guards, isProbe: () => false },
    }),
    killedBy: [
      {
        case: 'link/probe-answered-and-ended-with-ok',
        expected: 'ends stream o1.1 with status OK',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'link/ends-broken-links-with-ok',
    fault: 'ends a link with OK on an envelope that does not decode',
    breaks: ['LINK-11', 'LINK-R10'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withEffects('LINK-R10', ended('OK')),
    killedBy: [
      {
        case: 'link/undecodable-payload-ends-the-link',
        expected: 'with status UNKNOWN',
        observed: 'it ended with',
      },
      {
        case: 'wire/bytes-that-are-no-envelope-end-the-link',
        expected: 'with status UNKNOWN',
        observed: 'it ended with',
      },
    ],
  }),
  mutant({
    id: 'link/ends-unneeded-links-as-broken',
    fault: 'ends links that it has no more use for with UNKNOWN',
    breaks: ['LINK-12', 'LINK-9', 'LINK-R11'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withEffects('LINK-R11', ended('UNKNOWN')),
    killedBy: [
      {
        case: 'membership/silent-member-loses-its-link',
        expected: 'with status OK',
        observed: 'it ended with',
      },
      {
        case: 'membership/foreign-requester-without-endpoint-gets-no-response',
        expected: 'with status OK',
        observed: 'it ended with',
      },
      {
        case: 'link/second-link-ends-the-first',
        expected: 'ends stream o1.1 with status OK',
        observed: 'it ended with',
      },
    ],
  }),
  mutant({
    id: 'link/leaves-its-probes-open',
    fault: 'leaves the stream of a probe open once it knows who answered',
    breaks: ['LINK-15', 'LINK-R18'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutEffects('LINK-R18', 'stream.end'),
    killedBy: [
      {
        case: 'link/probe-closed-by-its-dialler',
        expected: 'the target ends stream o1.1',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'link/failed-dials-mean-nothing',
    fault: 'does not take a failed dial for a sign that the peer is dead',
    breaks: ['LINK-18', 'MEMB-21'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutEffects('LINK-R15', 'link.report'),
    killedBy: [
      {
        case: 'membership/unreachable-member-dead-before-the-timeout',
        expected: 'o2 dead in the view',
        observed: 'o2',
      },
    ],
  }),
  mutant({
    id: 'link/dialler-waits-ten-times-as-long',
    fault: 'waits ten times handshakeWait for the handshake message of an acceptor',
    breaks: ['LINK-26', 'LINK-R25'],
    module: 'machines/link-dialler.machine',
    entry: 'linkDiallerRegistry',
    by: ({ linkDiallerRegistry }) => ({
      ...linkDiallerRegistry,
      delays: { handshakeWait: (link) => 10 * link.handshakeWaitMs },
    }),
    killedBy: [
      {
        case: 'link/silent-acceptor-given-up',
        expected: 'the target ends stream',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'link/keeps-both-links-to-a-peer',
    fault: 'keeps the older link when a newer stream of the same peer is verified',
    breaks: ['LINK-9', 'LINK-8'],
    module: 'rules/link-admission',
    entry: 'linkAdmission',
    by:
      ({ linkAdmission }) =>
      (facts) =>
        linkAdmission(facts.role === 'acceptor' ? { ...facts, existing: 'none' } : facts),
    killedBy: [
      {
        case: 'link/second-link-ends-the-first',
        expected: 'ends stream o1.1 with status OK',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'link/keeps-impostors',
    fault:
      'keeps the stream on which a peer of another organisation than the expected one answered',
    breaks: ['LINK-17', 'LINK-8', 'LINK-D8', 'LINK-18'],
    module: 'rules/link-admission',
    entry: 'linkAdmission',
    by:
      ({ linkAdmission }) =>
      (facts) =>
        linkAdmission({ ...facts, answered: 'anybody' }),
    killedBy: [
      { case: 'link/impostor-of-another-organisation-refused', expected: 'o2 dead in the view' },
    ],
  }),
  mutant({
    id: 'link/leaves-the-stream-of-an-impostor-open',
    fault: 'reports an impostor, and leaves its stream open',
    breaks: ['LINK-17', 'LINK-R19'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutEffects('LINK-R19', 'stream.end'),
    killedBy: [
      {
        case: 'link/impostor-of-another-organisation-refused',
        expected: 'the target ends stream',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'link/overlooks-renewed-identities',
    fault: 'keeps the member at whose endpoint another one of its organisation answers',
    breaks: ['LINK-27'],
    module: 'peer/handshake',
    entry: 'receiveHandshake',
    by:
      ({ receiveHandshake }) =>
      (run, entry, received) =>
        receiveHandshake(run, entry, received, () => {}),
    killedBy: [
      {
        case: 'link/renewed-identity-replaces-the-expected-peer',
        expected: 'o2 nowhere in the view',
        observed: 'o2',
      },
    ],
  }),
  mutant({
    id: 'link/overlooks-that-the-remote-has-ended',
    fault: 'keeps a link whose remote has ended its side of the stream',
    breaks: ['LINK-35'],
    module: 'peer/links',
    entry: 'feedLink',
    by:
      ({ feedLink }) =>
      (run, entry, event) => {
        if (event.type !== 'remote.ended' || entry.role === 'dialler') feedLink(run, entry, event);
      },
    killedBy: [
      {
        case: 'link/peer-may-come-back-after-it-ended-its-link',
        expected: 'stays open after the target’s handshake message',
        observed: 'the target ended it',
      },
    ],
  }),
  mutant({
    id: 'link/keeps-what-it-dialled-besides',
    fault: 'keeps the stream that it dialled although a link to the peer has opened meanwhile',
    breaks: ['LINK-10', 'LINK-D9', 'LINK-8'],
    module: 'rules/link-admission',
    entry: 'linkAdmission',
    by:
      ({ linkAdmission }) =>
      (facts) =>
        linkAdmission(facts.existing === 'expected' ? { ...facts, existing: 'none' } : facts),
    killedBy: [
      {
        case: 'link/dialled-stream-closed-where-a-link-has-opened-meanwhile',
        expected: 'the target ends stream',
        observed: 'still open',
      },
    ],
  }),
];
