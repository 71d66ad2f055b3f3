/** Faults in the identity store (spec/03-identity.md, 3.9), and in naming who sent what. */
import { type Mutant, mutant } from '../mutant.js';

export const identityStoreMutants: readonly Mutant[] = [
  mutant({
    id: 'identity/stores-under-any-pki-id',
    fault: 'does not compare the PKI-ID that an identity comes under with that of the identity',
    breaks: ['IDENT-44', 'IDENT-D4'],
    module: 'rules/identity-admission',
    entry: 'identityAdmission',
    by:
      ({ identityAdmission }) =>
      (facts) =>
        identityAdmission({ ...facts, match: 'equal' }),
    killedBy: [
      {
        case: 'link/handshake-with-altered-pki-id-refused',
        expected: 'with status UNKNOWN',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'identity/expired-identities-have-a-day-of-grace',
    fault: 'takes an identity as good for a day after its certificate has ended',
    breaks: ['IDENT-46'],
    module: 'rules/identity-admission',
    entry: 'identityAdmissionFacts',
    by:
      ({ identityAdmissionFacts }) =>
      (arrival) =>
        identityAdmissionFacts({ ...arrival, nowMs: arrival.nowMs - 86_000_000 }),
    killedBy: [
      {
        case: 'identity/expired-identity-is-not-admitted-again',
        expected: 'with status UNKNOWN',
        observed: 'the remote ended the stream',
      },
    ],
  }),
  mutant({
    id: 'identity/looks-for-expired-ones-with-the-idle-ones',
    fault: 'looks for expired identities no more often than for idle ones',
    breaks: ['IDENT-47'],
    module: 'peer/periodic',
    entry: 'periodsOf',
    by:
      ({ periodsOf }) =>
      (parameters) => ({
        ...periodsOf(parameters),
        'identity-expiry-sweep': parameters.identityIdleCheckInterval,
      }),
    killedBy: [
      {
        case: 'identity/expired-identity-loses-its-link',
        expected: 'ends stream o1.1 with status OK',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'identity/judges-its-own-organisation-anew-alone',
    fault: 'judges only identities of its own organisation anew when the MSPs have changed',
    breaks: ['IDENT-51'],
    module: 'peer/identities',
    entry: 'sweepRevokedIdentities',
    by:
      ({ sweepRevokedIdentities }) =>
      (run) => {
        const ours = [...run.state.identities].filter(
          ([, { mspId }]) => mspId === run.config.mspId,
        );
        sweepRevokedIdentities({ ...run, state: { ...run.state, identities: new Map(ours) } });
      },
    killedBy: [
      {
        case: 'channel/identity-revoked-by-config-block-forgotten-at-the-next',
        expected: 'the target ends stream f1.1',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'identity/keeps-the-member-whose-identity-it-forgets',
    fault: 'keeps the member whose identity it forgets',
    breaks: ['IDENT-53'],
    module: 'machines/identity.machine',
    entry: 'identityRegistry',
    by: ({ identityRegistry }) => ({
      ...identityRegistry,
      actions: { ...identityRegistry.actions, purgeMember: { emit: () => [] } },
    }),
    killedBy: [
      {
        case: 'identity/expired-identity-leaves-membership',
        expected: 'no Ping of o1',
      },
    ],
  }),
  mutant({
    id: 'identity/keeps-the-link-of-an-identity-that-it-forgets',
    fault: 'leaves the link open whose identity it forgets',
    breaks: ['IDENT-54'],
    module: 'machines/identity.machine',
    entry: 'identityRegistry',
    by: ({ identityRegistry }) => ({
      ...identityRegistry,
      actions: { ...identityRegistry.actions, closeLink: { emit: () => [] } },
    }),
    killedBy: [
      {
        case: 'identity/expired-identity-loses-its-link',
        expected: 'ends stream o1.1 with status OK',
        observed: 'still open',
      },
      {
        case: 'channel/identity-revoked-by-config-block-forgotten-at-the-next',
        expected: 'the target ends stream f1.1',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'identity/accuses-who-passed-it-on',
    fault: 'reports who sent a message that it rejects as its author',
    breaks: ['SYS-5'],
    module: 'peer/refuse',
    entry: 'refuse',
    by:
      ({ refuse }) =>
      (run, origin, refusal) =>
        refuse(run, { ...origin, author: origin.sender }, refusal),
    killedBy: [
      {
        case: 'identity/forged-alive-names-sender-and-author',
        expected: 'one aliveMsg rejected',
        observed: 'aliveMsg (MEMB-D7)',
      },
    ],
  }),
  mutant({
    id: 'identity/counts-repetitions-as-rejected',
    fault: 'lists messages that it ignored among those that it has rejected',
    breaks: ['OBSV-19'],
    module: 'cli/peer/rejects',
    entry: 'keepRejects',
    by:
      ({ keepRejects }) =>
      (max) => {
        const kept = keepRejects(max);
        return {
          ...kept,
          note: (line) =>
            kept.note(
              line.trace.kind === 'verdict'
                ? { ...line, trace: { ...line.trace, verdict: 'reject' } }
                : line,
            ),
        };
      },
    killedBy: [
      {
        case: 'identity/honest-messages-of-others-accuse-nobody',
        expected: 'nothing rejected',
        observed: 'aliveMsg',
      },
    ],
  }),
];
