/** Faults in handshakes: what a peer sends, and what it takes (spec/04-link.md, 4.4 and 4.6). */

import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import type { CoreModules } from '../core-modules.js';
import { type Mutant, mutant } from '../mutant.js';
import { withEffects, withoutEffects } from '../rows.js';

type Received = CoreModules['peer/received'];

/** Messages of which this holds are taken for such that do not decode. */
const undecodable =
  (
    isOne: (message: {
      readonly tag: Tag;
      readonly nonce: bigint;
      readonly channel: Uint8Array;
      readonly content: { readonly case: string | undefined };
    }) => boolean,
  ) =>
  ({ decodedOf }: Received): Received['decodedOf'] =>
  (received) => {
    const decoded = decodedOf(received);
    return decoded.verdict === 'accept' && isOne(decoded.value.message)
      ? { verdict: 'reject', clause: 'WIRE-10', reason: 'odd' }
      : decoded;
  };

export const linkMutants: readonly Mutant[] = [
  mutant({
    id: 'link/acceptor-waits-for-the-dialler',
    fault: 'sends its handshake message only after the dialler’s',
    breaks: ['LINK-1', 'LINK-R2'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: ({ steppers }) =>
      withEffects('LINK-R5', (effect) => [{ type: 'handshake.send', probe: false }, effect])({
        steppers: withoutEffects('LINK-R2', 'handshake.send')({ steppers }),
      }),
    killedBy: [
      { case: 'link/acceptor-sends-its-handshake-first', expected: 'ConnEstablish to o1.1' },
    ],
  }),
  mutant({
    id: 'link/names-the-certificate-of-the-remote',
    fault: 'puts the hash of the remote’s TLS certificate into its handshake message',
    breaks: ['LINK-3'],
    module: 'peer/handshake',
    entry: 'handshakeMessage',
    by:
      ({ handshakeMessage }) =>
      (run, entry, probe) =>
        handshakeMessage(run, { ...entry, localTlsHash: entry.remoteTlsHash }, probe),
    killedBy: [
      {
        case: 'link/handshake-message-names-the-tls-certificate',
        expected: 'tls_cert_hash',
        observed: 'tls_cert_hash',
      },
      {
        case: 'link/dialler-handshake-bound-to-its-certificate',
        expected: 'tls_cert_hash of the client certificate',
        observed: 'another hash',
      },
    ],
  }),
  mutant({
    id: 'link/handshake-message-has-a-nonce',
    fault: 'gives its handshake message a nonce',
    breaks: ['LINK-3'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, options) =>
        gossipMessage(kind, value, kind === 'conn' ? { ...options, nonce: 77n } : options),
    killedBy: [
      { case: 'link/handshake-message-is-well-formed', expected: 'nonce 0', observed: 'nonce 77' },
    ],
  }),
  mutant({
    id: 'link/acceptor-says-that-it-is-a-probe',
    fault: 'sets probe in its handshake message as an acceptor',
    breaks: ['LINK-16'],
    module: 'peer/handshake',
    entry: 'handshakeMessage',
    by:
      ({ handshakeMessage }) =>
      (run, entry, probe) =>
        handshakeMessage(run, entry, probe || entry.role === 'acceptor'),
    killedBy: [
      {
        case: 'link/handshake-message-is-well-formed',
        expected: 'probe false',
        observed: 'probe true',
      },
    ],
  }),
  mutant({
    id: 'link/compares-no-tls-hash',
    fault: 'does not compare the TLS hash with the certificate of the connection',
    breaks: ['LINK-6', 'LINK-D4'],
    module: 'rules/handshake',
    entry: 'handshakeValidity',
    by:
      ({ handshakeValidity }) =>
      (facts) =>
        handshakeValidity(Object.create(facts, { tlsHash: { value: 'unused' } })),
    killedBy: [
      {
        case: 'link/handshake-with-tls-hash-of-another-certificate-refused',
        expected: 'with status UNKNOWN',
        observed: 'still open',
      },
      {
        case: 'link/acceptor-handshake-with-wrong-tls-hash-refused',
        expected: 'only handshake messages of probes',
        observed: 'probe, conn',
      },
    ],
  }),
  mutant({
    id: 'link/verifies-no-handshake',
    fault: 'does not verify the signature of a handshake message',
    breaks: ['LINK-6', 'LINK-D5'],
    module: 'rules/handshake',
    entry: 'handshakeValidity',
    by:
      ({ handshakeValidity }) =>
      (facts) =>
        handshakeValidity(Object.create(facts, { signature: { value: 'valid' } })),
    killedBy: [
      {
        case: 'link/handshake-with-signature-by-another-key-refused',
        expected: 'with status UNKNOWN',
        observed: 'still open',
      },
      {
        case: 'link/acceptor-handshake-with-wrong-signature-refused',
        expected: 'only handshake messages of probes',
        observed: 'probe, conn',
      },
    ],
  }),
  mutant({
    id: 'link/wants-handshakes-in-one-form',
    fault: 'refuses a handshake message with another tag than EMPTY, a nonce or a channel',
    breaks: ['LINK-22'],
    module: 'peer/received',
    entry: 'decodedOf',
    by: undecodable(
      ({ tag, nonce, channel, content }) =>
        content.case === 'conn' && (tag !== Tag.EMPTY || nonce !== 0n || channel.length > 0),
    ),
    killedBy: [
      { case: 'link/handshake-with-unusual-tag-accepted', expected: 'MembershipResponse' },
      { case: 'link/handshake-with-unusual-nonce-accepted', expected: 'MembershipResponse' },
      { case: 'link/handshake-with-unusual-channel-accepted', expected: 'MembershipResponse' },
    ],
  }),
  mutant({
    id: 'link/ends-links-on-empty-messages',
    fault: 'closes a link on a message without content',
    breaks: ['LINK-13'],
    module: 'peer/received',
    entry: 'decodedOf',
    by: undecodable(({ content }) => content.case === undefined || content.case === 'empty'),
    killedBy: [
      {
        case: 'link/empty-envelope-ignored',
        expected: 'no reaction on',
        observed: 'end of stream',
      },
      { case: 'link/empty-content-ignored', expected: 'no reaction on', observed: 'end of stream' },
    ],
  }),
  mutant({
    id: 'link/ends-links-on-what-means-nothing',
    fault: 'closes a link on private data and on acknowledgements',
    breaks: ['LINK-28'],
    module: 'peer/received',
    entry: 'decodedOf',
    by: undecodable(({ content }) =>
      ['ack', 'privateReq', 'privateRes', 'privateData'].includes(content.case ?? ''),
    ),
    killedBy: [
      {
        case: 'link/private-data-response-unasked-ignored',
        expected: 'no reaction on',
        observed: 'end of stream',
      },
      {
        case: 'link/acknowledgement-of-nothing-ignored',
        expected: 'no reaction on',
        observed: 'end of stream',
      },
    ],
  }),
  mutant({
    id: 'link/answers-an-anonymous-stream',
    fault: 'sends its handshake message on a stream without certificate before it closes it',
    breaks: ['LINK-2', 'LINK-R1'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withEffects('LINK-R1', (effect) => [{ type: 'handshake.send', probe: false }, effect]),
    killedBy: [
      {
        case: 'link/anonymous-stream-refused',
        expected: 'no message to o1',
        observed: '1 messages',
      },
    ],
  }),
  mutant({
    id: 'link/acceptor-waits-ten-times-as-long',
    fault: 'waits ten times handshakeWait for the handshake message of a dialler',
    breaks: ['LINK-4'],
    module: 'machines/link-acceptor.machine',
    entry: 'linkAcceptorRegistry',
    by: ({ linkAcceptorRegistry }) => ({
      ...linkAcceptorRegistry,
      delays: { handshakeWait: (link) => 10 * link.handshakeWaitMs },
    }),
    killedBy: [
      {
        case: 'link/silent-dialler-closed-after-handshake-wait',
        expected: 'with status UNKNOWN',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'link/ends-refused-streams-with-ok',
    fault: 'ends a stream with OK whose handshake message it refuses',
    breaks: ['LINK-5', 'LINK-R6'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withEffects('LINK-R6', () => [{ type: 'stream.end', status: 'OK' }]),
    killedBy: [
      {
        case: 'link/other-first-message-refused',
        expected: 'with status UNKNOWN',
        observed: 'it ended with',
      },
      {
        case: 'link/undecodable-first-envelope-refused',
        expected: 'with status UNKNOWN',
        observed: 'it ended with',
      },
      {
        case: 'link/handshake-with-no-signature-refused',
        expected: 'with status UNKNOWN',
        observed: 'it ended with',
      },
    ],
  }),
];
