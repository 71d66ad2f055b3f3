/**
 * Ticker: work that a peer does at a fixed period. One per kind of work: membership sync and the sweeps.
 *
 * Implements spec/05-membership.md, state table "ticker" (MEMB-R20).
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

/** Kinds of periodic work (MEMB-6, MEMB-19, MEMB-49, IDENT-47, IDENT-48). */
export type Tick =
  | 'membership-sync'
  | 'member-sweep'
  | 'alive-store-sweep'
  | 'identity-expiry-sweep'
  | 'identity-idle-sweep';

export type TickerEvent = { type: 'never' };
export type TickerEffect = { type: 'tick.report'; tick: Tick };

export interface Ticker {
  tick: Tick;
  periodMs: number;
}

export const tickerRegistry = {
  guards: {},
  actions: {
    reportTick: { emit: (t) => [{ type: 'tick.report', tick: t.tick }] },
  },
  delays: {
    period: (t) => t.periodMs,
  },
} satisfies Registry<Ticker, TickerEvent, TickerEffect>;

const { actions, delays } = forXState<Ticker, TickerEvent, TickerEffect, typeof tickerRegistry>(
  tickerRegistry,
);

export const tickerMachine = setup({
  types: {} as { context: Ticker; emitted: TickerEffect; input: Ticker },
  actions,
  delays,
}).createMachine({
  id: 'ticker',
  context: ({ input }) => ({ ...input }),
  initial: 'ticking',
  states: {
    ticking: {
      after: {
        period: {
          description: 'MEMB-R20',
          target: 'ticking',
          reenter: true,
          actions: 'reportTick',
        },
      },
    },
  },
});
