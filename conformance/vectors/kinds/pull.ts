/** Pull of blocks and of identities, one message at a time (7 Pull). */
import {
  type Envelope,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { blockBytes } from '../../harness/minting/channel/block.js';
import {
  blockDigest,
  dataMessage,
  pullDigest,
  pullHello,
  pullRequest,
  pullUpdate,
} from '../../harness/wire/channel-messages.js';
import { signature } from '../../harness/wire/sign.js';
import { type Author, from } from '../author.js';
import type { Vector, VectorInput } from '../vector.js';
import { FABRIC, HARDENED } from './define.js';
import { ignored, type MessageRow, messageVectors } from './message-row.js';

const CH = { channel: 'ch' } as const;
const IDS = 'identities' as const;

export const pullVectors = (by: Author): Vector[] =>
  messageVectors('pull', [...hellos(by), ...unasked(by), ...blocks(by), ...identities(by)]);

/** o1 is a member of the channel. */
const joined = (by: Author): readonly VectorInput[] => [
  from('o1', by.alive('o1')),
  from('o1', by.stateInfo('o1', 'ch')),
];

function hellos(by: Author): MessageRow[] {
  const given = joined(by);
  return [
    {
      id: 'identity-hello-accepted',
      description: 'A hello for identities.',
      message: pullHello(IDS, 11n),
      verdict: 'accept',
      clauses: ['PULL-20'],
      reason: 'whoever has a link may ask',
    },
    {
      id: 'identity-hello-of-foreign-peer-accepted',
      description: 'A hello for identities, of a peer of F.',
      sender: 'f1',
      message: pullHello(IDS, 11n),
      verdict: 'accept',
      clauses: ['PULL-20'],
      reason: 'whoever has a link may ask',
    },
    {
      id: 'block-hello-accepted',
      description: 'A hello for the blocks of a channel, of a member that told its StateInfo.',
      given,
      message: pullHello(CH, 11n),
      verdict: 'accept',
      clauses: ['CHAN-D28', 'PULL-20'],
      reason: 'a member of the channel asks',
    },
    {
      id: 'block-hello-without-state-info-ignored',
      description: 'The same of a peer that told no StateInfo of the channel.',
      message: pullHello(CH, 11n),
      ...ignored(['CHAN-D26', 'CHAN-30'], 'no StateInfo of who pulls blocks'),
    },
    {
      id: 'block-hello-of-foreign-peer-ignored',
      description: 'The same of a peer of F that told its StateInfo.',
      sender: 'f1',
      given: [from('f1', by.alive('f1')), from('f1', by.stateInfo('f1', 'ch'))],
      message: pullHello(CH, 11n),
      ...ignored(['CHAN-D24', 'CHAN-30'], 'blocks are pulled within an organisation only'),
    },
    {
      id: 'block-hello-from-outside-ignored',
      description: 'A peer of G asks for blocks of a channel that G is not in.',
      sender: 'g1',
      message: pullHello(CH, 11n),
      ...ignored(
        ['CHAN-D23', 'CHAN-30'],
        'the sender’s organisation is not a member of the channel',
      ),
    },
    {
      id: 'block-hello-for-unjoined-channel-ignored',
      description: 'A hello for a channel that the receiver has not joined.',
      given,
      message: pullHello({ channel: 'both' }, 11n),
      ...ignored(['CHAN-D21', 'CHAN-31'], 'a channel that we have not joined'),
    },
  ];
}

/** Answers to nothing. */
function unasked(by: Author): MessageRow[] {
  const given = joined(by);
  const pkiId = by.peer('o2').pkiId;
  return [
    {
      id: 'identity-digest-with-unknown-nonce-ignored',
      description: 'A digest with a nonce that the receiver has not drawn.',
      message: pullDigest(IDS, 11n, [pkiId]),
      ...ignored(['PULL-D1', 'PULL-4'], 'a nonce that is not outstanding'),
    },
    {
      id: 'block-digest-with-unknown-nonce-ignored',
      description: 'The same for blocks.',
      given,
      message: pullDigest(CH, 11n, [blockDigest(3)]),
      ...ignored(['PULL-D1', 'PULL-4'], 'a nonce that is not outstanding'),
    },
    {
      id: 'identity-request-with-unknown-nonce-ignored',
      description: 'A request with a nonce that no hello brought.',
      message: pullRequest(IDS, 11n, [by.peer('o0').pkiId]),
      ...ignored(['PULL-26'], 'a nonce that is not valid'),
    },
    {
      id: 'block-request-with-unknown-nonce-ignored',
      description: 'The same for blocks.',
      given,
      message: pullRequest(CH, 11n, [blockDigest(2)]),
      ...ignored(['PULL-26'], 'a nonce that is not valid'),
    },
    {
      id: 'identity-request-after-hello-accepted',
      description: 'A request with the nonce of a hello of the same peer.',
      given: [from('o1', pullHello(IDS, 11n))],
      message: pullRequest(IDS, 11n, [by.peer('o0').pkiId]),
      verdict: 'accept',
      clauses: ['PULL-25'],
      reason: 'the nonce is valid',
    },
    {
      id: 'identity-outside-of-an-update-ignored',
      description: 'A PeerIdentity by itself.',
      message: by.peerIdentity('o2', { tag: Tag.ORG_ONLY }),
      ...ignored(['PULL-37'], 'an identity outside of an update'),
    },
  ];
}

function blocks(by: Author): MessageRow[] {
  const given = joined(by);
  const { world } = by;
  const update = (data: readonly Envelope[]) => pullUpdate(CH, 11n, data);
  const tampered = world.channel('ch').copy(3);
  tampered.header!.dataHash = new Uint8Array(32);
  return [
    {
      id: 'unasked-block-update-used',
      description: 'An update with the next block, which nobody asked for.',
      given,
      message: update([by.block('ch', 3)]),
      verdict: 'accept',
      clauses: ['PULL-D11', 'PULL-12'],
      reason: 'its items are used',
      profiles: FABRIC,
    },
    {
      id: 'unasked-block-update-ignored',
      description: 'An update with the next block, which nobody asked for.',
      given,
      message: update([by.block('ch', 3)]),
      ...ignored(['PULL-D12', 'PULL-12'], 'a nonce that is not outstanding'),
      profiles: HARDENED,
    },
    {
      id: 'block-update-with-other-content-rejected',
      description: 'An alive message among the items.',
      given,
      message: update([by.alive('o2')]),
      verdict: 'reject',
      clauses: ['PUSH-D23', 'PULL-45'],
      reason: 'an item is no block',
      profiles: FABRIC,
    },
    {
      id: 'block-update-with-block-of-other-channel-rejected',
      description: 'A block of another channel among the items.',
      given,
      message: update([by.block('both', 3)]),
      verdict: 'reject',
      clauses: ['PUSH-D23', 'PULL-45'],
      reason: 'an item is no block of this channel',
      profiles: FABRIC,
    },
    {
      id: 'block-update-with-bad-block-rejected',
      description: 'A good block, and one whose data hash is wrong: the whole update is refused.',
      given,
      message: update([by.block('ch', 4), dataMessage('ch', 3, blockBytes(tampered))]),
      verdict: 'reject',
      clauses: ['WIRE-76', 'PULL-13'],
      reason: 'one bad item costs the whole update',
      profiles: FABRIC,
    },
  ];
}

function identities(by: Author): MessageRow[] {
  const update = (data: readonly Envelope[]) => pullUpdate(IDS, 11n, data);
  const o2 = by.peer('o2');
  const bad = (clauses: readonly string[], reason: string) =>
    ({ verdict: 'reject', clauses, reason, profiles: FABRIC }) as const;
  const payload = by.peerIdentity('o2').payload;
  return [
    {
      id: 'unasked-identity-update-used',
      description: 'An update with an identity, which nobody asked for.',
      message: update([by.peerIdentity('o2')]),
      verdict: 'accept',
      clauses: ['PULL-D23', 'PULL-D11'],
      reason: 'its items are used',
      profiles: FABRIC,
    },
    {
      id: 'unasked-identity-update-ignored',
      description: 'An update with an identity, which nobody asked for.',
      message: update([by.peerIdentity('o2')]),
      ...ignored(['PULL-D12', 'PULL-12'], 'a nonce that is not outstanding'),
      profiles: HARDENED,
    },
    {
      id: 'identity-update-with-foreign-identity-used',
      description: 'An identity of F.',
      message: update([by.peerIdentity('f1')]),
      verdict: 'accept',
      clauses: ['PULL-D23', 'PULL-D11'],
      reason: 'its items are used',
      profiles: FABRIC,
    },
    {
      id: 'identity-update-with-other-content-rejected',
      description: 'An alive message among the items.',
      message: update([by.alive('o2')]),
      ...bad(['PULL-D16', 'PULL-33'], 'an item is no PeerIdentity'),
    },
    {
      id: 'identity-update-under-another-pki-id-rejected',
      description: 'The PKI-ID of o3 with the identity of o2.',
      message: update([by.peerIdentity('o2', { pkiId: by.peer('o3').pkiId })]),
      ...bad(['PULL-D17', 'PULL-33'], 'the PKI-ID is not that of the identity'),
    },
    {
      id: 'identity-update-with-revoked-identity-rejected',
      description: 'A revoked identity.',
      message: update([by.peerIdentity('o-revoked')]),
      ...bad(['PULL-D18', 'PULL-33'], 'no MSP vouches for the identity'),
    },
    {
      id: 'identity-update-of-unknown-organisation-ignored',
      description:
        'An identity of an organisation of which the receiver knows nothing, beside a good one.',
      message: update([by.peerIdentity('o2'), by.peerIdentity('x1')]),
      ...ignored(['PULL-D20', 'PULL-33'], 'an identity of an unknown MSP'),
      profiles: FABRIC,
    },
    {
      id: 'identity-update-unsigned-rejected',
      description: 'An item that nobody has signed.',
      message: update([by.peerIdentity('o2', { signing: 'nobody' })]),
      ...bad(['PULL-D21', 'PULL-33'], 'an item is not signed by its identity'),
    },
    {
      id: 'identity-update-signed-by-sender-rejected',
      description: 'The sender has signed the item.',
      message: update([by.peerIdentity('o2', { signing: { keyPem: by.peer('o1').keyPem } })]),
      ...bad(['PULL-D21', 'PULL-33'], 'an item is not signed by its identity'),
    },
    {
      id: 'identity-update-with-high-s-rejected',
      description: 's of the item’s signature is in the upper half.',
      message: update([by.peerIdentity('o2', { signing: signature(o2.keyPem, payload, 'high') })]),
      ...bad(['PULL-D21', 'PULL-33'], 'an item is not signed by its identity'),
    },
  ];
}
