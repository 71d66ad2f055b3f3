/** The simulation as a host that takes what peers send and arm at once, and not as effects of a step that is over. */
import type { DirectHost, Timer } from '../peer/io.js';
import type { SignedMessage } from '../wire/envelope.js';
import type { End, Node } from './node.js';
import { send } from './streams.js';
import { armTimer, drop } from './timers.js';
import type { World } from './world.js';

export interface Direct extends DirectHost {
  /** Whose step it is. */
  node: Node | undefined;
}

/** Undefined where work takes time, or somebody is told of what is sent, who may look at a peer in the midst of its step. */
export function directOf(world: World): Direct | undefined {
  const { hasCosts, told, mishapOf } = world;
  if (hasCosts || told.sent.length > 0 || told.dropped.length > 0 || mishapOf !== undefined)
    return undefined;
  const direct: Direct = {
    node: undefined,
    send(kept: unknown, signed: SignedMessage) {
      send(world, kept as End, signed, world.nowMs);
    },
    arm(timer: Timer, ms: number) {
      armTimer(world, direct.node!, timer, ms);
    },
    disarm(timer: Timer) {
      drop(world, timer);
    },
  };
  return direct;
}
