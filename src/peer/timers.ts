/** A timer that fired: its name says which entity of which machine it wakes. */
import { ARMED, forgetFired, takeName, takeTimer } from './armed-timers.js';
import type { EntityTimer } from './entity-timers.js';
import { feedLink } from './links.js';
import { initiatorAt, responderAt } from './pull/engine.js';
import { feed, type Run } from './run.js';
import type { Instance, PeerState } from './state.js';
import type { EntityOf, MachineName } from './steppers.js';
import { timerName } from './timer-names.js';

/** As `fireTimer`, of a timer that its host keeps by reference. */
export function fireEntityTimer(run: Run, timer: EntityTimer): void {
  if (!takeTimer(timer)) return;
  forgetFired(run.state[ARMED]!);
  const { machine } = timer;
  feed(run, machine, timer.key, timer.instance, timer.event, timer.owner);
  // Who listens to it hears of each of its steps.
  const { reports, reportsOf } = run.config;
  timer.idleUntilMs = reports || reportsOf?.has(machine) ? 0 : (run.idleUntilMs ?? 0);
}

/** Feeds the fired delay to its entity. Unknown timers are ignored. */
export function fireTimer(run: Run, timer: string): void {
  if (!takeName(run.state, timer)) return;
  const fired = timerName(timer);
  const { machine, key, event } = fired;
  run.fired = fired;
  if (machine === 'link-acceptor' || machine === 'link-dialler') {
    const entry = run.state.links.get(key);
    if (entry !== undefined) feedLink(run, entry, event);
    return;
  }
  const instance = locators[machine](run.state, key);
  if (instance !== undefined) feed(run, machine, key, instance as Instance<any>, event);
}

/** For each machine, where its entity with that key lives. */
const locators: {
  readonly [M in Exclude<MachineName, 'link-acceptor' | 'link-dialler'>]: (
    state: PeerState,
    key: string,
  ) => Instance<EntityOf<M>> | undefined;
} = {
  member: ({ members }, key) => members.get(key)?.instance,
  identity: ({ identities }, key) => identities.get(key)?.instance,
  contact: ({ contacts }, key) => contacts.get(key)?.instance,
  ticker: ({ tickers }, key) => tickers.get(key),
  heartbeat: ({ heartbeat }) => heartbeat,
  introduction: ({ introduction }) => introduction,
  reconnection: ({ reconnection }) => reconnection,
  emitter: ({ emitter }) => emitter,
  election: ({ channels }, key) => channels.get(key)?.election.instance,
  delivery: ({ channels }, key) => channels.get(key)?.delivery.instance,
  'block-buffer': ({ channels }, key) => channels.get(key)?.buffer.instance,
  transfer: ({ channels }, key) => channels.get(key)?.transfer.instance,
  'state-server': ({ channels }, key) => channels.get(key)?.transfer.server.instance,
  'pull-initiator': initiatorAt,
  'pull-responder': responderAt,
  'state-info-publisher': ({ channels }, key) => channels.get(key)?.publisher,
};
