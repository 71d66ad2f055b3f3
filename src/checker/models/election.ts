/**
 * Peers of an organisation that stand for election on a channel, as members that know one another
 * (spec/10-election.md). A partition that breaks no link is a message that is late, or lost.
 */
import type { Profile } from '../../peer/config.js';
import { isIn, stateNameOf } from '../../peer/run.js';
import type { PeerState } from '../../peer/state.js';
import { createSymbolicChain } from '../../simulator/symbolic-blocks.js';
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import type { Budget, NetworkProperty, PeerNetwork } from '../peers/network.js';
import { authorityOf, crypto, endpointOf, ORDERER, optionsOf } from './parts.js';

export const CHANNEL = 'ch1';
const ORGANISATION = 'A';

const electionOf = (state: PeerState | undefined) => state?.channels.get(CHANNEL)?.election;
const phaseOf = (state: PeerState | undefined): string => {
  const election = electionOf(state);
  return election === undefined ? 'none' : stateNameOf('election', election.instance);
};
export const LEADS = 1;
export const FOLLOWS = 2;
export const standingOf = (state: PeerState | undefined): number => {
  const phase = phaseOf(state);
  return phase === 'leading' ? LEADS : phase === 'following' ? FOLLOWS : 0;
};
const countOf = (facts: readonly number[], fact: number) =>
  facts.filter((one) => one === fact).length;

export const fetchesNothing: NetworkProperty = {
  id: 'ELEC-I2',
  kind: 'always',
  about: 'who does not lead fetches no blocks',
  factOf(state) {
    const delivery = state?.channels.get(CHANNEL)?.delivery;
    if (delivery === undefined || phaseOf(state) === 'leading') return 0;
    return isIn('delivery', delivery.instance, 'idle') ? 0 : 1;
  },
  holds: (facts) => facts.every((fact) => fact === 0),
};

const properties: readonly NetworkProperty[] = [
  fetchesNothing,
  {
    id: 'ELEC-I3',
    kind: 'always',
    about: 'when nothing is under way, no two lead',
    whenQuiet: true,
    factOf: standingOf,
    holds: (facts) => countOf(facts, LEADS) < 2,
  },
  {
    id: 'leads-alone',
    kind: 'sometimes',
    about: 'one leads, and all others follow',
    factOf: standingOf,
    holds: (facts) => countOf(facts, LEADS) === 1 && countOf(facts, FOLLOWS) === facts.length - 1,
  },
  {
    id: 'two-lead',
    kind: 'sometimes',
    about: 'two lead at the same time, for as long as they have not heard each other',
    factOf: standingOf,
    holds: (facts) => countOf(facts, LEADS) === 2,
  },
  {
    id: 'ELEC-I6',
    kind: 'sometimes',
    about: 'a peer that led follows another',
    // Who led has opened a stream to the ordering service.
    factOf: (state) => ((state?.orderedCount ?? 0) > 0 && phaseOf(state) === 'following' ? 1 : 0),
    holds: (facts) => facts.some((fact) => fact === 1),
  },
];

/** @param size peers, 2 to 4 */
export function election(size: number, profile: Profile, budget: Budget): PeerNetwork {
  const isLossy = (budget.losses ?? 0) > 0;
  const names = Array.from({ length: size }, (_, index) => `p${index + 1}.${ORGANISATION}`);
  const channelReader = createSymbolicChannelReader(authorityOf(names), ORGANISATION);
  const chain = createSymbolicChain(crypto, CHANNEL, {
    sequence: 1,
    organisations: [{ mspId: ORGANISATION, anchors: [] }],
    orderers: [ORDERER],
  });
  return {
    name: isLossy ? 'election-with-losses' : 'election',
    peers: optionsOf(names).map((options, peer) => ({
      name: names[peer]!,
      options: {
        ...options,
        profile,
        channelReader,
        leadership: 'election',
        bootstrap: peer === 0 ? [] : [endpointOf(names[0]!)],
        // Everything is pushed at once: no timer stands between a message and its way.
        parameters: { maxPropagationBurstSize: 1 },
      },
    })),
    prologue(stage) {
      const everybody = (what: (name: string) => void) => {
        for (const name of names) what(name);
        stage.settle();
      };
      everybody(stage.start);
      // One after the other: who dial each other at once may lose both links (LINK-8).
      for (const name of [...names, ...names]) {
        stage.fire(name, 'heartbeat');
        stage.settle();
      }
      const { configBlock } = chain;
      const { height, lastHash } = chain.tip;
      everybody((name) =>
        stage.feed(name, { type: 'channel.join', channel: CHANNEL, configBlock, height, lastHash }),
      );
      everybody((name) => stage.fire(name, 'state-info-publish'));
      // The first look at the channel: from here on the view is settled.
      everybody((name) => stage.fire(name, 'membershipSampleInterval'));
    },
    timers: (timer) => timer.startsWith('election/'),
    budget,
    nobodyDials: true,
    // What is lost may have been what tells two leaders of each other.
    properties: properties.filter(({ id }) => !isLossy || id !== 'ELEC-I3'),
  };
}
