/**
 * Which timers of a peer are armed, and when they are due. An image and most hosts know them by name
 * (`PeerState.timers`); where the host keeps timers by reference, each timer knows it of itself, and the list by
 * name is made when somebody reads it, in the order in which they were armed.
 */
import { type EntityTimer, NOT_DUE } from './entity-timers.js';
import type { PeerState } from './state.js';

/** Names it in the state of a peer. */
export const ARMED = Symbol('armed');

interface NamedTimer {
  dueMs: number;
  readonly order: number;
}

/** The timers of a peer whose host keeps timers by reference. */
export interface ArmedTimers {
  /** Those known by name alone: of entities that come and go. */
  readonly named: Map<string, NamedTimer>;
  /** The others, armed or not: most that have fired are armed again at once. */
  readonly listed: EntityTimer[];
  /** Firings since those that were not armed again were last taken off the list. */
  firedCount: number;
}

/** Armings so far, of all peers of the process: says which of two timers of a peer was armed before the other. */
let armings = 0;

const nextOrder = (): number => {
  armings += 1;
  return armings;
};

/** One for all peers, so that their states look alike to the engine. */
function timersByName(this: PeerState): Map<string, number> {
  const armed = inOrder(this[ARMED]!);
  return new Map(armed.map(({ text, dueMs }) => [text, dueMs]));
}

type WithoutTimers = Omit<PeerState, 'timers'>;

/** Gives a new state its timers, by reference. A restored one goes on with names. */
export function withTimersByReference(state: WithoutTimers): PeerState {
  const armed: ArmedTimers = { named: new Map(), listed: [], firedCount: 0 };
  Object.defineProperty(state, ARMED, { value: armed });
  return Object.defineProperty(state, 'timers', {
    get: timersByName,
    enumerable: true,
  }) as PeerState;
}

/** Gives a new state its timers, by name. */
export const withNamedTimers = (state: WithoutTimers): PeerState =>
  Object.assign(state, { timers: new Map() });

export interface ArmedTimer {
  readonly text: string;
  readonly dueMs: number;
  /** Undefined for one that is known by name alone. */
  readonly timer: EntityTimer | undefined;
}

function inOrder({ named, listed }: ArmedTimers): ArmedTimer[] {
  const armed = [...named].map(([text, { dueMs, order }]) => ({
    text,
    dueMs,
    order,
    timer: undefined as EntityTimer | undefined,
  }));
  for (const timer of listed)
    if (timer.dueMs !== NOT_DUE)
      armed.push({ text: timer.text, dueMs: timer.dueMs, order: timer.order, timer });
  return armed.sort((a, b) => a.order - b.order);
}

/** All that are armed, in the order in which they were. */
export function armedTimersOf(state: PeerState): ArmedTimer[] {
  const { [ARMED]: armed } = state;
  if (armed !== undefined) return inOrder(armed);
  return [...state.timers].map(([text, dueMs]) => ({ text, dueMs, timer: undefined }));
}

/** Arms a timer by its name. One that is armed keeps its place. */
export function armName(state: PeerState, name: string, dueMs: number): void {
  const { [ARMED]: armed } = state;
  if (armed === undefined) {
    state.timers.set(name, dueMs);
    return;
  }
  const known = armed.named.get(name);
  if (known === undefined) armed.named.set(name, { dueMs, order: nextOrder() });
  else known.dueMs = dueMs;
}

/** Disarms a timer that is known by name alone. Whether it was armed. */
export function disarmName(state: PeerState, name: string): boolean {
  const { [ARMED]: armed } = state;
  return armed === undefined ? state.timers.delete(name) : armed.named.delete(name);
}

/** One fires, of whom the host gives the name, by whatever it is known. Whether it was armed. */
export function takeName(state: PeerState, name: string): boolean {
  const { [ARMED]: armed } = state;
  if (armed === undefined) return state.timers.delete(name);
  const isTaken = armed.named.delete(name) || takeTimer(listedAs(armed, name));
  if (isTaken) forgetFired(armed);
  return isTaken;
}

/** When a timer is due, ms since 1970; undefined if it is not armed. */
export function dueOf(state: PeerState, name: string): number | undefined {
  const { [ARMED]: armed } = state;
  if (armed === undefined) return state.timers.get(name);
  const dueMs = armed.named.get(name)?.dueMs ?? listedAs(armed, name)?.dueMs;
  return dueMs === NOT_DUE ? undefined : dueMs;
}

/** One that has fired may still be listed beside another of its name. */
const listedAs = ({ listed }: ArmedTimers, name: string): EntityTimer | undefined =>
  listed.find(({ text, dueMs }) => dueMs !== NOT_DUE && text === name);

/** Arms a timer by reference. One that is armed keeps its place. */
export function armTimer(armed: ArmedTimers, timer: EntityTimer, atMs: number, ms: number): void {
  timer.ms = ms;
  if (timer.dueMs === NOT_DUE) timer.order = nextOrder();
  timer.dueMs = atMs + ms;
  if (timer.isListed) return;
  timer.isListed = true;
  armed.listed.push(timer);
}

/** It fires, or is disarmed. Whether it was armed. */
export function takeTimer(timer: EntityTimer | undefined): boolean {
  if (timer === undefined || timer.dueMs === NOT_DUE) return false;
  timer.dueMs = NOT_DUE;
  return true;
}

/** A period has passed in which its work would have changed nothing: it is armed again for the next. */
export function passPeriod(timer: EntityTimer, atMs: number): void {
  timer.order = nextOrder();
  timer.dueMs = atMs + timer.ms;
}

/** Firings after which timers that were not armed again are taken off the list: those of pull rounds. */
const FIRINGS_KEPT = 256;

/** One has fired. */
export function forgetFired(armed: ArmedTimers): void {
  armed.firedCount += 1;
  if (armed.firedCount < FIRINGS_KEPT) return;
  armed.firedCount = 0;
  const { listed } = armed;
  let kept = 0;
  for (const timer of listed)
    if (timer.dueMs === NOT_DUE) timer.isListed = false;
    else listed[kept++] = timer;
  listed.length = kept;
}
