/**
 * Election: how a peer comes to lead its organisation on a channel, and ceases to. One per channel.
 *
 * Implements spec/10-election.md, state table "election" (ELEC-R1 to ELEC-R36, ELEC-R38 to ELEC-R43) and
 * clauses ELEC-16 to ELEC-24.
 * Knows neither messages nor members: who is a peer of the channel is judged before (leadership-admission).
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type ElectionEvent =
  /** Answer to `view.sample`: how many peers of the own organisation the channel has. */
  | { type: 'view.sampled'; count: number }
  /** Whether the author's PKI-ID is lower or higher than our own, byte by byte. */
  | { type: 'proposal.received'; author: 'lower' | 'higher' }
  | { type: 'declaration.received'; author: 'lower' | 'higher' }
  /** Delivery has ended by itself. `restMs`: what is left of the declaration interval. */
  | { type: 'leadership.yielded'; restMs: number }
  /** The peer has left the channel, or its ledger has failed. */
  | { type: 'election.stopped' };
export type ElectionEffect =
  | { type: 'view.sample' }
  | { type: 'leadership.send'; isDeclaration: boolean }
  /** The peer begins or ceases to lead. */
  | { type: 'leadership.report'; leads: boolean };

export interface ElectionLoop {
  /** Peers of the own organisation at the last sample. */
  viewCount: number;
  /** Stabilisation so far, ms. */
  waitedMs: number;
  /** Whether a proposal of a lower PKI-ID came since the last window began. */
  hasLowerProposal: boolean;
  /** Whether a declaration came since the last window began. */
  hasDeclaration: boolean;
  /** What was left of the declaration interval when the peer gave way, ms. */
  restMs: number;
  /** Windows in which a peer that gave way does not stand yet, the present one included. */
  yieldWindowsLeft: number;
  membershipSampleIntervalMs: number;
  startupGracePeriodMs: number;
  leaderElectionDurationMs: number;
  leaderAliveThresholdMs: number;
}

/** ELEC-24: a peer that gave way stands again after so many windows without a declaration. */
export const YIELD_WINDOWS = 6;

export const electionRegistry = {
  guards: {
    /** ELEC-17 */
    isViewSettled: (e, event) =>
      event.type === 'view.sampled' &&
      (event.count === e.viewCount ||
        e.waitedMs + e.membershipSampleIntervalMs >= e.startupGracePeriodMs),
    /** ELEC-17, ELEC-22, ELEC-24 */
    hasDeclaration: (e) => e.hasDeclaration,
    /** ELEC-18 */
    hasLowerProposal: (e) => e.hasLowerProposal,
    /** ELEC-10, ELEC-18, ELEC-20, ELEC-21 */
    isFromLower: (_, event) => 'author' in event && event.author === 'lower',
    /** ELEC-24 */
    isYieldOver: (e) => e.yieldWindowsLeft <= 1,
  },
  actions: {
    /** ELEC-17 */
    sampleView: { emit: () => [{ type: 'view.sample' }] },
    recordView: {
      set: (e, event) =>
        event.type === 'view.sampled'
          ? { viewCount: event.count, waitedMs: e.waitedMs + e.membershipSampleIntervalMs }
          : {},
    },
    /** ELEC-18 */
    recordProposal: { set: () => ({ hasLowerProposal: true }) },
    /** ELEC-22 */
    recordDeclaration: { set: () => ({ hasDeclaration: true }) },
    /** ELEC-18, ELEC-22: what came before a window does not count in it. */
    forgetHeard: { set: () => ({ hasLowerProposal: false, hasDeclaration: false }) },
    /** ELEC-17, ELEC-22, ELEC-24 */
    propose: { emit: () => [{ type: 'leadership.send', isDeclaration: false }] },
    /** ELEC-19, ELEC-20 */
    declare: { emit: () => [{ type: 'leadership.send', isDeclaration: true }] },
    /** ELEC-18 */
    reportLeading: { emit: () => [{ type: 'leadership.report', leads: true }] },
    /** ELEC-16, ELEC-21, ELEC-23 */
    reportCeased: { emit: () => [{ type: 'leadership.report', leads: false }] },
    recordRest: {
      set: (_, event) => (event.type === 'leadership.yielded' ? { restMs: event.restMs } : {}),
    },
    /** ELEC-24 */
    recordYield: { set: () => ({ yieldWindowsLeft: YIELD_WINDOWS }) },
    countWindow: { set: (e) => ({ yieldWindowsLeft: e.yieldWindowsLeft - 1 }) },
  },
  delays: {
    /** ELEC-P2 */
    membershipSampleInterval: (e) => e.membershipSampleIntervalMs,
    /** ELEC-P4 */
    leaderElectionDuration: (e) => e.leaderElectionDurationMs,
    /** ELEC-P3 */
    leaderAliveThreshold: (e) => e.leaderAliveThresholdMs,
    /** ELEC-19: half of ELEC-P3. */
    declarationInterval: (e) => Math.max(1, Math.floor(e.leaderAliveThresholdMs / 2)),
    /** ELEC-24 */
    restOfInterval: (e) => e.restMs,
  },
} satisfies Registry<ElectionLoop, ElectionEvent, ElectionEffect>;

