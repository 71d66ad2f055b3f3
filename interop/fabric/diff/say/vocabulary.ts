/** Every kind of message that a script may send, with its variants. */
import type { Variants } from './author.js';
import {
  blockDigestVariants,
  blockHelloVariants,
  blockRequestVariants,
  blockUpdateVariants,
  blockVariants,
  stateRequestVariants,
  stateResponseVariants,
} from './blocks.js';
import {
  leadershipVariants,
  snapshotRequestVariants,
  snapshotVariants,
  stateInfoVariants,
} from './channel.js';
import {
  identityDigestVariants,
  identityHelloVariants,
  identityRequestVariants,
  identityUpdateVariants,
  peerIdentityVariants,
} from './identities.js';
import { aliveVariants, memReqVariants, memResVariants } from './membership.js';
import { damagedVariants, withoutMeaningVariants } from './without-meaning.js';

export interface Word {
  readonly variants: Variants;
  /** Whether it says something of a channel. */
  readonly inChannel: boolean;
  /** How often it is drawn, among those that fit. */
  readonly weight: number;
  /** How often its first variant is, of one. */
  readonly usual: number;
}

const word = (variants: Variants, weight: number, usual: number, inChannel = false): Word => ({
  variants,
  weight,
  usual,
  inChannel,
});

export const VOCABULARY: Readonly<Record<string, Word>> = {
  alive: word(aliveVariants, 24, 0.4),
  memReq: word(memReqVariants, 12, 0.4),
  memRes: word(memResVariants, 10, 0.3),
  'identity hello': word(identityHelloVariants, 5, 0.6),
  'identity digest': word(identityDigestVariants, 2, 0.5),
  'identity request': word(identityRequestVariants, 2, 1),
  'identity update': word(identityUpdateVariants, 5, 0.4),
  'peer identity': word(peerIdentityVariants, 1, 1),
  'without meaning': word(withoutMeaningVariants, 4, 0.2),
  damaged: word(damagedVariants, 2, 0.2),
  stateInfo: word(stateInfoVariants, 18, 0.45, true),
  'snapshot request': word(snapshotRequestVariants, 6, 0.5, true),
  snapshot: word(snapshotVariants, 6, 0.35, true),
  block: word(blockVariants, 24, 0.45, true),
  'block hello': word(blockHelloVariants, 4, 0.6, true),
  'block digest': word(blockDigestVariants, 2, 0.5, true),
  'block request': word(blockRequestVariants, 2, 1, true),
  'block update': word(blockUpdateVariants, 6, 0.4, true),
  'state request': word(stateRequestVariants, 8, 0.4, true),
  'state response': word(stateResponseVariants, 6, 0.5, true),
  leadership: word(leadershipVariants, 8, 0.4, true),
};
