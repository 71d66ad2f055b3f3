/**
 * Ticker: work that a peer does at a fixed period. One per kind of work: membership sync and the sweeps.
 *
 * Implements spec/05-membership.md, state table "ticker" (MEMB-R20).
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

/** Periodic work of a peer (MEMB-6, MEMB-19, MEMB-49, IDENT-47, IDENT-48). */
export type PeerTick =
  | 'membership-sync'
  | 'member-sweep'
  | 'alive-store-sweep'
  | 'identity-expiry-sweep'
  | 'identity-idle-sweep'
  | 'identity-pull'
  | 'state-info-store-sweep';

/** Periodic work on one channel. */
export type ChannelTick =
  | 'state-info-publish'
  | 'state-info-request'
  | 'state-info-sweep'
  | 'channel-tracker'
  | 'block-pull'
  | 'block-window-sweep'
  | 'leadership-sweep';

export type Tick = PeerTick | ChannelTick;

export type TickerEvent = { type: 'never' };
export type TickerEffect = { type: 'tick.report'; tick: Tick; channel: string };

export interface Ticker {
  tick: Tick;
  /** Empty for the work of a peer. */
  channel: string;
  periodMs: number;
}

export const tickerRegistry = {
  guards: {},
  actions: {
    reportTick: { emit: (t) => [{ type: 'tick.report', tick: t.tick, channel: t.channel }] },
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
