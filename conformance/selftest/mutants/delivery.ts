/** Faults in what a leader asks the ordering service for, and of whom (spec/12-delivery.md, 12.4 and 12.6). */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  EnvelopeSchema,
  type Payload,
  PayloadSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import {
  SeekInfo_SeekBehavior as Behavior,
  SeekInfoSchema,
} from '../../../src/wire/gen/orderer/ab_pb.js';
import { type Mutant, mutant } from '../mutant.js';
import { withEffects, withoutEffects, withoutRow } from '../rows.js';

export const deliveryMutants: readonly Mutant[] = [
  mutant({
    id: 'delivery/seeks-the-whole-chain',
    fault: 'asks for every block from the genesis block on',
    breaks: ['DELV-11'],
    module: 'peer/delivery/seek',
    entry: 'seekEnvelope',
    by:
      ({ seekEnvelope }) =>
      (run, channel) =>
        seekEnvelope(run, channel, 0n),
    killedBy: [
      {
        case: 'delivery/seek-names-the-next-block',
        expected: 'from block 1 to 2^64 - 1',
        observed: 'from 0 to',
      },
    ],
  }),
  mutant({
    id: 'delivery/seeks-its-last-block-again',
    fault: 'asks for its last block once more, if it is not the genesis block',
    breaks: ['DELV-11'],
    module: 'peer/delivery/seek',
    entry: 'seekEnvelope',
    by:
      ({ seekEnvelope }) =>
      (run, channel, height) =>
        seekEnvelope(run, channel, height > 1n ? height - 1n : height),
    killedBy: [
      {
        case: 'delivery/seek-after-restart-names-the-height',
        expected: 'from block 4 on',
        observed: 'from 3 on',
      },
    ],
  }),
  mutant({
    id: 'delivery/seeks-what-is-there',
    fault: 'asks for the blocks that there are, and not for those to come',
    breaks: ['DELV-11'],
    module: 'peer/delivery/seek',
    entry: 'seekEnvelope',
    by:
      ({ seekEnvelope }) =>
      (run, channel, height) => {
        const payload = payloadOf(seekEnvelope(run, channel, height));
        const info = fromBinary(SeekInfoSchema, payload.data);
        info.behavior = Behavior.FAIL_IF_NOT_READY;
        payload.data = toBinary(SeekInfoSchema, info);
        return envelope(payload, (bytes) => run.config.signer.sign(bytes));
      },
    killedBy: [
      {
        case: 'delivery/seek-names-the-next-block',
        expected: 'BLOCK_UNTIL_READY, STRICT, BLOCK',
        observed: '1, 0, 0',
      },
    ],
  }),
  mutant({
    id: 'delivery/seek-without-channel',
    fault: 'does not name the channel in the header of what it asks for',
    breaks: ['DELV-11'],
    module: 'peer/delivery/seek',
    entry: 'seekEnvelope',
    by:
      ({ seekEnvelope }) =>
      (run, _, height) =>
        seekEnvelope(run, '', height),
    killedBy: [
      {
        case: 'delivery/seek-is-signed-by-the-peer',
        expected: 'type DELIVER_SEEK_INFO, version 0, epoch 0 and channel ch1',
      },
    ],
  }),
  mutant({
    id: 'delivery/seeks-twice',
    fault: 'sends what it asks for a second time on the same stream',
    breaks: ['DELV-11'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withEffects('DELV-R4', (effect) => [effect, effect]),
    killedBy: [
      {
        case: 'delivery/seek-names-the-next-block',
        expected: 'nothing else on the stream, and no other one',
      },
    ],
  }),
  mutant({
    id: 'delivery/signs-what-it-seeks-alone',
    fault: 'signs the SeekInfo, and not the payload with its header',
    breaks: ['DELV-12'],
    module: 'peer/delivery/seek',
    entry: 'seekEnvelope',
    by:
      ({ seekEnvelope }) =>
      (run, channel, height) => {
        const payload = payloadOf(seekEnvelope(run, channel, height));
        return envelope(payload, () => run.config.signer.sign(payload.data));
      },
    killedBy: [{ case: 'delivery/seek-is-signed-by-the-peer', expected: 'a good signature' }],
  }),
  mutant({
    id: 'delivery/first-orderer-alone',
    fault: 'asks the first orderer of the configuration, again and again',
    breaks: ['DELV-3'],
    module: 'peer/delivery/orderers',
    entry: 'drawOrderer',
    by: () => (_, orderers) => orderers[0],
    killedBy: [
      { case: 'delivery/several-orderers-are-tried', expected: 'two orderers that were asked' },
      {
        case: 'delivery/unreachable-orderer-is-passed-over',
        expected: 'block 1 of ch1 in the ledger',
      },
    ],
  }),
  mutant({
    id: 'delivery/waits-stay-the-same',
    fault: 'waits as long after the tenth failure as after the first',
    breaks: ['DELV-4'],
    module: 'rules/delivery-backoff',
    entry: 'backoffOf',
    by: () => (failureCount, initialMs) => (failureCount === 0 ? 0 : initialMs),
    killedBy: [
      {
        case: 'delivery/pauses-grow-with-failures',
        expected: 'each a fifth longer than the one before',
      },
    ],
  }),
  mutant({
    id: 'delivery/waits-double',
    fault: 'doubles the wait with every failure',
    breaks: ['DELV-4'],
    module: 'rules/delivery-backoff',
    entry: 'backoffOf',
    by: () => (failureCount, initialMs, maxMs) =>
      failureCount === 0 ? 0 : Math.min(initialMs * 2 ** (failureCount - 1), maxMs),
    killedBy: [{ case: 'delivery/pauses-grow-with-failures', expected: '9 Deliver streams to r1' }],
  }),
  mutant({
    id: 'delivery/never-comes-back',
    fault: 'opens no other stream when the ordering service has ended one',
    breaks: ['DELV-4', 'DELV-R28'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('DELV-R28'),
    killedBy: [
      { case: 'delivery/reconnects-after-end-of-stream', expected: '2 Deliver streams to r1' },
      { case: 'delivery/reconnects-after-broken-stream', expected: '2 Deliver streams to r1' },
    ],
  }),
  mutant({
    id: 'delivery/failures-never-forgotten',
    fault: 'counts failures on although a block came in between',
    breaks: ['DELV-5'],
    module: 'machines/delivery.machine',
    entry: 'deliveryRegistry',
    by: ({ deliveryRegistry }) => ({
      ...deliveryRegistry,
      actions: {
        ...deliveryRegistry.actions,
        recordSuccess: { set: (d) => ({ failureCount: d.failureCount, waitedMs: 0 }) },
      },
    }),
    killedBy: [
      {
        case: 'delivery/pause-is-short-again-after-a-block',
        expected: 'a new stream within',
      },
    ],
  }),
  mutant({
    id: 'delivery/former-orderer-kept',
    fault: 'keeps its stream to an orderer that is no longer the channel’s beside the new one',
    breaks: ['DELV-10', 'DELV-2', 'DELV-R16'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutEffects('DELV-R16', 'stream.close'),
    killedBy: [
      {
        case: 'delivery/new-endpoints-of-a-config-block-are-used',
        expected: 'the end of the stream to r1',
      },
    ],
  }),
  mutant({
    id: 'delivery/static-leader-gives-up',
    fault: 'gives up after reconnectTotalTimeThreshold though nobody can lead in its place',
    breaks: ['DELV-7'],
    module: 'machines/delivery.machine',
    entry: 'deliveryRegistry',
    by: ({ deliveryRegistry }) => ({
      ...deliveryRegistry,
      guards: {
        ...deliveryRegistry.guards,
        isTimeSpent: (d) => deliveryRegistry.guards.isTimeSpent({ ...d, isStatic: false }),
      },
    }),
    killedBy: [
      {
        case: 'delivery/static-leader-never-gives-up',
        expected: '8 Deliver streams to r1',
      },
    ],
  }),
  mutant({
    id: 'delivery/elected-leader-tries-for-ever',
    fault: 'goes on trying to reach the ordering service however long it has failed',
    breaks: ['DELV-6'],
    module: 'machines/delivery.machine',
    entry: 'deliveryRegistry',
    by: ({ deliveryRegistry }) => ({
      ...deliveryRegistry,
      guards: { ...deliveryRegistry.guards, isTimeSpent: () => false },
    }),
    killedBy: [
      {
        case: 'election/leader-without-ordering-service-gives-way',
        expected: 'no leadership messages for',
      },
    ],
  }),
  mutant({
    id: 'delivery/stopped-stream-left-open',
    fault: 'leaves its stream open when it ceases to lead, and ignores what comes',
    breaks: ['DELV-21'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutEffects('DELV-R9', 'stream.close'),
    killedBy: [{ case: 'election/lower-declaration-deposes', expected: 'no Deliver stream' }],
  }),
];

const payloadOf = (seek: Uint8Array): Payload =>
  fromBinary(PayloadSchema, fromBinary(EnvelopeSchema, seek).payload);

function envelope(of: Payload, sign: (payload: Uint8Array) => Uint8Array): Uint8Array {
  const payload = toBinary(PayloadSchema, of);
  return toBinary(EnvelopeSchema, create(EnvelopeSchema, { payload, signature: sign(payload) }));
}
