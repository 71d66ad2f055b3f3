/** What holds of a network that was left alone. */
import { membershipResponse } from '../../../../conformance/harness/wire/messages.js';
import type { Planted } from './planted.js';

export const CONVERGENCE_FAULTS: readonly Planted[] = [
  {
    rule: 'member-missing',
    what: 'a response without the other node',
    plant(play, say) {
      say.asks(play, 2);
      say.calm(play);
      play.told('t1', 'o1', membershipResponse({ alive: [say.life('t1', 1)] }));
    },
  },
  {
    rule: 'two-leaders',
    what: 'two nodes that both declare themselves',
    plant(play, say) {
      say.asks(play);
      say.calm(play);
      play.said('o1', 't1', say.state('o1', 1));
      play.told('t1', 'o1', say.leads('t1', 1));
      play.told('t2', 'o1', say.leads('t2', 1));
      play.told('t1', 'o1', say.leads('t1', 2));
    },
  },
  {
    rule: 'heights-differ',
    what: 'a node that has not caught up',
    plant(play, say) {
      say.asks(play);
      say.calm(play);
      play.told('t1', 'o1', say.state('t1', 5));
      play.told('t2', 'o1', say.state('t2', 4));
    },
  },
];
