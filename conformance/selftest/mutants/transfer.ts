/** Faults in which blocks a peer asks for, when, and of whom (spec/11-state-transfer.md, 11.8). */
import { create, toBinary } from '@bufbuild/protobuf';
import {
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';

export const transferMutants: readonly Mutant[] = [
  mutant({
    id: 'transfer/request-tagged-for-the-organisation',
    fault: 'gives its state requests the tag CHAN_AND_ORG',
    breaks: ['XFER-41'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) =>
        gossipMessage(
          kind,
          value,
          kind === 'stateRequest' ? { ...header, tag: Tag.CHAN_AND_ORG } : header,
        ),
    killedBy: [
      {
        case: 'transfer/target-behind-asks-for-a-batch',
        expected: 'tag CHAN_OR_ORG and channel ch1',
      },
    ],
  }),
  mutant({
    id: 'transfer/request-signed',
    fault: 'signs its state requests',
    breaks: ['XFER-41'],
    module: 'peer/transfer/transfer',
    entry: 'performTransfer',
    by:
      ({ performTransfer }) =>
      (run, channel, effect) => {
        const before = run.out.length;
        performTransfer(run, channel, effect);
        for (const [i, sent] of run.out.entries()) {
          if (i < before || sent.type !== 'envelope.send') continue;
          const { payload } = sent.signed.envelope;
          const signature = run.config.signer.sign(payload);
          const bytes = toBinary(EnvelopeSchema, create(EnvelopeSchema, { payload, signature }));
          run.out[i] = { ...sent, signed: { ...sent.signed, bytes } };
        }
      },
    killedBy: [{ case: 'transfer/target-behind-asks-for-a-batch', expected: 'no signature' }],
  }),
  mutant({
    id: 'transfer/one-nonce-for-all-ranges',
    fault: 'asks for every range under the same nonce',
    breaks: ['XFER-41'],
    module: 'peer/transfer/transfer',
    entry: 'performTransfer',
    by:
      ({ performTransfer }) =>
      (run, channel, effect) => {
        const choose = { ...run.choose, nonce: () => 7n };
        performTransfer(Object.create(run, { choose: { value: choose } }), channel, effect);
      },
    killedBy: [{ case: 'transfer/target-behind-catches-up', expected: 'under another nonce' }],
  }),
  mutant({
    id: 'transfer/compares-heights-once-in-a-while',
    fault: 'compares its height with others’ every twenty times stateCheckInterval',
    breaks: ['XFER-30'],
    module: 'machines/transfer.machine',
    entry: 'transferRegistry',
    by: ({ transferRegistry }) => ({
      ...transferRegistry,
      delays: {
        ...transferRegistry.delays,
        stateCheckInterval: (t) => 20 * t.stateCheckIntervalMs,
      },
    }),
    killedBy: [
      {
        case: 'transfer/target-behind-asks-for-a-batch',
        expected: 'RemoteStateRequest to o1',
      },
    ],
  }),
  mutant({
    id: 'transfer/own-height-one-too-low',
    fault: 'takes the number of its last block for its height when it looks for what it lacks',
    breaks: ['XFER-30', 'XFER-R23'],
    module: 'peer/transfer/transfer',
    entry: 'performTransfer',
    by:
      ({ performTransfer }) =>
      (run, channel, effect) => {
        const entry = run.state.channels.get(channel)!;
        const off = effect.type === 'gap.seek' ? 1n : 0n;
        entry.height -= off;
        performTransfer(run, channel, effect);
        entry.height += off;
      },
    killedBy: [
      {
        case: 'transfer/target-up-to-date-asks-nobody',
        expected: 'no RemoteStateRequest to',
      },
    ],
  }),
  mutant({
    id: 'transfer/height-taken-for-last-block',
    fault: 'takes the height that a peer tells for the number of its last block',
    breaks: ['XFER-31'],
    module: 'machines/transfer.machine',
    entry: 'transferRegistry',
    by: ({ transferRegistry }) => ({
      ...transferRegistry,
      actions: {
        ...transferRegistry.actions,
        recordGap: {
          set: (_, e) =>
            e.type === 'gap.found' ? { from: e.from, to: e.to + 1n, sentCount: 1 } : {},
        },
      },
    }),
    killedBy: [
      {
        case: 'transfer/target-behind-catches-up',
        expected: 'a request for 6 to 8',
        observed: '6 to 9',
      },
    ],
  }),
  mutant({
    id: 'transfer/asks-for-batches-one-too-short',
    fault: 'asks for ranges of stateBatchSize blocks, and not of one more',
    breaks: ['XFER-31'],
    module: 'rules/state-response',
    entry: 'rangeEnd',
    by: () => (from, to, size) => (to - from >= size ? from + size - 1n : to),
    killedBy: [
      {
        case: 'transfer/target-behind-asks-for-a-batch',
        expected: '1 to 5',
        observed: '1 to 4',
      },
    ],
  }),
  mutant({
    id: 'transfer/asks-for-all-at-once',
    fault: 'asks for the whole gap in one range',
    breaks: ['XFER-31'],
    module: 'rules/state-response',
    entry: 'rangeEnd',
    by: () => (_, to) => to,
    killedBy: [
      {
        case: 'transfer/target-behind-asks-for-a-batch',
        expected: '1 to 5',
        observed: '1 to 8',
      },
    ],
  }),
  mutant({
    id: 'transfer/asks-own-organisation-alone',
    fault: 'asks members of its own organisation alone',
    breaks: ['XFER-32', 'XFER-D22'],
    module: 'peer/channel/peers',
    entry: 'channelPeers',
    by:
      ({ channelPeers }) =>
      (run, entry) =>
        channelPeers(run, entry).filter(
          ({ pki }) => run.state.identities.get(pki)?.mspId === run.config.mspId,
        ),
    killedBy: [
      {
        case: 'transfer/target-asks-members-of-other-organisations',
        expected: 'RemoteStateRequest to f1',
      },
    ],
  }),
  mutant({
    id: 'transfer/asks-the-highest-alone',
    fault: 'asks the peer that tells the greatest height, and no other',
    breaks: ['XFER-32', 'XFER-I5'],
    module: 'peer/channel/peers',
    entry: 'channelPeers',
    by:
      ({ channelPeers }) =>
      (run, entry) =>
        channelPeers(run, entry)
          .sort((a, b) => Number(b.stateInfo.height - a.stateInfo.height))
          .slice(0, 1),
    killedBy: [
      {
        case: 'transfer/liar-about-height-starves-nobody',
        expected: 'block 10 in the ledger',
        observed: 'it does not get there',
      },
    ],
  }),
];
