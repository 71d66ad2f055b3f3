/**
 * Names of timers: machine, key of the entity and delay, and back. A host hands them over as they are.
 *
 * Most timers that are armed are those of machines of which a peer has one, or one a channel: their
 * names are made and read once.
 */
import type { FiredTimer } from './stepper.js';
import type { MachineName } from './steppers.js';

export interface TimerName {
  readonly text: string;
  readonly machine: MachineName;
  /** Of the entity; may contain slashes. */
  readonly key: string;
  readonly delay: string;
  readonly event: FiredTimer;
}

/** Names remembered, before they are forgotten and made anew: links and nonces come and go. */
const REMEMBERED_MAX = 10_000;

type ByKey = Map<string, Map<string, string>>;
const texts = new Map<string, ByKey>();
const names = new Map<string, TimerName>();

/** Entities of these come and go: to remember their timers is not worth it. */
const FLEETING: ReadonlySet<string> = new Set<MachineName>([
  'link-acceptor',
  'link-dialler',
  'pull-initiator',
  'pull-responder',
]);

export function timerText(machine: MachineName, key: string, delay: string): string {
  if (FLEETING.has(machine)) return `${machine}/${key}/${delay}`;
  let keys = texts.get(machine);
  if (keys === undefined) {
    keys = new Map();
    texts.set(machine, keys);
  }
  const known = keys.get(key)?.get(delay);
  if (known !== undefined) return known;
  const text = `${machine}/${key}/${delay}`;
  if (keys.size >= REMEMBERED_MAX) keys.clear();
  const delays = keys.get(key);
  if (delays === undefined) keys.set(key, new Map([[delay, text]]));
  else delays.set(delay, text);
  return text;
}

export function timerName(text: string): TimerName {
  const known = names.get(text);
  if (known !== undefined) return known;
  const first = text.indexOf('/');
  const last = text.lastIndexOf('/');
  const delay = text.slice(last + 1);
  const name: TimerName = {
    text,
    machine: text.slice(0, first) as MachineName,
    key: text.slice(first + 1, last),
    delay,
    event: { type: `after ${delay}` },
  };
  if (FLEETING.has(name.machine)) return name;
  if (names.size >= REMEMBERED_MAX) names.clear();
  names.set(text, name);
  return name;
}
