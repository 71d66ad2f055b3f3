/**
 * Two peers of an organisation of which the one that leads fetches blocks, while leadership changes, streams end
 * and the ordering service sends what it should not (spec/12-delivery.md, spec/10-election.md).
 */
import { isIn } from '../../peer/run.js';
import type { PeerState } from '../../peer/state.js';
import type { SymbolicChain } from '../../simulator/symbolic-blocks.js';
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import type { Local } from '../peers/locals.js';
import type { Budget, NetworkProperty, PeerNetwork, Seen } from '../peers/network.js';
import {
  bootstrapOf,
  CHANNEL,
  chainOf,
  hashOf,
  joinAll,
  ledgerProperties,
  meet,
} from './channels.js';
import { marked, markOf } from './marks.js';
import { authorityOf, optionsOf } from './parts.js';
import { forgedOf } from './wrong-blocks.js';

const NAMES = ['p1.A', 'p2.A'];
/** Blocks after the genesis block. */
const BLOCKS = 1;

const MARKS = ['passed', 'fetched', 'refused', 'ceased'] as const;
const mark = markOf(MARKS);

/** Whether a peer has fetched a block, in any of its lives. */
export const isFetched = ({ marks }: Pick<Local, 'marks'>): boolean =>
  (marks & mark('fetched')) !== 0;

const entryOf = (state: PeerState | undefined) => state?.channels.get(CHANNEL);
const leads = (state: PeerState | undefined): boolean => entryOf(state)?.election.leads ?? false;

function marksOf({ blocks }: SymbolicChain) {
  const ordered = new Set(blocks.map(hashOf));
  return ({ before, after, input, effects }: Seen): number => {
    let marks = 0;
    for (const effect of effects) {
      const { content } =
        effect.type === 'envelope.send' ? effect.signed.message : { content: undefined };
      const payload = content?.case === 'dataMsg' ? content.value.payload : undefined;
      if (payload !== undefined && !ordered.has(hashOf(payload.data))) marks |= mark('passed');
    }
    const grown =
      (entryOf(after)?.delivery.nextNumber ?? 0n) > (entryOf(before)?.delivery.nextNumber ?? 0n);
    if (input.type === 'orderer.received') marks |= mark(grown ? 'fetched' : 'refused');
    if (leads(before) && !leads(after)) marks |= mark('ceased');
    return marks;
  };
}

const everyNone = (facts: readonly number[]) => facts.every((fact) => fact === 0);
const some = (facts: readonly number[]) => facts.some((fact) => fact === 1);

const properties = (chain: SymbolicChain): NetworkProperty[] => [
  ...ledgerProperties(chain),
  {
    id: 'ELEC-I2',
    kind: 'always',
    about: 'who does not lead has no stream to the ordering service',
    factOf: (state, _, { desk }) => (!leads(state) && desk.streams.length > 0 ? 1 : 0),
    holds: everyNone,
  },
  {
    id: 'DELV-I1',
    kind: 'always',
    about: 'no peer has two streams of one channel',
    factOf: (_state, _peer, { desk }) => (desk.streams.length > 1 ? 1 : 0),
    holds: everyNone,
  },
  {
    id: 'DELV-I3',
    kind: 'always',
    about: 'who leads has a stream, opens one, or waits by a timer',
    factOf(state, _, { desk }) {
      const entry = entryOf(state);
      if (entry === undefined || !leads(state)) return 0;
      const isWaiting = isIn('delivery', entry.delivery.instance, 'waiting');
      const isTimed = state!.timers.has(`delivery/${CHANNEL}/reconnectWait`);
      return (isWaiting ? isTimed : desk.streams.length === 1) ? 0 : 1;
    },
    holds: everyNone,
  },
  marked(mark('passed'), 'DELV-I2', 'always', 'no block is pushed that was not ordered'),
  marked(mark('refused'), 'refuses', 'sometimes', 'a response of the ordering service is refused'),
  {
    id: 'fetched-by-both',
    kind: 'sometimes',
    about: 'each of the two has fetched a block, one after the other',
    factOf: (_state, _peer, local) => (isFetched(local) ? 1 : 0),
    holds: (facts) => facts.every((fact) => fact === 1),
  },
  {
    id: 'ELEC-I6',
    kind: 'sometimes',
    about: 'a peer that led follows another',
    factOf: (state, _, { marks }) => {
      const entry = entryOf(state);
      const follows = entry !== undefined && isIn('election', entry.election.instance, 'following');
      return follows && (marks & mark('ceased')) !== 0 ? 1 : 0;
    },
    holds: some,
  },
  {
    id: 'all-have-all',
    kind: 'sometimes',
    about: 'all blocks are in both ledgers',
    factOf: (_state, _peer, { desk }) =>
      (desk.ledgers.get(CHANNEL)?.length ?? 0) > BLOCKS ? 1 : 0,
    holds: (facts) => facts.every((fact) => fact === 1),
  },
];

export function delivery(budget: Budget): PeerNetwork {
  const chain = chainOf(['A'], BLOCKS);
  const authority = authorityOf(NAMES);
  return {
    name: (budget.ends ?? 0) > 0 ? 'delivery-with-ends' : 'delivery',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      options: {
        ...options,
        channelReader: createSymbolicChannelReader(authority, 'A'),
        leadership: 'election',
        bootstrap: bootstrapOf(NAMES, peer),
        // The second failure in a row ends delivery, and with it leadership (DELV-6).
        parameters: { maxPropagationBurstSize: 1, reconnectTotalTimeThreshold: 100 },
      },
    })),
    prologue(stage) {
      meet(stage, NAMES);
      joinAll(stage, chain, new Map(NAMES.map((name) => [name, 1])));
      // The first look at the channel: from here on the view is settled.
      for (const name of NAMES) stage.fire(name, 'membershipSampleInterval');
    },
    timers: (timer) => timer.startsWith('election/') || timer.startsWith('delivery/'),
    ordering: {
      chains: new Map([[CHANNEL, chain.blocks]]),
      lies: (_channel, number) => [
        forgedOf(chain.blocks[number]!),
        // One that it has sent before, or the genesis block.
        chain.blocks[number - 1] ?? chain.blocks[0]!,
      ],
    },
    marks: marksOf(chain),
    budget,
    properties: properties(chain),
  };
}
