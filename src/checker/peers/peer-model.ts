/**
 * The model of a network of peers: every order of arrivals and timers, every answer of chance, every fault
 * within the budget.
 *
 * Implements spec/17-checker.md, CHEK-24, CHEK-25, CHEK-28, CHEK-30 to CHEK-32, CHEK-34.
 */
import type { TraceLine } from '../../peer/trace.js';
import type { Model, StateVector } from '../model.js';
import { NO_ANSWERS } from './choices.js';
import { cutsOf } from './cuts.js';
import { fairnessOf } from './fairness.js';
import { createHosts } from './hosts.js';
import { idleOf } from './idle.js';
import { independenceOf } from './independence.js';
import { interchangeOf } from './interchange.js';
import { layoutOf, SPENT } from './layout.js';
import { DOWN, instantOf } from './locals.js';
import { createMoves, type Doing } from './moves.js';
import type { PeerNetwork } from './network.js';
import { createPairs, NOTHING } from './pairs.js';
import { createExpand, ENDLESS } from './possible.js';
import { lay } from './prologue.js';
import { propertiesOf, runPropertiesOf } from './properties.js';
import { createView, type Done, type NetworkView } from './view.js';
import { describePeers, labelOf } from './words.js';

export interface PeerModel extends Model {
  /** Peer states that were met, of all peers. */
  readonly localCount: number;
  readonly view: NetworkView;
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
  const cuts = cutsOf(network, layout);
  const moves = createMoves({ layout, pairs, hosts, cuts });
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
    said: undefined,
    answers: NO_ANSWERS,
    local: DOWN,
  };

  const initial: StateVector = new Int32Array(layout.width);
  initial.fill(NOTHING, layout.pairs, layout.commands);
  const prologue: Done[] = [];
  lay(network, { layout, pairs, hosts, moves, vector: initial, startInput, prologue });
  initial[layout.commands] = 2 ** commands.length - 1;
  for (const [peer, { timers = budget.timers }] of peers.entries())
    initial[layout.timers + peer] = Number.isFinite(timers) ? timers : ENDLESS;
  for (const spent of SPENT) initial[layout.budgets[spent]] = budget[spent] ?? 0;
  const expand = createExpand({
    layout,
    pairs,
    hosts,
    moves,
    doing,
    cuts,
    commands,
    startInput,
    mayCrash: (peer) => network.crashes?.(peers[peer]!.name) ?? true,
  });
  const dropIdle = idleOf(network, { layout, pairs, hosts });
  const independence = independenceOf(network, { layout, pairs, hosts, doing });
  function putInOrder(state: StateVector): void {
    for (let peer = 0; peer < layout.peerCount; peer += 1)
      state[peer] = hosts.locals[peer]!.inOrder(state[peer]!);
    for (let pair = layout.pairs; pair < layout.commands; pair += 1)
      state[pair] = pairs.inOrder(state[pair]!);
  }
  const symmetry = interchangeOf(network, { layout, pairs, hosts, commands, initial, putInOrder });
  return {
    name: network.name,
    width: layout.width,
    initial: [initial],
    expand,
    properties: propertiesOf(network, { layout, pairs, hosts, cuts }),
    runProperties: runPropertiesOf(network, { layout, pairs, hosts, cuts }),
    fairness: fairnessOf(network, { layout, hosts, doing }),
    ...(independence && { independence }),
    ...(dropIdle && { dropIdle }),
    ...(symmetry && { symmetry }),
    putInOrder,
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
