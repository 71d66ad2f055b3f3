/** Faults in serving the ranges that others ask for (spec/11-state-transfer.md, 11.4 and 11.7). */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';

export const transferServerMutants: readonly Mutant[] = [
  mutant({
    id: 'transfer/answer-with-another-nonce',
    fault: 'gives a state response a nonce of its own',
    breaks: ['XFER-25'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) =>
        gossipMessage(
          kind,
          value,
          kind === 'stateResponse' ? { ...header, nonce: (header.nonce ?? 0n) + 1n } : header,
        ),
    killedBy: [
      {
        case: 'transfer/range-answered-with-both-ends',
        expected: 'that answers the request',
      },
    ],
  }),
  mutant({
    id: 'transfer/answer-tagged-for-the-organisation',
    fault: 'gives a state response the tag CHAN_AND_ORG',
    breaks: ['XFER-25'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) =>
        gossipMessage(
          kind,
          value,
          kind === 'stateResponse' ? { ...header, tag: Tag.CHAN_AND_ORG } : header,
        ),
    killedBy: [
      {
        case: 'transfer/range-answered-with-both-ends',
        expected: 'tag CHAN_OR_ORG and channel ch1',
      },
    ],
  }),
  mutant({
    id: 'transfer/serves-whoever-asks',
    fault: 'serves blocks to whoever asks, be he a reader of the channel or not',
    breaks: ['XFER-20', 'XFER-D11'],
    module: 'rules/state-request',
    entry: 'stateAccess',
    by:
      ({ stateAccess }) =>
      ({ channel }) =>
        stateAccess({ channel, identity: 'reader' }),
    killedBy: [
      {
        case: 'transfer/request-from-outside-the-channel-ignored',
        expected: 'no RemoteStateResponse to',
      },
      { case: 'transfer/request-of-no-reader-ignored', expected: 'no RemoteStateResponse to' },
    ],
  }),
  mutant({
    id: 'transfer/serves-any-range',
    fault: 'serves a range however many blocks it has',
    breaks: ['XFER-21', 'XFER-22', 'XFER-D14'],
    module: 'rules/state-request',
    entry: 'rangeFact',
    by: () => (start, end) => (end < start ? 'inverted' : 'sound'),
    killedBy: [
      {
        case: 'transfer/range-of-more-than-a-batch-ignored',
        expected: 'no RemoteStateResponse to',
      },
      { case: 'transfer/range-of-everything-ignored', expected: 'no RemoteStateResponse to' },
    ],
  }),
  mutant({
    id: 'transfer/answers-inverted-range',
    fault: 'answers a range that ends before it begins, with no blocks',
    breaks: ['XFER-21', 'XFER-D13'],
    module: 'rules/state-request',
    entry: 'rangeFact',
    by:
      ({ rangeFact }) =>
      (start, end, size) =>
        end < start ? 'sound' : rangeFact(start, end, size),
    killedBy: [
      {
        case: 'transfer/range-that-ends-before-it-begins-ignored',
        expected: 'no RemoteStateResponse to',
      },
    ],
  }),
  mutant({
    id: 'transfer/batch-one-too-short',
    fault: 'refuses a range of stateBatchSize + 1 blocks',
    breaks: ['XFER-D16'],
    module: 'rules/state-request',
    entry: 'rangeFact',
    by:
      ({ rangeFact }) =>
      (start, end, size) =>
        rangeFact(start, end, size - 1n),
    killedBy: [
      {
        case: 'transfer/largest-range-answered',
        expected: 'that answers the request for 1 to 11',
      },
    ],
  }),
  mutant({
    id: 'transfer/count-of-a-range-wraps',
    fault: 'counts the blocks of a range in 64 bits, in which all that there are make none',
    breaks: ['XFER-22'],
    module: 'rules/state-request',
    entry: 'rangeFact',
    by: () => (start, end, size) => {
      if (end < start) return 'inverted';
      return BigInt.asUintN(64, end - start + 1n) > size + 1n ? 'wide' : 'sound';
    },
    killedBy: [
      { case: 'transfer/range-of-everything-ignored', expected: 'no RemoteStateResponse to' },
    ],
  }),
  mutant({
    id: 'transfer/waiting-requests-forgotten',
    fault: 'serves a request that has waited only when another comes',
    breaks: ['XFER-23'],
    module: 'machines/state-server.machine',
    entry: 'stateServerRegistry',
    by: ({ stateServerRegistry }) => ({
      ...stateServerRegistry,
      guards: { isFollowed: () => false },
    }),
    killedBy: [
      {
        case: 'transfer/many-requests-leave-others-served',
        expected: 'that answers the request for 1 to 1',
      },
    ],
  }),
  mutant({
    id: 'transfer/last-block-of-a-range-left-out',
    fault: 'takes the end of a range for the first block that is not wanted',
    breaks: ['XFER-24'],
    module: 'peer/transfer/serve',
    entry: 'blocksFound',
    by:
      ({ blocksFound }) =>
      (run, entry, request, blocks) =>
        blocksFound(run, entry, request, blocks.length > 1 ? blocks.slice(0, -1) : blocks),
    killedBy: [
      {
        case: 'transfer/range-answered-with-both-ends',
        expected: 'blocks 2 3 4',
        observed: 'blocks 2 3',
      },
    ],
  }),
  mutant({
    id: 'transfer/nothing-found-not-told',
    fault: 'does not answer a request for blocks of which it has none',
    breaks: ['XFER-24'],
    module: 'peer/links',
    entry: 'send',
    by:
      ({ send }) =>
      (run, link, signed) => {
        const { content } = signed.message;
        const isEmpty = content.case === 'stateResponse' && content.value.payloads.length === 0;
        if (!isEmpty) send(run, link, signed);
      },
    killedBy: [
      {
        case: 'transfer/range-beyond-the-height-answered-empty',
        expected: 'that answers the request',
      },
    ],
  }),
];
