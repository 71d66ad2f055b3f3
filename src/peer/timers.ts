/** A timer that fired: its name says which entity of which machine it wakes. */

import type { Tick } from '../machines/ticker.machine.js';
import { feedLink } from './links.js';
import { feed, type Run } from './run.js';
import type { Instance } from './state.js';
import type { MachineName } from './steppers.js';

/** Feeds the fired delay to its entity. Unknown timers are ignored. */
export function fireTimer(run: Run, timer: string): void {
  if (!run.state.timers.delete(timer)) return;
  const first = timer.indexOf('/');
  const last = timer.lastIndexOf('/');
  const machine = timer.slice(0, first) as MachineName;
  const key = timer.slice(first + 1, last);
  const event = { type: `after ${timer.slice(last + 1)}` } as const;
  if (machine === 'link-acceptor' || machine === 'link-dialler') {
    const entry = run.state.links.get(key);
    if (entry !== undefined) feedLink(run, entry, event);
    return;
  }
  const instance = instanceFor(run, machine, key);
  if (instance !== undefined) feed(run, machine, key, instance as Instance<any>, event);
}

function instanceFor(
  { state }: Run,
  machine: Exclude<MachineName, 'link-acceptor' | 'link-dialler'>,
  key: string,
): Instance<unknown> | undefined {
  switch (machine) {
    case 'member':
      return state.members.get(key)?.instance;
    case 'identity':
      return state.identities.get(key)?.instance;
    case 'contact':
      return state.contacts.get(key)?.instance;
    case 'ticker':
      return state.tickers.get(key as Tick);
    case 'heartbeat':
    case 'introduction':
    case 'reconnection':
    case 'emitter':
      return state[machine];
  }
}
