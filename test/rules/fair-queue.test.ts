import { describe, expect, it } from 'vitest';
import { givesWay, placeOf, turnOf, type Waiting } from '../../src/rules/fair-queue.js';
import { fc } from '../support/drawing.js';

/** The order in which requests are served that come while another is being served. */
function served(senders: string, size = 100): string {
  const queue: Waiting[] = [];
  for (const sender of senders) {
    const turn = turnOf(queue, sender, 0);
    if (queue.length >= size) {
      if (!givesWay(queue, turn)) continue;
      queue.pop();
    }
    queue.splice(placeOf(queue, turn), 0, { sender, turn });
  }
  return queue.map(({ sender }) => sender).join('');
}

describe('fair-queue', () => {
  it('XFER-23: those of one sender in the order of their arrival, senders in turn', () => {
    expect(served('aaabb')).toBe('ababa');
    expect(served('aaabbcd')).toBe('abcdaba');
  });
  it('XFER-23: a turn counts from the one that is being served', () => {
    expect(turnOf([], 'a', 7)).toBe(8);
    expect(turnOf([{ sender: 'a', turn: 9 }], 'a', 7)).toBe(10);
    expect(turnOf([{ sender: 'a', turn: 9 }], 'b', 7)).toBe(8);
  });
  it('XFER-28: the last gives way to one whose turn comes before, and to no other', () => {
    expect(served('aaaab', 4)).toBe('abaa');
    expect(served('aabba', 4)).toBe('abab');
    expect(served('abcde', 4)).toBe('abcd');
  });
  it('XFER-28: whoever has not more waiting than the others is heard while there is one that has', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'abc'), { maxLength: 30 }), (senders) => {
        const order = served(senders.join(''), 6);
        expect(order.length).toBe(Math.min(senders.length, 6));
        // With room for twice as many as there are senders, everybody who asked waits.
        expect(new Set(order).size).toBe(new Set(senders).size);
      }),
    );
  });
});
