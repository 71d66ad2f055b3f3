/**
 * A simulated host at work: one input after the other, each at the cost of its time; what comes while
 * it is busy waits. Effects are performed in their order, at the end of the work.
 */

import { isKnownAlive } from '../peer/alive.js';
import {
  type DirectHost,
  HOST,
  type LinkId,
  NOT_ARMED,
  type PeerEffect,
  type PeerInput,
  TIMER,
  type Timer,
} from '../peer/io.js';
import { MARKER, type Marker, newMarker } from '../peer/known-to.js';
import { isOpen } from '../peer/links.js';
import { fire, type Peer, pass, receive } from '../peer/peer.js';
import type { Received } from '../peer/received.js';
import { refer } from '../peer/state.js';
import type { SimulationEvent } from './event-queue.js';
import { commit, performOrderer, readBlocks } from './host-services.js';
import { type End, type Node, sentOf } from './node.js';
import { dial, endStream, ping, send } from './streams.js';
import { armNamed, armTimer, disarm } from './timers.js';
import { WAKE, type World } from './world.js';

/** An envelope reaches a host. */
export function processArrival(world: World, { a, b }: SimulationEvent): void {
  const end = a as End;
  if (!end.isOpen) return;
  const { node } = end;
  if (node.peer === undefined) return;
  const message = b as Received;
  // As two of three that are pushed.
  if (
    end.wasUp &&
    node.marker !== undefined &&
    isKnownAlive(message, node.marker) &&
    !isBusy(world, node)
  ) {
    tellReceived(world, node, message, end.far);
    tell(world, node);
    return;
  }
  if (isBusy(world, node)) wait(world, node, received(end.link, message), end.far);
  else if (end.entry === undefined || !node.isPlain || world.told.stepped.length > 0)
    workOn(world, node, received(end.link, message), end.far);
  else {
    tellReceived(world, node, message, end.far);
    const { verifyCount } = world;
    const effects = receive(
      node.peer,
      end.entry,
      message,
      tell(world, node),
      world.choose,
      directTo(world, node),
    );
    end.wasUp ||= isOpen(end.entry);
    if (effects.length > 0 || world.hasCosts) finishWork(world, node, effects, verifyCount);
  }
}

/**
 * With what the peer of a node marks messages that are nothing new. Returns it where nothing else comes of them
 * either, so that they need not be given to the peer.
 */
export function markerFor(world: World, node: Node, { config, state }: Peer): Marker | undefined {
  if (!node.isPlain) return undefined;
  const marker = state[MARKER] ?? newMarker(node.index);
  refer(state, MARKER, marker);
  const isTold = config.reports || world.told.stepped.length > 0;
  return isTold || world.hasCosts ? undefined : marker;
}

const isBusy = (world: World, node: Node): boolean =>
  node.busyUntilMs > world.nowMs || node.inboxAt < node.inbox.length;

function wait(world: World, node: Node, input: PeerInput, from: End | undefined): void {
  node.inbox.push({ input, from });
  if (from !== undefined) from.waitingCount += 1;
  scheduleWake(world, node);
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
    if (isBusy(world, node)) wait(world, node, input, from);
    else workOn(world, node, input, from);
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
  if (input.type === 'envelope.received') tellReceived(world, node, input.message, from);
  const { verifyCount } = world;
  const effects = node.step(node.peer!, input, tell(world, node), world.choose);
  for (const observer of world.told.stepped) observer.stepped(node, input, effects, world.nowMs);
  finishWork(world, node, effects, verifyCount);
}

function tellReceived(world: World, node: Node, message: Received, from: End | undefined): void {
  const { received } = world.told;
  if (received.length > 0 && from !== undefined)
    for (const observer of received)
      observer.received(from.node, node, sentOf(message), world.nowMs);
}

/** Pays for a step, and performs its effects when it is over. `verifiedBefore`: verifications before it. */
function finishWork(
  world: World,
  node: Node,
  effects: readonly PeerEffect[],
  verifiedBefore: number,
): void {
  let endMs = world.nowMs;
  if (world.hasCosts) {
    const { costs } = world;
    const verified = world.verifyCount - verifiedBefore;
    const work = (costs.input + costs.verify * verified) * node.slowness;
    endMs += work;
    if (work > 0) node.busyUntilMs = endMs;
  }
  for (let i = 0; i < effects.length; i++) perform(world, node, effects[i]!, endMs);
}

/** Takes what its peer says at once, where nobody is told of it before the step is over. */
function directTo(world: World, node: Node): DirectHost | undefined {
  const { direct } = world;
  if (direct !== undefined) direct.node = node;
  return direct;
}

/** A timer comes up that is known by reference. */
export function processTimer(world: World, node: Node, timer: Timer): void {
  timer.ticket = NOT_ARMED;
  if (node.peer === undefined) return;
  if (!node.isPlain || isBusy(world, node) || world.told.stepped.length > 0)
    return world.feed(node, { type: 'timer.fired', timer: timer.text });
  const at = tell(world, node);
  if (at < timer.idleUntilMs && !world.hasCosts)
    return armTimer(world, node, timer, pass(timer, at));
  const { verifyCount } = world;
  const effects = fire(node.peer, timer, at, world.choose, directTo(world, node));
  if (effects.length > 0 || world.hasCosts) finishWork(world, node, effects, verifyCount);
}

/** One that is known by name alone. */
export function processNamedTimer(world: World, node: Node, timer: string): void {
  node.timers.delete(timer);
  world.feed(node, { type: 'timer.fired', timer });
}

/** An end of the node, which it and the peer's link know of one another from now on. */
function endOf(node: Node, link: LinkId): End | undefined {
  const end = node.streams.get(link);
  const entry = end && node.peer?.state.links.get(link);
  if (entry !== undefined) {
    end!.entry = entry;
    refer(entry, HOST, end);
  }
  return end;
}

function perform(world: World, node: Node, effect: PeerEffect, departMs: number): void {
  if (world.perform !== undefined && effect.type !== 'report') return world.perform(node, effect);
  switch (effect.type) {
    case 'envelope.send': {
      const kept = effect[HOST] as End | undefined;
      const end = kept?.link === effect.link ? kept : endOf(node, effect.link);
      if (end !== undefined) send(world, end, effect.signed, departMs);
      return;
    }
    case 'report':
      for (const observer of world.told.trace)
        observer.trace(node, effect.trace, Math.floor(world.nowMs));
      return;
    case 'timer.arm':
      if (effect[TIMER] === undefined) return armNamed(world, node, effect.timer, effect.ms);
      return armTimer(world, node, effect[TIMER], effect.ms);
    case 'timer.disarm':
      return disarm(world, node, effect.timer, effect[TIMER]);
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
