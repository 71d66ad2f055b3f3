/**
 * A walk through the states of a model, step by step: where it stands, what is possible there, what holds and what
 * does not. All of it plain data, for a page in another thread.
 *
 * Implements spec/17-checker.md, CHEK-99.
 */
import type { TraceLine } from '../../peer/trace.js';
import { seenOf } from '../../trace/message.js';
import type { Model, Property, StateVector } from '../model.js';
import type { PeerModel } from '../peers/peer-model.js';
import { type EntityAt, entitiesAt } from './entities-at.js';
import { sameVector, visitSteps } from './schedule.js';

export interface Place {
  /** Numbers of the steps that lead here. */
  readonly schedule: readonly number[];
  /** The same in words. */
  readonly path: readonly string[];
  readonly steps: readonly PossibleStep[];
  readonly properties: readonly PropertyHere[];
  /** The state in words, one line for each part. */
  readonly described: readonly string[];
  /** Empty where the machines are no peers. */
  readonly peers: readonly PeerHere[];
  readonly underWay: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: string;
  }[];
}

export interface PossibleStep {
  readonly step: number;
  readonly label: string;
  /** False if it leads back to where it is taken. */
  readonly leads: boolean;
  /** *Always* that hold here and not after it. */
  readonly breaks: readonly string[];
  /** *Sometimes* that it shows for the first time on this path. */
  readonly shows: readonly string[];
  /** Rows that the peers take in it. */
  readonly rows: readonly string[];
}

export interface PropertyHere {
  readonly id: string;
  readonly kind: Property['kind'];
  readonly about: string;
  readonly holds: boolean;
  /** What it looks at, by the name of each peer; empty where there are no peers. */
  readonly facts: readonly { readonly peer: string; readonly fact: number }[];
  /** Step of the path, 0 for the start, after which it was first as it is here without a change since. */
  readonly since: number;
}

export interface PeerHere {
  readonly name: string;
  readonly runs: boolean;
  readonly entities: readonly EntityAt[];
  /** Rows that it took in the last step. */
  readonly taken: readonly {
    readonly machine: string;
    readonly entity: string;
    readonly row: string;
  }[];
}

export interface Walk {
  /** @throws RangeError if there is no such step somewhere on the way. */
  at(schedule: readonly number[]): Place;
  /** Of the place that was asked for last. */
  readonly state: StateVector;
}

interface Stop {
  readonly step: number;
  readonly label: string;
  readonly state: StateVector;
  readonly traces: readonly TraceLine[];
}

export function createWalk(model: Model): Walk {
  const start: Stop = { step: -1, label: '', state: model.initial[0]!.slice(), traces: [] };
  let stops: Stop[] = [start];

  /** What was walked already is not walked again. */
  function go(schedule: readonly number[]): void {
    let kept = 1;
    while (kept < stops.length && stops[kept]!.step === schedule[kept - 1]) kept += 1;
    const way = stops.slice(0, kept);
    for (const step of schedule.slice(kept - 1)) {
      const from = way.at(-1)!.state;
      let taken: Stop | undefined;
      visitSteps(model, from, (number, next) => {
        if (number !== step) return;
        const traces = model.traces?.() ?? [];
        taken = { step, label: model.label(), state: next.slice(), traces };
      });
      if (taken === undefined)
        throw new RangeError(`step ${way.length}: there is no step number ${step}`);
      way.push(taken);
    }
    stops = way;
  }

  const holdsAt = (property: Property, index: number): boolean =>
    property.holds(stops[index]!.state);

  function stepsHere(): PossibleStep[] {
    const { state } = stops.at(-1)!;
    const unbroken = model.properties.filter((one) => one.kind === 'always' && one.holds(state));
    const unseen = model.properties.filter(
      (one) => one.kind === 'sometimes' && stops.every((_, index) => !holdsAt(one, index)),
    );
    const found: PossibleStep[] = [];
    visitSteps(model, state, (step, next) => {
      const idsOf = (its: readonly Property[], holds: boolean) =>
        its.filter((one) => one.holds(next) === holds).map(({ id }) => id);
      found.push({
        step,
        label: model.label(),
        leads: !sameVector(state, next),
        breaks: idsOf(unbroken, false),
        shows: idsOf(unseen, true),
        rows: (model.traces?.() ?? []).flatMap(({ trace }) =>
          trace.kind === 'step' ? [trace.row] : [],
        ),
      });
    });
    return found;
  }

  function propertyHere(property: Property): PropertyHere {
    const { id, kind, about } = property;
    const last = stops.length - 1;
    const holds = holdsAt(property, last);
    let since = last;
    while (since > 0 && holdsAt(property, since - 1) === holds) since -= 1;
    const view = viewOf(model);
    const facts = view?.factsOf(stops[last]!.state, id) ?? [];
    const told = facts.map((fact, peer) => ({ peer: view!.people[peer]!.name, fact }));
    return { id, kind, about, holds, facts: told, since };
  }

  return {
    get state() {
      return stops.at(-1)!.state;
    },
    at(schedule) {
      go(schedule);
      const { state, traces } = stops.at(-1)!;
      return {
        schedule: [...schedule],
        path: stops.slice(1).map(({ label }) => label),
        steps: stepsHere(),
        properties: model.properties.map(propertyHere),
        described: model.describe(state),
        ...peersAt(model, state, traces),
      };
    },
  };
}

const viewOf = (model: Model): PeerModel['view'] | undefined =>
  'view' in model ? (model as PeerModel).view : undefined;

function peersAt(
  model: Model,
  state: StateVector,
  traces: readonly TraceLine[],
): Pick<Place, 'peers' | 'underWay'> {
  const view = viewOf(model);
  if (view === undefined) return { peers: [], underWay: [] };
  const peers = view.people.map(({ name }, peer): PeerHere => {
    const its = view.stateOf(state, peer);
    const taken = traces.flatMap(({ peer: of, trace }) => {
      if (of !== name || trace.kind !== 'step') return [];
      const { machine, entity, row } = trace;
      return [{ machine, entity, row }];
    });
    return { name, runs: its !== undefined, entities: its ? entitiesAt(its) : [], taken };
  });
  const { pairs, commands } = view.layout;
  const underWay = [...state.subarray(pairs, commands)].flatMap((between) =>
    view.underWayIn(between).map(({ from, to, bytes }) => ({
      from: view.people[from]!.name,
      to: view.people[to]!.name,
      kind: seenOf(bytes).message,
    })),
  );
  return { peers, underWay };
}
