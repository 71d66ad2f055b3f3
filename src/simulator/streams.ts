/**
 * Streams between simulated peers: dialling, pinging, sending and ending, as the model of the link says.
 * Envelopes of one direction keep their order, unless the model lets later ones overtake.
 */
import type { EndStatus, LinkId } from '../peer/io.js';
import { bytesOf, type Received } from '../peer/received.js';
import { drawLatency } from './link-model.js';
import { type End, type Node, sentOf } from './node.js';
import { ARRIVAL, call, later, type Mishap, tellDropped, type World } from './world.js';

/** The peer that runs at an endpoint and can be reached, there and back. */
function runningAt(world: World, from: Node, endpoint: string): Node | undefined {
  const node = world.byEndpoint.get(endpoint);
  if (node?.peer === undefined) return undefined;
  return world.isReachable(from, node) && world.isReachable(node, from) ? node : undefined;
}

const delay = (world: World, from: Node, to: Node): number =>
  drawLatency(world.linkBetween(from, to).latency, world.uniform);

/** Waits between attempts to connect, as gRPC's client makes them: the first, ms, and how they grow. */
const RETRY = { firstMs: 1_000, factor: 1.6 };

export function dial(world: World, from: Node, link: LinkId, endpoint: string): void {
  const untilMs = world.nowMs + from.peer!.config.parameters.dialTimeout;
  connect(world, from, link, endpoint, untilMs, RETRY.firstMs);
}

/** LINK-33: who is refused tries again until the time is over. What is cut off is not answered at all. */
function connect(
  world: World,
  from: Node,
  link: LinkId,
  endpoint: string,
  untilMs: number,
  retryMs: number,
): void {
  const to = runningAt(world, from, endpoint);
  const fail = (reason: string) => world.feed(from, { type: 'dial.failed', link, reason });
  if (to === undefined) {
    const leftMs = untilMs - world.nowMs;
    const isRefused = world.byEndpoint.get(endpoint)?.peer === undefined;
    if (!isRefused || leftMs <= retryMs)
      return void later(world, from, leftMs, () => fail('unreachable'));
    return void later(world, from, retryMs, () =>
      connect(world, from, link, endpoint, untilMs, retryMs * RETRY.factor),
    );
  }
  const { life } = to;
  const dialMs = drawLatency(world.linkBetween(from, to).dial, world.uniform);
  later(world, from, delay(world, from, to) + dialMs, () => {
    if (to.peer === undefined || to.life !== life) return fail('gone');
    open(world, from, link, to);
  });
}

function open(world: World, from: Node, link: LinkId, to: Node): void {
  to.acceptedCount += 1;
  const near = endOf(world, from, link, to);
  const far = endOf(world, to, `a${to.acceptedCount}`, from);
  near.far = far;
  far.far = near;
  from.streams.set(near.link, near);
  to.streams.set(far.link, far);
  const { tlsHash: localTlsHash } = from;
  world.feed(from, { type: 'stream.opened', link, remoteTlsHash: to.tlsHash, localTlsHash });
  world.feed(to, {
    type: 'stream.accepted',
    link: far.link,
    remoteTlsHash: localTlsHash,
    localTlsHash: to.tlsHash,
  });
}

/** One that is not connected yet. */
export const endOf = (world: World, node: Node, link: LinkId, other: Node): End => ({
  // What each message asks for first.
  far: undefined,
  isOpen: true,
  node,
  model: world.linkBetween(node, other),
  arrivalMs: 0,
  wasUp: false,
  entry: undefined,
  waitingCount: 0,
  freeMs: 0,
  link,
});

export function ping(world: World, from: Node, endpoint: string): void {
  const to = runningAt(world, from, endpoint);
  const wait =
    to === undefined
      ? from.peer!.config.parameters.dialTimeout
      : delay(world, from, to) + delay(world, to, from);
  const type = to === undefined ? 'ping.failed' : 'ping.answered';
  later(world, from, wait, () => world.feed(from, { type, endpoint }));
}

