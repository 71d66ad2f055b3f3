/**
 * Member: one remote peer, as membership sees it.
 *
 * Implements spec/05-membership.md, state table "member" (MEMB-R1 to MEMB-R15).
 * Plain (ignore) rows of the table have no transition here (spec/00-conventions.md, 0.6).
 * Sequence numbers and last-seen times live in the peer's member store: a message that is not newer than what is
 * known is dropped by the rule "member-update" before this machine is asked.
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type MemberEvent =
  /** An authentic alive message of this author, newer than everything known of it. */
  | { type: 'alive.received' }
  /** An authentic entry in the dead list of a membership response. */
  | { type: 'death.reported' }
  /** No newer alive message for longer than aliveExpirationTimeout. */
  | { type: 'silence.exceeded' }
  /** A dial to the member failed, or a handshake, or a send. */
  | { type: 'link.failed' }
  /** Its entry in the alive message store has expired. `pinned`: the expired message names a bootstrap or anchor endpoint. */
  | { type: 'record.expired'; pinned: boolean }
  /** Its endpoint answered with another PKI-ID of the same organisation, or its identity was purged. */
  | { type: 'identity.switched' };

export type MemberEffect =
  | { type: 'member.report'; as: 'alive' | 'dead' | 'forgotten'; pkiId: string }
  | { type: 'link.release'; pkiId: string };

export interface Member {
  /** PKI-ID, hex. */
  pkiId: string;
}

export const memberRegistry = {
  guards: {
    /** MEMB-24 */
    isPinned: (_, e) => e.type === 'record.expired' && e.pinned,
  },
  actions: {
    reportAlive: { emit: (m) => [{ type: 'member.report', as: 'alive', pkiId: m.pkiId }] },
    reportDead: { emit: (m) => [{ type: 'member.report', as: 'dead', pkiId: m.pkiId }] },
    reportForgotten: { emit: (m) => [{ type: 'member.report', as: 'forgotten', pkiId: m.pkiId }] },
    /** MEMB-20 */
    releaseLink: { emit: (m) => [{ type: 'link.release', pkiId: m.pkiId }] },
  },
  delays: {},
} satisfies Registry<Member, MemberEvent, MemberEffect>;

const { guards, actions } = forXState<Member, MemberEvent, MemberEffect, typeof memberRegistry>(
  memberRegistry,
);

export const memberMachine = setup({
  types: {} as { context: Member; events: MemberEvent; emitted: MemberEffect; input: Member },
  guards,
  actions,
}).createMachine({
  id: 'member',
  context: ({ input }) => ({ ...input }),
  initial: 'unknown',
  states: {
    unknown: {
      on: {
        'alive.received': { description: 'MEMB-R1', target: 'alive', actions: 'reportAlive' },
        'death.reported': { description: 'MEMB-R2', target: 'dead', actions: 'reportDead' },
      },
    },
    alive: {
      on: {
        'silence.exceeded': {
          description: 'MEMB-R5',
          target: 'dead',
          actions: ['releaseLink', 'reportDead'],
        },
        'link.failed': {
          description: 'MEMB-R6',
          target: 'dead',
          actions: ['releaseLink', 'reportDead'],
        },
        'record.expired': [
          { description: 'MEMB-R7', guard: 'isPinned' },
          { description: 'MEMB-R8', target: 'forgotten', actions: 'reportForgotten' },
        ],
        'identity.switched': {
          description: 'MEMB-R9',
          target: 'forgotten',
          actions: 'reportForgotten',
        },
      },
    },
    dead: {
      on: {
        'alive.received': { description: 'MEMB-R10', target: 'alive', actions: 'reportAlive' },
        'record.expired': [
          { description: 'MEMB-R12', guard: 'isPinned' },
          { description: 'MEMB-R13', target: 'forgotten', actions: 'reportForgotten' },
        ],
        'identity.switched': {
          description: 'MEMB-R14',
          target: 'forgotten',
          actions: 'reportForgotten',
        },
      },
    },
    forgotten: {},
  },
});
