/**
 * One step of a peer in progress: the state that it changes, the instant, the effects so far. And the
 * one place where machines are fed: rows are traced, timers become effects of the peer, other effects
 * are performed in their order.
 */
import { ARMED, armName, armTimer, disarmName, takeTimer } from './armed-timers.js';
import type { PeerConfig } from './config.js';
import { timerOf } from './entity-timers.js';
import { type Choose, type DirectHost, type PeerEffect, TIMER } from './io.js';
import { shortList } from './short-list.js';
import type { Instance, PeerState } from './state.js';
import type { FiredTimer, Stepper, TimerEffect } from './stepper.js';
import {
  type EffectOf,
  type EntityOf,
  type EventOf,
  type MachineName,
  steppers,
} from './steppers.js';
import { type TimerName, timerText } from './timer-names.js';
import type { Trace } from './trace.js';

export interface Run {
  /** Replaced where a channel changes whom the peer trusts. */
  config: PeerConfig;
  readonly state: PeerState;
  /** Instant of the input, ms since 1970. */
  readonly at: number;
  /** The timer that has fired, if the input is one. */
  fired?: TimerName | undefined;
  /** Before this instant the periodic work that was just done changes nothing, whatever comes in between. */
  idleUntilMs?: number;
  readonly choose: Choose;
  readonly out: PeerEffect[];
  /** Takes effects at once while `out` is empty. */
  readonly direct?: DirectHost | undefined;
  readonly perform: Perform;
}

/** Carries out an effect of a machine. `key` names its entity, `owner` is what that belongs to, where it is at hand. */
export type Perform = (
  run: Run,
  machine: MachineName,
  key: string,
  effect: unknown,
  owner: unknown,
) => void;

/** Whether the next effect goes to the host at once. */
export const takesDirectly = (run: Run): run is Run & { readonly direct: DirectHost } =>
  run.direct !== undefined && run.out.length === 0;

/** The names of the states of a machine, by index. */
export const stateNameOf = (machine: MachineName, instance: Instance<unknown>): string =>
  steppers[machine].stateNames[instance.state]!;

export const isIn = (machine: MachineName, instance: Instance<unknown>, state: string): boolean =>
  stateNameOf(machine, instance) === state;

/** Tells whoever listens. */
export function report(run: Run, trace: Trace): void {
  if (run.config.reports) run.out.push({ type: 'report', trace });
}

/** A new entity in its machine's initial state; its timers are armed by `begin`. */
export const instanceOf = <E>(entity: E): Instance<E> => ({ state: 0, entity });

/** Arms the timers of an entity's initial state. */
export function begin<M extends MachineName>(
  run: Run,
  machine: M,
  key: string,
  instance: Instance<EntityOf<M>>,
): void {
  const out: (EffectOf<M> | TimerEffect)[] = [];
  const stepper = steppers[machine] as unknown as Stepper<EntityOf<M>, EventOf<M>, EffectOf<M>>;
  instance.state = stepper.start(instance.entity, out);
  settle(run, machine, key, instance, out, undefined);
}

/** Feeds one event to an entity. Whether a row took it. `owner`: what it belongs to, where that spares looking it up. */
export function feed<M extends MachineName>(
  run: Run,
  machine: M,
  key: string,
  instance: Instance<EntityOf<M>>,
  event: EventOf<M> | FiredTimer,
  owner?: unknown,
): boolean {
  const stepper = steppers[machine] as unknown as Stepper<EntityOf<M>, EventOf<M>, EffectOf<M>>;
  const from = instance.state;
  const out = shortList<EffectOf<M> | TimerEffect>();
  const taken = stepper.step(from, instance.entity, event, out);
  if (taken === undefined) return false;
  instance.state = taken.next;
  if (run.config.reports || run.config.reportsOf?.has(machine))
    run.out.push({
      type: 'report',
      trace: {
        kind: 'step',
        machine,
        entity: key,
        row: taken.row,
        event: (event as { type: string }).type,
        from: stepper.stateNames[from]!,
        to: stepper.stateNames[taken.next]!,
      },
    });
  if (out.length > 0) settle(run, machine, key, instance, out, owner);
  return true;
}

function settle<M extends MachineName>(
  run: Run,
  machine: M,
  key: string,
  instance: Instance<EntityOf<M>>,
  effects: readonly (EffectOf<M> | TimerEffect)[],
  owner: unknown,
): void {
  for (const effect of effects) {
    const { type } = effect as { type: string };
    if (type !== 'timer.arm' && type !== 'timer.disarm')
      run.perform(run, machine, key, effect, owner);
    else if (run.state[ARMED] !== undefined)
      applyTimer(run, machine, key, instance, effect as TimerEffect, owner);
    else applyNamed(run, textOf(run, machine, key, effect as TimerEffect), effect as TimerEffect);
  }
}

/** Most timers are armed again by what they set off. */
function textOf(run: Run, machine: MachineName, key: string, { name }: TimerEffect): string {
  const { fired } = run;
  const isSame =
    fired !== undefined && fired.key === key && fired.delay === name && fired.machine === machine;
  return isSame ? fired.text : timerText(machine, key, name);
}

function applyTimer(
  run: Run,
  machine: MachineName,
  key: string,
  instance: Instance<any>,
  effect: TimerEffect,
  owner: unknown,
): void {
  const timer = timerOf(machine, key, instance, effect.name, owner);
  if (timer === undefined) return applyNamed(run, timerText(machine, key, effect.name), effect);
  if (effect.type === 'timer.arm') {
    const { ms } = effect;
    armTimer(run.state[ARMED]!, timer, run.at, ms);
    if (takesDirectly(run)) run.direct.arm(timer, ms);
    else run.out.push({ type: 'timer.arm', timer: timer.text, ms, [TIMER]: timer });
  } else if (takeTimer(timer)) {
    if (takesDirectly(run)) run.direct.disarm(timer);
    else run.out.push({ type: 'timer.disarm', timer: timer.text, [TIMER]: timer });
  }
}

function applyNamed(run: Run, timer: string, effect: TimerEffect): void {
  if (effect.type === 'timer.arm') {
    armName(run.state, timer, run.at + effect.ms);
    run.out.push({ type: 'timer.arm', timer, ms: effect.ms });
  } else if (disarmName(run.state, timer)) run.out.push({ type: 'timer.disarm', timer });
}
