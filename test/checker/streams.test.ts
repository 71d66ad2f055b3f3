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
});
