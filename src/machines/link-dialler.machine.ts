/**
 * Link dialler: the life of one GossipStream, seen from the peer that opened it.
 *
 * Implements spec/04-link.md, state table "link-dialler" (LINK-R14 to LINK-R33).
 * Whether the stream may be kept was decided before, by the rule "link-admission"; this machine carries it out.
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

/** Verdict of the decision table "link-admission" on a stream that this peer opened. */
export type DialAdmission = 'open' | 'replace' | 'redundant' | 'refuse';

export type LinkDiallerEvent =
  /** Connected, Ping answered, GossipStream open. */
  | { type: 'stream.opened' }
  | { type: 'dial.failed' }
  | { type: 'handshake.verified'; pkiId: string; admission: DialAdmission }
  | { type: 'handshake.rejected' }
  | { type: 'envelope.undecodable' }
  | { type: 'link.superseded' }
  | { type: 'link.released' }
  | { type: 'remote.ended' }
  /** This peer wanted to send on the link. */
  | { type: 'send.attempted' };

export type LinkDiallerEffect =
  | { type: 'handshake.send'; probe: boolean }
  | { type: 'stream.end'; status: 'OK' }
  | {
      type: 'link.report';
      as: 'open' | 'closed' | 'failed' | 'probed' | 'redundant';
      pkiId: string;
    };

export interface LinkDialler {
  /** Who answered, hex; empty until the handshake is verified. */
  pkiId: string;
  /** Opened only to learn who is there (LINK-15). */
  probe: boolean;
  /** Whether the remote's end is noticed only by the next send (LINK-14, by profile). */
  noticesEndAtSend: boolean;
  handshakeWaitMs: number;
}

export const linkDiallerRegistry = {
  guards: {
    /** LINK-15 */
    isProbe: (l) => l.probe,
    /** LINK-17 */
    isRefused: (_, e) => e.type === 'handshake.verified' && e.admission === 'refuse',
    /** LINK-10 */
    isRedundant: (_, e) => e.type === 'handshake.verified' && e.admission === 'redundant',
    /** LINK-14 */
    isNoticedAtSend: (l) => l.noticesEndAtSend,
  },
  actions: {
    /** LINK-1 */
    sendHandshake: { emit: (l) => [{ type: 'handshake.send', probe: l.probe }] },
    recordPeer: { set: (_, e) => (e.type === 'handshake.verified' ? { pkiId: e.pkiId } : {}) },
    reportOpen: { emit: (l) => [{ type: 'link.report', as: 'open', pkiId: l.pkiId }] },
    reportClosed: { emit: (l) => [{ type: 'link.report', as: 'closed', pkiId: l.pkiId }] },
    /** LINK-18 */
    reportFailed: { emit: (l) => [{ type: 'link.report', as: 'failed', pkiId: l.pkiId }] },
    reportProbed: { emit: (l) => [{ type: 'link.report', as: 'probed', pkiId: l.pkiId }] },
    reportRedundant: { emit: (l) => [{ type: 'link.report', as: 'redundant', pkiId: l.pkiId }] },
    /** LINK-10, LINK-15, LINK-17, LINK-26, LINK-30 */
    closeStream: { emit: () => [{ type: 'stream.end', status: 'OK' }] },
  },
  delays: {
    /** LINK-P1 */
    handshakeWait: (l) => l.handshakeWaitMs,
  },
} satisfies Registry<LinkDialler, LinkDiallerEvent, LinkDiallerEffect>;

const { guards, actions, delays } = forXState<
  LinkDialler,
  LinkDiallerEvent,
  LinkDiallerEffect,
  typeof linkDiallerRegistry
>(linkDiallerRegistry);

export const linkDiallerMachine = setup({
  types: {} as {
    context: LinkDialler;
    events: LinkDiallerEvent;
    emitted: LinkDiallerEffect;
    input: LinkDialler;
  },
  guards,
  actions,
  delays,
}).createMachine({
  id: 'link-dialler',
  context: ({ input }) => ({ ...input }),
  initial: 'dialling',
  states: {
    dialling: {
      on: {
        'stream.opened': {
          description: 'LINK-R14',
          target: 'handshaking',
          actions: 'sendHandshake',
        },
        'dial.failed': { description: 'LINK-R15', target: 'closed', actions: 'reportFailed' },
        'link.released': { description: 'LINK-R16', target: 'closed', actions: 'closeStream' },
      },
    },
    handshaking: {
      on: {
        'handshake.verified': [
          {
            description: 'LINK-R18',
            guard: 'isProbe',
            target: 'closed',
            actions: ['recordPeer', 'closeStream', 'reportProbed'],
          },
          {
            description: 'LINK-R19',
            guard: 'isRefused',
            target: 'closed',
            actions: ['closeStream', 'reportFailed'],
          },
          {
            description: 'LINK-R20',
            guard: 'isRedundant',
            target: 'closed',
            actions: ['closeStream', 'reportRedundant'],
          },
          { description: 'LINK-R21', target: 'open', actions: ['recordPeer', 'reportOpen'] },
        ],
        'handshake.rejected': {
          description: 'LINK-R22',
          target: 'closed',
          actions: ['closeStream', 'reportFailed'],
        },
        'envelope.undecodable': {
          description: 'LINK-R22',
          target: 'closed',
          actions: ['closeStream', 'reportFailed'],
        },
        'link.released': { description: 'LINK-R23', target: 'closed', actions: 'closeStream' },
      },
      after: {
        handshakeWait: {
          description: 'LINK-R25',
          target: 'closed',
          actions: ['closeStream', 'reportFailed'],
        },
      },
    },
    open: {
      on: {
        'envelope.undecodable': {
          description: 'LINK-R26',
          target: 'closed',
          actions: ['closeStream', 'reportClosed'],
        },
        'link.superseded': {
          description: 'LINK-R26',
          target: 'closed',
          actions: ['closeStream', 'reportClosed'],
        },
        'link.released': {
          description: 'LINK-R26',
          target: 'closed',
          actions: ['closeStream', 'reportClosed'],
        },
        'remote.ended': [
          { description: 'LINK-R27', guard: 'isNoticedAtSend', target: 'severed' },
          { description: 'LINK-R28', target: 'closed', actions: ['closeStream', 'reportClosed'] },
        ],
      },
    },
    severed: {
      on: {
        'send.attempted': {
          description: 'LINK-R30',
          target: 'closed',
          actions: ['closeStream', 'reportFailed'],
        },
        'link.superseded': {
          description: 'LINK-R31',
          target: 'closed',
          actions: ['closeStream', 'reportClosed'],
        },
        'link.released': {
          description: 'LINK-R31',
          target: 'closed',
          actions: ['closeStream', 'reportClosed'],
        },
      },
    },
    closed: {},
  },
});
