/**
 * Identity: one identity in the store of a peer.
 *
 * Implements spec/03-identity.md, state table "identity" (IDENT-R1 to IDENT-R7).
 * Instants live in the store: a sweep of it says who has expired or idled, a change of the MSPs who is
 * revoked. Whether an identity enters is decided by the rule "identity-admission".
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type IdentityEvent =
  /** It arrived once more and was admitted. */
  | { type: 'identity.admitted' }
  /** The end of its certificate's validity has passed. */
  | { type: 'identity.expired' }
  /** The MSPs have changed and none vouches for it any more. */
  | { type: 'identity.revoked' }
  /** Not used for longer than identityUsageThreshold. */
  | { type: 'identity.idle' };

export type IdentityEffect =
  /** Leaves what is advertised and served by identity pull. */
  | { type: 'identity.withdraw'; pkiId: string }
  /** Leaves the membership at once, whether alive or dead there. */
  | { type: 'member.purge'; pkiId: string }
  | { type: 'link.close'; pkiId: string }
  | { type: 'identity.forget'; pkiId: string; cause: ForgetCause };

export type ForgetCause = 'expired' | 'revoked' | 'idle';

export interface StoredIdentity {
  /** PKI-ID, hex. */
  pkiId: string;
  /** Whether it is the peer's own. */
  isOwn: boolean;
}

const CAUSES: Readonly<Record<string, ForgetCause>> = {
  'identity.expired': 'expired',
  'identity.revoked': 'revoked',
  'identity.idle': 'idle',
};

export const identityRegistry = {
  guards: {
    /** IDENT-50 */
    isOwn: (i) => i.isOwn,
  },
  actions: {
    /** IDENT-52 */
    withdrawIdentity: { emit: (i) => [{ type: 'identity.withdraw', pkiId: i.pkiId }] },
    /** IDENT-53 */
    purgeMember: { emit: (i) => [{ type: 'member.purge', pkiId: i.pkiId }] },
    /** IDENT-54 */
    closeLink: { emit: (i) => [{ type: 'link.close', pkiId: i.pkiId }] },
    /** IDENT-47, IDENT-48, IDENT-51 */
    forgetIdentity: {
      emit: (i, e) => [{ type: 'identity.forget', pkiId: i.pkiId, cause: CAUSES[e.type]! }],
    },
  },
  delays: {},
} satisfies Registry<StoredIdentity, IdentityEvent, IdentityEffect>;

const { guards, actions } = forXState<
  StoredIdentity,
  IdentityEvent,
  IdentityEffect,
  typeof identityRegistry
>(identityRegistry);

export const identityMachine = setup({
  types: {} as {
    context: StoredIdentity;
    events: IdentityEvent;
    emitted: IdentityEffect;
    input: StoredIdentity;
  },
  guards,
  actions,
}).createMachine({
  id: 'identity',
  context: ({ input }) => ({ ...input }),
  initial: 'stored',
  states: {
    stored: {
      on: {
        'identity.expired': {
          description: 'IDENT-R2',
          target: 'forgotten',
          actions: ['withdrawIdentity', 'purgeMember', 'closeLink', 'forgetIdentity'],
        },
        'identity.revoked': {
          description: 'IDENT-R3',
          target: 'forgotten',
          actions: ['withdrawIdentity', 'purgeMember', 'closeLink', 'forgetIdentity'],
        },
        'identity.idle': [
          { description: 'IDENT-R4', guard: 'isOwn' },
          {
            description: 'IDENT-R5',
            target: 'forgotten',
            actions: ['withdrawIdentity', 'purgeMember', 'closeLink', 'forgetIdentity'],
          },
        ],
      },
    },
    forgotten: {
      on: { 'identity.admitted': { description: 'IDENT-R6', target: 'stored' } },
    },
  },
});
