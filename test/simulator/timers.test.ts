/** A timer of a simulated host is armed once, whether its peer names it or hands it over. */
import { expect, it } from 'vitest';
import {
  ARMED,
  armName,
  armTimer as armOfPeer,
  withTimersByReference,
} from '../../src/peer/armed-timers.js';
import { type EntityTimer, timerOf } from '../../src/peer/entity-timers.js';
import { NOT_ARMED } from '../../src/peer/io.js';
import type { Peer } from '../../src/peer/peer.js';
import { instanceOf } from '../../src/peer/run.js';
import type { PeerState } from '../../src/peer/state.js';
import { createEventQueue } from '../../src/simulator/event-queue.js';
import type { Node } from '../../src/simulator/node.js';
import { armNamed, armTimer, disarm, forgetTimers } from '../../src/simulator/timers.js';
import type { World } from '../../src/simulator/world.js';

function scene() {
  const world = { nowMs: 0, queue: createEventQueue() } as World;
  const node = { index: 0, timers: new Map() } as unknown as Node;
  const timer = timerOf('ticker', 'x', instanceOf({}), 'period', undefined) as EntityTimer;
  return { world, node, timer };
}

it('is armed again in the place of the first time', () => {
  const { world, node, timer } = scene();
  armNamed(world, node, 'named', 800);
  armNamed(world, node, 'named', 950);
  armTimer(world, node, timer, 900);
  armTimer(world, node, timer, 970);
  expect([world.queue.size, world.queue.nextMs()]).toEqual([2, 950]);
});

it('is disarmed by name or by reference', () => {
  const { world, node, timer } = scene();
  armNamed(world, node, 'named', 500);
  disarm(world, node, 'named', undefined);
  armTimer(world, node, timer, 500);
  disarm(world, node, timer.text, timer);
  expect([world.queue.size, timer.ticket]).toEqual([0, NOT_ARMED]);
});

it('is forgotten with its peer', () => {
  const { world, node, timer } = scene();
  const state = withTimersByReference({} as PeerState);
  armName(state, 'other', 100);
  armOfPeer(state[ARMED]!, timer, 0, 500);
  armNamed(world, node, 'other', 100);
  armTimer(world, node, timer, 500);
  forgetTimers(world, node, { state } as Peer);
  expect([world.queue.size, node.timers.size, timer.ticket]).toEqual([0, 0, NOT_ARMED]);
  // As an image of it says, from which it may be started again.
  expect([...state.timers]).toEqual([
    ['other', 100],
    [timer.text, 500],
  ]);
});