/** Sends one envelope from a node's end of a stream, at an instant from now on. */
export function send(world: World, end: End, message: Received, departMs: number): void {
  const { far, model, node: from } = end;
  if (far === undefined || !end.isOpen) return;
  const to = far.node;
  for (const observer of world.told.sent) observer.sent(from, to, sentOf(message), departMs);
  const mishap = world.mishapOf?.(from, to, departMs);
  if (!world.isReachable(from, to)) return tellDropped(world, from, to, message, 'unreachable');
  if (!far.isOpen) return reset(world, end, message);
  const loss = Math.max(model.loss, world.lossNow());
  if (world.isLost?.(from, to, bytesOf(message)) || (loss > 0 && world.uniform() < loss))
    return tellDropped(world, from, to, message, 'lost');
  if (model.queue > 0 && end.waitingCount >= model.queue)
    return tellDropped(world, from, to, message, 'overflow');
  const leftMs = leave(world, end, message, departMs);
  arrive(world, end, far, message, leftMs, mishap);
  if (model.duplication > 0 && world.uniform() < model.duplication)
    arrive(world, end, far, message, leftMs, mishap);
}

/** The other side ended the stream while it could not say so: this one hears of it now. */
function reset(world: World, end: End, message: Received): void {
  const { node, link, far } = end;
  tellDropped(world, node, far!.node, message, 'unreachable');
  later(world, node, drawLatency(end.model.latency, world.uniform), () => {
    if (!end.isOpen) return;
    end.isOpen = false;
    if (node.streams.delete(link))
      world.feed(node, { type: 'stream.ended', link, status: 'UNKNOWN' });
  });
}

/** When the last byte has left. */
function leave(world: World, end: End, message: Received, departMs: number): number {
  const { bandwidth } = end.model;
  if (bandwidth === 0) return departMs;
  end.freeMs = Math.max(departMs, end.freeMs) + (1_000 * bytesOf(message).length) / bandwidth;
  if (end.model.queue > 0) {
    end.waitingCount += 1;
    later(world, end.node, end.freeMs - world.nowMs, () => {
      end.waitingCount -= 1;
    });
  }
  return end.freeMs;
}

function arrive(
  world: World,
  end: End,
  far: End,
  message: Received,
  leftMs: number,
  mishap: Mishap | undefined,
): void {
  const { model } = end;
  const atMs = leftMs + drawLatency(model.latency, world.uniform);
  const overtakes = model.reordering > 0 && world.uniform() < model.reordering;
  const arrivalMs = overtakes ? atMs : Math.max(atMs, world.startMs + end.arrivalMs);
  if (!overtakes) end.arrivalMs = arrivalMs - world.startMs;
  if (mishap !== undefined) return befall(world, end, far, message, arrivalMs, mishap);
  world.queue.pushSoon(arrivalMs, ARRIVAL, far.node.index, far, message);
}

/** Until it would have come, everything is as without the mishap: what was drawn, and what others see. */
function befall(
  world: World,
  end: End,
  far: End,
  message: Received,
  arrivalMs: number,
  mishap: Mishap,
): void {
  const { delayMs } = mishap;
  call(world, arrivalMs - world.nowMs, () => {
    mishap.strikes('begins', world.nowMs);
    if (delayMs === undefined) return tellDropped(world, end.node, far.node, message, 'lost');
    call(world, delayMs, () => mishap.strikes('ends', world.nowMs));
    world.queue.push(world.nowMs + delayMs, ARRIVAL, far.node.index, far, message);
  });
}

/** A node ends its side; the other hears of it. */
export function endStream(world: World, node: Node, link: LinkId, status: EndStatus): void {
  const end = node.streams.get(link);
  if (end === undefined) return;
  node.streams.delete(link);
  end.isOpen = false;
  const { far } = end;
  if (far === undefined || !far.isOpen || !world.isReachable(node, far.node)) return;
  const { node: other, link: othersLink } = far;
  const atMs = Math.max(
    world.startMs + end.arrivalMs,
    world.nowMs + drawLatency(end.model.latency, world.uniform),
  );
  later(world, other, atMs - world.nowMs, () => {
    far.isOpen = false;
    if (other.streams.delete(othersLink))
      world.feed(other, { type: 'stream.ended', link: othersLink, status });
  });
}
