/**
 * The timers of a simulated host: those that its peer hands over by reference hold their own tickets, and only
 * those of a restored peer, or of entities that come and go, are looked up by name.
 */
import { armedTimersOf } from '../peer/armed-timers.js';
import { NOT_ARMED, type Timer } from '../peer/io.js';
import type { Peer } from '../peer/peer.js';
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
  if (timer.ticket !== NOT_ARMED) world.queue.cancel(timer.ticket);
  timer.ticket = put(world, node, ms, timer);
}

export function disarm(world: World, node: Node, name: string, timer: Timer | undefined): void {
  if (timer === undefined) disarmNamed(world, node, name);
  else drop(world, timer);
}

export function drop(world: World, timer: Timer): void {
  if (timer.ticket === NOT_ARMED) return;
  world.queue.cancel(timer.ticket);
  timer.ticket = NOT_ARMED;
}

/** All of them, at the end of a peer, which may be started again. */
export function forgetTimers(world: World, node: Node, peer: Peer): void {
  for (const ticket of node.timers.values()) world.queue.cancel(ticket);
  node.timers.clear();
  for (const { timer } of armedTimersOf(peer.state)) if (timer !== undefined) drop(world, timer);
}
