/**
 * A simulated host at work: one input after the other, each at the cost of its time; what comes while
 * it is busy waits. Effects are performed in their order, at the end of the work.
 */
import type { LinkId, PeerEffect, PeerInput } from '../peer/io.js';
import type { Received } from '../peer/received.js';
import type { SimulationEvent } from './event-queue.js';
import { commit, performOrderer, readBlocks } from './host-services.js';
import { type End, type Node, sentOf } from './node.js';
import { dial, endStream, ping, send } from './streams.js';
import { TIMER, WAKE, type World } from './world.js';

/** An envelope reaches a host. */
export function processArrival(world: World, { a, b }: SimulationEvent): void {
  const end = a as End;
  if (!end.isOpen) return;
  world.feed(end.node, received(end.link, b as Received), end.far);
}

const received = (link: LinkId, message: Received): PeerInput => ({
  type: 'envelope.received',
  link,
  message,
});

export const createFeed =
  (world: World) =>
  (node: Node, input: PeerInput, from?: End): void => {
    if (node.peer === undefined) return;
    if (node.busyUntilMs > world.nowMs || node.inboxAt < node.inbox.length) {
      node.inbox.push({ input, from });
      if (from !== undefined) from.waitingCount += 1;
      return scheduleWake(world, node);
    }
    workOn(world, node, input, from);
  };

function scheduleWake(world: World, node: Node): void {
  if (node.isWakePending) return;
  node.isWakePending = true;
  world.queue.push(Math.max(node.busyUntilMs, world.nowMs), WAKE, node.index);
}

/** The host has time again: it goes on with what waits. */
export function wake(world: World, node: Node): void {
  node.isWakePending = false;
  while (node.busyUntilMs <= world.nowMs && node.inboxAt < node.inbox.length) {
    const { input, from } = node.inbox[node.inboxAt]!;
    node.inboxAt += 1;
    if (from !== undefined) from.waitingCount -= 1;
    if (node.peer !== undefined) workOn(world, node, input, from);
  }
  if (node.inboxAt < node.inbox.length) return scheduleWake(world, node);
  node.inbox.length = 0;
  node.inboxAt = 0;
}

/** What a step at this instant would be told, by the host's own clock: never less than before. */
function tell(world: World, node: Node): number {
  node.toldMs = Math.max(node.toldMs, Math.floor(world.nowMs + node.clockOffsetMs));
  return node.toldMs;
}

function workOn(world: World, node: Node, input: PeerInput, from: End | undefined): void {
  if (from !== undefined && input.type === 'envelope.received')
    for (const observer of world.told.received)
      observer.received(from.node, node, sentOf(input.message), world.nowMs);
  const { costs } = world;
  const verifiedBefore = world.verifyCount;
  const effects = node.step(node.peer!, input, tell(world, node), world.choose);
  const work = (costs.input + costs.verify * (world.verifyCount - verifiedBefore)) * node.slowness;
  if (work > 0) node.busyUntilMs = world.nowMs + work;
  for (const observer of world.told.stepped) observer.stepped(node, input, effects, world.nowMs);
  for (let i = 0; i < effects.length; i++) perform(world, node, effects[i]!, world.nowMs + work);
}

export function armTimer(world: World, node: Node, timer: string, ms: number): void {
  const armed = node.timers.get(timer);
  if (armed !== undefined) world.queue.cancel(armed);
  node.timers.set(timer, world.queue.push(world.nowMs + ms, TIMER, node.index, timer));
}

function perform(world: World, node: Node, effect: PeerEffect, departMs: number): void {
  switch (effect.type) {
    case 'envelope.send': {
      const end = node.streams.get(effect.link);
      if (end !== undefined) send(world, end, effect.signed, departMs);
      return;
    }
    case 'report':
      for (const observer of world.told.trace)
        observer.trace(node, effect.trace, Math.floor(world.nowMs));
      return;
    case 'timer.arm':
      return armTimer(world, node, effect.timer, effect.ms);
    case 'timer.disarm': {
      const armed = node.timers.get(effect.timer);
      if (armed !== undefined) world.queue.cancel(armed);
      node.timers.delete(effect.timer);
      return;
    }
    case 'dial':
      return dial(world, node, effect.link, effect.endpoint);
    case 'ping':
      return ping(world, node, effect.endpoint);
    case 'stream.end':
      return endStream(world, node, effect.link, effect.status);
    case 'block.commit':
      return commit(world, node, effect);
    case 'blocks.read':
      return readBlocks(world, node, effect);
    default:
      return performOrderer(world, node, effect);
  }
}
