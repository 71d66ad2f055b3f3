/** The life of one entity in its machine, through the seam that the peer uses: events in, effects out. */
import type { FiredTimer, Stepper, TimerEffect } from '../../src/peer/stepper.js';
import {
  type EffectOf,
  type EntityOf,
  type EventOf,
  type MachineName,
  steppers,
} from '../../src/peer/steppers.js';

export interface Life<M extends MachineName> {
  /** The state at the end. */
  readonly state: string;
  /** The record at the end. */
  readonly entity: EntityOf<M>;
  /** What the machine asked for, timers left out. */
  readonly effects: readonly EffectOf<M>[];
  /** What the machine asked for of timers: `arm NAME MS` and `disarm NAME`. */
  readonly timers: readonly string[];
  /** The rows that it took. */
  readonly rows: readonly string[];
}

/** A fresh entity that is fed the events one after the other. */
export function lifeOf<M extends MachineName>(
  machine: M,
  start: EntityOf<M>,
  ...events: readonly (EventOf<M> | FiredTimer)[]
): Life<M> {
  const stepper = steppers[machine] as unknown as Stepper<EntityOf<M>, EventOf<M>, EffectOf<M>>;
  const entity = { ...(start as object) } as EntityOf<M>;
  const out: (EffectOf<M> | TimerEffect)[] = [];
  const rows: string[] = [];
  let state = stepper.start(entity, out);
  for (const event of events) {
    const taken = stepper.step(state, entity, event, out);
    if (taken === undefined) continue;
    state = taken.next;
    rows.push(taken.row);
  }
  const isTimer = (effect: { type: string }) => effect.type.startsWith('timer.');
  return {
    state: stepper.stateNames[state]!,
    entity,
    rows,
    effects: out.filter((effect) => !isTimer(effect as { type: string })) as EffectOf<M>[],
    timers: out.flatMap((effect) => {
      const timer = effect as TimerEffect;
      if (timer.type === 'timer.arm') return [`arm ${timer.name} ${timer.ms}`];
      return timer.type === 'timer.disarm' ? [`disarm ${timer.name}`] : [];
    }),
  };
}
