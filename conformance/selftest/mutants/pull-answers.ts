/** Faults of the side that answers in a pull, and in the form of its messages (spec/07-pull.md). */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';

export const pullAnswerMutants: readonly Mutant[] = [
  mutant({
    id: 'pull/nonce-outside',
    fault: 'writes the nonce of a pull into the gossip message around it as well',
    breaks: ['PULL-3'],
    module: 'wire/envelope',
    entry: 'gossipMessage',
    by:
      ({ gossipMessage }) =>
      (kind, value, header) => {
        const isOfPull = ['hello', 'dataDig', 'dataReq', 'dataUpdate'].includes(kind);
        const { nonce = 0n } = value as { readonly nonce?: bigint };
        return gossipMessage(kind, value, isOfPull ? { ...header, nonce } : header);
      },
    killedBy: [
      { case: 'pull/digest-lists-blocks-held', expected: 'nonce 0 outside, no signature' },
      { case: 'pull/request-answered-with-blocks', expected: 'nonce 0 outside, no signature' },
    ],
  }),
  mutant({
    id: 'pull/identities-inside-only',
    fault: 'gives the messages of an identity pull the tag ORG_ONLY',
    breaks: ['PULL-32'],
    module: 'peer/pull/kind',
    entry: 'pullMessage',
    by:
      ({ pullMessage }) =>
      (pull, kind, value) => {
        const isOfBlocks = pull.channel.length > 0;
        return pullMessage(isOfBlocks ? pull : { ...pull, tag: Tag.ORG_ONLY }, kind, value);
      },
    killedBy: [
      {
        case: 'identity/pull-digest-has-own-pki-id',
        expected: 'type IDENTITY_MSG, tag EMPTY and no channel',
        observed: `tag ${Tag.ORG_ONLY}`,
      },
    ],
  }),
  mutant({
    id: 'pull/blocks-under-another-tag',
    fault: 'gives the messages of a block pull the tag CHAN_OR_ORG',
    breaks: ['PULL-40'],
    module: 'peer/pull/kind',
    entry: 'pullMessage',
    by:
      ({ pullMessage }) =>
      (pull, kind, value) => {
        const isOfBlocks = pull.channel.length > 0;
        return pullMessage(isOfBlocks ? { ...pull, tag: Tag.CHAN_OR_ORG } : pull, kind, value);
      },
    killedBy: [
      {
        case: 'pull/digest-lists-blocks-held',
        expected: 'type BLOCK_MSG, tag CHAN_AND_ORG and channel ch1',
        observed: `tag ${Tag.CHAN_OR_ORG}`,
      },
    ],
  }),
  mutant({
    id: 'pull/lists-one-item',
    fault: 'lists one of the items that it holds, and no other',
    breaks: ['PULL-20'],
    module: 'peer/pull/digests',
    entry: 'advertisedTo',
    by:
      ({ advertisedTo }) =>
      (pull, sender) =>
        advertisedTo(pull, sender).slice(0, 1),
    killedBy: [
      { case: 'pull/digest-lists-blocks-held', expected: 'digests 1 and 2', observed: '1' },
    ],
  }),
  mutant({
    id: 'pull/answers-without-items',
    fault: 'answers a hello with an empty item where it may show nothing',
    breaks: ['PULL-21'],
    module: 'peer/pull/digests',
    entry: 'advertisedTo',
    by:
      ({ advertisedTo }) =>
      (pull, sender) => {
        const shown = advertisedTo(pull, sender);
        return shown.length > 0 ? shown : [new Uint8Array()];
      },
    killedBy: [
      { case: 'identity/hidden-peer-offers-foreigners-nothing', expected: 'no DataDigest to' },
    ],
  }),
  mutant({
    id: 'pull/nonce-valid-for-longer',
    fault: 'takes a nonce as valid for twice requestWaitTime',
    breaks: ['PULL-22', 'PULL-R17'],
    module: 'machines/pull-responder.machine',
    entry: 'pullResponderRegistry',
    by: ({ pullResponderRegistry: registry }) => ({
      ...registry,
      delays: {
        ...registry.delays,
        requestWaitTime: (nonce) => 2 * registry.delays.requestWaitTime(nonce),
      },
    }),
    killedBy: [
      { case: 'pull/request-after-the-wait-ignored', expected: 'no DataUpdate to' },
      { case: 'identity/pull-request-after-the-wait-ignored', expected: 'no DataUpdate to' },
    ],
  }),
  mutant({
    id: 'pull/further-hello-extends',
    fault: 'counts requestWaitTime from the last hello with a nonce',
    breaks: ['PULL-22'],
    module: 'peer/pull/responder',
    entry: 'receiveHello',
    by:
      ({ receiveHello }) =>
      (run, pull, hello, origin) => {
        pull.engine.nonces.delete(hello.nonce);
        receiveHello(run, pull, hello, origin);
      },
    killedBy: [{ case: 'pull/further-hello-does-not-extend', expected: 'no DataUpdate to' }],
  }),
  mutant({
    id: 'pull/nonce-of-anybody',
    fault: 'accepts a nonce from others than the peer whose hello made it valid',
    breaks: ['PULL-24', 'PULL-R15'],
    profile: 'hardened',
    module: 'machines/pull-responder.machine',
    entry: 'pullResponderRegistry',
    by: ({ pullResponderRegistry: registry }) => ({
      ...registry,
      guards: { isStranger: () => false },
    }),
    killedBy: [{ case: 'pull/nonce-of-another-member-ignored', expected: 'no DataUpdate to' }],
  }),
  mutant({
    id: 'pull/nonce-bound-to-its-peer',
    fault: 'accepts a nonce from the peer alone whose hello made it valid',
    breaks: ['PULL-29', 'PULL-R16'],
    module: 'machines/pull-responder.machine',
    entry: 'pullResponderRegistry',
    by: ({ pullResponderRegistry: registry }) => ({
      ...registry,
      guards: { isStranger: (nonce, event) => event.sender !== nonce.holder },
    }),
    killedBy: [
      {
        case: 'pull/nonce-of-another-member-good',
        expected: 'DataUpdate with the nonce of the hello to',
      },
    ],
  }),
  mutant({
    id: 'pull/answers-with-all-it-has',
    fault: 'answers a request with all items that it holds',
    breaks: ['PULL-25'],
    module: 'peer/pull/responder',
    entry: 'performPullResponder',
    by:
      ({ performPullResponder }) =>
      (run, pull, nonce, effect) => {
        const digests = [...pull.engine.items].map(([item, signed]) => pull.digestOf(item, signed));
        const isUpdate = effect.type === 'update.send';
        performPullResponder(run, pull, nonce, isUpdate ? { ...effect, digests } : effect);
      },
    killedBy: [
      {
        case: 'pull/request-answered-with-blocks',
        expected: 'block 2 alone',
        observed: 'blocks 1 2',
      },
    ],
  }),
  mutant({
    id: 'pull/answers-in-its-own-order',
    fault: 'sorts the items of an update',
    breaks: ['PULL-25'],
    module: 'peer/pull/digests',
    entry: 'keysOf',
    by:
      ({ keysOf }) =>
      (pull, digests) =>
        [...keysOf(pull, digests)].sort(),
    killedBy: [
      {
        case: 'pull/block-named-twice-sent-as-often',
        expected: 'blocks 2 1 1',
        observed: 'blocks 1 1 2',
      },
    ],
  }),
  mutant({
    id: 'pull/request-of-any-nonce',
    fault: 'answers a request whatever its nonce',
    breaks: ['PULL-26', 'PULL-R12'],
    module: 'peer/pull/responder',
    entry: 'receiveDataRequest',
    by:
      ({ receiveDataRequest }) =>
      (run, pull, request, origin) => {
        const { nonces } = pull.engine;
        const last = [...nonces.keys()].at(-1) ?? request.nonce;
        const nonce = nonces.has(request.nonce) ? request.nonce : last;
        receiveDataRequest(run, pull, { ...request, nonce }, origin);
      },
    killedBy: [
      { case: 'pull/request-with-unknown-nonce-ignored', expected: 'no DataUpdate to' },
      { case: 'identity/pull-request-with-unknown-nonce-ignored', expected: 'no DataUpdate to' },
    ],
  }),
  mutant({
    id: 'pull/answers-with-something-else',
    fault: 'sends the first item that it holds in place of one that it does not hold',
    breaks: ['PULL-39', 'PULL-25'],
    module: 'peer/pull/digests',
    entry: 'keysOf',
    by:
      ({ keysOf }) =>
      (pull, digests) => {
        const { items } = pull.engine;
        const [first] = items.keys();
        return keysOf(pull, digests).map((key) => (items.has(key ?? '') ? key : first));
      },
    killedBy: [
      { case: 'pull/request-for-what-is-not-held-unanswered', expected: 'no DataUpdate to' },
      { case: 'pull/request-answered-with-blocks', expected: 'block 2 alone' },
    ],
  }),
  mutant({
    id: 'pull/item-as-often-as-named',
    fault: 'puts an item into an update as often as the request names it',
    breaks: ['PULL-27'],
    profile: 'hardened',
    module: 'peer/pull/responder',
    entry: 'performPullResponder',
    by:
      ({ performPullResponder }) =>
      (run, pull, nonce, effect) =>
        performPullResponder(
          { ...run, config: { ...run.config, profile: 'fabric-3.1' } },
          pull,
          nonce,
          effect,
        ),
    killedBy: [
      {
        case: 'pull/block-named-twice-sent-once',
        expected: 'blocks 2 1',
        observed: 'blocks 2 1 1',
      },
    ],
  }),
  mutant({
    id: 'pull/item-once',
    fault: 'puts an item into an update once, however often the request names it',
    breaks: ['PULL-51'],
    module: 'peer/pull/digests',
    entry: 'keysOf',
    by:
      ({ keysOf }) =>
      (pull, digests) => [...new Set(keysOf(pull, digests))],
    killedBy: [
      {
        case: 'pull/block-named-twice-sent-as-often',
        expected: 'blocks 2 1 1',
        observed: 'blocks 2 1',
      },
    ],
  }),
];
