/** Alive messages, membership requests and responses: the right ones and the wrong ones. */
import { create } from '@bufbuild/protobuf';
import {
  type AliveOptions,
  alive,
  membershipRequest,
  membershipResponse,
  messageOf,
  seal,
  sealed,
} from '../../../../conformance/harness/wire/messages.js';
import {
  type Envelope,
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../../src/wire/gen/gossip/message_pb.js';
import { type Author, nextTime, type Variants } from './author.js';
import { badlySigned, unsigned } from './damage.js';

/** Nanoseconds by which an incarnation is older or newer. */
const HOUR = 3_600_000_000_000n;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The next alive message of an author. */
export const aliveOf = (of: Author, options: Partial<AliveOptions> = {}): Envelope =>
  alive(of.credentials, {
    endpoint: of.external,
    internal: of.endpoint,
    ...nextTime(of),
    ...options,
  });

/** The next one, kept to be replayed. */
export function kept(of: Author, options: Partial<AliveOptions> = {}): Envelope {
  const made = aliveOf(of, options);
  of.last.set('alive', made);
  return made;
}

export const aliveVariants: Variants = {
  valid: ({ of }) => kept(of),
  replay: ({ of }) => of.last.get('alive'),
  stale: ({ of }) => aliveOf(of, { seqNum: 0n }),
  'older incarnation': ({ of }) =>
    aliveOf(of, { incNum: of.incNum - HOUR, seqNum: of.seqNum + 9n }),
  'newer incarnation': ({ of }) => aliveOf(of, { incNum: of.incNum + 1n, seqNum: 1n }),
  'without identity': ({ of }) => kept(of, { identity: new Uint8Array() }),
  'without secret': ({ of }) => kept(of, { internal: undefined }),
  'without endpoint': ({ of }) => kept(of, { endpoint: '' }),
  'with metadata': ({ of }) => kept(of, { metadata: bytes('metadata') }),
  'with unknown fields': ({ of }) =>
    kept(of, { unknownFields: Uint8Array.of(0xfa, 0x3f, 0x02, 0x68, 0x69) }),
  'with nonce': ({ of, nonce }) => kept(of, { nonce }),
  unsigned: ({ of }) => unsigned(aliveOf(of)),
  'badly signed': ({ of }) => badlySigned(aliveOf(of)),
  'signed by another': ({ of, stranger }) => aliveOf(of, { signing: { keyPem: stranger.keyPem } }),
  'with badly signed secret': ({ of, stranger }) =>
    aliveOf(of, { secretSigning: { keyPem: stranger.keyPem } }),
  'with another PKI-ID': ({ of, stranger }) => aliveOf(of, { pkiId: stranger.pkiId }),
  'with short PKI-ID': ({ of }) => aliveOf(of, { pkiId: of.credentials.pkiId.slice(0, 31) }),
  'with another identity': ({ of, stranger }) => aliveOf(of, { identity: stranger.identity }),
  'with channel': ({ of }) => aliveOf(of, { channel: bytes('ch1') }),
  'wrong tag': ({ of }) => aliveOf(of, { tag: Tag.ORG_ONLY }),
  "the node's own": ({ nodesAlive }) => nodesAlive,
};

export const memReqVariants: Variants = {
  valid: ({ of, nonce }) => membershipRequest(kept(of), { nonce }),
  'nonce 0': ({ of }) => membershipRequest(kept(of)),
  'stale self': ({ of, nonce }) => membershipRequest(aliveOf(of, { seqNum: 0n }), { nonce }),
  'same self again': ({ of, nonce }) =>
    of.last.has('alive') ? membershipRequest(of.last.get('alive'), { nonce }) : undefined,
  'badly signed self': ({ of, nonce }) => membershipRequest(badlySigned(aliveOf(of)), { nonce }),
  'self without endpoint': ({ of, nonce }) =>
    membershipRequest(kept(of, { endpoint: '' }), { nonce }),
  'self without secret': ({ of, nonce }) =>
    membershipRequest(kept(of, { internal: undefined }), { nonce }),
  'without self': ({ nonce }) => membershipRequest(undefined, { nonce }),
  'empty self': ({ nonce }) => membershipRequest(create(EnvelopeSchema), { nonce }),
  'damaged self': ({ nonce }) =>
    membershipRequest(seal(Uint8Array.of(0x0a, 0x7f, 0x01)), { nonce }),
  'self without content': ({ nonce }) =>
    membershipRequest(sealed(messageOf({ tag: Tag.EMPTY })), { nonce }),
  'self of another kind': ({ nonce }) =>
    membershipRequest(
      sealed(messageOf({ tag: Tag.EMPTY, content: { case: 'empty', value: {} } })),
      { nonce },
    ),
  'wrong tag': ({ of, nonce }) => membershipRequest(aliveOf(of), { nonce, tag: Tag.CHAN_AND_ORG }),
};

export const memResVariants: Variants = {
  valid: ({ of, nonce }) => membershipResponse({ alive: [kept(of)] }, { nonce }),
  'nonce 0': ({ of }) => membershipResponse({ alive: [kept(of)] }),
  dead: ({ of, nonce }) => membershipResponse({ dead: [kept(of)] }, { nonce }),
  'dead, replayed': ({ of, nonce }) =>
    of.last.has('alive')
      ? membershipResponse({ dead: [of.last.get('alive')!] }, { nonce })
      : undefined,
  'alive, replayed': ({ of, nonce }) =>
    of.last.has('alive')
      ? membershipResponse({ alive: [of.last.get('alive')!] }, { nonce })
      : undefined,
  'the node dead': ({ nodesAlive, nonce }) =>
    nodesAlive && membershipResponse({ dead: [nodesAlive] }, { nonce }),
  'alive, badly signed': ({ of, nonce }) =>
    membershipResponse({ alive: [badlySigned(aliveOf(of))] }, { nonce }),
  'dead, badly signed': ({ of, nonce }) =>
    membershipResponse({ dead: [badlySigned(aliveOf(of))] }, { nonce }),
  empty: ({ nonce }) => membershipResponse({}, { nonce }),
  'wrong tag': ({ of, nonce }) =>
    membershipResponse({ alive: [aliveOf(of)] }, { nonce, tag: Tag.ORG_ONLY }),
};
