/**
 * Two members that say nothing any more, and sweeps that come again and again: who is silent for too long is dead
 * in the end (spec/05-membership.md).
 */
import type { PeerState } from '../../peer/state.js';
import { instantOf } from '../peers/locals.js';
import type { PeerNetwork } from '../peers/network.js';
import { bootstrapOf, meet } from './channels.js';
import { holdsOf } from './marks.js';
import { optionsOf } from './parts.js';

const NAMES = ['p1.A', 'p2.A'];
/** MEMB-P2, ms. */
const SILENT_MS = 25_000;

/** Members that a peer takes for alive, and that have been silent for too long. */
const silentIn = (state: PeerState | undefined, atMs: number): number =>
  state?.living.filter(({ lastSeenMs }) => atMs - lastSeenMs > SILENT_MS).length ?? 0;

export function silence(): PeerNetwork {
  return {
    name: 'silence',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      options: {
        ...options,
        bootstrap: bootstrapOf(NAMES, peer),
        parameters: { maxPropagationBurstSize: 1, aliveExpirationTimeout: SILENT_MS },
      },
    })),
    prologue(stage) {
      meet(stage, NAMES);
    },
    timers: (timer) => timer.startsWith('ticker/member-sweep/'),
    ages: ['silence'],
    budget: { timers: Number.POSITIVE_INFINITY, ages: 2, crashes: 1 },
    properties: [
      {
        id: 'silent',
        kind: 'sometimes',
        about: 'a member is taken for alive that has been silent for too long',
        factOf: (state, _, local) => (silentIn(state, instantOf(local)) > 0 ? 1 : 0),
        holds: holdsOf('sometimes'),
      },
    ],
    runProperties: [
      {
        id: 'MEMB-I6',
        kind: 'leads-to',
        about: 'a member that is silent for too long is dead in the end',
        factOf: (state, _, local) => silentIn(state, instantOf(local)),
        after: (facts) => facts.some((count) => count > 0),
        holds: (facts) => facts.every((count) => count === 0),
      },
    ],
  };
}
