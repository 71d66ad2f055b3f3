/**
 * The model of a system of machines: a word for the snapshot of each actor, and one for what is under way.
 *
 * Implements spec/17-checker.md, CHEK-10 to CHEK-12.
 */
import type { Model, Property, StateVector } from '../model.js';
import { type IsIdle, idleLetters } from './idle-letters.js';
import { interchangeOf } from './interchange.js';
import { createMachineView, type MachineView } from './machine-view.js';
import { createPost, NONE } from './post.js';
import type { MachineSystem } from './system.js';
import { judging, systemFairness, systemRunProperties } from './system-runs.js';
import { NOT_TAKEN, tabulate } from './tabulated.js';

export interface MachineModel extends Model {
  readonly machines: MachineView;
  /** Calls of XState so far: one for each snapshot and event that met. */
  readonly callCount: number;
}

export function machineModel(system: MachineSystem): MachineModel {
  const { actors } = system;
  const post = createPost(system);
  const tables = actors.map((actor, place) =>
    tabulate(actor, actor.happenings.map(post.event), post.eventOf, (emitted) =>
      post.sent(place, emitted),
    ),
  );
  const { mayHappen } = system;
  const takes = system.network === 'taken';
  const NETWORK = actors.length;
  const step = { actor: 0, event: 0, isDelivery: false, letter: 0 };

  const initial: StateVector = new Int32Array(NETWORK + 1);
  tables.forEach((table, place) => {
    initial[place] = table.initial.snapshot;
    initial[NETWORK] = post.add(initial[NETWORK]!, post.sent(place, table.initial.emitted));
  });

  const isAllowed = (state: StateVector, actor: number, event: number): boolean => {
    const views = tables.map((table, place) => table.at(state[place]!));
    return mayHappen!(views, actor, post.eventOf(event), state[NETWORK] === NONE);
  };

  function happen(state: StateVector, next: StateVector, visit: () => void): void {
    step.isDelivery = false;
    const network = state[NETWORK]!;
    for (let actor = 0; actor < NETWORK; actor += 1) {
      const before = state[actor]!;
      const happenings = tables[actor]!.happeningsOf(before);
      for (let i = 0; i < happenings.length; i += 3) {
        if (mayHappen !== undefined && !isAllowed(state, actor, happenings[i]!)) continue;
        step.actor = actor;
        step.event = happenings[i]!;
        next[actor] = happenings[i + 1]!;
        const sent = happenings[i + 2]!;
        if (sent !== NONE) next[NETWORK] = post.add(network, sent);
        visit();
        next[NETWORK] = network;
      }
      next[actor] = before;
    }
  }

  function deliver(state: StateVector, next: StateVector, visit: () => void): void {
    step.isDelivery = true;
    const network = state[NETWORK]!;
    const deliveries = post.deliveriesOf(network);
    for (let i = 0; i < deliveries.length; i += 3) {
      const actor = deliveries[i]!;
      const event = deliveries[i + 1]!;
      const table = tables[actor]!;
      const before = state[actor]!;
      const entry = table.entryOf(before, event);
      // Where messages stay, one that is not taken changes nothing (CHEK-12).
      if (entry === NOT_TAKEN && !takes) continue;
      step.actor = actor;
      step.event = event;
      step.letter = deliveries[i + 2]!;
      const left = takes ? post.remove(network, deliveries[i + 2]!) : network;
      if (entry === NOT_TAKEN) next[NETWORK] = left;
      else {
        next[actor] = table.nextOf(entry);
        next[NETWORK] = post.add(left, table.sentOf(entry));
      }
      visit();
      next[actor] = before;
    }
    next[NETWORK] = network;
  }

  const say = (event: number): string => JSON.stringify(post.eventOf(event));

  const label = () =>
    `${actors[step.actor]!.name} ${step.isDelivery ? 'receives' : 'sees'} ${say(step.event)}`;
  const symmetry = interchangeOf(system, { tables, post });
  let isIdle: IsIdle | undefined;

  /** CHEK-81 */
  function dropIdle(state: StateVector): void {
    isIdle ??= idleLetters(system, { tables, post });
    const deliveries = post.deliveriesOf(state[NETWORK]!);
    for (let i = 0; i < deliveries.length; i += 3)
      if (isIdle(deliveries[i]!, state[deliveries[i]!]!, deliveries[i + 1]!))
        state[NETWORK] = post.remove(state[NETWORK]!, deliveries[i + 2]!);
  }

  return {
    name: system.name,
    width: NETWORK + 1,
    initial: [initial],
    expand(state, next, visit) {
      happen(state, next, visit);
      deliver(state, next, visit);
    },
    properties: system.properties.map(
      (property): Property => ({ ...property, holds: judging(property, property.holds, tables) }),
    ),
    contentOf: (place, value) =>
      place === NETWORK ? post.contentOf(value) : tables[place]!.contentOf(value),
    runProperties: systemRunProperties(system, tables),
    fairness: systemFairness(system, { tables, label }),
    ...(symmetry && { symmetry }),
    // What may happen can depend on what is under way, be it idle or not.
    ...(mayHappen === undefined && { dropIdle }),
    recheck(state) {
      const deliveries = post.deliveriesOf(state[NETWORK]!);
      for (let actor = 0; actor < NETWORK; actor += 1) {
        const events = actors[actor]!.happenings.map(post.event);
        for (let i = 0; i < deliveries.length; i += 3)
          if (deliveries[i] === actor) events.push(deliveries[i + 1]!);
        for (const event of events)
          if (!tables[actor]!.isAsBefore(state[actor]!, event))
            return `${actors[actor]!.name} does not do with ${say(event)} what it did before`;
      }
      return undefined;
    },
    label,
    describe: (state) => [
      ...tables.map((table, place) => {
        const { value, context } = table.at(state[place]!);
        return `${actors[place]!.name}: ${JSON.stringify(value)} ${JSON.stringify(context)}`;
      }),
      ...deliveryLines(state),
    ],
    machines: createMachineView(system, { tables, post, step }),
    get callCount() {
      return tables.reduce((sum, { callCount }) => sum + callCount, 0);
    },
  };

  function deliveryLines(state: StateVector): string[] {
    const deliveries = post.deliveriesOf(state[NETWORK]!);
    const lines: string[] = [];
    for (let i = 0; i < deliveries.length; i += 3)
      lines.push(`under way to ${actors[deliveries[i]!]!.name}: ${say(deliveries[i + 1]!)}`);
    return lines;
  }
}
