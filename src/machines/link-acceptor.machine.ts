/**
 * Link acceptor: the life of one GossipStream, seen from the peer that accepted it.
 *
 * Implements spec/04-link.md, state table "link-acceptor" (LINK-R1 to LINK-R13).
 * Knows neither socket nor clock: what arrived was decoded and judged before, time arrives as a fired delay.
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type LinkAcceptorEvent =
  /** The stream is here. `anonymous`: TLS is in use and the remote presented no certificate. */
  | { type: 'stream.accepted'; anonymous: boolean }
  /** The remote's ConnEstablish passed every check. `pkiId` in hex. */
  | { type: 'handshake.verified'; pkiId: string; probe: boolean }
  | { type: 'handshake.rejected' }
  | { type: 'envelope.undecodable' }
  /** A newer link to the same PKI-ID has opened. */
  | { type: 'link.superseded' }
  /** This peer has no more use for the link: member expired, identity purged, request refused, shutdown. */
  | { type: 'link.released' }
  /** The remote ended its direction of the stream, or the connection broke. */
  | { type: 'remote.ended' };

export type LinkAcceptorEffect =
  | { type: 'handshake.send'; probe: boolean }
  | { type: 'stream.end'; status: 'OK' | 'UNKNOWN' }
  | { type: 'link.report'; as: 'open' | 'closed'; pkiId: string };

export interface LinkAcceptor {
  /** Who is at the other end, hex; empty until the handshake is verified. */
  pkiId: string;
  handshakeWaitMs: number;
}

export const linkAcceptorRegistry = {
  guards: {
    /** LINK-2 */
    isAnonymous: (_, e) => e.type === 'stream.accepted' && e.anonymous,
    /** LINK-7 */
    isProbe: (_, e) => e.type === 'handshake.verified' && e.probe,
  },
  actions: {
    /** LINK-1 */
    sendHandshake: { emit: () => [{ type: 'handshake.send', probe: false }] },
    recordPeer: { set: (_, e) => (e.type === 'handshake.verified' ? { pkiId: e.pkiId } : {}) },
    reportOpen: { emit: (l) => [{ type: 'link.report', as: 'open', pkiId: l.pkiId }] },
    reportClosed: { emit: (l) => [{ type: 'link.report', as: 'closed', pkiId: l.pkiId }] },
    /** LINK-7, LINK-9, LINK-12 */
    endWithOk: { emit: () => [{ type: 'stream.end', status: 'OK' }] },
    /** LINK-2, LINK-4, LINK-5, LINK-11, LINK-35 */
    endWithUnknown: { emit: () => [{ type: 'stream.end', status: 'UNKNOWN' }] },
  },
  delays: {
    /** LINK-P1 */
    handshakeWait: (l) => l.handshakeWaitMs,
  },
} satisfies Registry<LinkAcceptor, LinkAcceptorEvent, LinkAcceptorEffect>;

const { guards, actions, delays } = forXState<
  LinkAcceptor,
  LinkAcceptorEvent,
  LinkAcceptorEffect,
  typeof linkAcceptorRegistry
>(linkAcceptorRegistry);

export const linkAcceptorMachine = setup({
  types: {} as {
    context: LinkAcceptor;
    events: LinkAcceptorEvent;
    emitted: LinkAcceptorEffect;
    input: LinkAcceptor;
  },
  guards,
  actions,
  delays,
}).createMachine({
  id: 'link-acceptor',
  context: ({ input }) => ({ ...input }),
  initial: 'arriving',
  states: {
    arriving: {
      on: {
        'stream.accepted': [
          {
            description: 'LINK-R1',
            guard: 'isAnonymous',
            target: 'closed',
            actions: 'endWithUnknown',
          },
          { description: 'LINK-R2', target: 'handshaking', actions: 'sendHandshake' },
        ],
      },
    },
    handshaking: {
      on: {
        'handshake.verified': [
          { description: 'LINK-R4', guard: 'isProbe', target: 'closed', actions: 'endWithOk' },
          { description: 'LINK-R5', target: 'open', actions: ['recordPeer', 'reportOpen'] },
        ],
        'handshake.rejected': {
          description: 'LINK-R6',
          target: 'closed',
          actions: 'endWithUnknown',
        },
        'envelope.undecodable': {
          description: 'LINK-R6',
          target: 'closed',
          actions: 'endWithUnknown',
        },
        'link.released': { description: 'LINK-R7', target: 'closed', actions: 'endWithOk' },
      },
      after: {
        handshakeWait: { description: 'LINK-R9', target: 'closed', actions: 'endWithUnknown' },
      },
    },
    open: {
      on: {
        'envelope.undecodable': {
          description: 'LINK-R10',
          target: 'closed',
          actions: ['endWithUnknown', 'reportClosed'],
        },
        'remote.ended': {
          description: 'LINK-R10',
          target: 'closed',
          actions: ['endWithUnknown', 'reportClosed'],
        },
        'link.superseded': {
          description: 'LINK-R11',
          target: 'closed',
          actions: ['endWithOk', 'reportClosed'],
        },
        'link.released': {
          description: 'LINK-R11',
          target: 'closed',
          actions: ['endWithOk', 'reportClosed'],
        },
      },
    },
    closed: {},
  },
});
