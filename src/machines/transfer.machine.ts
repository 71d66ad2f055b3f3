/**
 * Transfer: asking the members of a channel for blocks that they have committed. One per channel.
 *
 * Implements spec/11-state-transfer.md, state table "transfer" (XFER-R20 to XFER-R39).
 * Plain (ignore) rows of the table have no transition here. Whom to ask, the nonce, and whether an answer
 * counts are not decided here (src/rules/state-response.ts).
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type TransferEvent =
  /** Members of the channel say that they have blocks `from` to `to`, which the ledger has not. */
  | { type: 'gap.found'; from: bigint; to: bigint }
  /** Nobody says so. */
  | { type: 'gap.missing' }
  /** Somebody has been asked. */
  | { type: 'range.requested' }
  /** Nobody has what is asked for. */
  | { type: 'peer.missing' }
  /** An answer that is of no use. */
  | { type: 'response.refused' }
  /** Blocks up to this number have been taken from an answer. */
  | { type: 'response.taken'; through: bigint }
  /** Blocks up to this number came in an answer, but some of them wait for room in the buffer. */
  | { type: 'response.parked'; through: bigint }
  /** Those have been taken too. */
  | { type: 'room.made' }
  /** No commit is under way that would make room. */
  | { type: 'room.missing' };

export type TransferEffect =
  | { type: 'gap.seek' }
  /** Ask for the blocks from `from` on. `again`: the same range, under the same nonce. */
  | { type: 'range.request'; from: bigint; to: bigint; again: boolean };

export interface TransferPass {
  /** First block of the range that is asked for. */
  from: bigint;
  /** Last block that the pass is to bring. */
  to: bigint;
  /** Last block of the answer that waits for room. */
  through: bigint;
  /** Requests for this range so far. */
  sentCount: number;
  stateMaxRetries: number;
  stateCheckIntervalMs: number;
  stateResponseTimeoutMs: number;
}

const request = (from: bigint, to: bigint, again: boolean): TransferEffect => ({
  type: 'range.request',
  from,
  to,
  again,
});

export const transferRegistry = {
  guards: {
    /** XFER-35: the first request and stateMaxRetries more. */
    hasRetries: (t) => t.sentCount <= t.stateMaxRetries,
    isComplete: (t, e) => (e.type === 'response.taken' ? e.through : t.through) >= t.to,
  },
  actions: {
    /** XFER-30 */
    seekGap: { emit: () => [{ type: 'gap.seek' }] },
    recordGap: {
      set: (_, e) => (e.type === 'gap.found' ? { from: e.from, to: e.to, sentCount: 1 } : {}),
    },
    recordThrough: { set: (_, e) => (e.type === 'response.parked' ? { through: e.through } : {}) },
    /** XFER-38 */
    openNextRange: {
      set: (t, e) => ({
        from: (e.type === 'response.taken' ? e.through : t.through) + 1n,
        sentCount: 1,
      }),
    },
    countRequest: { set: (t) => ({ sentCount: t.sentCount + 1 }) },
    /** XFER-31 */
    requestRange: { emit: (t) => [request(t.from, t.to, false)] },
    /** XFER-35 */
    requestAgain: { emit: (t) => [request(t.from, t.to, true)] },
    forgetRange: { set: () => ({ from: 0n, to: 0n, through: 0n, sentCount: 0 }) },
  },
  delays: {
    /** XFER-P1 */
    stateCheckInterval: (t) => t.stateCheckIntervalMs,
    /** XFER-P2 */
    stateResponseTimeout: (t) => t.stateResponseTimeoutMs,
  },
} satisfies Registry<TransferPass, TransferEvent, TransferEffect>;

const { guards, actions, delays } = forXState<
  TransferPass,
  TransferEvent,
  TransferEffect,
  typeof transferRegistry
>(transferRegistry);

export const transferMachine = setup({
  types: {} as {
    context: TransferPass;
    events: TransferEvent;
    emitted: TransferEffect;
    input: TransferPass;
  },
  guards,
  actions,
  delays,
}).createMachine({
  id: 'transfer',
  context: ({ input }) => ({ ...input }),
  initial: 'resting',
  states: {
    resting: {
      after: {
        stateCheckInterval: { description: 'XFER-R20', target: 'seeking', actions: 'seekGap' },
      },
    },
    seeking: {
      on: {
        'gap.found': {
          description: 'XFER-R22',
          target: 'choosing',
          actions: ['recordGap', 'requestRange'],
        },
        'gap.missing': { description: 'XFER-R23', target: 'resting' },
      },
    },
    choosing: {
      on: {
        'range.requested': { description: 'XFER-R25', target: 'requesting' },
        'peer.missing': { description: 'XFER-R26', target: 'resting', actions: 'forgetRange' },
      },
    },
    requesting: {
      on: {
        'response.refused': [
          {
            description: 'XFER-R28',
            guard: 'hasRetries',
            target: 'choosing',
            actions: ['countRequest', 'requestAgain'],
          },
          { description: 'XFER-R29', target: 'resting', actions: 'forgetRange' },
        ],
        'response.taken': [
          {
            description: 'XFER-R30',
            guard: 'isComplete',
            target: 'resting',
            actions: 'forgetRange',
          },
          {
            description: 'XFER-R31',
            target: 'choosing',
            actions: ['openNextRange', 'requestRange'],
          },
        ],
        'response.parked': {
          description: 'XFER-R32',
          target: 'storing',
          actions: 'recordThrough',
        },
      },
      after: {
        stateResponseTimeout: [
          {
            description: 'XFER-R33',
            guard: 'hasRetries',
            target: 'choosing',
            actions: ['countRequest', 'requestAgain'],
          },
          { description: 'XFER-R34', target: 'resting', actions: 'forgetRange' },
        ],
      },
    },
    storing: {
      on: {
        'room.made': [
          {
            description: 'XFER-R36',
            guard: 'isComplete',
            target: 'resting',
            actions: 'forgetRange',
          },
          {
            description: 'XFER-R37',
            target: 'choosing',
            actions: ['openNextRange', 'requestRange'],
          },
        ],
        'room.missing': { description: 'XFER-R38', target: 'resting', actions: 'forgetRange' },
      },
    },
  },
});
