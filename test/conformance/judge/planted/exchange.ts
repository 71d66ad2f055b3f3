/** What an answer is to a question, and what comes back. */
import { pullDigest, pullHello } from '../../../../conformance/harness/wire/channel-messages.js';
import type { Planted } from './planted.js';

export const EXCHANGE_FAULTS: readonly Planted[] = [
  {
    rule: 'pushed-back',
    what: 'an alive message that comes back',
    plant(play, say) {
      play.said('o1', 't1', say.life('o1', 9));
      play.told('t1', 'o1', say.life('o1', 9));
    },
  },
  {
    rule: 'answered-too-often',
    what: 'two answers to one request',
    plant(play, say) {
      play.said('o1', 't1', say.asked(1));
      play.told('t1', 'o1', say.served(1));
      play.told('t1', 'o1', say.served(1));
    },
  },
  {
    rule: 'answered-too-often',
    what: 'an answer with another nonce',
    plant(play, say) {
      play.said('o1', 't1', pullHello('identities', 9n));
      play.told('t1', 'o1', pullDigest('identities', 8n, [say.cast.of.t1!.pkiId]));
    },
  },
];
