/**
 * Timers by reference, for a host that keeps what it is handed: a timer leads to the entity that it wakes, and
 * holds what its host knows of it, so that neither looks the other up by name. Derived, and no part of what a
 * peer remembers: images and inputs name timers by text.
 */
import { NOT_ARMED, TIMER, type Timer } from './io.js';
import type { Instance } from './state.js';
import type { FiredTimer } from './stepper.js';
import type { MachineName } from './steppers.js';
import { timerText } from './timer-names.js';

export interface EntityTimer extends Timer {
  readonly machine: MachineName;
  readonly key: string;
  readonly delay: string;
  readonly event: FiredTimer;
  readonly instance: Instance<any>;
  /** What its entity belongs to, as whoever feeds it says. */
  readonly owner: unknown;
  /** Another timer of the same entity. */
  readonly next: EntityTimer | undefined;
  /** How long it was last armed for. */
  ms: number;
  /** When it is due, ms since 1970; NOT_DUE if it is not armed. */
  dueMs: number;
  /** Which arming it was: who was armed before has less. */
  order: number;
  /** Whether it is on the list of its peer (armed-timers.ts). */
  isListed: boolean;
}

export const NOT_DUE = -1;

/** Machines whose entities are never replaced by others of their name while a timer of theirs is armed. */
const LASTING: ReadonlySet<string> = new Set<MachineName>([
  'heartbeat',
  'introduction',
  'reconnection',
  'emitter',
  'ticker',
  'transfer',
  'election',
  'delivery',
  'block-buffer',
  'state-server',
  'state-info-publisher',
  'pull-initiator',
  'pull-responder',
]);

/** The timer of an entity with that delay; undefined for entities that may be replaced. */
export function timerOf(
  machine: MachineName,
  key: string,
  instance: Instance<any>,
  delay: string,
  owner: unknown,
): EntityTimer | undefined {
  const first = instance[TIMER] as EntityTimer | undefined;
  for (let timer = first; timer !== undefined; timer = timer.next)
    if (timer.delay === delay) return timer;
  if (first === undefined && !LASTING.has(machine)) return undefined;
  const text = timerText(machine, key, delay);
  const timer: EntityTimer = {
    // What each firing asks for first.
    ticket: NOT_ARMED,
    idleUntilMs: 0,
    dueMs: NOT_DUE,
    ms: 0,
    order: 0,
    isListed: false,
    delay,
    instance,
    machine,
    event: eventOf(delay),
    owner,
    next: first,
    key,
    text,
  };
  instance[TIMER] = timer;
  return timer;
}

const events = new Map<string, FiredTimer>();

/** One for all timers with that delay. */
function eventOf(delay: string): FiredTimer {
  let event = events.get(delay);
  if (event === undefined) {
    event = { type: `after ${delay}` };
    events.set(delay, event);
  }
  return event;
}
