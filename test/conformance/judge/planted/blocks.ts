/** Blocks, chains and heights. */
import {
  stateRequest,
  stateResponse,
} from '../../../../conformance/harness/wire/channel-messages.js';
import type { Play } from '../../../support/trace-play.js';
import type { Say } from '../../../support/trace-sayings.js';
import type { Planted } from './planted.js';

export const BLOCK_FAULTS: readonly Planted[] = [
  ...[
    ['a block with changed data', (say: Say) => say.withChangedData(1)],
    ['a block that nobody has signed', (say: Say) => say.unsigned(1)],
    ['another number', (say: Say) => say.cast.ch.block(2)],
    ['no block', () => Uint8Array.of(0x0a, 0x05)],
  ].map(([what, block]) => ({
    rule: 'block-not-ordered',
    what: `served: ${what}`,
    plant(play: Play, say: Say) {
      play.said('o1', 't1', say.asked(1));
      play.told('t1', 'o1', say.served(1, (block as (say: Say) => Uint8Array)(say)));
    },
  })),
  {
    rule: 'different-blocks-of-one-number',
    what: 'a fork',
    plant(play, say) {
      play.said('o1', 't1', say.asked(1));
      play.told('t1', 'o1', say.served(1));
      play.said('o1', 't2', say.asked(1));
      play.told('t2', 'o1', say.served(1, say.cast.ch.fork(1)));
    },
  },
  {
    rule: 'different-commit-hash',
    what: 'another world state',
    plant(play, say) {
      play.said('o1', 't1', say.asked(1));
      play.told('t1', 'o1', say.served(1, say.withCommitHash(1, 'one')));
      play.said('o1', 't2', say.asked(1));
      play.told('t2', 'o1', say.served(1, say.withCommitHash(1, 'other')));
    },
  },
  {
    rule: 'broken-chain',
    what: 'a block that follows another than the one before',
    plant(play, say) {
      play.said('o1', 't1', stateRequest('ch', 1, 2, { nonce: 5n }));
      const blocks = [
        { number: 1, block: say.cast.ch.fork(1) },
        { number: 2, block: say.cast.ch.block(2) },
      ];
      play.told('t1', 'o1', stateResponse('ch', blocks, { nonce: 5n }));
    },
  },
  {
    rule: 'height-falls',
    what: 'a lower height at a newer timestamp',
    plant(play, say) {
      play.told('t1', 'o1', say.state('t1', 5));
      play.told('t1', 'o1', say.state('t1', 4, 6));
    },
  },
];
