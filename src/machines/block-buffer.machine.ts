/**
 * Block buffer: when the next block of a channel is committed. One per channel.
 *
 * Implements spec/11-state-transfer.md, state table "block-buffer" (XFER-R1 to XFER-R8).
 * Plain (ignore) rows of the table have no transition here. Which blocks wait, and whether the next is
 * among them, the peer knows (src/peer/transfer/buffer.ts).
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type BlockBufferEvent =
  /** A block has taken its place. `isNext`: it follows the last one committed. */
  | { type: 'block.stored'; isNext: boolean }
  /** The block that was to be committed is in the ledger. `isFollowed`: the one after it waits. */
  | { type: 'block.committed'; isFollowed: boolean }
  /** It could not be committed. */
  | { type: 'commit.failed' };

export type BlockBufferEffect =
  /** Hand the next block to the ledger. */
  | { type: 'block.commit' }
  /** The channel commits no more. */
  | { type: 'channel.halt' };

/** Nothing to remember: blocks are in the peer's store. */
export type BlockBufferRecord = Readonly<Record<string, never>>;

export const blockBufferRegistry = {
  guards: {
    /** XFER-6 */
    isNext: (_, e) => e.type === 'block.stored' && e.isNext,
    /** XFER-6 */
    isFollowed: (_, e) => e.type === 'block.committed' && e.isFollowed,
  },
  actions: {
    /** XFER-6, XFER-7 */
    commitNext: { emit: () => [{ type: 'block.commit' }] },
    /** XFER-10 */
    reportHalt: { emit: () => [{ type: 'channel.halt' }] },
  },
  delays: {},
} satisfies Registry<BlockBufferRecord, BlockBufferEvent, BlockBufferEffect>;

const { guards, actions } = forXState<
  BlockBufferRecord,
  BlockBufferEvent,
  BlockBufferEffect,
  typeof blockBufferRegistry
>(blockBufferRegistry);

export const blockBufferMachine = setup({
  types: {} as {
    context: BlockBufferRecord;
    events: BlockBufferEvent;
    emitted: BlockBufferEffect;
    input: BlockBufferRecord;
  },
  guards,
  actions,
}).createMachine({
  id: 'block-buffer',
  context: ({ input }) => ({ ...input }),
  initial: 'waiting',
  states: {
    waiting: {
      on: {
        'block.stored': [
          {
            description: 'XFER-R1',
            guard: 'isNext',
            target: 'committing',
            actions: 'commitNext',
          },
        ],
      },
    },
    committing: {
      on: {
        'block.committed': [
          { description: 'XFER-R5', guard: 'isFollowed', actions: 'commitNext' },
          { description: 'XFER-R6', target: 'waiting' },
        ],
        'commit.failed': { description: 'XFER-R7', target: 'halted', actions: 'reportHalt' },
      },
    },
    halted: {},
  },
});
