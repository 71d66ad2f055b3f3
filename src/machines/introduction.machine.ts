/**
 * Introduction: for how long a peer's own alive messages carry its identity.
 *
 * Implements spec/05-membership.md, state table "introduction" (MEMB-R19).
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

/** The introduction ends by time alone. */
export type IntroductionEvent = { type: 'never' };
export type IntroductionEffect = { type: 'never' };

export interface Introduction {
  publishCertPeriodMs: number;
}

export const introductionRegistry = {
  guards: {},
  actions: {},
  delays: {
    /** MEMB-P4 */
    publishCertPeriod: (i) => i.publishCertPeriodMs,
  },
} satisfies Registry<Introduction, IntroductionEvent, IntroductionEffect>;

const { delays } = forXState<
  Introduction,
  IntroductionEvent,
  IntroductionEffect,
  typeof introductionRegistry
>(introductionRegistry);

export const introductionMachine = setup({
  types: {} as { context: Introduction; input: Introduction },
  delays,
}).createMachine({
  id: 'introduction',
  context: ({ input }) => ({ ...input }),
  initial: 'introducing',
  states: {
    introducing: {
      after: { publishCertPeriod: { description: 'MEMB-R19', target: 'introduced' } },
    },
    introduced: {},
  },
});
