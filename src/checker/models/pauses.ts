/**
 * A leader that fetches blocks faster than its ledger takes them, and holds back its stream (spec/12-delivery.md,
 * DELV-23, DELV-24).
 */
import type { PeerState } from '../../peer/state.js';
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import type { Desk } from '../peers/desk.js';
import type { Budget, NetworkProperty, PeerNetwork, Seen } from '../peers/network.js';
import { bootstrapOf, CHANNEL, chainOf, joinAll, ledgerProperties, meet } from './channels.js';
import { marked, markOf } from './marks.js';
import { authorityOf, optionsOf } from './parts.js';
import { forgedOf } from './wrong-blocks.js';

const NAMES = ['p1.A', 'p2.A'];
/** Blocks after the genesis block: more than the buffer takes. */
const BLOCKS = 6;

const MARKS = ['paused', 'resumed'] as const;
const mark = markOf(MARKS);

const marksOf = ({ effects }: Seen): number =>
  (effects.some(({ type }) => type === 'orderer.pause') ? mark('paused') : 0) |
  (effects.some(({ type }) => type === 'orderer.resume') ? mark('resumed') : 0);

/** Blocks that came on a stream and are neither in the buffer, nor handed over, nor in the ledger. */
function waitingIn(state: PeerState | undefined, { ledgers, asked }: Desk): number {
  const entry = state?.channels.get(CHANNEL);
  if (entry === undefined || entry.delivery.stream === 0) return 0;
  const taken = new Set(entry.buffer.blocks.keys());
  for (const one of asked) if (one.type === 'block.commit') taken.add(one.number);
  let waiting = 0;
  const committed = BigInt(ledgers.get(CHANNEL)?.length ?? 0);
  for (let number = committed; number < entry.delivery.nextNumber; number += 1n)
    if (!taken.has(number)) waiting += 1;
  return waiting;
}

const OF_PAUSES: readonly NetworkProperty[] = [
  {
    id: 'DELV-I4',
    kind: 'always',
    about: 'at most one block that came on a stream waits for room in the buffer',
    factOf: (state, _, { desk }) => waitingIn(state, desk),
    holds: (facts) => facts.every((fact) => fact <= 1),
  },
  marked(mark('paused'), 'pauses', 'sometimes', 'a stream is paused'),
  marked(mark('resumed'), 'DELV-I5', 'sometimes', 'a stream that was paused is resumed'),
  {
    id: 'all-have-all',
    kind: 'sometimes',
    about: 'all blocks are in both ledgers',
    factOf: (_state, _peer, { desk }) => desk.ledgers.get(CHANNEL)?.length ?? 0,
    holds: (facts) => facts.every((fact) => fact === BLOCKS + 1),
  },
];

export function pauses(budget: Budget): PeerNetwork {
  const chain = chainOf(['A'], BLOCKS);
  const authority = authorityOf(NAMES);
  return {
    name: 'delivery-with-pauses',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      options: {
        ...options,
        channelReader: createSymbolicChannelReader(authority, 'A'),
        leadership: peer === 0 ? 'election' : 'none',
        bootstrap: bootstrapOf(NAMES, peer),
        parameters: { maxPropagationBurstSize: 1, blockBufferSize: 1 },
      },
    })),
    prologue(stage) {
      meet(stage, NAMES);
      joinAll(stage, chain, new Map(NAMES.map((name) => [name, 1])));
      // The first look at the channel: from here on the view is settled.
      stage.fire(NAMES[0]!, 'membershipSampleInterval');
    },
    timers: (timer) => timer.startsWith('election/') || timer.startsWith('delivery/'),
    ordering: {
      chains: new Map([[CHANNEL, chain.blocks]]),
      lies: (_channel, number) => [forgedOf(chain.blocks[number]!)],
    },
    marks: marksOf,
    budget,
    properties: [...ledgerProperties(chain), ...OF_PAUSES],
  };
}
