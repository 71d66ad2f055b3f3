/**
 * The vocabulary of every machine: named guards, actions and delays over one small entity record.
 *
 * The same registry feeds XState's setup() (the notation, and the oracle of the tests) and the
 * compiled stepper (what the hosts run), so that neither can say something that the other does not.
 */
import { assign, enqueueActions } from 'xstate';

/** An action either changes the record or yields effects, never both. */
export type Action<Entity, Event, Effect> =
  | { readonly set: (entity: Entity, event: Event) => Partial<Entity> }
  | { readonly emit: (entity: Entity, event: Event) => readonly Effect[] };

export interface Registry<Entity, Event, Effect> {
  readonly guards: Record<string, (entity: Entity, event: Event) => boolean>;
  readonly actions: Record<string, Action<Entity, Event, Effect>>;
  /** Durations in milliseconds. */
  readonly delays: Record<string, (entity: Entity) => number>;
}

interface Args<Entity, Event> {
  context: Entity;
  event: Event;
}

const mapValues = <T extends object, U>(object: T, f: (value: any) => U) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, f(value)])) as {
    [K in keyof T]: U;
  };

/**
 * What a delay is for a record without input. XState's own `transition()` makes such a record on the
 * side; without a number, a delay that leads back to its state would fire there for ever.
 */
const NEVER_MS = 2 ** 31 - 1;

/** The registry in the form that `setup()` takes. */
export function forXState<
  Entity extends object,
  Event extends { type: string },
  Effect extends { type: string },
  R extends Registry<Entity, Event, Effect>,
>(registry: R) {
  return {
    guards: mapValues(
      registry.guards as R['guards'],
      (guard) =>
        ({ context, event }: Args<Entity, Event>): boolean =>
          guard(context, event),
    ),
    delays: mapValues(
      registry.delays as R['delays'],
      (delay) =>
        ({ context }: Args<Entity, Event>): number =>
          delay(context) ?? NEVER_MS,
    ),
    actions: mapValues(registry.actions as R['actions'], (action) =>
      'set' in action
        ? assign(({ context, event }: any) => action.set(context, event))
        : enqueueActions(({ context, event, enqueue }: any) => {
            for (const effect of action.emit(context, event)) enqueue.emit(effect);
          }),
    ) as Record<keyof R['actions'], any>,
  };
}
