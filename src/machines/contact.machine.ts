/**
 * Contact: how a peer makes itself known at one configured endpoint (a bootstrap or anchor peer).
 *
 * Implements spec/05-membership.md, state table "contact" (MEMB-R24 to MEMB-R41).
 * First a probe tells who is there, then a membership request is repeated until it is answered.
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type ContactEvent =
  | { type: 'contact.started' }
  /** The probe handshake succeeded. `welcome`: the rule "contact" allows to go on with this remote. */
  | { type: 'probe.verified'; pkiId: string; welcome: boolean }
  | { type: 'probe.failed' }
  /** A membership response that carries the nonce of this contact's request. */
  | { type: 'response.received' };

export type ContactEffect =
  | { type: 'probe.start'; endpoint: string }
  | { type: 'request.create'; endpoint: string }
  | { type: 'request.send'; endpoint: string; pkiId: string };

export interface Contact {
  /** host:port as configured. */
  endpoint: string;
  /** Who answered the probe, hex; empty until then. */
  pkiId: string;
  /** Failed probes, or unanswered requests, so far in this phase. */
  attempts: number;
  maxConnectionAttempts: number;
  reconnectIntervalMs: number;
  responseWaitMs: number;
}

const isLast = (c: Contact) => c.attempts + 1 >= c.maxConnectionAttempts;

export const contactRegistry = {
  guards: {
    /** MEMB-30 */
    isWelcome: (_, e) => e.type === 'probe.verified' && e.welcome,
    /** MEMB-33 */
    isLastAttempt: isLast,
  },
  actions: {
    /** MEMB-29 */
    startProbe: { emit: (c) => [{ type: 'probe.start', endpoint: c.endpoint }] },
    recordContact: {
      set: (_, e) => (e.type === 'probe.verified' ? { pkiId: e.pkiId, attempts: 0 } : {}),
    },
    countAttempt: { set: (c) => ({ attempts: c.attempts + 1 }) },
    /** MEMB-31 */
    createRequest: { emit: (c) => [{ type: 'request.create', endpoint: c.endpoint }] },
    /** MEMB-31, MEMB-32 */
    sendRequest: {
      emit: (c) => [{ type: 'request.send', endpoint: c.endpoint, pkiId: c.pkiId }],
    },
  },
  delays: {
    /** MEMB-P3 */
    reconnectInterval: (c) => c.reconnectIntervalMs,
    /** MEMB-P8 */
    membershipResponseWait: (c) => c.responseWaitMs,
  },
} satisfies Registry<Contact, ContactEvent, ContactEffect>;

const { guards, actions, delays } = forXState<
  Contact,
  ContactEvent,
  ContactEffect,
  typeof contactRegistry
>(contactRegistry);

export const contactMachine = setup({
  types: {} as { context: Contact; events: ContactEvent; emitted: ContactEffect; input: Contact },
  guards,
  actions,
  delays,
}).createMachine({
  id: 'contact',
  context: ({ input }) => ({ ...input }),
  initial: 'idle',
  states: {
    idle: {
      on: {
        'contact.started': { description: 'MEMB-R25', target: 'probing', actions: 'startProbe' },
      },
    },
    probing: {
      on: {
        'probe.verified': [
          {
            description: 'MEMB-R27',
            guard: 'isWelcome',
            target: 'requesting',
            actions: ['recordContact', 'createRequest', 'sendRequest'],
          },
          { description: 'MEMB-R28', guard: 'isLastAttempt', target: 'abandoned' },
          { description: 'MEMB-R29', target: 'waiting', actions: 'countAttempt' },
        ],
        'probe.failed': [
          { description: 'MEMB-R30', guard: 'isLastAttempt', target: 'abandoned' },
          { description: 'MEMB-R31', target: 'waiting', actions: 'countAttempt' },
        ],
      },
    },
    waiting: {
      after: {
        reconnectInterval: { description: 'MEMB-R33', target: 'probing', actions: 'startProbe' },
      },
    },
    requesting: {
      on: { 'response.received': { description: 'MEMB-R34', target: 'answered' } },
      after: {
        membershipResponseWait: [
          { description: 'MEMB-R35', guard: 'isLastAttempt', target: 'abandoned' },
          { description: 'MEMB-R36', target: 'pausing', actions: 'countAttempt' },
        ],
      },
    },
    pausing: {
      after: {
        reconnectInterval: {
          description: 'MEMB-R38',
          target: 'requesting',
          actions: 'sendRequest',
        },
      },
    },
    answered: {},
    abandoned: {},
  },
});
