/**
 * The timers of a simulated host: those that its peer hands over by reference hold their own tickets, and only
 * those of an image, or of entities that come and go, are looked up by name.
 */
import { NOT_ARMED, type Timer } from '../peer/io.js';
import type { Node } from './node.js';
import { TIMER_DUE, type World } from './world.js';

const put = (world: World, node: Node, ms: number, timer: Timer | string): number =>
  world.queue.pushAfter(world.nowMs, ms, TIMER_DUE, node.index, timer);

export function armNamed(world: World, node: Node, timer: string, ms: number): void {
  disarmNamed(world, node, timer);
  node.timers.set(timer, put(world, node, ms, timer));
}

function disarmNamed(world: World, node: Node, timer: string): void {
  const armed = node.timers.get(timer);
  if (armed === undefined) return;
  world.queue.cancel(armed);
  node.timers.delete(timer);
}

export function armTimer(world: World, node: Node, timer: Timer, ms: number): void {
  // An image has armed it by its name.
  if (node.timers.size > 0) disarmNamed(world, node, timer.text);
  if (timer.ticket !== NOT_ARMED) world.queue.cancel(timer.ticket);
  timer.ticket = put(world, node, ms, timer);
  if (timer.isListed) return;
  timer.isListed = true;
  node.listed.push(timer);
}

export function disarm(world: World, node: Node, name: string, timer: Timer | undefined): void {
  disarmNamed(world, node, name);
  // A peer that stops names all of them.
  const own = timer ?? node.listed.find(({ text }) => text === name);
  if (own === undefined || own.ticket === NOT_ARMED) return;
  world.queue.cancel(own.ticket);
  own.ticket = NOT_ARMED;
}

/** Firings after which timers that were not armed again are taken off the list: those of pull rounds. */
const FIRINGS_KEPT = 256;

/** One has fired. */
export function forgetFired(node: Node): void {
  node.firedCount += 1;
  if (node.firedCount < FIRINGS_KEPT) return;
  node.firedCount = 0;
  const { listed } = node;
  let kept = 0;
  for (const timer of listed)
    if (timer.ticket === NOT_ARMED) timer.isListed = false;
    else listed[kept++] = timer;
  listed.length = kept;
}

/** All of them, at the end of a peer. */
export function forgetTimers(world: World, node: Node): void {
  for (const ticket of node.timers.values()) world.queue.cancel(ticket);
  node.timers.clear();
  for (const timer of node.listed) {
    if (timer.ticket !== NOT_ARMED) world.queue.cancel(timer.ticket);
    // The same peer may be started again.
    timer.ticket = NOT_ARMED;
    timer.isListed = false;
  }
  node.listed.length = 0;
}
