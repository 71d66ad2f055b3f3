/** Faults in what a peer says of itself (spec/05-membership.md, AliveMessage). */
import { type Mutant, mutant } from '../mutant.js';
import { withoutRow } from '../rows.js';

export const ownAliveMutants: readonly Mutant[] = [
  mutant({
    id: 'membership/alive-message-has-a-nonce',
    fault: 'gives its alive messages a nonce',
    breaks: ['MEMB-1'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, options) =>
        gossipMessage(kind, value, kind === 'aliveMsg' ? { ...options, nonce: 77n } : options),
    killedBy: [
      { case: 'membership/own-alive-is-signed', expected: 'nonce 0', observed: 'nonce 77' },
    ],
  }),
  mutant({
    id: 'membership/tells-its-internal-endpoint-for-want-of-another',
    fault: 'puts its internal endpoint into alive messages where it has no external one',
    breaks: ['MEMB-7', 'MEMB-1'],
    module: 'peer/own-alive',
    entry: 'ownAlive',
    by:
      ({ ownAlive }) =>
      (run) => {
        const { externalEndpoint, endpoint } = run.config;
        const config = { ...run.config, externalEndpoint: externalEndpoint || endpoint };
        return ownAlive({ ...run, config });
      },
    killedBy: [
      {
        case: 'membership/own-alive-of-a-hidden-peer-has-no-endpoint',
        expected: 'no endpoint',
        observed: 'endpoint 127.0.0.1',
      },
    ],
  }),
  mutant({
    id: 'membership/start-is-the-present',
    fault: 'uses the present instant as the incarnation of each alive message',
    breaks: ['MEMB-2'],
    module: 'peer/own-alive',
    entry: 'ownAlive',
    by:
      ({ ownAlive }) =>
      (run) => {
        const { startedMs } = run.state;
        run.state.startedMs = run.at;
        const made = ownAlive(run);
        run.state.startedMs = startedMs;
        return made;
      },
    killedBy: [
      {
        case: 'membership/incarnation-constant-and-sequence-rising',
        expected: 'the same inc_num in all',
      },
    ],
  }),
  mutant({
    id: 'membership/start-in-milliseconds',
    fault: 'tells the instant of its start in milliseconds',
    breaks: ['MEMB-2'],
    module: 'peer/own-alive',
    entry: 'ownAlive',
    by:
      ({ ownAlive }) =>
      (run) => {
        const { startedMs } = run.state;
        run.state.startedMs = Math.floor(startedMs / 1_000_000);
        const made = ownAlive(run);
        run.state.startedMs = startedMs;
        return made;
      },
    killedBy: [
      { case: 'membership/incarnation-grows-with-restart', expected: 'nanoseconds since 1970' },
    ],
  }),
  mutant({
    id: 'membership/sequence-number-stands-still',
    fault: 'gives every alive message the same sequence number',
    breaks: ['MEMB-3'],
    module: 'peer/own-alive',
    entry: 'ownAlive',
    by:
      ({ ownAlive }) =>
      (run) => {
        const made = ownAlive(run);
        run.state.seqNum = 1n;
        return made;
      },
    killedBy: [
      {
        case: 'membership/incarnation-constant-and-sequence-rising',
        expected: 'no seq_num twice',
      },
    ],
  }),
  mutant({
    id: 'membership/introduces-itself-for-ever',
    fault: 'puts its identity into all of its alive messages',
    breaks: ['MEMB-4', 'MEMB-R19'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('MEMB-R19'),
    killedBy: [
      {
        case: 'membership/no-identity-in-later-alive-messages',
        expected: 'an alive message without identity',
        observed: 'one with',
      },
    ],
  }),
  mutant({
    id: 'membership/beats-four-times-as-often',
    fault: 'pushes alive messages four times in an aliveTimeInterval',
    breaks: ['MEMB-5'],
    module: 'machines/heartbeat.machine',
    entry: 'heartbeatRegistry',
    by: ({ heartbeatRegistry }) => ({
      ...heartbeatRegistry,
      delays: { aliveTimeInterval: (heartbeat) => heartbeat.aliveTimeIntervalMs / 4 },
    }),
    killedBy: [{ case: 'membership/heartbeat-every-interval', expected: 'ms for two intervals' }],
  }),
  mutant({
    id: 'membership/one-signature-for-message-and-secret',
    fault: 'puts the signature of the alive message under its secret too',
    breaks: ['MEMB-7'],
    module: 'wire/envelope',
    entry: 'signMessage',
    by:
      ({ signMessage, encodeEnvelope }) =>
      (message, signer, secret) => {
        const signed = signMessage(message, signer, secret);
        const { signature, secretEnvelope } = signed.envelope;
        if (secretEnvelope === undefined) return signed;
        const envelope = { ...signed.envelope, secretEnvelope: { ...secretEnvelope, signature } };
        return { message, envelope, bytes: encodeEnvelope(envelope) };
      },
    killedBy: [
      {
        case: 'membership/internal-endpoint-in-a-signed-secret',
        expected: 'a valid signature on the secret',
      },
    ],
  }),
];
