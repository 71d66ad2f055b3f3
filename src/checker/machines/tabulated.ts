/**
 * The machine of an actor, tabulated as far as it is asked: XState is called once for each snapshot and
 * event, whatever the number of states of the system in which they meet.
 *
 * Implements spec/17-checker.md, CHEK-10. Snapshots and events are numbers.
 */
import type { AnyMachineSnapshot, MachineContext, StateValue } from 'xstate';
import { canonical } from '../../peer/image.js';
import { createInterner } from '../interner.js';
import { frozen } from './frozen.js';
import { createMachineStepper, type Event, type Stepped } from './step.js';
import type { Actor } from './system.js';

/** No transition takes the event. */
export const NOT_TAKEN = -1;

export interface Tabulated {
  readonly initial: { readonly snapshot: number; readonly emitted: readonly Event[] };
  /** Number of an entry, or NOT_TAKEN. Events are those of `eventOf`. */
  entryOf(snapshot: number, event: number): number;
  /** Snapshot after an entry. */
  nextOf(entry: number): number;
  /** Number that `sent` gave for what an entry emits. */
  sentOf(entry: number): number;
  /** What may happen and is taken, three numbers each: event, snapshot after it, what is sent. */
  happeningsOf(snapshot: number): Int32Array;
  /** Its snapshot as a text: equal for equal ones. */
  contentOf(snapshot: number): string;
  at(snapshot: number): AnyMachineSnapshot;
  /** Whether the snapshot is as it was when it was met, and its step by the event comes to the same. */
  isAsBefore(snapshot: number, event: number): boolean;
  /** Of the snapshot in this state with this context. */
  numberOf(value: StateValue, context: unknown): number;
  /** Calls of XState so far. */
  readonly callCount: number;
}

/* What a row holds. */
const UNKNOWN = 0;
const REFUSED = 1;
const FIRST = 2;

const INITIAL = 1 << 6;

/** `eventOf`: the event of a number; `sent`: a number for what is emitted. */
export function tabulate(
  { machine, input }: Actor,
  happenings: readonly number[],
  eventOf: (event: number) => Event,
  sent: (emitted: readonly Event[]) => number,
): Tabulated {
  const stepper = createMachineStepper(machine);
  const snapshots = createInterner<AnyMachineSnapshot>();
  const happeningLists: Int32Array[] = [];
  /** By snapshot, then by event: UNKNOWN, REFUSED, or FIRST and the number of an entry. */
  let rows = new Int32Array(INITIAL * INITIAL);
  let stride = INITIAL;
  let next = new Int32Array(INITIAL);
  let sends = new Int32Array(INITIAL);
  let entryCount = 0;
  let callCount = 0;

  const textOf = ({ value, context, status }: AnyMachineSnapshot): string =>
    canonical({ value, context, status });
  const intern = (snapshot: AnyMachineSnapshot): number =>
    snapshots.intern(textOf(snapshot), () => {
      frozen(snapshot.context);
      return snapshot;
    });

  /** Room for the event of the snapshot. */
  function makeRoom(snapshot: number, event: number): void {
    let wider = stride;
    while (event >= wider) wider *= 2;
    let longer = rows.length / stride;
    while (snapshot >= longer) longer *= 2;
    if (wider * longer === rows.length) return;
    const more = new Int32Array(wider * longer);
    for (let from = 0; from < rows.length; from += stride)
      more.set(rows.subarray(from, from + stride), (from / stride) * wider);
    rows = more;
    stride = wider;
  }

  function stepFrom(snapshot: number, event: number): Stepped | undefined {
    try {
      return stepper.step(snapshots.at(snapshot), eventOf(event));
    } catch (cause) {
      const { type } = eventOf(event);
      const { message } = cause as Error;
      throw new Error(`CHEK-10: ${machine.id} at ${type}: ${message}`, { cause });
    }
  }

  function lookUp(snapshot: number, event: number): number {
    callCount += 1;
    const stepped = stepFrom(snapshot, event);
    let entry = REFUSED;
    if (stepped !== undefined) {
      if (entryCount === next.length) {
        next = doubled(next);
        sends = doubled(sends);
      }
      next[entryCount] = intern(stepped.snapshot);
      sends[entryCount] = sent(stepped.emitted);
      entry = FIRST + entryCount;
      entryCount += 1;
    }
    makeRoom(snapshot, event);
    rows[snapshot * stride + event] = entry;
    return entry;
  }

  function entryOf(snapshot: number, event: number): number {
    const at = snapshot * stride + event;
    const known = event < stride && at < rows.length ? rows[at]! : UNKNOWN;
    return (known === UNKNOWN ? lookUp(snapshot, event) : known) - FIRST;
  }

  /** Apart from its computation, which has a closure: one would be made at every call. */
  const happeningsOf = (snapshot: number): Int32Array =>
    happeningLists[snapshot] ?? computedHappenings(snapshot);

  function computedHappenings(snapshot: number): Int32Array {
    const list = happenings.flatMap((event) => {
      const entry = entryOf(snapshot, event);
      return entry < 0 ? [] : [event, next[entry]!, sends[entry]!];
    });
    const found = Int32Array.from(list);
    happeningLists[snapshot] = found;
    return found;
  }

  const started = stepper.start(input);
  return {
    initial: { snapshot: intern(started.snapshot), emitted: started.emitted },
    entryOf,
    nextOf: (entry) => next[entry]!,
    sentOf: (entry) => sends[entry]!,
    happeningsOf,
    contentOf: (snapshot) => snapshots.keyOf(snapshot),
    isAsBefore(snapshot, event) {
      const entry = entryOf(snapshot, event);
      const stepped = stepFrom(snapshot, event);
      if (textOf(snapshots.at(snapshot)) !== snapshots.keyOf(snapshot)) return false;
      if (stepped === undefined || entry < 0) return stepped === undefined && entry < 0;
      return intern(stepped.snapshot) === next[entry] && sent(stepped.emitted) === sends[entry];
    },
    at: (snapshot) => snapshots.at(snapshot),
    numberOf: (value, context) =>
      intern(machine.resolveState({ value, context: context as MachineContext })),
    get callCount() {
      return callCount;
    },
  };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * array.length);
  more.set(array);
  return more;
}
