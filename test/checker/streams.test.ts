/** What is between two peers: order, ends, and what becomes of it when one of them is gone. */
import { describe, expect, it } from 'vitest';
import * as streams from '../../src/checker/peers/streams.js';

const up = streams.dialled([], { peer: 0, life: 1 }, 'd1', 1, true);
const comingTo = (between: streams.Between, peer: number) =>
  between.flat().find((end) => end.peer === peer)?.coming;

describe('a stream', () => {
  it('CHEK-26: keeps the order of each direction', () => {
    let between = streams.sent(streams.sent(up, 0, 'd1', 7), 0, 'd1', 8);
    between = streams.sent(between, 1, 'a0.1.d1', 9);
    expect(comingTo(between, 1)).toEqual([streams.ACCEPTED, 7, 8]);
    expect(comingTo(between, 0)).toEqual([streams.OPENED, 9]);
    between = streams.taken(between, 1, 'a0.1.d1');
    expect(comingTo(between, 1)).toEqual([7, 8]);
  });

  it('CHEK-26: streams of two peers do not wait for one another', () => {
    const two = streams.dialled(streams.sent(up, 0, 'd1', 7), { peer: 1, life: 1 }, 'd1', 0, true);
    expect(two).toHaveLength(2);
    expect(streams.taken(two, 0, 'a1.1.d1')[0]).toEqual(two[0]);
  });

  it('CHEK-26: an end arrives after what was under way, and nothing comes back', () => {
    let between = streams.ended(streams.sent(up, 0, 'd1', 7), 0, 'd1', 'OK');
    expect(comingTo(between, 0)).toEqual([]);
    expect(comingTo(between, 1)).toEqual([streams.ACCEPTED, 7, streams.ENDED_OK]);
    between = streams.sent(between, 1, 'a0.1.d1', 9);
    expect(comingTo(between, 0)).toEqual([]);
    for (let i = 0; i < 3; i += 1) between = streams.taken(between, 1, 'a0.1.d1');
    expect(between).toEqual([]);
  });

  it('CHEK-26: a dial to where nobody is fails, and leaves nothing', () => {
    const between = streams.dialled([], { peer: 0, life: 1 }, 'd1', 1, false);
    expect(between.flat().flatMap(({ coming }) => coming)).toEqual([streams.FAILED]);
    expect(streams.taken(between, 0, 'd1')).toEqual([]);
  });

  it('CHEK-25: a crash ends every stream of the peer for the other one', () => {
    const between = streams.broken(streams.sent(up, 0, 'd1', 7), 1);
    expect(comingTo(between, 1)).toEqual([]);
    expect(comingTo(between, 0)).toEqual([streams.OPENED, streams.ENDED_UNKNOWN]);
  });

  describe('that is cut', () => {
    const open = streams.taken(streams.taken(up, 0, 'd1'), 1, 'a0.1.d1');
    const busy = streams.sent(streams.sent(open, 0, 'd1', 7), 0, 'd1', 8);
    const endAt = (between: streams.Between, peer: number) =>
      between.flat().find((end) => end.peer === peer)!;

    it('CHEK-110: tells both ends, after any part of what was under way', () => {
      let between = streams.cutOff(busy);
      expect(comingTo(between, 0)).toEqual([streams.BROKEN]);
      expect(comingTo(between, 1)).toEqual([7, 8, streams.BROKEN]);
      expect(streams.breakSeen(endAt(between, 1))).toBe(streams.BROKEN);
      between = streams.taken(between, 1, 'a0.1.d1');
      expect(comingTo(between, 1)).toEqual([8, streams.BROKEN]);
      between = streams.parted(between, 1, 'a0.1.d1');
      expect(endAt(between, 1)).toMatchObject({ isOpen: false, coming: [] });
      expect(streams.taken(between, 0, 'd1')).toEqual([]);
    });

    it('CHEK-110: takes nothing that is sent from then on, nor an end, nor a second cut', () => {
      const between = streams.cutOff(busy);
      for (const later of [
        streams.sent(between, 0, 'd1', 9),
        streams.ended(between, 0, 'd1', 'OK'),
        streams.cutOff(between),
      ])
        expect(comingTo(later, 1)).toEqual([7, 8, streams.BROKEN]);
    });

    it('CHEK-110: is a dial that fails, or one that is never heard of, while it is dialled', () => {
      const between = streams.cutOff(up);
      expect(streams.breakSeen(endAt(between, 0))).toBe(streams.FAILED);
      expect(streams.breakSeen(endAt(between, 1))).toBe(streams.ACCEPTED);
      const failed = streams.dialled([], { peer: 0, life: 1 }, 'd1', 1, false);
      expect(streams.cutOff(failed)).toEqual(failed);
    });

    it('CHEK-110: loses what had been said before an end, and that too', () => {
      const between = streams.cutOff(streams.ended(busy, 0, 'd1', 'OK'));
      expect(comingTo(between, 1)).toEqual([7, 8, streams.ENDED_OK, streams.BROKEN]);
      expect(streams.breakSeen(endAt(between, 1))).toBe(streams.BROKEN);
      const heard = [1, 2, 3].reduce((left) => streams.taken(left, 1, 'a0.1.d1'), between);
      expect(heard).toEqual([]);
    });
  });
});
