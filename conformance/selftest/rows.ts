/** Faults in state tables: a row that is not taken, or is taken without its effects. */
import type { CoreModules } from './core-modules.js';

type Steppers = CoreModules['peer/steppers']['steppers'];
type AnyStepper = Steppers[keyof Steppers];
type Taken = { readonly row: string; readonly next: number };
type Step = (state: number, entity: object, event: object, out: object[]) => Taken | undefined;

/** What becomes of a step that takes the row. */
type Fault = (
  taken: Taken,
  effects: readonly object[],
  stateNames: readonly string[],
) => { readonly next: number; readonly effects: readonly object[] } | undefined;

/** The event is ignored where the row would have been taken. */
export const withoutRow = (row: string) => changed(row, () => undefined);

/** The row is taken, and effects of these types are left out; default all but timers. */
export const withoutEffects = (row: string, ...types: readonly string[]) =>
  changed(row, ({ next }, effects) => ({
    next,
    effects: effects.filter((effect) => {
      const { type } = effect as { readonly type: string };
      return types.length > 0 ? !types.includes(type) : type.startsWith('timer.');
    }),
  }));

/** The row is taken, and each of its effects comes as this function has it. */
export const withEffects = (
  row: string,
  change: (effect: Readonly<Record<string, unknown>>) => readonly object[],
) =>
  changed(row, ({ next }, effects) => ({
    next,
    effects: effects.flatMap((effect) => change(effect as Readonly<Record<string, unknown>>)),
  }));

/** The row leads to another state. */
export const withTarget = (row: string, state: string) =>
  changed(row, (_, effects, stateNames) => {
    const next = stateNames.indexOf(state);
    if (next < 0) throw new Error(`${row}: no state ${state} among ${stateNames.join(', ')}`);
    return { next, effects };
  });

/** For `entry: 'steppers'` of `peer/steppers`. */
function changed(row: string, fault: Fault): (original: { steppers: Steppers }) => Steppers {
  return ({ steppers }) =>
    Object.fromEntries(
      Object.entries(steppers).map(([name, stepper]) => [name, faulty(stepper, row, fault)]),
    ) as unknown as Steppers;
}

function faulty(stepper: AnyStepper, row: string, fault: Fault): AnyStepper {
  const original = stepper.step as unknown as Step;
  const step: Step = (state, entity, event, out) => {
    const copy = { ...entity };
    const effects: object[] = [];
    const taken = original(state, copy, event, effects);
    if (taken?.row !== row) {
      Object.assign(entity, copy);
      out.push(...effects);
      return taken;
    }
    const made = fault(taken, effects, stepper.stateNames);
    if (made === undefined) return undefined;
    Object.assign(entity, copy);
    out.push(...made.effects);
    return { ...taken, next: made.next };
  };
  return { ...stepper, step } as unknown as AnyStepper;
}
