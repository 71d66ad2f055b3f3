/**
 * The model of a network of peers: every order of arrivals and timers, every answer of chance, every fault
 * within the budget.
 *
 * Implements spec/17-checker.md, CHEK-24, CHEK-25, CHEK-28, CHEK-30 to CHEK-32, CHEK-34.
 */
import type { TraceLine } from '../../peer/trace.js';
import type { Model, StateVector } from '../model.js';
import { fairnessOf } from './fairness.js';
import { createHosts } from './hosts.js';
import { independenceOf } from './independence.js';
import { layoutOf, SPENT, type Spent } from './layout.js';
import { DOWN, instantOf } from './locals.js';
import { createMoves, type Doing } from './moves.js';
import type { PeerNetwork } from './network.js';
import { createPairs, NOTHING } from './pairs.js';
import { lay } from './prologue.js';
import { propertiesOf, runPropertiesOf } from './properties.js';
import { createView, type Decided, type NetworkView } from './view.js';
import { describePeers, labelOf } from './words.js';

export interface PeerModel extends Model {
  /** Peer states that were met, of all peers. */
  readonly localCount: number;
  readonly view: NetworkView;
}

/** Vectors are short: word by word is faster than `set`. */
function copy(from: StateVector, to: StateVector): void {
  for (let i = 0; i < from.length; i += 1) to[i] = from[i]!;
}

/** In the place of the timers that are left: there is no bound. */
const ENDLESS = -1;

