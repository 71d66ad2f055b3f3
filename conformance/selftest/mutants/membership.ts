/** Faults in which alive messages a peer believes, and what it makes of them (spec/05-membership.md, AliveMessage). */
import { type Killer, type Mutant, mutant } from '../mutant.js';

/** The alive message is forwarded, though it must not be. */
const forwarded = (name: string): Killer => ({
  case: `membership/alive-${name}-not-forwarded`,
  expected: 'no reaction on o1, o2',
  observed: 'AliveMessage',
});

export const membershipMutants: readonly Mutant[] = [
  mutant({
    id: 'membership/verifies-no-alive-message',
    fault: 'believes an alive message of whomever it names, whoever signed it',
    breaks: ['MEMB-8', 'MEMB-D7', 'MEMB-I3'],
    module: 'rules/alive-message',
    entry: 'aliveProof',
    by:
      ({ aliveProof }) =>
      (facts) =>
        aliveProof({ ...facts, signature: 'valid' }),
    killedBy: [
      {
        case: 'membership/request-with-badly-signed-alive-refused',
        expected: 'no reaction on',
        observed: 'MembershipResponse',
      },
      forwarded('signed-by-another-peer'),
    ],
  }),
  mutant({
    id: 'membership/forwards-its-own-alive-message',
    fault: 'takes its own alive message, when it comes back, for that of another',
    breaks: ['MEMB-9', 'MEMB-D12'],
    module: 'rules/alive-message',
    entry: 'alivePush',
    by:
      ({ alivePush }) =>
      (facts) =>
        alivePush({ ...facts, author: 'other' }),
    killedBy: [
      {
        case: 'membership/own-alive-replayed-to-its-author-ignored',
        expected: 'that message no third time',
      },
    ],
  }),
  mutant({
    id: 'membership/stores-the-first-alive-message-alone',
    fault: 'does not put a newer alive message in place of the stored one',
    breaks: ['MEMB-10'],
    module: 'peer/alive-store',
    entry: 'storeAlive',
    by:
      ({ storeAlive }) =>
      (run, alive, known) => {
        if (known === undefined) storeAlive(run, alive, known);
      },
    killedBy: [forwarded('repeated-after-an-older-one')],
  }),
  mutant({
    id: 'membership/compares-sequence-numbers-alone',
    fault: 'compares the sequence numbers of two alive messages before their incarnations',
    breaks: ['MEMB-11'],
    module: 'rules/alive-message',
    entry: 'isNewer',
    by: () => (a, b) => a.seqNum > b.seqNum || (a.seqNum === b.seqNum && a.incNum > b.incNum),
    killedBy: [
      forwarded('of-an-earlier-start'),
      {
        case: 'membership/alive-with-larger-incarnation-and-sequence-number-zero-forwarded',
        expected: 'AliveMessage of o9 as o1 pushed it',
      },
    ],
  }),
  mutant({
    id: 'membership/every-other-timestamp-is-newer',
    fault: 'takes every other timestamp for a newer one',
    breaks: ['MEMB-11', 'MEMB-D16', 'MEMB-I2'],
    module: 'rules/alive-message',
    entry: 'isNewer',
    by: () => (a, b) => a.incNum !== b.incNum || a.seqNum !== b.seqNum,
    killedBy: [
      forwarded('with-smaller-sequence-number'),
      {
        case: 'membership/stale-request-rolls-nothing-back',
        expected: 'sequence number 2 of o2',
        observed: 'sequence number 1',
      },
    ],
  }),
  mutant({
    id: 'membership/compares-timestamps-as-signed-numbers',
    fault: 'reads timestamps as signed numbers of 64 bits',
    breaks: ['MEMB-11'],
    module: 'rules/alive-message',
    entry: 'isNewer',
    by:
      ({ isNewer }) =>
      (a, b) => {
        const signed = ({ incNum, seqNum }: typeof a) => ({
          incNum: BigInt.asIntN(64, incNum),
          seqNum: BigInt.asIntN(64, seqNum),
        });
        return isNewer(signed(a), signed(b));
      },
    killedBy: [forwarded('after-the-largest-timestamp')],
  }),
  mutant({
    id: 'membership/counts-silence-from-the-first-word',
    fault: 'notes nothing of the newer alive messages of a live member',
    breaks: ['MEMB-12', 'MEMB-D17'],
    module: 'rules/member-update',
    entry: 'memberUpdate',
    by:
      ({ memberUpdate }) =>
      (facts) => {
        const update = memberUpdate(facts);
        return update.verdict === 'refresh' ? { ...update, verdict: 'ignore' } : update;
      },
    killedBy: [
      { case: 'membership/speaking-member-stays-alive', expected: 'o1 alive in the view' },
    ],
  }),
  mutant({
    id: 'membership/forgets-internal-endpoints',
    fault: 'forgets the internal endpoint of a member whose newer alive message has no secret',
    breaks: ['MEMB-13'],
    module: 'rules/member-update',
    entry: 'internalEndpointAfter',
    by: () => (_, told) => told ?? '',
    killedBy: [
      {
        case: 'membership/internal-endpoint-kept-without-secret',
        expected: 'ConnEstablish to o2',
      },
    ],
  }),
  mutant({
    id: 'membership/forwards-neighbours-alone',
    fault: 'forwards alive messages only of those to whom it has a link',
    breaks: ['MEMB-14'],
    module: 'peer/push',
    entry: 'queueForPush',
    by:
      ({ queueForPush }) =>
      (run, message) => {
        const isNear = message.sender === '' || run.state.linkOf.has(message.author);
        if (message.kind !== 'alive' || isNear) queueForPush(run, message);
      },
    killedBy: [
      {
        case: 'membership/alive-of-a-new-author-forwarded',
        expected: 'AliveMessage of o9 as o1 pushed it',
      },
    ],
  }),
];
