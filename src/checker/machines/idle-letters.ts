/**
 * Letters that nothing will ever come of: whatever happens to the receiver, taking the letter changes nothing.
 *
 * Implements spec/17-checker.md, CHEK-81. Each machine is followed by itself, through everything that may happen to it and
 * every message that any actor may ever send it, in any order and number: more than the system can do.
 */
import { NONE, type Post } from './post.js';
import type { MachineSystem } from './system.js';
import { NOT_TAKEN, type Tabulated } from './tabulated.js';

/** More steps of single machines than these are not followed; then no letter is dropped. */
const STEPS_MAX = 200_000;

/** Whether the event will never change the actor in the snapshot, nor what comes after it. */
export type IsIdle = (actor: number, snapshot: number, event: number) => boolean;

export function idleLetters(
  { actors }: MachineSystem,
  { tables, post }: { tables: readonly Tabulated[]; post: Post },
): IsIdle {
  const alone = actors.map(({ happenings }, actor) => ({
    events: new Set(happenings.map(post.event)),
    snapshots: new Set([tables[actor]!.initial.snapshot]),
    /** Snapshots before each snapshot. */
    before: new Map<number, Set<number>>(),
    /** Snapshots that each event changes, or that send something then. */
    changed: new Map<number, Set<number>>(),
  }));
  const send = (sent: number): void => {
    for (const { to, event } of post.sentLetters(sent)) alone[to]!.events.add(event);
  };
  for (const [actor, { initial }] of tables.entries()) send(post.sent(actor, initial.emitted));

  /** Whether everything was followed. */
  function follow(): boolean {
    const done = actors.map(() => new Set<string>());
    let steps = 0;
    for (let isMore = true; isMore; ) {
      isMore = false;
      alone.forEach((own, actor) => {
        // Sets grow while they are walked, and what is added is walked too.
        for (const snapshot of own.snapshots)
          for (const event of own.events) {
            const key = `${snapshot} ${event}`;
            if (done[actor]!.has(key) || steps > STEPS_MAX) continue;
            done[actor]!.add(key);
            steps += 1;
            isMore = true;
            take(actor, snapshot, event);
          }
      });
    }
    return steps <= STEPS_MAX;
  }

  function take(actor: number, snapshot: number, event: number): void {
    const { snapshots, before, changed } = alone[actor]!;
    const table = tables[actor]!;
    const entry = table.entryOf(snapshot, event);
    if (entry === NOT_TAKEN) return;
    const after = table.nextOf(entry);
    send(table.sentOf(entry));
    snapshots.add(after);
    if (after !== snapshot) added(before, after, snapshot);
    if (after !== snapshot || table.sentOf(entry) !== NONE) added(changed, event, snapshot);
  }

  const isWhole = follow();
  /** By actor and event: the snapshots after which the event may yet change something. */
  const alive = alone.map(
    ({ before, changed }) =>
      new Map([...changed].map(([event, snapshots]) => [event, back(before, snapshots)])),
  );
  return (actor, snapshot, event) => isWhole && alive[actor]!.get(event)?.has(snapshot) !== true;
}

function added(to: Map<number, Set<number>>, key: number, value: number): void {
  const values = to.get(key) ?? new Set();
  values.add(value);
  to.set(key, values);
}

/** Everything from which one of these can be reached. */
function back(before: ReadonlyMap<number, ReadonlySet<number>>, from: ReadonlySet<number>) {
  const met = new Set(from);
  for (const at of met) for (const earlier of before.get(at) ?? []) met.add(earlier);
  return met;
}