const { guards, actions, delays } = forXState<
  ElectionLoop,
  ElectionEvent,
  ElectionEffect,
  typeof electionRegistry
>(electionRegistry);

export const electionMachine = setup({
  types: {} as {
    context: ElectionLoop;
    events: ElectionEvent;
    emitted: ElectionEffect;
    input: ElectionLoop;
  },
  guards,
  actions,
  delays,
}).createMachine({
  id: 'election',
  context: ({ input }) => ({ ...input }),
  initial: 'stabilising',
  states: {
    stabilising: {
      on: {
        'view.sampled': [
          {
            description: 'ELEC-R1',
            guard: 'hasDeclaration',
            target: 'following',
            actions: 'forgetHeard',
          },
          {
            description: 'ELEC-R2',
            guard: 'isViewSettled',
            target: 'electing',
            actions: 'propose',
          },
          {
            description: 'ELEC-R3',
            target: 'stabilising',
            reenter: true,
            actions: 'recordView',
          },
        ],
        'proposal.received': [
          { description: 'ELEC-R4', guard: 'isFromLower', actions: 'recordProposal' },
        ],
        'declaration.received': { description: 'ELEC-R6', actions: 'recordDeclaration' },
        'election.stopped': { description: 'ELEC-R39', target: 'stopped' },
      },
      after: { membershipSampleInterval: { description: 'ELEC-R8', actions: 'sampleView' } },
    },
    electing: {
      on: {
        'proposal.received': [
          { description: 'ELEC-R9', guard: 'isFromLower', actions: 'recordProposal' },
        ],
        'declaration.received': {
          description: 'ELEC-R11',
          target: 'following',
          actions: 'forgetHeard',
        },
        'election.stopped': { description: 'ELEC-R40', target: 'stopped' },
      },
      after: {
        leaderElectionDuration: [
          {
            description: 'ELEC-R13',
            guard: 'hasLowerProposal',
            target: 'following',
            actions: 'forgetHeard',
          },
          {
            description: 'ELEC-R14',
            target: 'leading',
            actions: ['reportLeading', 'declare'],
          },
        ],
      },
    },
    leading: {
      on: {
        'declaration.received': [
          {
            description: 'ELEC-R15',
            guard: 'isFromLower',
            target: 'following',
            actions: ['reportCeased', 'forgetHeard'],
          },
          { description: 'ELEC-R16', target: 'leading', reenter: true, actions: 'declare' },
        ],
        'leadership.yielded': {
          description: 'ELEC-R18',
          target: 'resigning',
          actions: ['recordRest', 'reportCeased'],
        },
        'election.stopped': {
          description: 'ELEC-R19',
          target: 'stopped',
          actions: 'reportCeased',
        },
      },
      after: {
        declarationInterval: {
          description: 'ELEC-R20',
          target: 'leading',
          reenter: true,
          actions: 'declare',
        },
      },
    },
    following: {
      on: {
        'proposal.received': [
          { description: 'ELEC-R21', guard: 'isFromLower', actions: 'recordProposal' },
        ],
        'declaration.received': { description: 'ELEC-R23', actions: 'recordDeclaration' },
        'election.stopped': { description: 'ELEC-R41', target: 'stopped' },
      },
      after: {
        leaderAliveThreshold: [
          {
            description: 'ELEC-R25',
            guard: 'hasDeclaration',
            target: 'following',
            reenter: true,
            actions: 'forgetHeard',
          },
          { description: 'ELEC-R26', target: 'electing', actions: 'propose' },
        ],
      },
    },
    resigning: {
      on: {
        'declaration.received': {
          description: 'ELEC-R27',
          target: 'following',
          actions: 'forgetHeard',
        },
        'election.stopped': { description: 'ELEC-R42', target: 'stopped' },
      },
      after: {
        restOfInterval: {
          description: 'ELEC-R29',
          target: 'yielding',
          actions: ['recordYield', 'forgetHeard'],
        },
      },
    },
    yielding: {
      on: {
        'proposal.received': [
          { description: 'ELEC-R30', guard: 'isFromLower', actions: 'recordProposal' },
        ],
        'declaration.received': { description: 'ELEC-R32', actions: 'recordDeclaration' },
        'election.stopped': { description: 'ELEC-R43', target: 'stopped' },
      },
      after: {
        leaderAliveThreshold: [
          {
            description: 'ELEC-R34',
            guard: 'hasDeclaration',
            target: 'following',
            actions: 'forgetHeard',
          },
          {
            description: 'ELEC-R35',
            guard: 'isYieldOver',
            target: 'electing',
            actions: 'propose',
          },
          {
            description: 'ELEC-R36',
            target: 'yielding',
            reenter: true,
            actions: ['countWindow', 'forgetHeard'],
          },
        ],
      },
    },
    stopped: {},
  },
});
