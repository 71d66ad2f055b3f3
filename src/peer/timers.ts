/** A timer that fired: its name says which entity of which machine it wakes. */

import type { Tick } from '../machines/ticker.machine.js';
import { feed, type Run } from './run.js';
import type { Instance, LinkEntry } from './state.js';
import type { MachineName } from './steppers.js';

/** Feeds the fired delay to its entity. Returns the link if it was one's. Unknown timers are ignored. */
export function fireTimer(run: Run, timer: string): string | undefined {
  if (!run.state.timers.delete(timer)) return undefined;
  const first = timer.indexOf('/');
  const last = timer.lastIndexOf('/');
  const machine = timer.slice(0, first) as MachineName;
  const key = timer.slice(first + 1, last);
  const instance = instanceFor(run, machine, key);
  if (instance !== undefined)
    feed(run, machine, key, instance as Instance<any>, { type: `after ${timer.slice(last + 1)}` });
  return machine === 'link-acceptor' || machine === 'link-dialler' ? key : undefined;
}

function instanceFor(
  { state }: Run,
  machine: MachineName,
  key: string,
): Instance<unknown> | undefined {
  const link = (side: keyof Pick<LinkEntry, 'acceptor' | 'dialler'>) =>
    state.links.get(key)?.[side];
  switch (machine) {
    case 'link-acceptor':
      return link('acceptor');
    case 'link-dialler':
      return link('dialler');
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
