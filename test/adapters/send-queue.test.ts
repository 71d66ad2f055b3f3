/** The send queue under a writer that the test controls: nothing is written unless it says so. */

import { describe, expect, it } from 'vitest';
import { createSendQueue } from '../../src/adapters/send-queue.js';
import { fc } from '../support/drawing.js';

function queueOf(countMax: number, bytesMax = Number.POSITIVE_INFINITY) {
  const written: number[] = [];
  const dones: (() => void)[] = [];
  let overflowCount = 0;
  const queue = createSendQueue({
    countMax,
    bytesMax,
    write(bytes, done) {
      written.push(bytes[0] ?? -1);
      dones.push(done);
    },
    onOverflow: () => overflowCount++,
  });
  const message = (id: number, size = 1) => new Uint8Array(size).fill(id);
  return { queue, written, dones, message, overflowCount: () => overflowCount };
}

describe('send queue', () => {
  it('writes one message at a time, in order', () => {
    const { queue, written, dones, message } = queueOf(10);
    for (const id of [1, 2, 3]) queue.push(message(id));
    expect(written).toEqual([1]);
    dones[0]!();
    expect(written).toEqual([1, 2]);
    dones[0]!();
    expect(written).toEqual([1, 2]);
    dones[1]!();
    expect(written).toEqual([1, 2, 3]);
  });

  it('LINK-20: drops what finds no room, and takes more once there is', () => {
    const { queue, written, dones, message, overflowCount } = queueOf(2);
    for (const id of [1, 2, 3, 4]) queue.push(message(id));
    expect(overflowCount()).toBe(1);
    dones[0]!();
    queue.push(message(5));
    for (const at of [1, 2, 3]) dones[at]?.();
    expect(written).toEqual([1, 2, 3, 5]);
  });

  it('counts bytes, but lets one message through whatever its size', () => {
    const { queue, dones, message, overflowCount } = queueOf(10, 100);
    queue.push(message(1, 500));
    queue.push(message(2, 1));
    expect(overflowCount()).toBe(1);
    dones[0]!();
    queue.push(message(3, 60));
    queue.push(message(4, 40));
    queue.push(message(5, 1));
    expect(overflowCount()).toBe(2);
  });

  it('calls back when everything is written, and takes nothing after that', () => {
    const { queue, written, dones, message } = queueOf(10);
    let isFinished = false;
    queue.push(message(1));
    queue.push(message(2));
    queue.finish(() => {
      isFinished = true;
    });
    queue.push(message(3));
    dones[0]!();
    expect(isFinished).toBe(false);
    dones[1]!();
    expect([isFinished, written]).toEqual([true, [1, 2]]);
  });

  it('forgets what waits when it is discarded', () => {
    const { queue, written, dones, message } = queueOf(10);
    queue.push(message(1));
    queue.push(message(2));
    queue.finish(() => written.push(99));
    queue.discard();
    dones[0]!();
    expect(written).toEqual([1]);
  });

  it('writes each message once or drops it, for any course of events', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 60 }),
        (countMax, course) => {
          const { queue, written, dones, message, overflowCount } = queueOf(countMax);
          let pushed = 0;
          let at = 0;
          for (const isPush of course)
            if (isPush) queue.push(message(pushed++));
            else if (at < dones.length) dones[at++]!();
          while (at < dones.length) dones[at++]!();
          expect(written.length + overflowCount()).toBe(pushed);
          expect(written).toEqual([...written].sort((a, b) => a - b));
        },
      ),
    );
  });
});
