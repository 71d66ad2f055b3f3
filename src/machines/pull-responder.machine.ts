/**
 * Pull responder: one nonce under which a peer tells what it has and serves it, until it expires.
 *
 * Implements spec/07-pull.md, state table "pull-responder" (PULL-R11 to PULL-R18).
 * What is told and served to whom is decided outside, by rules.
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type PullResponderEvent =
  /** `sender`: PKI-ID at the other end of `link`, hex. */
  | { type: 'hello.received'; sender: string; link: string }
  | {
      type: 'request.received';
      sender: string;
      link: string;
      digests: readonly Uint8Array[];
    };

export type PullResponderEffect =
  | { type: 'digest.send'; sender: string; link: string }
  | { type: 'update.send'; sender: string; link: string; digests: readonly Uint8Array[] }
  | { type: 'nonce.forget' };

export interface PullResponder {
  /** PKI-ID of the peer whose hello made the nonce valid, hex; empty until then. */
  holder: string;
  /** Whether nobody but the holder may use the nonce (profile `hardened`). */
  bound: boolean;
  requestWaitTimeMs: number;
}

export const pullResponderRegistry = {
  guards: {
    /** PULL-24 */
    isStranger: (n, e) => n.bound && e.sender !== n.holder,
  },
  actions: {
    recordHolder: { set: (_, e) => ({ holder: e.sender }) },
    /** PULL-20 */
    sendDigest: {
      emit: (_, e) => [{ type: 'digest.send', sender: e.sender, link: e.link }],
    },
    /** PULL-25 */
    sendUpdate: {
      emit: (_, e) =>
        e.type === 'request.received'
          ? [{ type: 'update.send', sender: e.sender, link: e.link, digests: e.digests }]
          : [],
    },
    /** PULL-22 */
    forgetNonce: { emit: () => [{ type: 'nonce.forget' }] },
  },
  delays: {
    /** PULL-P2 */
    requestWaitTime: (n) => n.requestWaitTimeMs,
  },
} satisfies Registry<PullResponder, PullResponderEvent, PullResponderEffect>;

const { guards, actions, delays } = forXState<
  PullResponder,
  PullResponderEvent,
  PullResponderEffect,
  typeof pullResponderRegistry
>(pullResponderRegistry);

export const pullResponderMachine = setup({
  types: {} as {
    context: PullResponder;
    events: PullResponderEvent;
    emitted: PullResponderEffect;
    input: PullResponder;
  },
  guards,
  actions,
  delays,
}).createMachine({
  id: 'pull-responder',
  context: ({ input }) => ({ ...input }),
  initial: 'unused',
  states: {
    unused: {
      on: {
        'hello.received': {
          description: 'PULL-R11',
          target: 'valid',
          actions: ['recordHolder', 'sendDigest'],
        },
      },
    },
    valid: {
      on: {
        'hello.received': [
          { description: 'PULL-R13', guard: 'isStranger' },
          { description: 'PULL-R14', actions: 'sendDigest' },
        ],
        'request.received': [
          { description: 'PULL-R15', guard: 'isStranger' },
          { description: 'PULL-R16', actions: 'sendUpdate' },
        ],
      },
      after: {
        requestWaitTime: { description: 'PULL-R17', target: 'expired', actions: 'forgetNonce' },
      },
    },
    expired: {},
  },
});
