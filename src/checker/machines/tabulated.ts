/**
 * The machine of an actor, tabulated as far as it is asked: XState is called once for each snapshot and
 * event, whatever the number of states of the system in which they meet.
 *
 * Implements spec/17-checker.md, CHEK-10. Snapshots and events are numbers.
 */
import type { AnyMachineSnapshot } from 'xstate';
import { canonical } from '../../peer/image.js';
import { createInterner } from '../interner.js';
import { createMachineStepper, type Event } from './step.js';
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
  at(snapshot: number): AnyMachineSnapshot;
  /** Calls of XState so far. */
  readonly callCount: number;
}

const UNKNOWN = 0;
const REFUSED = 1;
const FIRST = 2;

/** `eventOf`: the event of a number; `sent`: a number for what is emitted. */
export function tabulate(
  { machine, input }: Actor,
  eventOf: (event: number) => Event,
  sent: (emitted: readonly Event[]) => number,
): Tabulated {
  const stepper = createMachineStepper(machine);
  const snapshots = createInterner<AnyMachineSnapshot>();
  const rows: number[][] = [];
  const next: number[] = [];
  const sends: number[] = [];
  let callCount = 0;

  const intern = (snapshot: AnyMachineSnapshot): number => {
    const { value, context, status } = snapshot;
    const key = canonical({ value, context, status });
    return snapshots.intern(key, () => {
      rows.push([]);
      return snapshot;
    });
  };

  function lookUp(snapshot: number, event: number): number {
    callCount += 1;
    const stepped = stepper.step(snapshots.at(snapshot), eventOf(event));
    let entry = REFUSED;
    if (stepped !== undefined) {
      entry = FIRST + next.push(intern(stepped.snapshot)) - 1;
      sends.push(sent(stepped.emitted));
    }
    const row = rows[snapshot]!;
    while (row.length <= event) row.push(UNKNOWN);
    row[event] = entry;
    return entry;
  }

  const started = stepper.start(input);
  return {
    initial: { snapshot: intern(started.snapshot), emitted: started.emitted },
    entryOf(snapshot, event) {
      const known = rows[snapshot]![event];
      const entry = known === undefined || known === UNKNOWN ? lookUp(snapshot, event) : known;
      return entry === REFUSED ? NOT_TAKEN : entry - FIRST;
    },
    nextOf: (entry) => next[entry]!,
    sentOf: (entry) => sends[entry]!,
    at: (snapshot) => snapshots.at(snapshot),
    get callCount() {
      return callCount;
    },
  };
}
