/** What somebody is told that is not for them. */
import {
  blockDigest,
  dataMessage,
  peerIdentity,
  pullDigest,
  pullHello,
  pullRequest,
  pullUpdate,
  stateInfoSnapshot,
} from '../../../../conformance/harness/wire/channel-messages.js';
import type { Planted } from './planted.js';

export const DISCLOSURE_FAULTS: readonly Planted[] = [
  {
    rule: 'secret-to-another-organisation',
    what: 'a secret for F',
    plant: (play, say) => play.told('t1', 'f1', say.life('t1', 9)),
  },
  {
    rule: 'member-of-a-third-organisation',
    what: 'the life of g1 told to F',
    plant: (play, say) => play.told('t1', 'f1', say.bare('g1', 1)),
  },
  {
    rule: 'hidden-member-told',
    what: 'the life of a hidden member of O told to F',
    plant: (play, say) => play.told('t1', 'f1', say.bare('o2', 1, { endpoint: '' })),
  },
  {
    rule: 'identity-of-a-third-organisation',
    what: 'a digest with the identity of g1 for F',
    plant(play, say) {
      play.said('f1', 't1', pullHello('identities', 9n));
      play.told('t1', 'f1', pullDigest('identities', 9n, [say.cast.of.g1!.pkiId]));
    },
  },
  {
    rule: 'identity-of-a-third-organisation',
    what: 'the identity of g1 for F',
    plant(play, say) {
      play.said('f1', 't1', pullRequest('identities', 9n, [say.cast.of.g1!.pkiId]));
      play.told('t1', 'f1', pullUpdate('identities', 9n, [peerIdentity(say.cast.of.g1!)]));
    },
  },
  {
    rule: 'channel-to-an-outsider',
    what: 'a StateInfo of the channel for G',
    plant: (play, say) => play.told('t1', 'g1', say.state('t1', 2)),
  },
  {
    rule: 'channel-to-an-outsider',
    what: 'a snapshot of the channel for G',
    plant: (play) => play.told('t1', 'g1', stateInfoSnapshot('ch', [])),
  },
  {
    rule: 'block-to-another-organisation',
    what: 'a digest of blocks for F',
    plant(play) {
      play.said('f1', 't1', pullHello({ channel: 'ch' }, 9n));
      play.told('t1', 'f1', pullDigest({ channel: 'ch' }, 9n, [blockDigest(1)]));
    },
  },
  {
    rule: 'block-to-who-has-not-joined',
    what: 'a block for a stranger of the own organisation',
    plant: (play, say) => play.told('t1', 'o1', dataMessage('ch', 1, say.cast.ch.block(1))),
  },
];
