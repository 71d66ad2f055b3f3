/**
 * One direction of one stream, as faults let it pass: in order, at once, later, or never. The same in
 * memory and between sockets.
 */
import type { CaseClock } from '../harness/clock.js';
import type { Condition } from './conditions.js';

/** First retransmission time-out of TCP, as Linux has it; each further one is twice as long. */
const RETRANSMISSION_MS = 200;
/** Lost so often in a row, a stream is given up. */
const LOST_IN_A_ROW_MAX = 6;

export interface Gate {
  readonly from: string;
  readonly to: string;
  /** Bytes that have come and not gone yet. */
  readonly waitingBytes: number;
  /** `go` is called when these bytes reach the other end; zero bytes for what is no data. */
  pass(bytes: number, go: () => void): void;
  /** The conditions are others now. */
  changed(): void;
  /** From now on nothing passes, and nobody is told. */
  swallow(): void;
  readonly isSwallowing: boolean;
  /** Ends the stream on both sides. */
  broken(): void;
}

export interface GateOptions {
  readonly from: string;
  readonly to: string;
  readonly clock: Pick<CaseClock, 'now' | 'after'>;
  readonly condition: () => Condition;
  /** From 0 to 1, 1 excluded. */
  readonly draw: () => number;
  readonly broken: () => void;
}

interface Waiting {
  readonly bytes: number;
  readonly go: () => void;
  /** Not before this instant, for delay and loss. */
  fromMs: number;
  /** When the other end has taken it; set once it is the first in the queue. */
  takenMs?: number | undefined;
}

const isFree = ({ delayMs, lossShare }: Condition): boolean => delayMs === 0 && lossShare === 0;

export function createGate({ from, to, clock, condition, draw, broken }: GateOptions): Gate {
  const queue: Waiting[] = [];
  let waitingBytes = 0;
  let isSwallowing = false;
  let cancel: (() => void) | undefined;

  const heldUpMs = ({ delayMs, jitterMs, lossShare }: Condition): number => {
    const delay = delayMs === 0 ? 0 : Math.max(0, delayMs + (2 * draw() - 1) * jitterMs);
    let lost = 0;
    while (lost < LOST_IN_A_ROW_MAX && lossShare > 0 && draw() < lossShare) lost += 1;
    if (lost === LOST_IN_A_ROW_MAX) {
      gate.swallow();
      broken();
    }
    return delay + RETRANSMISSION_MS * (2 ** lost - 1);
  };

  /** Lets go what may go, in order, and comes back when the next one may. */
  const flow = (): void => {
    cancel?.();
    cancel = undefined;
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const { isCut, bytesPerSecond } = condition();
      if (isCut) return;
      const nowMs = clock.now();
      next.takenMs ??= nowMs + (1_000 * next.bytes) / bytesPerSecond;
      const atMs = Math.max(next.fromMs, next.takenMs);
      if (atMs > nowMs) {
        cancel = clock.after(Math.ceil(atMs - nowMs), flow);
        return;
      }
      queue.shift();
      waitingBytes -= next.bytes;
      next.go();
    }
  };

  const gate: Gate = {
    from,
    to,
    get waitingBytes() {
      return waitingBytes;
    },
    pass(bytes, go) {
      if (isSwallowing) return;
      const heldUp = heldUpMs(condition());
      if (isSwallowing) return;
      queue.push({ bytes, go, fromMs: heldUp > 0 ? clock.now() + heldUp : 0 });
      waitingBytes += bytes;
      if (queue.length === 1) flow();
    },
    changed() {
      // Whatever held it up may be over: what is still to come counts from now on.
      for (const waiting of queue) {
        waiting.takenMs = undefined;
        if (isFree(condition())) waiting.fromMs = 0;
      }
      flow();
    },
    swallow() {
      isSwallowing = true;
      queue.length = 0;
      waitingBytes = 0;
      cancel?.();
    },
    get isSwallowing() {
      return isSwallowing;
    },
    broken,
  };
  return gate;
}
