/**
 * A peer that is behind crashes while it catches up, and returns: its ledger is still there, and nothing else
 * (spec/11-state-transfer.md).
 */
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import { instantOf } from '../peers/locals.js';
import type { Budget, NetworkProperty, PeerNetwork } from '../peers/network.js';
import { CHANNEL, chainOf, joinAll, ledgerProperties, meet, sameHeight } from './channels.js';
import { authorityOf, endpointOf, optionsOf } from './parts.js';

const BEHIND = 'p1.A';
const AHEAD = 'p2.A';
const NAMES = [BEHIND, AHEAD];
/** Blocks after the genesis block. */
const BLOCKS = 2;

/** Height of its ledger, in its second life or, negative, in its first one. */
const heightAndLife: NetworkProperty['factOf'] = (state, peer, { desk, lives }) => {
  if (state === undefined || NAMES[peer] !== BEHIND) return 0;
  const height = desk.ledgers.get(CHANNEL)?.length ?? 0;
  return lives > 1 ? height : -height;
};

const OF_RETURN: readonly NetworkProperty[] = [
  {
    id: 'caught-up',
    kind: 'sometimes',
    about: 'who was behind has all blocks, without a crash',
    factOf: heightAndLife,
    holds: ([fact]) => fact === -1 - BLOCKS,
  },
  {
    id: 'caught-up-again',
    kind: 'sometimes',
    about: 'who has returned gets the blocks that its ledger lacks',
    factOf: (state, peer, local) =>
      // Nothing is left of the first life but the ledger: what it has joined with is not enough.
      heightAndLife(state, peer, local) === 1 + BLOCKS && local.marks === FETCHED ? 1 : 0,
    holds: (facts) => facts.includes(1),
  },
  sameHeight(CHANNEL),
];

/** A block is committed in the second life. */
const FETCHED = 1;

export function transferWithReturn(budget: Budget): PeerNetwork {
  const chain = chainOf(['A'], BLOCKS);
  const authority = authorityOf(NAMES);
  return {
    name: 'transfer-with-return',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      options: {
        ...options,
        channelReader: createSymbolicChannelReader(authority, 'A'),
        stateTransfer: NAMES[peer] === BEHIND,
        // Whoever returns has to find the other.
        bootstrap: [endpointOf(NAMES[1 - peer]!)],
        parameters: { maxPropagationBurstSize: 1 },
      },
    })),
    prologue(stage) {
      meet(stage, NAMES);
      joinAll(
        stage,
        chain,
        new Map([
          [BEHIND, 1],
          [AHEAD, 1 + BLOCKS],
        ]),
      );
    },
    timers: (timer, peer) =>
      peer === BEHIND &&
      (timer.startsWith('transfer/') || timer.startsWith('ticker/state-info-request/')),
    crashes: (peer) => peer === BEHIND,
    ordering: { chains: new Map([[CHANNEL, chain.blocks]]) },
    marks: ({ input, before }) =>
      input.type === 'block.committed' && before.startedMs > instantOf({ lives: 1 }) ? FETCHED : 0,
    budget,
    properties: [...ledgerProperties(chain), ...OF_RETURN],
  };
}
