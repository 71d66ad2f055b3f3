/**
 * Identities that travel by pull between organisations, and are forgotten where nobody uses them (spec/07-pull.md,
 * section Identities; spec/03-identity.md).
 */
import type { LinkId } from '../../peer/io.js';
import { pkiOf } from '../../peer/links.js';
import type { PeerState } from '../../peer/state.js';
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import { openEnvelope, type SignedMessage } from '../../wire/envelope.js';
import { PullMsgType } from '../../wire/gen/gossip/message_pb.js';
import { keyOf } from '../../wire/hex.js';
import type { Budget, NetworkProperty, PeerNetwork, Seen } from '../peers/network.js';
import { chainOf, meetOn } from './channels.js';
import { marked, markOf } from './marks.js';
import { authorityOf, endpointOf, optionsOf, organisationOf, pkiIdOfName } from './parts.js';
import { heardMessage } from './sayings.js';

/** Who is asked; a peer of its organisation that tells no endpoint to others; and one of each other organisation. */
const ASKED = 'p1.A';
const HIDDEN = 'p2.A';
const ABROAD = 'p3.B';
const NAMES = [ASKED, HIDDEN, ABROAD, 'p4.C'];
const SHARED = 'channel-of-all';

const MARKS = ['shown', 'pulled', 'forgotten'] as const;
const mark = markOf(MARKS);
const nameOf = new Map(NAMES.map((name) => [keyOf(pkiIdOfName(name)), name]));

/** Whose identities a message of an identity pull shows, by name. */
function shownIn({ message: { content } }: SignedMessage): string[] {
  const named = (pkis: readonly Uint8Array[]) => pkis.map((pki) => nameOf.get(keyOf(pki)) ?? '?.?');
  if (content.case === 'dataDig' && content.value.msgType === PullMsgType.IDENTITY_MSG)
    return named(content.value.digests);
  if (content.case !== 'dataUpdate' || content.value.msgType !== PullMsgType.IDENTITY_MSG)
    return [];
  return content.value.data.flatMap((envelope) => {
    const item = openEnvelope(envelope);
    const told = item.verdict === 'accept' ? item.value.message.content : undefined;
    return told?.case === 'peerIdentity' ? named([told.value.pkiId]) : [];
  });
}

const remoteOf = ({ links }: PeerState, link: LinkId): string | undefined => {
  const entry = links.get(link);
  return entry && nameOf.get(pkiOf(entry));
};

function marksOf({ peer, before, after, input, effects }: Seen): number {
  const ours = organisationOf(NAMES[peer]!);
  let marks = 0;
  for (const effect of effects) {
    if (effect.type !== 'envelope.send') continue;
    const remote = remoteOf(after, effect.link) ?? remoteOf(before, effect.link);
    if (remote === undefined || organisationOf(remote) === ours) continue;
    const theirs = organisationOf(remote);
    const isSecret = (name: string) =>
      name === HIDDEN || ![ours, theirs].includes(organisationOf(name));
    if (shownIn(effect.signed).some(isSecret)) marks |= mark('shown');
  }
  const has = [...after.identities.keys()];
  const isUpdate =
    input.type === 'envelope.received' &&
    heardMessage(input.message as Uint8Array).message.content.case === 'dataUpdate';
  if (isUpdate && has.some((pki) => !before.identities.has(pki))) marks |= mark('pulled');
  if ([...before.identities.keys()].some((pki) => !after.identities.has(pki)))
    marks |= mark('forgotten');
  return marks;
}

const OF_IDENTITIES: readonly NetworkProperty[] = [
  marked(
    mark('shown'),
    'PULL-I3',
    'always',
    'pull shows nobody abroad an identity of a third organisation, or one without endpoint',
  ),
  {
    id: 'PULL-I4',
    kind: 'always',
    about: 'every identity that is held for pull is stored',
    factOf: (state) =>
      [...(state?.identityPull.items.keys() ?? [])].some((pki) => !state!.identities.has(pki))
        ? 1
        : 0,
    holds: (facts) => facts.every((fact) => fact === 0),
  },
  marked(mark('pulled'), 'pulled', 'sometimes', 'an identity comes by pull that was not stored'),
  marked(mark('forgotten'), 'idle-forgotten', 'sometimes', 'an identity is forgotten for disuse'),
];

/** Who asks, whom nobody answers for ever, and who forgets. */
const TIMERS_OF = new Map([
  [ASKED, ['pull-responder/']],
  [HIDDEN, ['ticker/identity-pull', 'pull-initiator/', 'ticker/identity-idle-sweep']],
  [ABROAD, ['ticker/identity-pull', 'pull-initiator/']],
]);

/** In profile `hardened`. */
export function identities(budget: Budget): PeerNetwork {
  const shared = chainOf(['A', 'B', 'C'], 0, SHARED);
  const authority = authorityOf(NAMES);
  return {
    name: budget.timers > 2 ? 'identities-with-timers' : 'identities',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      options: {
        ...options,
        profile: 'hardened',
        ...(NAMES[peer] === HIDDEN && {
          externalEndpoint: '',
          bootstrap: [endpointOf(ASKED)],
        }),
        channelReader: createSymbolicChannelReader(authority, organisationOf(NAMES[peer]!)),
        anchors:
          organisationOf(NAMES[peer]!) === 'A'
            ? []
            : [{ endpoint: `ext.${endpointOf(ASKED)}`, mspId: 'A' }],
        parameters: { maxPropagationBurstSize: 1 },
      },
    })),
    prologue(stage) {
      meetOn(shared, stage, NAMES);
      // Who is asked holds what it has pulled itself, and nothing else.
      stage.fire(ASKED, 'identity-pull');
      stage.settle();
      stage.fire(ASKED, 'digestWaitTime');
      stage.settle();
    },
    timers: (timer, peer) => (TIMERS_OF.get(peer) ?? []).some((name) => timer.startsWith(name)),
    ages: ['identity'],
    nobodyDials: true,
    ordering: { chains: new Map([[SHARED, shared.blocks]]) },
    marks: marksOf,
    budget,
    properties: OF_IDENTITIES,
  };
}