/** @throws RangeError if the network has fewer than two peers, or more than 31 commands. */
export function peerModel(network: PeerNetwork): PeerModel {
  const { peers, budget } = network;
  const commandCount = peers.reduce((sum, { commands = [] }) => sum + commands.length, 0);
  if (peers.length < 2 || commandCount > 31)
    throw new RangeError(`network: expected 2 peers or more and at most 31 commands`);
  const layout = layoutOf(network);
  const pairs = createPairs();
  const hosts = createHosts(network, pairs);
  const moves = createMoves({ layout, pairs, hosts });
  const commands = peers.flatMap(({ commands = [] }, peer) =>
    commands.map((command) => ({ peer, input: hosts.inputOf(command) })),
  );
  const startInput = hosts.inputOf({ type: 'start' });
  const doing: Doing = {
    what: 'starts',
    peer: 0,
    input: startInput,
    traces: [],
    from: 0,
    about: '',
    local: DOWN,
  };

  const initial: StateVector = new Int32Array(layout.width);
  initial.fill(NOTHING, layout.pairs, layout.commands);
  const prologue: Decided[] = [];
  lay(network, { layout, pairs, hosts, moves, vector: initial, startInput, prologue });
  initial[layout.commands] = 2 ** commands.length - 1;
  const timersOfEach = Number.isFinite(budget.timers) ? budget.timers : ENDLESS;
  initial.fill(timersOfEach, layout.timers, layout.timers + layout.peerCount);
  for (const spent of SPENT) initial[layout.budgets[spent]] = budget[spent] ?? 0;
  const left = (state: StateVector, spent: Spent): number => state[layout.budgets[spent]]!;
  const spend = (state: StateVector, next: StateVector, spent: Spent): void => {
    next[layout.budgets[spent]] = left(state, spent) - 1;
  };

  /** Visits what each move of a peer comes to. What else changes is in `next` before. */
  function move(state: StateVector, next: StateVector, visit: () => void, set: () => void): void {
    const { peer, input } = doing;
    for (const one of hosts.movesOf(peer, state[peer]!, input)) {
      set();
      moves.apply(next, peer, one);
      doing.traces = one.traces;
      doing.local = one.local;
      visit();
      copy(state, next);
    }
  }

  function arrive(state: StateVector, next: StateVector, visit: () => void): void {
    for (let pair = layout.pairs; pair < layout.commands; pair += 1)
      for (const arrival of pairs.arrivalsOf(state[pair]!)) {
        doing.what = 'receives';
        doing.peer = arrival.peer;
        doing.from = arrival.from;
        doing.input = hosts.arrivalInput(arrival);
        const take = () => {
          next[pair] = pairs.after(state[pair]!, arrival.taking, true);
        };
        move(state, next, visit, take);
        if (arrival.item < 0) continue;
        if (left(state, 'duplicates') > 0) {
          doing.what = 'duplicates';
          move(state, next, visit, () => spend(state, next, 'duplicates'));
        }
        if (left(state, 'losses') === 0) continue;
        doing.what = 'loses';
        doing.traces = [];
        take();
        spend(state, next, 'losses');
        visit();
        copy(state, next);
      }
  }

  function fire(state: StateVector, next: StateVector, visit: () => void): void {
    for (let peer = 0; peer < layout.peerCount; peer += 1) {
      const timersLeft = state[layout.timers + peer]!;
      if (timersLeft === 0) continue;
      for (const timer of hosts.timersOf(peer, state[peer]!)) {
        doing.what = 'sees';
        doing.peer = peer;
        doing.input = timer;
        move(state, next, visit, () => {
          next[layout.timers + peer] = timersLeft === ENDLESS ? ENDLESS : timersLeft - 1;
        });
      }
    }
  }

  function command(state: StateVector, next: StateVector, visit: () => void): void {
    const told = state[layout.commands]!;
    commands.forEach(({ peer, input }, bit) => {
      if ((told & (1 << bit)) === 0) return;
      doing.what = 'is told';
      doing.peer = peer;
      doing.input = input;
      move(state, next, visit, () => {
        next[layout.commands] = told & ~(1 << bit);
      });
    });
  }

  function crash(state: StateVector, next: StateVector, visit: () => void): void {
    if (left(state, 'crashes') === 0 && left(state, 'restarts') === 0) return;
    for (let peer = 0; peer < layout.peerCount; peer += 1) {
      const isDown = hosts.locals[peer]!.stateOf(state[peer]!) === undefined;
      const spent = isDown ? 'restarts' : 'crashes';
      const { failure, heard } = hosts.locals[peer]!.at(state[peer]!);
      // A villain gains nothing by a crash.
      if (left(state, spent) === 0 || failure !== undefined || heard !== undefined) continue;
      doing.peer = peer;
      if (isDown) {
        doing.what = 'starts';
        doing.input = startInput;
        const revived = hosts.locals[peer]!.revived(state[peer]!);
        for (const one of hosts.movesOf(peer, revived, startInput)) {
          spend(state, next, spent);
          moves.apply(next, peer, one);
          doing.traces = one.traces;
          doing.local = one.local;
          visit();
          copy(state, next);
        }
      } else {
        doing.what = 'crashes';
        doing.traces = [];
        spend(state, next, spent);
        moves.crash(next, peer);
        visit();
        copy(state, next);
      }
    }
  }

  function answer(state: StateVector, next: StateVector, visit: () => void): void {
    for (let peer = 0; peer < layout.peerCount; peer += 1)
      for (const { number, costs, where } of hosts.answersOf(peer, state[peer]!)) {
        if (costs !== undefined && left(state, costs) === 0) continue;
        if (where !== undefined && isUpAt(state, where.endpoint) !== where.isUp) continue;
        doing.what = 'is answered';
        doing.peer = peer;
        doing.input = number;
        move(state, next, visit, () => {
          if (costs !== undefined) spend(state, next, costs);
        });
      }
  }

  const isUpAt = (state: StateVector, endpoint: string): boolean => {
    const peer = hosts.peerAt(endpoint);
    return peer !== undefined && hosts.locals[peer]!.stateOf(state[peer]!) !== undefined;
  };

  function age(state: StateVector, next: StateVector, visit: () => void): void {
    if (left(state, 'ages') === 0) return;
    for (let peer = 0; peer < layout.peerCount; peer += 1)
      for (const { local, what } of hosts.agedOf(peer, state[peer]!)) {
        doing.what = 'lets pass';
        doing.peer = peer;
        doing.about = what;
        doing.traces = [];
        doing.local = local;
        next[peer] = local;
        spend(state, next, 'ages');
        visit();
        copy(state, next);
      }
  }

  function say(state: StateVector, next: StateVector, visit: () => void): void {
    if (left(state, 'sayings') === 0) return;
    for (let peer = 0; peer < layout.peerCount; peer += 1)
      for (const { about, to, change } of hosts.sayingsOf(peer, state[peer]!)) {
        doing.what = 'says';
        doing.peer = peer;
        doing.from = to;
        doing.about = about;
        doing.traces = [];
        doing.local = state[peer]!;
        moves.change(next, peer, to, change);
        spend(state, next, 'sayings');
        visit();
        copy(state, next);
      }
  }

  const independence = independenceOf(network, { layout, pairs, hosts, doing });
  return {
    name: network.name,
    width: layout.width,
    initial: [initial],
    expand(state, next, visit) {
      arrive(state, next, visit);
      fire(state, next, visit);
      command(state, next, visit);
      answer(state, next, visit);
      age(state, next, visit);
      say(state, next, visit);
      crash(state, next, visit);
    },
    properties: propertiesOf(network, { layout, pairs, hosts }),
    runProperties: runPropertiesOf(network, { layout, pairs, hosts }),
    fairness: fairnessOf(network, { layout, hosts, doing }),
    ...(independence && { independence }),
    contentOf: (place, value) =>
      place < layout.peerCount
        ? hosts.locals[place]!.textOf(value)
        : place < layout.commands
          ? pairs.textOf(value, hosts.envelopes.textOf)
          : String(value),
    recheck(state) {
      const says = (peer: number) => `${peers[peer]!.name} does not do what it did before`;
      for (let pair = layout.pairs; pair < layout.commands; pair += 1)
        for (const arrival of pairs.arrivalsOf(state[pair]!)) {
          const { peer } = arrival;
          if (!hosts.isAsBefore(peer, state[peer]!, hosts.arrivalInput(arrival))) return says(peer);
        }
      for (let peer = 0; peer < layout.peerCount; peer += 1)
        for (const timer of hosts.timersOf(peer, state[peer]!))
          if (!hosts.isAsBefore(peer, state[peer]!, timer)) return says(peer);
      return undefined;
    },
    label: () => labelOf(network, hosts, doing),
    traces: (): TraceLine[] => {
      // A peer that crashes, or whose message is lost, has no state after it that could tell an instant.
      if (doing.traces.length === 0) return [];
      const { name } = peers[doing.peer]!;
      const atMs = instantOf(hosts.locals[doing.peer]!.at(doing.local));
      return doing.traces.map((trace) => ({ v: 1, seq: 0, atMs, peer: name, trace }));
    },
    describe: (state) => describePeers(network, hosts, { layout, pairs }, state),
    view: createView({ network, layout, pairs, hosts, doing, prologue }),
    get localCount() {
      return hosts.locals.reduce((sum, { count }) => sum + count, 0);
    },
  };
}
