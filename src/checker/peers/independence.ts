/**
 * Which peers of a network can bring something new to which: for the partial-order reduction.
 *
 * Implements spec/17-checker.md, CHEK-82 to CHEK-86. A peer takes from the front of a stream what another one adds at its
 * end: the two steps can change places, if there is something on the stream already.
 */
import type { Independence } from '../reduce/order.js';
import type { Hosts } from './hosts.js';
import { type Layout, SPENT, type Spent } from './layout.js';
import type { Doing } from './moves.js';
import type { PeerNetwork } from './network.js';
import type { Pairs } from './pairs.js';
import { type Between, NOBODY } from './streams.js';

/** Budgets from which more than one peer takes. */
function sharedBy({ peers }: PeerNetwork): readonly Spent[] {
  const villains = peers.filter(({ villain }) => villain !== undefined).length;
  return SPENT.filter((spent) => spent !== 'sayings' || villains > 1);
}

/** Undefined if the network does not promise that nobody dials, can be cut, or is judged by what the reduction does not keep. */
export function independenceOf(
  network: PeerNetwork,
  of: { layout: Layout; pairs: Pairs; hosts: Hosts; doing: Doing },
): Independence | undefined {
  const { properties, peers } = network;
  const { layout, pairs, hosts, doing } = of;
  const looksAtQuiet = properties.some(({ whenQuiet, holds }) => !whenQuiet && holds.length > 1);
  const isCut = (network.budget.cuts ?? 0) > 0;
  if (network.nobodyDials !== true || looksAtQuiet || isCut) return undefined;
  const shared = sharedBy(network);
  const judgesQuiet = properties.some(({ whenQuiet }) => whenQuiet === true);
  /** By property, peer, and the number of its state. */
  const known = properties.map(() => peers.map(() => [] as number[]));
  const factOf = (property: number, peer: number, local: number): number => {
    const ofPeer = known[property]![peer]!;
    if (ofPeer[local] === undefined) {
      const one = hosts.locals[peer]!.at(local);
      ofPeer[local] = properties[property]!.factOf(one.peer?.state, peer, one);
    }
    return ofPeer[local];
  };
  /** By what is between two peers: what is under way, how many streams, and towards whom one is empty. */
  const summaries: Summary[] = [];
  const summaryOf = (between: number): Summary => {
    summaries[between] ??= summarise(pairs.at(between));
    return summaries[between];
  };
  const isDown = (state: Int32Array, peer: number): boolean =>
    hosts.locals[peer]!.stateOf(state[peer]!) === undefined;

  const isAwaited = (state: Int32Array, peer: number): boolean => {
    for (let other = NOBODY; other < layout.peerCount; other += 1)
      if (other !== peer && summaryOf(state[layout.pairOf(peer, other)]!).awaits.has(peer))
        return true;
    return false;
  };

  return {
    count: layout.peerCount,
    applies(state) {
      // Whoever is pinged may be gone, or there again.
      if (state[layout.budgets.crashes]! > 0) return false;
      if (state[layout.budgets.restarts]! === 0) return true;
      for (let peer = 0; peer < layout.peerCount; peer += 1) if (isDown(state, peer)) return false;
      return true;
    },
    ownerOf: () => doing.peer,
    feeds: (state, from, to) => summaryOf(state[layout.pairOf(from, to)]!).isEmptyTo.has(to),
    reaches: (state, from, to) => summaryOf(state[layout.pairOf(from, to)]!).streams > 0,
    isVisible(state, next) {
      const { peer } = doing;
      const [before, after] = [state[peer]!, next[peer]!];
      // As long as the peer has something to take, no state is quiet in which its steps wait.
      if (judgesQuiet && !isAwaited(state, peer)) return true;
      if (before === after) return false;
      if (isDown(state, peer) !== isDown(next, peer)) return true;
      return properties.some(
        (_, property) => factOf(property, peer, before) !== factOf(property, peer, after),
      );
    },
    spends: (state, next) =>
      shared.some((spent) => next[layout.budgets[spent]] !== state[layout.budgets[spent]]),
    rankOf(state) {
      let timers = 0;
      let underWay = 0;
      for (let peer = 0; peer < layout.peerCount; peer += 1)
        timers += Math.max(0, state[layout.timers + peer]!);
      for (let pair = layout.pairs; pair < layout.commands; pair += 1)
        underWay += summaryOf(state[pair]!).underWay;
      return TIMER * (timers + bitCount(state[layout.commands]!)) + underWay;
    },
    verify(state, next) {
      for (let pair = layout.pairs; pair < layout.commands; pair += 1) {
        if (state[pair] === next[pair]) continue;
        const { links } = summaryOf(state[pair]!);
        for (const link of summaryOf(next[pair]!).links)
          if (!links.has(link))
            throw new RangeError(
              `${network.name}: nobodyDials, and ${peers[doing.peer]!.name} dials`,
            );
      }
    },
  };
}

/** More than all messages that are ever under way. */
const TIMER = 10_000;

interface Summary {
  readonly underWay: number;
  readonly streams: number;
  readonly links: ReadonlySet<string>;
  /** Who has a stream on which nothing is under way to them. */
  readonly isEmptyTo: ReadonlySet<number>;
  /** To whom something is under way. */
  readonly awaits: ReadonlySet<number>;
}

function summarise(between: Between): Summary {
  const ends = between.flat();
  const open = ends.filter(({ isOpen }) => isOpen);
  return {
    underWay: ends.reduce((sum, { coming }) => sum + coming.length, 0),
    streams: between.length,
    links: new Set(between.map(([{ peer, link }]) => `${peer} ${link}`)),
    isEmptyTo: new Set(open.filter(({ coming }) => coming.length === 0).map(({ peer }) => peer)),
    awaits: new Set(ends.filter(({ coming }) => coming.length > 0).map(({ peer }) => peer)),
  };
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
