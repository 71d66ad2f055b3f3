/** Faults in the pull of identities (spec/07-pull.md, section Identities). */
import { PullMsgType, GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const pullIdentityMutants: readonly Mutant[] = [
  mutant({
    id: 'pull/own-identity-unsigned',
    fault: 'offers its own identity without signature',
    breaks: ['PULL-30'],
    module: 'peer/pull/identities',
    entry: 'holdOwnIdentity',
    by:
      ({ holdOwnIdentity }) =>
      (run) => {
        holdOwnIdentity(run);
        const { items } = run.state.identityPull;
        for (const [item, signed] of items) {
          const envelope = { ...signed.envelope, signature: new Uint8Array() };
          items.set(item, { ...signed, envelope });
        }
      },
    killedBy: [
      {
        case: 'identity/pull-request-answered-with-self-signed-identity',
        expected: 'signed by its own key',
      },
    ],
  }),
  mutant({
    id: 'pull/own-identity-not-offered',
    fault: 'offers the identities that it pulled, and not its own',
    breaks: ['PULL-30', 'PULL-20'],
    module: 'peer/pull/digests',
    entry: 'advertisedTo',
    by:
      ({ advertisedTo }) =>
      (pull, sender) =>
        pull.channel.length > 0 ? advertisedTo(pull, sender) : advertisedTo(pull, sender).slice(1),
    killedBy: [{ case: 'identity/pull-digest-has-own-pki-id', expected: 'DataDigest' }],
  }),
  mutant({
    id: 'pull/odd-pki-id-wanted',
    fault: 'asks for an identity whatever the length of its digest',
    breaks: ['PULL-52'],
    profile: 'hardened',
    module: 'peer/pull/digests',
    entry: 'keysOf',
    by:
      ({ keysOf }) =>
      (pull, digests) => {
        const isOfBlocks = pull.channel.length > 0;
        return keysOf(pull, digests).map((key, i) => key ?? (isOfBlocks ? key : hex(digests[i]!)));
      },
    killedBy: [
      {
        case: 'identity/pull-item-that-is-no-pki-id-not-requested',
        expected: 'a request for 1 items',
        observed: 'for 2 items',
      },
    ],
  }),
  mutant({
    id: 'pull/odd-pki-id-unwanted',
    fault: 'asks for no identity whose digest has not 32 bytes',
    breaks: ['PULL-53'],
    module: 'peer/pull/digests',
    entry: 'keysOf',
    by:
      ({ keysOf }) =>
      (pull, digests) => {
        const isOfBlocks = pull.channel.length > 0;
        const isSound = (i: number) => isOfBlocks || digests[i]!.length === 32;
        return keysOf(pull, digests).map((key, i) => (isSound(i) ? key : undefined));
      },
    killedBy: [
      {
        case: 'identity/pull-item-that-is-no-pki-id-requested',
        expected: 'a request for 2 items',
        observed: 'for 1 items',
      },
    ],
  }),
  mutant({
    id: 'pull/all-known-identities-offered',
    fault: 'offers every identity that it knows, however it came to know it',
    breaks: ['PULL-47'],
    module: 'peer/identities',
    entry: 'admitsIdentity',
    by:
      ({ admitsIdentity }) =>
      (run, pkiId, cert, ...rest) => {
        const isAdmitted = admitsIdentity(run, pkiId, cert, ...rest);
        const { items } = run.state.identityPull;
        const [own] = items.values();
        if (!isAdmitted || own === undefined || items.has(hex(pkiId))) return isAdmitted;
        const metadata = new Uint8Array();
        const value = { $typeName: 'gossip.PeerIdentity' as const, pkiId, cert, metadata };
        const message = { ...own.message, content: { case: 'peerIdentity' as const, value } };
        items.set(hex(pkiId), { ...own, message });
        return isAdmitted;
      },
    killedBy: [
      { case: 'identity/unsolicited-identity-not-offered', expected: 'o9 not in the digest' },
    ],
  }),
  mutant({
    id: 'pull/third-organisation-shown',
    fault: 'shows to other organisations the identities of third ones',
    breaks: ['PULL-31', 'PULL-D26', 'PULL-I3'],
    module: 'rules/pull-identity',
    entry: 'identityDisclosure',
    by:
      ({ identityDisclosure }) =>
      (facts) =>
        identityDisclosure(facts.identity === 'third' ? { ...facts, identity: 'ours' } : facts),
    killedBy: [
      {
        case: 'identity/pull-digest-by-organisation',
        expected: 'f1, o2 and the target told to f1',
        observed: 'g1',
      },
    ],
  }),
  mutant({
    id: 'pull/hidden-identity-shown',
    fault: 'shows to other organisations the identities of peers without external endpoint',
    breaks: ['PULL-31', 'PULL-D27'],
    module: 'rules/pull-identity',
    entry: 'identityDisclosure',
    by:
      ({ identityDisclosure }) =>
      (facts) =>
        identityDisclosure({ ...facts, endpoint: 'yes' }),
    killedBy: [
      {
        case: 'identity/pull-digest-by-organisation',
        expected: 'f1, o2 and the target told to f1',
        observed: 'o3',
      },
      { case: 'identity/hidden-peer-offers-foreigners-nothing', expected: 'no DataDigest to' },
    ],
  }),
  mutant({
    id: 'pull/item-signature-unseen',
    fault: 'does not look at the signature of a pulled identity',
    breaks: ['PULL-33', 'PULL-D21'],
    module: 'rules/pull-identity',
    entry: 'pulledIdentity',
    by:
      ({ pulledIdentity }) =>
      (facts) =>
        pulledIdentity(Object.create(facts, { signature: { value: 'valid' } })),
    killedBy: [
      {
        case: 'identity/pull-update-with-item-signed-by-another-taken-not-at-all',
        expected: 'no AliveMessage of o8 to',
      },
      {
        case: 'identity/pull-update-with-item-without-signature-taken-not-at-all',
        expected: 'no AliveMessage of o8 to',
      },
    ],
  }),
  mutant({
    id: 'pull/item-pki-id-unseen',
    fault: 'takes an identity under another PKI-ID than its own',
    breaks: ['PULL-33', 'PULL-D17'],
    module: 'rules/pull-identity',
    entry: 'pulledIdentity',
    by:
      ({ pulledIdentity }) =>
      (facts) =>
        pulledIdentity(Object.create(facts, { match: { value: 'equal' } })),
    killedBy: [
      {
        case: 'identity/pull-update-with-item-with-another-pki-id-taken-not-at-all',
        expected: 'no AliveMessage of o8 to',
      },
    ],
  }),
  mutant({
    id: 'pull/item-header-judged',
    fault: 'refuses an identity whose message has not nonce 0 and the tag EMPTY',
    breaks: ['PULL-34'],
    module: 'peer/pull/receive',
    entry: 'receivePull',
    by:
      ({ receivePull }) =>
      (run, pull, signed, origin) => {
        const judge: typeof pull.judge = (item) => {
          const { nonce, tag } = item.message;
          if (pull.channel.length > 0 || (nonce === 0n && tag === Tag.EMPTY))
            return pull.judge(item);
          return { verdict: 'reject', clause: 'PULL-34', reason: 'nonce or tag of an item' };
        };
        receivePull(run, { ...pull, judge }, signed, origin);
      },
    killedBy: [
      {
        case: 'identity/pulled-identity-in-an-odd-message-believed',
        expected: 'AliveMessage of o9, whose identity was pulled',
      },
    ],
  }),
  mutant({
    id: 'pull/pulled-identity-not-believed',
    fault: 'offers the identities that it pulled, and verifies nothing by them',
    breaks: ['PULL-35'],
    module: 'peer/pull/updates',
    entry: 'receiveUpdate',
    by:
      ({ receiveUpdate }) =>
      (run, pull, update, origin) =>
        receiveUpdate(
          run,
          pull.channel.length > 0 ? pull : { ...pull, take: () => {} },
          update,
          origin,
        ),
    killedBy: [
      {
        case: 'identity/pulled-identity-believed-and-offered',
        expected: 'AliveMessage of o9, whose identity was pulled',
      },
    ],
  }),
  mutant({
    id: 'pull/stand-alone-identity-taken',
    fault: 'takes a PeerIdentity that comes by itself like one out of an update',
    breaks: ['PULL-37'],
    module: 'peer/received',
    entry: 'decodedOf',
    by:
      ({ decodedOf }) =>
      (bytes) => {
        const decoded = decodedOf(bytes);
        if (decoded.verdict !== 'accept') return decoded;
        const { message, envelope } = decoded.value;
        if (message.content.case !== 'peerIdentity') return decoded;
        const value = {
          $typeName: 'gossip.DataUpdate' as const,
          nonce: 0n,
          data: [envelope],
          msgType: PullMsgType.IDENTITY_MSG,
        };
        const tag = Tag.EMPTY;
        const update = { ...message, tag, content: { case: 'dataUpdate' as const, value } };
        return { ...decoded, value: { ...decoded.value, message: update } };
      },
    killedBy: [
      { case: 'identity/stand-alone-identity-ignored', expected: 'no AliveMessage of o9 to' },
    ],
  }),
];
