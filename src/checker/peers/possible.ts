/**
 * Everything that may happen in a state of a network: arrivals, timers, commands, answers, time, villains, faults.
 *
 * Implements spec/17-checker.md, CHEK-24, CHEK-25, CHEK-30 to CHEK-32, CHEK-34, CHEK-109. No closures inside:
 * a step that is known already takes some ten nanoseconds, and each closure would be made anew.
 */
import type { Model, StateVector } from '../model.js';
import type { Cuts } from './cuts.js';
import type { Hosts } from './hosts.js';
import type { Layout, Spent } from './layout.js';
import type { Doing, Moves } from './moves.js';
import type { Arrival, Pairs } from './pairs.js';

/** In the place of the timers that are left: there is no bound. */
export const ENDLESS = -1;

/** Vectors are short: word by word is faster than `set`. */
function copy(from: StateVector, to: StateVector): void {
  for (let i = 0; i < from.length; i += 1) to[i] = from[i]!;
}

export function createExpand(of: {
  readonly layout: Layout;
  readonly pairs: Pairs;
  readonly hosts: Hosts;
  readonly moves: Moves;
  readonly doing: Doing;
  readonly cuts: Cuts;
  /** By bit: whom it is told, and what. */
  readonly commands: readonly { readonly peer: number; readonly input: number }[];
  readonly startInput: number;
  /** Whether a peer that is no villain may crash. */
  mayCrash(peer: number): boolean;
}): Model['expand'] {
  const { layout, pairs, hosts, moves, doing, cuts, commands, startInput, mayCrash } = of;
  const left = (state: StateVector, spent: Spent): number => state[layout.budgets[spent]]!;
  const spend = (state: StateVector, next: StateVector, spent: Spent): void => {
    next[layout.budgets[spent]] = left(state, spent) - 1;
  };
  const restoreBudget = (state: StateVector, next: StateVector, spent: Spent): void => {
    next[layout.budgets[spent]] = left(state, spent);
  };

  /** Visits what each move of a peer comes to; `place` then holds `value` beside. */
  function move(
    state: StateVector,
    next: StateVector,
    visit: () => void,
    place: number,
    value: number,
  ): void {
    const { peer, input } = doing;
    const found = hosts.movesOf(peer, state[peer]!, input);
    for (let i = 0; i < found.length; i += 1) {
      const one = found[i]!;
      next[place] = value;
      moves.apply(next, peer, one);
      doing.traces = one.traces;
      doing.answers = one.answers;
      doing.local = one.local;
      visit();
      moves.undo(state, next, peer, one);
      next[place] = state[place]!;
    }
  }

  function arrive(state: StateVector, next: StateVector, visit: () => void): void {
    for (let pair = layout.pairs; pair < layout.commands; pair += 1) {
      const arrivals = pairs.arrivalsOf(state[pair]!);
      for (let i = 0; i < arrivals.length; i += 1)
        arriveFrom(state, next, visit, pair, arrivals[i]!);
    }
  }

  function arriveFrom(
    state: StateVector,
    next: StateVector,
    visit: () => void,
    pair: number,
    arrival: Arrival,
  ): void {
    const taken = pairs.after(state[pair]!, arrival.taking, true);
    doing.what = 'receives';
    doing.peer = arrival.peer;
    doing.from = arrival.from;
    doing.input = hosts.arrivalInput(arrival);
    if (arrival.isLost) {
      doing.what = 'loses';
      doing.traces = [];
      next[pair] = taken;
      visit();
      next[pair] = state[pair]!;
      return;
    }
    move(state, next, visit, pair, taken);
    if (arrival.item < 0) return;
    if (left(state, 'duplicates') > 0) {
      doing.what = 'duplicates';
      move(state, next, visit, layout.budgets.duplicates, left(state, 'duplicates') - 1);
    }
    if (left(state, 'losses') === 0) return;
    doing.what = 'loses';
    doing.traces = [];
    next[pair] = taken;
    spend(state, next, 'losses');
    visit();
    next[pair] = state[pair]!;
    restoreBudget(state, next, 'losses');
  }

  function fire(state: StateVector, next: StateVector, visit: () => void): void {
    for (let peer = 0; peer < layout.peerCount; peer += 1) {
      const place = layout.timers + peer;
      const timersLeft = state[place]!;
      if (timersLeft === 0) continue;
      const timers = hosts.timersOf(peer, state[peer]!);
      for (let i = 0; i < timers.length; i += 1) {
        doing.what = 'sees';
        doing.peer = peer;
        doing.input = timers[i]!;
        move(state, next, visit, place, timersLeft === ENDLESS ? ENDLESS : timersLeft - 1);
      }
    }
  }

  function command(state: StateVector, next: StateVector, visit: () => void): void {
    const told = state[layout.commands]!;
    for (let bit = 0; bit < commands.length; bit += 1) {
      if ((told & (1 << bit)) === 0) continue;
      doing.what = 'is told';
      doing.peer = commands[bit]!.peer;
      doing.input = commands[bit]!.input;
      move(state, next, visit, layout.commands, told & ~(1 << bit));
    }
  }

  function crash(state: StateVector, next: StateVector, visit: () => void): void {
    if (left(state, 'crashes') === 0 && left(state, 'restarts') === 0) return;
    for (let peer = 0; peer < layout.peerCount; peer += 1) {
      const isDown = hosts.locals[peer]!.stateOf(state[peer]!) === undefined;
      const spent = isDown ? 'restarts' : 'crashes';
      const { failure, heard } = hosts.locals[peer]!.at(state[peer]!);
      // A villain gains nothing by a crash.
      if (left(state, spent) === 0 || failure !== undefined || heard !== undefined) continue;
      if (!mayCrash(peer)) continue;
      doing.peer = peer;
      if (isDown) {
        doing.what = 'starts';
        doing.input = startInput;
        const revived = hosts.locals[peer]!.revived(state[peer]!);
        for (const one of hosts.movesOf(peer, revived, startInput)) {
          spend(state, next, spent);
          moves.apply(next, peer, one);
          doing.traces = one.traces;
          doing.answers = one.answers;
          doing.local = one.local;
          visit();
          moves.undo(state, next, peer, one);
        }
      } else {
        doing.what = 'crashes';
        doing.traces = [];
        spend(state, next, spent);
        moves.crash(next, peer);
        visit();
        copy(state, next);
      }
      restoreBudget(state, next, spent);
    }
  }

  function answer(state: StateVector, next: StateVector, visit: () => void): void {
    for (let peer = 0; peer < layout.peerCount; peer += 1) {
      const answers = hosts.answersOf(peer, state[peer]!);
      for (let i = 0; i < answers.length; i += 1) {
        const { number, costs, where } = answers[i]!;
        if (costs !== undefined && left(state, costs) === 0) continue;
        if (where !== undefined && isReached(state, peer, where.endpoint) !== where.isUp) continue;
        doing.what = 'is answered';
        doing.peer = peer;
        doing.input = number;
        if (costs === undefined) move(state, next, visit, peer, state[peer]!);
        else move(state, next, visit, layout.budgets[costs], left(state, costs) - 1);
      }
    }
  }

  const isReached = (state: StateVector, peer: number, endpoint: string): boolean => {
    const other = hosts.peerAt(endpoint);
    return other !== undefined && moves.reaches(state, peer, other);
  };

  function cutOrHeal(state: StateVector, next: StateVector, visit: () => void): void {
    const isCut = cuts.isCut(state);
    const spent = isCut ? 'heals' : 'cuts';
    if (left(state, spent) === 0) return;
    doing.what = spent;
    doing.peer = cuts.first;
    doing.about = cuts.aside;
    doing.traces = [];
    doing.local = state[cuts.first]!;
    spend(state, next, spent);
    if (!isCut) moves.cut(next);
    visit();
    copy(state, next);
  }

  function age(state: StateVector, next: StateVector, visit: () => void): void {
    if (left(state, 'ages') === 0) return;
    for (let peer = 0; peer < layout.peerCount; peer += 1) {
      const aged = hosts.agedOf(peer, state[peer]!);
      for (let i = 0; i < aged.length; i += 1) {
        const { local, what } = aged[i]!;
        doing.what = 'lets pass';
        doing.peer = peer;
        doing.about = what;
        doing.traces = [];
        doing.local = local;
        next[peer] = local;
        spend(state, next, 'ages');
        visit();
        next[peer] = state[peer]!;
      }
    }
    restoreBudget(state, next, 'ages');
  }

  function say(state: StateVector, next: StateVector, visit: () => void): void {
    if (left(state, 'sayings') === 0) return;
    for (let peer = 0; peer < layout.peerCount; peer += 1)
      for (const saying of hosts.sayingsOf(peer, state[peer]!)) {
        const { about, to, change } = saying;
        doing.what = 'says';
        doing.peer = peer;
        doing.from = to;
        doing.about = about;
        doing.said = saying;
        doing.traces = [];
        doing.local = state[peer]!;
        moves.change(next, peer, to, change);
        spend(state, next, 'sayings');
        visit();
        copy(state, next);
      }
  }

  return (state, next, visit) => {
    arrive(state, next, visit);
    fire(state, next, visit);
    command(state, next, visit);
    answer(state, next, visit);
    age(state, next, visit);
    say(state, next, visit);
    crash(state, next, visit);
    cutOrHeal(state, next, visit);
  };
}
