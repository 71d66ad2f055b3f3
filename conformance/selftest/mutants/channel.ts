/** Faults in the configuration of a channel and in what a peer makes of it (spec/09-channel.md). */
import type { CoreModules } from '../core-modules.js';
import { type Mutant, mutant } from '../mutant.js';

type Join = CoreModules['peer/channel/join'];

/** A configuration takes effect as it does in another profile. */
const reconfiguring =
  (profile: 'fabric-3.1' | 'hardened') =>
  ({ reconfigure }: Join): Join['reconfigure'] =>
  (run, ...rest) => {
    const own = run.config.profile;
    run.config = { ...run.config, profile };
    reconfigure(run, ...rest);
    run.config = { ...run.config, profile: own };
  };

export const channelMutants: readonly Mutant[] = [
  mutant({
    id: 'channel/first-anchor-alone',
    fault: 'looks at the first anchor peer of each organisation alone, usable or not',
    breaks: ['CHAN-65'],
    module: 'wire/channel/groups',
    entry: 'configTreeOf',
    by:
      ({ configTreeOf }) =>
      (envelope, tell) => {
        const tree = configTreeOf(envelope, tell);
        for (const { values } of tree?.applicationOrgs ?? [])
          values.AnchorPeers?.anchorPeers.splice(1);
        return tree;
      },
    killedBy: [
      {
        case: 'channel/anchor-of-foreign-organisation-contacted',
        expected: 'a MembershipRequest to f1',
      },
    ],
  }),
  mutant({
    id: 'channel/anchors-of-its-own-alone',
    fault: 'contacts the anchor peers of its own organisation alone',
    breaks: ['CHAN-23'],
    module: 'peer/contacts',
    entry: 'contactAnchors',
    by:
      ({ contactAnchors }) =>
      (run, config) => {
        const own = config.organisations.filter(({ mspId }) => mspId === run.config.mspId);
        contactAnchors(run, { ...config, organisations: own });
      },
    killedBy: [
      {
        case: 'channel/anchor-of-foreign-organisation-contacted',
        expected: 'a MembershipRequest to f1',
      },
    ],
  }),
  mutant({
    id: 'channel/anchors-at-joining-alone',
    fault: 'contacts the anchor peers of the configuration with which it joins, and no later ones',
    breaks: ['CHAN-23'],
    module: 'peer/contacts',
    entry: 'contactAnchors',
    by:
      ({ contactAnchors }) =>
      (run, config) => {
        if (config.sequence === 0n) contactAnchors(run, config);
      },
    killedBy: [
      {
        case: 'channel/new-anchor-of-a-config-block-contacted',
        expected: 'a MembershipRequest to f1',
      },
    ],
  }),
  mutant({
    id: 'channel/orderers-of-the-channel-first',
    fault: 'takes the addresses of the channel for those of its ordering service, and no others',
    breaks: ['CHAN-66'],
    module: 'wire/channel/orderer-endpoints',
    entry: 'ordererEndpointsOf',
    by:
      ({ ordererEndpointsOf }) =>
      (organisations, addresses) =>
        ordererEndpointsOf(
          organisations.map(({ msp }) => ({ msp, addresses: [] })),
          addresses,
        ),
    killedBy: [{ case: 'delivery/new-endpoints-of-a-config-block-are-used', expected: 'r1' }],
  }),
  mutant({
    id: 'channel/new-orderers-unheeded',
    fault: 'goes on with the orderers that it knew when a config block names others',
    breaks: ['CHAN-24', 'DELV-10'],
    module: 'peer/delivery/orderers',
    entry: 'orderersOf',
    by: ({ orderersOf }) => {
      const first = new WeakMap<object, ReturnType<typeof orderersOf>>();
      return (run, entry) => {
        const known = first.get(entry) ?? orderersOf(run, entry);
        first.set(entry, known);
        return known;
      };
    },
    killedBy: [{ case: 'delivery/new-endpoints-of-a-config-block-are-used', expected: 'r2' }],
  }),
  mutant({
    id: 'channel/any-signatory-suffices',
    fault: 'takes a signature policy for met by whoever has signed',
    breaks: ['CHAN-63', 'CHAN-D11', 'CHAN-I3'],
    module: 'wire/channel/signature-policy',
    entry: 'compileSignaturePolicy',
    by:
      ({ compileSignaturePolicy }) =>
      (bytes, crypto) => {
        const compiled = compileSignaturePolicy(bytes, crypto);
        if (compiled.verdict !== 'accept') return compiled;
        return { ...compiled, value: (signatories) => signatories.length > 0 };
      },
    killedBy: [
      {
        case: 'channel/stateinfo-of-author-outside-readers-rejected',
        expected: 'no StateInfo of o3 to',
      },
    ],
  }),
  mutant({
    id: 'channel/any-asks-all',
    fault: 'asks for all policies below where an implicit policy asks for any of them',
    breaks: ['CHAN-64'],
    module: 'wire/channel/policy-tree',
    entry: 'policiesIn',
    by:
      ({ policiesIn }) =>
      (root, crypto, tell) => {
        const policies = new Map(policiesIn(root, crypto, tell));
        const below = [...policies]
          .filter(([path]) => /^\/Channel\/Application\/[^/]+\/Readers$/.test(path))
          .map(([, policy]) => policy);
        policies.set('/Channel/Application/Readers', (signatories) =>
          below.every((policy) => policy(signatories)),
        );
        return policies;
      },
    killedBy: [
      {
        case: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
        expected: 'StateInfo of o1 to o2',
      },
    ],
  }),
  mutant({
    id: 'channel/implicit-policy-met-by-anybody',
    fault: 'takes an implicit policy for met without asking those below it',
    breaks: ['CHAN-64', 'CHAN-D11', 'CHAN-I3'],
    module: 'wire/channel/policy-tree',
    entry: 'policiesIn',
    by:
      ({ policiesIn }) =>
      (root, crypto, tell) =>
        new Map(policiesIn(root, crypto, tell)).set('/Channel/Application/Readers', () => true),
    killedBy: [
      {
        case: 'channel/stateinfo-of-author-outside-readers-rejected',
        expected: 'no StateInfo of o3 to',
      },
    ],
  }),
  mutant({
    id: 'channel/configuration-of-joining-for-good',
    fault: 'stays with the configuration with which it joined',
    breaks: ['CHAN-15'],
    module: 'peer/channel/join',
    entry: 'reconfigure',
    by: () => () => {},
    killedBy: [
      {
        case: 'channel/organisation-removed-by-config-block',
        expected: 'a snapshot without the StateInfo of f1',
      },
      { case: 'channel/organisation-added-by-config-block', expected: 'stays open' },
    ],
  }),
  mutant({
    id: 'channel/trust-of-joining-for-good',
    fault: 'trusts whom the configuration trusted with which it joined',
    breaks: ['CHAN-20'],
    module: 'peer/channel/access',
    entry: 'withChannelAuthority',
    by: ({ withChannelAuthority }) => {
      const first = new WeakMap<object, ReturnType<typeof withChannelAuthority>['authority']>();
      return (config, state) => {
        const known = first.get(state);
        if (known !== undefined) return { ...config, authority: known };
        const trusting = withChannelAuthority(config, state);
        if (state.channels.size > 0) first.set(state, trusting.authority);
        return trusting;
      };
    },
    killedBy: [
      { case: 'channel/organisation-added-by-config-block', expected: 'stays open' },
      {
        case: 'channel/identity-revoked-by-config-block-forgotten-at-the-next',
        expected: 'the target ends stream',
      },
    ],
  }),
  mutant({
    id: 'channel/stored-identities-not-judged-anew',
    fault: 'asks a new configuration about new identities alone, not about those that it has',
    breaks: ['CHAN-21', 'IDENT-51'],
    module: 'peer/identities',
    entry: 'sweepRevokedIdentities',
    by: () => () => {},
    killedBy: [
      {
        case: 'channel/identity-revoked-by-config-block-forgotten-at-the-next',
        expected: 'the target ends stream',
        observed: 'still open',
      },
    ],
  }),
  mutant({
    id: 'channel/stateinfo-of-who-was-removed-kept',
    fault: 'keeps the StateInfo of an organisation that a config block removes',
    breaks: ['CHAN-22'],
    module: 'peer/channel/state-info-store',
    entry: 'dropStateInfos',
    by: () => () => {},
    killedBy: [
      {
        case: 'channel/organisation-removed-by-config-block',
        expected: 'a snapshot without the StateInfo of f1',
      },
    ],
  }),
  mutant({
    id: 'channel/left-members-count',
    fault: 'counts as channel peers those as well that say that they have left',
    breaks: ['CHAN-60'],
    module: 'peer/channel/state-info',
    entry: 'soundStateInfo',
    by:
      ({ soundStateInfo }) =>
      (signed) => {
        const read = soundStateInfo(signed);
        return 'verdict' in read ? read : { ...read, hasLeft: false };
      },
    killedBy: [
      {
        case: 'transfer/height-of-member-that-left-disregarded',
        expected: 'no RemoteStateRequest to',
      },
    ],
  }),
  mutant({
    id: 'channel/judges-by-the-former-configuration',
    fault: 'forgets with a configuration whom the one before has revoked, and nobody else',
    breaks: ['CHAN-73'],
    profile: 'hardened',
    module: 'peer/channel/join',
    entry: 'reconfigure',
    by: reconfiguring('fabric-3.1'),
    killedBy: [
      {
        case: 'channel/identity-revoked-by-config-block',
        expected: 'the target ends stream f1',
        observed: 'the stream is still open',
      },
    ],
  }),
  mutant({
    id: 'channel/judges-by-the-new-configuration',
    fault: 'forgets at once whom a configuration revokes',
    breaks: ['CHAN-74'],
    module: 'peer/channel/join',
    entry: 'reconfigure',
    by: reconfiguring('hardened'),
    killedBy: [
      {
        case: 'channel/identity-revoked-by-config-block-forgotten-at-the-next',
        expected: 'stays open',
      },
    ],
  }),
];
