/**
 * The one seam through which machines step: a machine's own definition, compiled to rows.
 *
 * Same meaning as XState's interpreter for flat machines of named parts (test/peer/stepper.test.ts
 * holds the two equal over random walks), and tens of times faster (bench/stepper.ts).
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Action, Registry } from '../machines/registry.js';

export type TimerEffect =
  | { readonly type: 'timer.arm'; readonly name: string; readonly ms: number }
  | { readonly type: 'timer.disarm'; readonly name: string };
export type FiredTimer = { readonly type: `after ${string}` };

/** What a step took: the row of the state table and the state after it. */
export interface Taken {
  /** Row id of the spec, for example `LINK-R4`. */
  readonly row: string;
  readonly next: number;
}

interface Row<Entity, Event, Effect> extends Taken {
  readonly guard: ((entity: Entity, event: Event) => boolean) | undefined;
  /** Leaves and enters, so timers restart. */
  readonly moves: boolean;
  readonly actions: readonly Action<Entity, Event, Effect>[];
}

export interface Stepper<Entity, Event, Effect> {
  readonly machine: string;
  readonly stateNames: readonly string[];
  /** Arms the initial state's timers and returns its index. */
  start(entity: Entity, out: (Effect | TimerEffect)[]): number;
  /** One event: changes `entity` in place and appends effects in order. Undefined if ignored by every row. */
  step(
    state: number,
    entity: Entity,
    event: Event | FiredTimer,
    out: (Effect | TimerEffect)[],
  ): Taken | undefined;
}

const delayName = (event: string) => /^xstate\.after\.([^.]+)\./.exec(event)?.[1];

/** @throws Error if the machine nests states, invokes, has entry or exit actions, or uses an unnamed part. */
export function compile<
  Entity extends object,
  Event extends { type: string },
  Effect extends { type: string },
>(
  machine: AnyStateMachine,
  registry: Registry<Entity, Event, Effect>,
): Stepper<Entity, Event, Effect> {
  const nodes = Object.values(machine.root.states) as AnyStateNode[];
  const indexOf = new Map(nodes.map((node, index) => [node.id, index]));
  for (const { id, states, always, invoke, config } of nodes)
    if (
      Object.keys(states).length ||
      always?.length ||
      invoke.length ||
      config.entry ||
      config.exit
    )
      throw new Error(`${id}: only flat states with named transitions can be compiled`);

  const rowsOf = (node: AnyStateNode, index: number) =>
    new Map(
      [...node.transitions].map(([event, transitions]) => {
        const delay = delayName(event);
        if (event.includes('*')) throw new Error(`${node.id}: wildcards cannot be compiled`);
        const rows = transitions.map((t): Row<Entity, Event, Effect> => {
          const next = t.target ? indexOf.get(t.target[0]!.id)! : index;
          return {
            row: (t as { description?: string }).description ?? '',
            guard: t.guard === undefined ? undefined : named(machine.id, registry.guards, t.guard),
            next,
            // From the root, a target is always left and entered anew.
            moves: t.target !== undefined && (node === machine.root || t.reenter || next !== index),
            actions: t.actions.map((action) => named(machine.id, registry.actions, action)),
          };
        });
        return [delay === undefined ? event : `after ${delay}`, rows] as const;
      }),
    );

  const table = nodes.map((node, index) => {
    const rows = rowsOf(node, index);
    // The root's rows come after the state's own: they are asked when every own guard says no.
    for (const [event, more] of rowsOf(machine.root, index))
      rows.set(event, [...(rows.get(event) ?? []), ...more]);
    return rows;
  });
  const timers = nodes.map((node) =>
    [...node.transitions.keys()]
      .flatMap((event) => delayName(event) ?? [])
      .map((name) => ({ name, ms: named(machine.id, registry.delays, name) })),
  );
  const disarms = timers.map((ofState) =>
    ofState.map(({ name }): TimerEffect => ({ type: 'timer.disarm', name })),
  );
  const arm = (state: number, entity: Entity, out: (Effect | TimerEffect)[]) => {
    for (const { name, ms } of timers[state]!)
      out.push({ type: 'timer.arm', name, ms: ms(entity) });
  };
  const initial = indexOf.get(machine.root.initial.target[0]!.id)!;

  return {
    machine: machine.id,
    stateNames: nodes.map((node) => node.key),
    start(entity, out) {
      arm(initial, entity, out);
      return initial;
    },
    step(state, entity, event, out) {
      const rows = table[state]!.get(event.type);
      if (rows === undefined) return undefined;
      for (const row of rows) {
        if (row.guard !== undefined && !row.guard(entity, event as Event)) continue;
        if (row.moves) for (const disarm of disarms[state]!) out.push(disarm);
        for (const action of row.actions)
          if ('set' in action) Object.assign(entity, action.set(entity, event as Event));
          else for (const effect of action.emit(entity, event as Event)) out.push(effect);
        if (row.moves) arm(row.next, entity, out);
        return row;
      }
      return undefined;
    },
  };
}

function named<T>(machine: string, parts: Record<string, T>, part: unknown): T {
  const { type: name, params } =
    typeof part === 'string'
      ? { type: part, params: undefined }
      : (part as { type?: string; params?: unknown });
  if (params !== undefined)
    throw new Error(`${machine}: "${String(name)}" has parameters; give it a name of its own`);
  if (name === undefined || !Object.hasOwn(parts, name))
    throw new Error(`${machine}: "${String(name)}" is not in the registry`);
  return parts[name]!;
}
