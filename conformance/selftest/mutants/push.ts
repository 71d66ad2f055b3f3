/** Faults in whom an alive message is pushed to, and in what form (spec/06-push.md). */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { EnvelopeSchema, GossipMessageSchema } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';
import { drawingOnly } from './draws.js';

export const pushMutants: readonly Mutant[] = [
  mutant({
    id: 'push/own-members-told-to-nobody-else',
    fault: 'tells no other organisation of the members of its own, whatever endpoint they have',
    breaks: ['PUSH-3', 'PUSH-D5'],
    module: 'rules/alive-routing',
    entry: 'routesFor',
    by:
      ({ routesFor }) =>
      (own, org, endpoint) =>
        routesFor(own, org, org === own ? '' : endpoint),
    killedBy: [
      {
        case: 'push/own-alive-with-endpoint-reaches-foreign-member',
        expected: 'AliveMessage as o1 pushed it to f1',
      },
    ],
  }),
  mutant({
    id: 'push/hidden-members-told-to-everybody',
    fault: 'tells other organisations of its members without external endpoint',
    breaks: ['PUSH-D4', 'PUSH-I2'],
    module: 'rules/alive-routing',
    entry: 'routesFor',
    by:
      ({ routesFor }) =>
      (own, org, endpoint) =>
        routesFor(own, org, org === own ? 'any' : endpoint),
    killedBy: [
      {
        case: 'push/hidden-target-does-not-beat-to-foreign-members',
        expected: 'no alive message of the target to f1',
      },
    ],
  }),
  mutant({
    id: 'push/secret-told-to-foreigners',
    fault: 'leaves the secret in the alive messages that it pushes to other organisations',
    breaks: ['PUSH-D5'],
    module: 'rules/alive-routing',
    entry: 'routesFor',
    by:
      ({ routesFor }) =>
      (own, org, endpoint) => {
        const routes = routesFor(own, org, endpoint);
        if (org !== own || endpoint === '') return routes;
        return { ...routes, third: { yes: 'send', no: 'send' } };
      },
    killedBy: [
      {
        case: 'push/own-alive-with-endpoint-reaches-foreign-member',
        expected: 'its secret left out',
        observed: 'kept',
      },
      { case: 'push/heartbeat-to-foreign-member-without-secret', expected: 'no secret envelope' },
    ],
  }),
  mutant({
    id: 'push/foreign-alive-told-to-third-organisation',
    fault: 'passes on to a third organisation what a foreign peer says',
    breaks: ['PUSH-D6', 'PUSH-I2'],
    module: 'rules/alive-routing',
    entry: 'routesFor',
    by:
      ({ routesFor }) =>
      (own, org, endpoint) => {
        const routes = routesFor(own, org, endpoint);
        return org === own || org === undefined ? routes : { ...routes, third: routes.authors };
      },
    killedBy: [
      { case: 'push/foreign-alive-does-not-reach-third-organisation', expected: 'nothing of f9' },
    ],
  }),
  mutant({
    id: 'push/foreign-alive-told-to-hidden-member',
    fault: 'passes on to its members without endpoint what a foreign peer says',
    breaks: ['PUSH-D7'],
    module: 'rules/alive-routing',
    entry: 'routesFor',
    by:
      ({ routesFor }) =>
      (own, org, endpoint) => {
        const routes = routesFor(own, org, endpoint);
        return { ...routes, ours: { ...routes.ours, no: routes.ours.yes } };
      },
    killedBy: [
      { case: 'push/foreign-alive-does-not-reach-hidden-member', expected: 'nothing of f9' },
    ],
  }),
  mutant({
    id: 'push/to-all-candidates',
    fault: 'pushes an alive message to every candidate, and not to propagatePeerNum of them',
    breaks: ['PUSH-4', 'PUSH-I3'],
    module: 'peer/push-alive',
    entry: 'flushAlive',
    by:
      ({ flushAlive }) =>
      (run, burst) => {
        const { parameters } = run.config;
        const config = { ...run.config, parameters: { ...parameters, propagatePeerNum: 1_000 } };
        flushAlive({ ...run, config }, burst);
      },
    killedBy: [{ case: 'push/at-most-three-receivers', expected: 'three receivers' }],
  }),
  mutant({
    id: 'push/alive-returned-to-its-sender',
    fault: 'takes the sender of an alive message for a candidate like any other',
    breaks: ['PUSH-5', 'PUSH-I1'],
    module: 'peer/push-alive',
    entry: 'flushAlive',
    by:
      ({ flushAlive }) =>
      (run, burst) =>
        flushAlive(
          run,
          burst.map((message) => ({ ...message, sender: '' })),
        ),
    killedBy: [
      { case: 'push/message-not-returned-to-its-sender', expected: 'nothing of o9 to o1' },
    ],
  }),
  mutant({
    id: 'push/sender-excluded-before-the-draw-inside',
    fault: 'excludes the sender from the draw for what a member without endpoint says',
    breaks: ['PUSH-6'],
    module: 'peer/push-alive',
    entry: 'flushAlive',
    by:
      ({ flushAlive }) =>
      (run, burst) => {
        for (const message of burst) {
          const others = drawingOnly(run, ({ pki }) => pki !== message.sender);
          flushAlive(others, [message]);
        }
      },
    killedBy: [
      {
        case: 'push/sender-takes-part-in-the-draw-inside',
        expected: 'alive messages for which the draw fell on their sender',
        observed: 'in 0',
      },
    ],
  }),
  mutant({
    id: 'push/sender-left-out-after-every-draw',
    fault: 'leaves the sender out after the draw, whatever message it is',
    breaks: ['PUSH-7'],
    module: 'peer/push-alive',
    entry: 'flushAlive',
    by:
      ({ flushAlive }) =>
      (run, burst) => {
        for (const message of burst) {
          const isSender = (at: unknown): boolean =>
            run.state.living[at as number]?.pki === message.sender;
          const sample: typeof run.choose.sample = (candidates, count, takesPart = () => true) =>
            run.choose
              .sample(candidates, count, (one) => isSender(one) || takesPart(one))
              .filter((one) => !isSender(one));
          flushAlive({ ...run, choose: { ...run.choose, sample } }, [message]);
        }
      },
    killedBy: [
      {
        case: 'push/sender-takes-no-part-in-other-draws',
        expected: 'three receivers of each alive message',
      },
    ],
  }),
  mutant({
    id: 'push/one-flush-too-many',
    fault: 'lets a message take part in one flush more than propagateIterations',
    breaks: ['PUSH-2'],
    module: 'peer/push',
    entry: 'queueForPush',
    by:
      ({ queueForPush }) =>
      (run, message) => {
        const propagateIterations = run.config.parameters.propagateIterations + 1;
        const parameters = { ...run.config.parameters, propagateIterations };
        queueForPush({ ...run, config: { ...run.config, parameters } }, message);
      },
    killedBy: [
      {
        case: 'push/blocks-relayed-to-few-drawn-at-random',
        expected: 'at most 3 receivers of a block',
      },
      {
        case: 'push/alive-relayed-to-few-drawn-at-random',
        expected: 'at most 3 receivers of an alive message',
      },
    ],
  }),
  mutant({
    id: 'push/first-candidates-always',
    fault: 'takes the first candidates that it knows, and draws none',
    breaks: ['PUSH-4'],
    module: 'peer/push-alive',
    entry: 'flushAlive',
    by:
      ({ flushAlive }) =>
      (run, burst) => {
        const sample: typeof run.choose.sample = (candidates, count, takesPart) =>
          candidates.filter((candidate) => takesPart?.(candidate) ?? true).slice(0, count);
        flushAlive(
          { ...run, choose: Object.create(run.choose, { sample: { value: sample } }) },
          burst,
        );
      },
    killedBy: [
      { case: 'push/alive-relayed-to-few-drawn-at-random', expected: 'alive messages of o1 to o' },
    ],
  }),
  mutant({
    id: 'push/message-encoded-anew',
    fault: 'encodes anew what it forwards, without the fields that it does not know',
    breaks: ['PUSH-8'],
    module: 'peer/push',
    entry: 'queueForPush',
    by:
      ({ queueForPush }) =>
      (run, message) => {
        if (message.kind !== 'alive') return queueForPush(run, message);
        const { envelope } = message.signed;
        const read = fromBinary(GossipMessageSchema, envelope.payload, {
          readUnknownFields: false,
        });
        const anew = { ...envelope, payload: toBinary(GossipMessageSchema, read) };
        const bytes = toBinary(EnvelopeSchema, create(EnvelopeSchema, anew));
        queueForPush(run, { ...message, signed: { ...message.signed, envelope: anew, bytes } });
      },
    killedBy: [
      { case: 'membership/alive-with-unknown-fields-forwarded', expected: 'AliveMessage of o9' },
    ],
  }),
];
