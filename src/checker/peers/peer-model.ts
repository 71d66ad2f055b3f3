/**
 * The model of a network of peers: every order of arrivals and timers, every answer of chance, every fault
 * within the budget.
 *
 * Implements spec/17-checker.md, CHEK-24, CHEK-25, CHEK-28.
 */
import type { TraceLine } from '../../peer/trace.js';
import type { Model, StateVector } from '../model.js';
import { createHosts } from './hosts.js';
import { layoutOf } from './layout.js';
import { DOWN, instantOf } from './locals.js';
import { createMoves, type Doing } from './moves.js';
import type { PeerNetwork } from './network.js';
import { createPairs, NOTHING } from './pairs.js';
import { lay } from './prologue.js';
import { propertiesOf } from './properties.js';
import { describePeers, labelOf } from './words.js';

export interface PeerModel extends Model {
  /** Peer states that were met, of all peers. */
  readonly localCount: number;
}

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
    local: DOWN,
  };

  const initial: StateVector = new Int32Array(layout.width);
  initial.fill(NOTHING, layout.pairs, layout.commands);
  lay(network, { layout, pairs, hosts, moves, vector: initial, startInput });
  initial[layout.commands] = 2 ** commands.length - 1;
  initial.fill(budget.timers, layout.timers, layout.timers + layout.peerCount);
  initial[layout.losses] = budget.losses ?? 0;
  initial[layout.duplicates] = budget.duplicates ?? 0;
  initial[layout.crashes] = budget.crashes ?? 0;
  initial[layout.restarts] = budget.restarts ?? 0;

  /** Visits what each move of a peer comes to. What else changes is in `next` before. */
  function move(state: StateVector, next: StateVector, visit: () => void, set: () => void): void {
    const { peer, input } = doing;
    for (const one of hosts.movesOf(peer, state[peer]!, input)) {
      set();
      moves.apply(next, peer, one);
      doing.traces = one.traces;
      doing.local = one.local;
      visit();
      next.set(state);
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
        if (state[layout.duplicates]! > 0) {
          doing.what = 'duplicates';
          move(state, next, visit, () => {
            next[layout.duplicates] = state[layout.duplicates]! - 1;
          });
        }
        if (state[layout.losses]! === 0) continue;
        doing.what = 'loses';
        doing.traces = [];
        take();
        next[layout.losses] = state[layout.losses]! - 1;
        visit();
        next.set(state);
      }
  }

  function fire(state: StateVector, next: StateVector, visit: () => void): void {
    for (let peer = 0; peer < layout.peerCount; peer += 1) {
      const left = state[layout.timers + peer]!;
      if (left === 0) continue;
      for (const timer of hosts.timersOf(peer, state[peer]!)) {
        doing.what = 'sees';
        doing.peer = peer;
        doing.input = timer;
        move(state, next, visit, () => {
          next[layout.timers + peer] = left - 1;
        });
      }
    }
  }

  function command(state: StateVector, next: StateVector, visit: () => void): void {
    const left = state[layout.commands]!;
    commands.forEach(({ peer, input }, bit) => {
      if ((left & (1 << bit)) === 0) return;
      doing.what = 'is told';
      doing.peer = peer;
      doing.input = input;
      move(state, next, visit, () => {
        next[layout.commands] = left & ~(1 << bit);
      });
    });
  }

  function crash(state: StateVector, next: StateVector, visit: () => void): void {
    for (let peer = 0; peer < layout.peerCount; peer += 1) {
      const isDown = hosts.locals[peer]!.stateOf(state[peer]!) === undefined;
      const place = isDown ? layout.restarts : layout.crashes;
      const left = state[place]!;
      if (left === 0) continue;
      doing.peer = peer;
      if (isDown) {
        doing.what = 'starts';
        doing.input = startInput;
        const revived = hosts.locals[peer]!.revived(state[peer]!);
        for (const one of hosts.movesOf(peer, revived, startInput)) {
          next[place] = left - 1;
          moves.apply(next, peer, one);
          doing.traces = one.traces;
          doing.local = one.local;
          visit();
          next.set(state);
        }
      } else {
        doing.what = 'crashes';
        doing.traces = [];
        next[place] = left - 1;
        moves.crash(next, peer);
        visit();
        next.set(state);
      }
    }
  }

  return {
    name: network.name,
    width: layout.width,
    initial: [initial],
    expand(state, next, visit) {
      arrive(state, next, visit);
      fire(state, next, visit);
      command(state, next, visit);
      crash(state, next, visit);
    },
    properties: propertiesOf(network, { layout, pairs, hosts }),
    label: () => labelOf(network, hosts, doing),
    traces: (): TraceLine[] => {
      const { name } = peers[doing.peer]!;
      const atMs = instantOf(hosts.locals[doing.peer]!.at(doing.local));
      return doing.traces.map((trace) => ({ v: 1, seq: 0, atMs, peer: name, trace }));
    },
    describe: (state) => describePeers(network, hosts, { layout, pairs }, state),
    get localCount() {
      return hosts.locals.reduce((sum, { count }) => sum + count, 0);
    },
  };
}
