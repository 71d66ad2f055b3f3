/** Faults in the StateInfo that a peer publishes of itself (spec/09-channel.md). */
import { type Mutant, mutant } from '../mutant.js';
import { withoutRow, withTarget } from '../rows.js';

export const ownStateInfoMutants: readonly Mutant[] = [
  mutant({
    id: 'channel/incarnation-with-every-block',
    fault: 'begins a new incarnation of its StateInfo with every block',
    breaks: ['CHAN-33'],
    module: 'peer/channel/join',
    entry: 'heightChanged',
    by:
      ({ heightChanged }) =>
      (run, entry) => {
        heightChanged(run, entry);
        Object.assign(entry, { incNum: entry.changedNum });
      },
    killedBy: [
      {
        case: 'channel/stateinfo-published-after-commit',
        expected: 'the same incarnation and a later sequence number',
      },
    ],
  }),
  mutant({
    id: 'channel/instants-in-milliseconds',
    fault: 'writes the instant at which it joined in milliseconds',
    breaks: ['CHAN-33'],
    module: 'peer/channel/join',
    entry: 'joinChannel',
    by:
      ({ joinChannel }) =>
      (run, input) => {
        joinChannel(run, input);
        const entry = run.state.channels.get(input.channel);
        if (entry) Object.assign(entry, { incNum: entry.incNum / 1_000_000n });
      },
    killedBy: [
      {
        case: 'channel/stateinfo-published-after-commit',
        expected: 'incarnation and sequence number about now',
      },
    ],
  }),
  mutant({
    id: 'channel/stateinfo-names-its-channel',
    fault: 'names the channel in its StateInfo',
    breaks: ['CHAN-34'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) =>
        gossipMessage(
          kind,
          value,
          kind === 'stateInfo' ? { ...header, channel: Buffer.from('ch1') } : header,
        ),
    killedBy: [{ case: 'channel/stateinfo-published-after-commit', expected: 'no channel name' }],
  }),
  mutant({
    id: 'channel/stateinfo-with-nonce',
    fault: 'gives its StateInfo a nonce',
    breaks: ['CHAN-34'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) =>
        gossipMessage(kind, value, kind === 'stateInfo' ? { ...header, nonce: 7n } : header),
    killedBy: [
      {
        case: 'channel/stateinfo-published-after-commit',
        expected: 'tag CHAN_OR_ORG and nonce 0',
        observed: 'nonce 7',
      },
    ],
  }),
  mutant({
    id: 'channel/sequence-number-stands-still',
    fault: 'tells a new height with the sequence number of the old one',
    breaks: ['CHAN-35'],
    module: 'peer/channel/join',
    entry: 'heightChanged',
    by:
      ({ heightChanged }) =>
      (run, entry) => {
        const { changedNum } = entry;
        heightChanged(run, entry);
        entry.changedNum = changedNum;
      },
    killedBy: [
      {
        case: 'channel/stateinfo-published-after-commit',
        expected: 'the same incarnation and a later sequence number',
      },
    ],
  }),
  mutant({
    id: 'channel/sequence-numbers-counted',
    fault: 'counts its StateInfo from one on, in place of telling an instant',
    breaks: ['CHAN-35'],
    module: 'peer/channel/join',
    entry: 'joinChannel',
    by:
      ({ joinChannel }) =>
      (run, input) => {
        joinChannel(run, input);
        const entry = run.state.channels.get(input.channel);
        if (entry) entry.changedNum = 1n;
      },
    killedBy: [
      {
        case: 'channel/stateinfo-published-after-commit',
        expected: 'incarnation and sequence number about now',
      },
    ],
  }),
  mutant({
    id: 'channel/published-once',
    fault: 'publishes its StateInfo once, whatever changes later',
    breaks: ['CHAN-36', 'CHAN-R4'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('CHAN-R4'),
    killedBy: [
      {
        case: 'channel/stateinfo-published-after-commit',
        expected: 'StateInfo of the target with height 2',
      },
    ],
  }),
  mutant({
    id: 'channel/published-at-every-interval',
    fault: 'publishes its StateInfo at every interval, changed or not',
    breaks: ['CHAN-36', 'CHAN-37'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withTarget('CHAN-R1', 'unpublished'),
    killedBy: [
      {
        case: 'channel/stateinfo-not-repeated-without-a-change',
        expected: 'no StateInfo of the target to',
      },
    ],
  }),
  mutant({
    id: 'channel/own-stateinfo-not-stored',
    fault: 'pushes its StateInfo and does not store it',
    breaks: ['CHAN-37', 'CHAN-53'],
    module: 'peer/channel/state-info',
    entry: 'publishStateInfo',
    by:
      ({ publishStateInfo }) =>
      (run, entry) => {
        publishStateInfo(run, entry);
        entry.stateInfos.delete(run.config.pkiHex);
        entry.stateInfoChanges += 1;
      },
    killedBy: [
      { case: 'channel/snapshot-has-own-stateinfo', expected: 'a snapshot of the target' },
    ],
  }),
];
