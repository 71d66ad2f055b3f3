/** Faults of the side that asks in a pull (spec/07-pull.md). */
import { PullMsgType } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';

export const pullMutants: readonly Mutant[] = [
  mutant({
    id: 'pull/one-round-only',
    fault: 'pulls blocks once, when it has joined, and never again',
    breaks: ['PULL-1', 'PULL-R1'],
    module: 'peer/pull/initiator',
    entry: 'startRound',
    by:
      ({ startRound }) =>
      (run, pull) => {
        if (pull.engine.roundCount === 0) startRound(run, pull);
      },
    killedBy: [
      {
        case: 'pull/target-greets-own-members-of-the-channel',
        expected: 'GossipHello for the blocks of ch1 to o1',
      },
    ],
  }),
  mutant({
    id: 'pull/greets-everybody',
    fault: 'greets all members that it may greet, and not pullPeerNum of them',
    breaks: ['PULL-1'],
    module: 'peer/pull/initiator',
    entry: 'startRound',
    by:
      ({ startRound }) =>
      (run, pull) => {
        const parameters = { ...run.config.parameters, pullPeerNum: 1_000 };
        startRound({ ...run, config: { ...run.config, parameters } }, pull);
      },
    killedBy: [
      {
        case: 'pull/target-greets-three-of-more-members',
        expected: 'hellos to three members',
        observed: '5',
      },
    ],
  }),
  mutant({
    id: 'pull/digest-of-any-nonce',
    fault: 'takes a digest for the answer to its last hello, whatever its nonce',
    breaks: ['PULL-4', 'PULL-D1'],
    module: 'peer/pull/initiator',
    entry: 'receiveDigest',
    by:
      ({ receiveDigest }) =>
      (run, pull, digest, origin) => {
        const { outstanding } = pull.engine;
        const last = [...outstanding.keys()].at(-1) ?? digest.nonce;
        const nonce = outstanding.has(digest.nonce) ? digest.nonce : last;
        receiveDigest(run, pull, { ...digest, nonce }, origin);
      },
    killedBy: [
      { case: 'pull/digest-with-unknown-nonce-ignored', expected: 'no DataRequest to' },
      { case: 'identity/pull-digest-with-unknown-nonce-ignored', expected: 'no DataRequest to' },
    ],
  }),
  mutant({
    id: 'pull/wants-the-past',
    fault: 'asks for blocks below its height, too',
    breaks: ['PULL-5', 'PULL-D6'],
    module: 'rules/pull',
    entry: 'pullWant',
    by:
      ({ pullWant }) =>
      (facts) =>
        pullWant({ ...facts, past: 'no' }),
    killedBy: [
      {
        case: 'pull/target-requests-what-it-lacks',
        expected: 'a request for 2 and 3',
        observed: 'for 0 2 3',
      },
      { case: 'pull/target-requests-nothing-that-it-has', expected: 'no DataRequest to' },
    ],
  }),
  mutant({
    id: 'pull/wants-what-it-holds',
    fault: 'asks for items that it holds',
    breaks: ['PULL-5', 'PULL-D7'],
    module: 'rules/pull',
    entry: 'pullWant',
    by:
      ({ pullWant }) =>
      (facts) =>
        pullWant({ ...facts, held: 'no' }),
    killedBy: [
      {
        case: 'identity/target-requests-identities-that-it-lacks',
        expected: 'a request for o9 alone',
        observed: 'for 2 identities',
      },
    ],
  }),
  mutant({
    id: 'pull/asks-too-soon',
    fault: 'waits for digests half as long as digestWaitTime says',
    breaks: ['PULL-7', 'PULL-R6'],
    module: 'machines/pull-initiator.machine',
    entry: 'pullInitiatorRegistry',
    by: ({ pullInitiatorRegistry: registry }) => ({
      ...registry,
      delays: {
        ...registry.delays,
        digestWaitTime: (round) => registry.delays.digestWaitTime(round) / 2,
      },
    }),
    killedBy: [
      {
        case: 'pull/target-waits-for-digests',
        expected: 'a request about 700 ms after the hello',
        observed: 'after 35',
      },
    ],
  }),
  mutant({
    id: 'pull/asks-every-owner',
    fault: 'asks each that has an item for it, and not one of them',
    breaks: ['PULL-7'],
    module: 'peer/pull/initiator',
    entry: 'performPullInitiator',
    by:
      ({ performPullInitiator }) =>
      (run, pull, number, effect) => {
        const round = pull.engine.rounds.get(number)!;
        const owners = [...round.owners];
        const most = Math.max(0, ...owners.map(([, names]) => names.length));
        const times = effect.type === 'requests.send' ? most : 1;
        for (let nth = 0; nth < times; nth += 1) {
          if (effect.type === 'requests.send')
            for (const [item, names] of owners)
              if (nth < names.length) round.owners.set(item, [names[nth]!]);
              else round.owners.delete(item);
          performPullInitiator(run, pull, number, effect);
        }
      },
    killedBy: [
      {
        case: 'pull/target-requests-each-item-of-one-owner',
        expected: 'requests for 1 2 3 4 5 6',
        observed: '1 1 2 2',
      },
    ],
  }),
  mutant({
    id: 'pull/asks-with-another-nonce',
    fault: 'draws a new nonce for its request',
    breaks: ['PULL-18'],
    module: 'peer/pull/initiator',
    entry: 'performPullInitiator',
    by:
      ({ performPullInitiator }) =>
      (run, pull, number, effect) => {
        const { nonceOf } = pull.engine.rounds.get(number)!;
        if (effect.type === 'requests.send')
          for (const [greeted, nonce] of nonceOf) nonceOf.set(greeted, nonce + 1n);
        performPullInitiator(run, pull, number, effect);
      },
    killedBy: [
      {
        case: 'pull/target-requests-what-it-lacks',
        expected: 'DataRequest with the nonce of the hello to',
      },
    ],
  }),
  mutant({
    id: 'pull/asks-for-nothing',
    fault: 'answers a digest that has nothing for it with an empty item',
    breaks: ['PULL-19'],
    module: 'peer/pull/initiator',
    entry: 'performPullInitiator',
    by:
      ({ performPullInitiator }) =>
      (run, pull, number, effect) => {
        const { owners, greeted } = pull.engine.rounds.get(number)!;
        if (effect.type === 'requests.send' && owners.size === 0)
          owners.set('', [...greeted.values()]);
        performPullInitiator(run, pull, number, effect);
      },
    killedBy: [{ case: 'pull/target-requests-nothing-that-it-has', expected: 'no DataRequest to' }],
  }),
  mutant({
    id: 'pull/offers-what-it-did-not-ask-for',
    fault: 'offers to others what came in an update that it did not ask for',
    breaks: ['PULL-12'],
    module: 'peer/pull/updates',
    entry: 'receiveUpdate',
    by:
      ({ receiveUpdate }) =>
      (run, pull, update, origin) => {
        const take: typeof pull.take = (item, signed, from) => {
          pull.take(item, signed, from);
          pull.engine.items.set(item, signed);
        };
        receiveUpdate(run, { ...pull, take }, update, origin);
      },
    killedBy: [
      { case: 'pull/unsolicited-block-not-offered', expected: 'no DataDigest to' },
      { case: 'identity/unsolicited-identity-not-offered', expected: 'o9 not in the digest' },
    ],
  }),
  mutant({
    id: 'pull/items-judged-one-by-one',
    fault: 'takes the good items of an update in which there is a bad one',
    breaks: ['PULL-13', 'PULL-I2'],
    module: 'peer/pull/updates',
    entry: 'receiveUpdate',
    by:
      ({ receiveUpdate }) =>
      (run, pull, update, origin) => {
        for (const envelope of update.data)
          receiveUpdate(run, pull, { ...update, data: [envelope] }, origin);
      },
    killedBy: [
      { case: 'pull/update-with-forged-block-taken-not-at-all', expected: 'no block 1 of ch1' },
      {
        case: 'identity/pull-update-with-item-without-signature-taken-not-at-all',
        expected: 'no AliveMessage of o8 to',
      },
    ],
  }),
  mutant({
    id: 'pull/pulled-items-not-offered',
    fault: 'uses what it pulled, and does not offer it to others',
    breaks: ['PULL-14', 'PULL-43', 'PULL-D10'],
    module: 'peer/pull/updates',
    entry: 'receiveUpdate',
    by:
      ({ receiveUpdate }) =>
      (run, pull, update, origin) =>
        receiveUpdate(run, { ...pull, mayHold: () => false }, update, origin),
    killedBy: [
      {
        case: 'pull/pulled-block-committed-and-advertised',
        expected: 'DataDigest with block 1 to',
      },
      { case: 'identity/pulled-identity-believed-and-offered', expected: 'o9 in the digest' },
    ],
  }),
  mutant({
    id: 'pull/greets-only-its-own-for-identities',
    fault: 'greets for identities members of its own organisation alone',
    breaks: ['PULL-38'],
    module: 'peer/pull/initiator',
    entry: 'startRound',
    by:
      ({ startRound }) =>
      (run, pull) => {
        const { identities } = run.state;
        const isOwn = (pki: string) => identities.get(pki)?.mspId === run.config.mspId;
        const own: typeof pull.greets = (roll) => (number) => isOwn(roll.members[number]!.pki);
        startRound(run, { ...pull, greets: pull.greets ?? own });
      },
    killedBy: [
      {
        case: 'identity/target-greets-members-of-any-organisation',
        expected: 'GossipHello for identities to f1',
      },
    ],
  }),
  mutant({
    id: 'pull/greets-all-members-for-blocks',
    fault: 'sends a hello for blocks to every live member',
    breaks: ['PULL-42', 'CHAN-I2'],
    module: 'peer/links',
    entry: 'sendToMember',
    by:
      ({ sendToMember }) =>
      (run, member, signed) => {
        const { content } = signed.message;
        const isForBlocks =
          content.case === 'hello' && content.value.msgType === PullMsgType.BLOCK_MSG;
        if (!isForBlocks) return sendToMember(run, member, signed);
        for (const living of run.state.living) sendToMember(run, living, signed);
      },
    killedBy: [
      {
        case: 'pull/target-greets-own-members-of-the-channel',
        expected: 'no GossipHello for blocks to',
      },
    ],
  }),
];
