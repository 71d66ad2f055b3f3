/** A timer is armed once, whether its peer names it or hands it over: an image names those that it found armed. */
import { expect, it } from 'vitest';
import { NOT_ARMED, type Timer } from '../../src/peer/io.js';
import { createEventQueue } from '../../src/simulator/event-queue.js';
import type { Node } from '../../src/simulator/node.js';
import {
  armNamed,
  armTimer,
  disarm,
  forgetFired,
  forgetTimers,
} from '../../src/simulator/timers.js';
import type { World } from '../../src/simulator/world.js';

function scene() {
  const world = { nowMs: 0, queue: createEventQueue() } as World;
  const node = { index: 0, timers: new Map(), listed: [], firedCount: 0 } as unknown as Node;
  const timer: Timer = { text: 'ticker/x/period', ticket: NOT_ARMED, isListed: false };
  return { world, node, timer };
}

it('is not armed twice after an image has named it', () => {
  const { world, node, timer } = scene();
  armNamed(world, node, timer.text, 500);
  armTimer(world, node, timer, 900);
  expect([world.queue.size, world.queue.nextMs()]).toEqual([1, 900]);
  armTimer(world, node, timer, 700);
  expect([world.queue.size, world.queue.nextMs()]).toEqual([1, 700]);
});

it('is disarmed under either', () => {
  const { world, node, timer } = scene();
  armNamed(world, node, timer.text, 500);
  disarm(world, node, timer.text, timer);
  armTimer(world, node, timer, 500);
  disarm(world, node, timer.text, timer);
  expect([world.queue.size, timer.ticket]).toEqual([0, NOT_ARMED]);
  armTimer(world, node, timer, 500);
  disarm(world, node, timer.text, undefined);
  expect([world.queue.size, timer.ticket]).toEqual([0, NOT_ARMED]);
});

it('is forgotten with its peer, and once it is of no use', () => {
  const { world, node, timer } = scene();
  armNamed(world, node, 'other', 100);
  armTimer(world, node, timer, 500);
  forgetTimers(world, node);
  expect([world.queue.size, node.listed.length, node.timers.size]).toEqual([0, 0, 0]);
  expect([timer.ticket, timer.isListed]).toEqual([NOT_ARMED, false]);
  const fired: Timer = { text: 'fired', ticket: NOT_ARMED, isListed: true };
  node.listed.push(fired);
  for (let i = 0; i < 256; i++) forgetFired(node);
  expect([node.listed.length, fired.isListed]).toEqual([0, false]);
});
