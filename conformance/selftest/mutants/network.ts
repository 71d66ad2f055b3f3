/** Faults that show in networks of several nodes and channels. */
import { type Mutant, mutant } from '../mutant.js';

export const networkMutants: readonly Mutant[] = [
  mutant({
    id: 'network/commits-what-nobody-else-has',
    fault: 'makes another commit hash of a block at every peer',
    breaks: ['XFER-I2'],
    module: 'ledger/commit-hash',
    entry: 'commitHash',
    by: ({ commitHash }) => {
      let count = 0;
      return (crypto, flags, updates, previous) => {
        count += 1;
        return commitHash(crypto, Uint8Array.from([...flags, count & 0xff]), updates, previous);
      };
    },
    killedBy: [
      { case: 'network/all-peers-reach-height-and-commit-hash', expected: 'one commit hash' },
      { case: 'network/two-of-target-and-two-of-reference-agree', expected: 'one commit hash' },
    ],
  }),
  mutant({
    id: 'network/tells-of-channels-to-everybody',
    fault: 'passes StateInfo on to members outside of the channel',
    breaks: ['CHAN-I8'],
    module: 'rules/state-info-routing',
    entry: 'stateInfoRouting',
    by:
      ({ stateInfoRouting }) =>
      (facts) =>
        stateInfoRouting({ ...facts, candidate: 'ours' }),
    killedBy: [
      {
        case: 'network/channel-unknown-outside-its-organisations',
        expected: 'no word of the channel own',
      },
      { case: 'network/blocks-of-two-channels-kept-apart', expected: 'no word of' },
    ],
  }),
  mutant({
    id: 'network/never-calls-its-bootstrap-peers',
    fault: 'never contacts its bootstrap peers',
    breaks: ['MEMB-29'],
    module: 'peer/contacts',
    entry: 'startContacts',
    by: () => () => {},
    killedBy: [{ case: 'network/mutual-bootstrap-settles', expected: 't2 alive in the view' }],
  }),
  mutant({
    id: 'network/one-clock-for-all',
    fault: 'takes the end of time, once somebody says that it has come, for everybody’s timestamp',
    breaks: ['MEMB-11', 'MEMB-12'],
    module: 'peer/alive-store',
    entry: 'storeAlive',
    by:
      ({ storeAlive }) =>
      (run, alive, known) => {
        storeAlive(run, alive, known);
        if (alive.timestamp.incNum < 1n << 63n) return;
        for (const stored of run.state.aliveStore.values()) stored.timestamp = alive.timestamp;
      },
    killedBy: [
      { case: 'membership/clock-far-ahead-concerns-its-owner-alone', expected: 'of o1, again' },
    ],
  }),
  mutant({
    id: 'network/relays-blocks-to-one',
    fault: 'passes a pushed block on to one member',
    breaks: ['PUSH-4'],
    module: 'peer/push-channel',
    entry: 'flushBlocks',
    by:
      ({ flushBlocks }) =>
      (run, messages) => {
        const { config } = run;
        const parameters = { ...config.parameters, propagatePeerNum: 1 };
        flushBlocks({ ...run, config: { ...config, parameters } }, messages);
      },
    killedBy: [
      { case: 'network/pushed-block-reaches-member-through-others', expected: 'blocks pushed to' },
    ],
  }),
  mutant({
    id: 'network/pushes-to-all-who-live',
    fault: 'pushes what is of a channel to every live member',
    breaks: ['PUSH-I5', 'CHAN-I2'],
    module: 'rules/block-routing',
    entry: 'blockRouting',
    by:
      ({ blockRouting }) =>
      (facts) =>
        blockRouting({ ...facts, org: 'ours', stateInfo: 'yes' }),
    killedBy: [
      {
        case: 'network/leadership-of-two-channels-stays-inside',
        expected: 'no leadership message to F or G',
      },
      {
        case: 'network/channel-unknown-outside-its-organisations',
        expected: 'no word of the channel own',
      },
    ],
  }),
  mutant({
    id: 'network/pushes-to-its-organisation',
    fault: 'pushes what is of a channel to every live member of its organisation',
    breaks: ['PUSH-I5'],
    module: 'rules/block-routing',
    entry: 'blockRouting',
    by:
      ({ blockRouting }) =>
      (facts) =>
        blockRouting({ ...facts, stateInfo: 'yes' }),
    killedBy: [
      {
        case: 'network/blocks-of-two-channels-kept-apart',
        expected: 'no block of second to o2',
      },
    ],
  }),
  mutant({
    id: 'network/serves-whoever-asks',
    fault: 'answers state requests for a channel of whoever asks',
    breaks: ['XFER-20', 'CHAN-I8'],
    module: 'rules/state-request',
    entry: 'stateAccess',
    by:
      ({ stateAccess }) =>
      (facts) =>
        stateAccess({ channel: facts.channel, identity: 'reader' }),
    killedBy: [
      { case: 'network/channel-refused-to-member-of-another', expected: 'no answer to f1' },
    ],
  }),
  mutant({
    id: 'network/tells-of-third-organisations',
    fault: 'tells each organisation of all others',
    breaks: ['MEMB-28', 'MEMB-I4', 'PUSH-I2'],
    module: 'rules/alive-routing',
    entry: 'routesFor',
    by:
      ({ routesFor }) =>
      (ownOrg, authorOrg, authorEndpoint) => {
        const routes = routesFor(ownOrg, authorOrg, authorEndpoint);
        return { ...routes, third: routes.authors };
      },
    killedBy: [{ case: 'network/third-organisation-unheard', expected: 'no alive message of' }],
  }),
  mutant({
    id: 'network/one-snapshot-for-all-channels',
    fault: 'answers a request for a snapshot of any channel with those of all',
    breaks: ['CHAN-53'],
    module: 'peer/channel/snapshot',
    entry: 'answerSnapshot',
    by:
      ({ answerSnapshot }) =>
      (run, entry, origin) => {
        const stateInfos = new Map(entry.stateInfos);
        for (const other of run.state.channels.values())
          for (const [pki, info] of other.stateInfos)
            if (!stateInfos.has(pki)) stateInfos.set(pki, info);
        answerSnapshot(run, { ...entry, stateInfos }, origin);
      },
    killedBy: [
      {
        case: 'network/snapshots-of-two-channels-kept-apart',
        expected: 'o1, o2 and f1 in first, not g1',
      },
    ],
  }),
];
