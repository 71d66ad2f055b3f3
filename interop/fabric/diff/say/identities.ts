/** Messages of identity pull that nobody has asked for, and identities that are not what they say. */
import {
  peerIdentity,
  pullDigest,
  pullHello,
  pullRequest,
  pullUpdate,
} from '../../../../conformance/harness/wire/channel-messages.js';
import {
  type Envelope,
  GossipMessage_Tag as Tag,
} from '../../../../src/wire/gen/gossip/message_pb.js';
import type { Saying, Variants } from './author.js';
import { badlySigned } from './damage.js';

/** What a peer may offer of somebody's identity. */
export const IDENTITIES: Readonly<
  Record<string, (s: Pick<Saying, 'of' | 'stranger'>) => Envelope>
> = {
  valid: ({ of }) => peerIdentity(of.credentials),
  'badly signed': ({ of }) => badlySigned(peerIdentity(of.credentials)),
  'signed by another': ({ of, stranger }) =>
    peerIdentity(of.credentials, { signing: { keyPem: stranger.keyPem } }),
  'with another PKI-ID': ({ of, stranger }) =>
    peerIdentity(of.credentials, { pkiId: stranger.pkiId }),
  'without identity': ({ of }) => peerIdentity(of.credentials, { identity: new Uint8Array() }),
};

export const identityHelloVariants: Variants = {
  valid: ({ nonce }) => pullHello('identities', nonce),
  'nonce 0': () => pullHello('identities', 0n),
  'wrong tag': ({ nonce }) => pullHello('identities', nonce, { tag: Tag.CHAN_AND_ORG }),
};

export const identityDigestVariants: Variants = {
  unasked: ({ of, nonce }) => pullDigest('identities', nonce, [of.credentials.pkiId]),
  empty: ({ nonce }) => pullDigest('identities', nonce, []),
};

export const identityRequestVariants: Variants = {
  'unknown nonce': ({ of, nonce }) => pullRequest('identities', nonce, [of.credentials.pkiId]),
};

export const identityUpdateVariants: Variants = {
  ...Object.fromEntries(
    Object.entries(IDENTITIES).map(([name, make]) => [
      name === 'valid' ? 'unasked' : `unasked, ${name}`,
      (saying: Saying) => pullUpdate('identities', saying.nonce, [make(saying)]),
    ]),
  ),
  'wrong tag': ({ of, nonce }) =>
    pullUpdate('identities', nonce, [peerIdentity(of.credentials)], { tag: Tag.ORG_ONLY }),
};

/** A PeerIdentity outside of an update. */
export const peerIdentityVariants: Variants = {
  unasked: ({ of }) => peerIdentity(of.credentials, { tag: Tag.ORG_ONLY }),
};
