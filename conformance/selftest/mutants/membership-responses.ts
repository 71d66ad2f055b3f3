/** Faults in what a peer takes of membership responses (spec/05-membership.md, MembershipResponse). */
import { type Mutant, mutant } from '../mutant.js';

export const membershipResponseMutants: readonly Mutant[] = [
  mutant({
    id: 'membership/unsigned-element-ends-the-response',
    fault: 'ignores the rest of a response after an alive message without signature',
    breaks: ['MEMB-36', 'MEMB-D51'],
    module: 'rules/membership-response',
    entry: 'responseAlive',
    by:
      ({ responseAlive }) =>
      (facts) =>
        responseAlive(facts.element === 'unsound' ? { ...facts, element: 'malformed' } : facts),
    killedBy: [
      {
        case: 'membership/response-with-unsigned-element-goes-on',
        expected: 'o8 alive in the view',
      },
    ],
  }),
  mutant({
    id: 'membership/learns-no-dead',
    fault: 'learns nobody from the list of the dead',
    breaks: ['MEMB-37', 'MEMB-D43'],
    module: 'rules/membership-response',
    entry: 'responseDead',
    by:
      ({ responseDead }) =>
      (facts) => {
        const judged = responseDead(facts);
        return judged.verdict === 'learnDead' ? { ...judged, verdict: 'skip' } : judged;
      },
    killedBy: [{ case: 'membership/unknown-dead-learned', expected: 'o7 dead in the view' }],
  }),
  mutant({
    id: 'membership/verifies-no-dead',
    fault: 'does not verify the alive messages in the list of the dead',
    breaks: ['MEMB-37', 'MEMB-D41'],
    module: 'rules/membership-response',
    entry: 'responseDead',
    by:
      ({ responseDead }) =>
      (facts) =>
        responseDead(Object.create(facts, { authentic: { value: 'yes' } })),
    killedBy: [
      {
        case: 'membership/forged-dead-in-response-skipped',
        expected: 'o7 nowhere in the view',
        observed: 'o7',
      },
    ],
  }),
  mutant({
    id: 'membership/goes-on-after-odd-elements',
    fault: 'skips an element of a response that is no alive message, and goes on',
    breaks: ['MEMB-38', 'MEMB-D32'],
    module: 'rules/membership-response',
    entry: 'responseAlive',
    by:
      ({ responseAlive }) =>
      (facts) => {
        const judged = responseAlive(facts);
        return judged.verdict === 'abort' ? { ...judged, verdict: 'skip' } : judged;
      },
    killedBy: [
      {
        case: 'membership/response-with-undecodable-element-aborted',
        expected: 'o8 nowhere in the view',
        observed: 'o8',
      },
      {
        case: 'membership/response-with-other-element-aborted',
        expected: 'o8 nowhere in the view',
        observed: 'o8',
      },
    ],
  }),
  mutant({
    id: 'membership/listens-to-its-contacts-alone',
    fault: 'applies only membership responses of its bootstrap and anchor peers',
    breaks: ['MEMB-48', 'MEMB-36'],
    module: 'peer/responses',
    entry: 'receiveResponse',
    by:
      ({ receiveResponse }) =>
      (run, response, origin) => {
        const asked = [...run.state.contacts.values()].map((c) => c.instance.entity.pkiId);
        if (asked.includes(origin.sender)) receiveResponse(run, response, origin);
      },
    killedBy: [
      { case: 'membership/unsolicited-response-applied', expected: 'o7 alive in the view' },
    ],
  }),
];
