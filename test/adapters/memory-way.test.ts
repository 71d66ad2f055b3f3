/** What lies between two endpoints of the in-process network: it may hold, lose and break. */
import { describe, expect, it } from 'vitest';
import { createMemoryNetwork } from '../../src/adapters/memory.js';
import type { OpenWay } from '../../src/adapters/memory-stream.js';
import { createVirtualClock, runUntil } from '../../src/simulator/virtual-clock.js';
import { record, recordAll } from '../support/streams.js';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A network whose ways keep everything until they are told to let it go. */
function held() {
  const clock = createVirtualClock(0);
  const waiting: { readonly between: string; readonly bytes: number; readonly go: () => void }[] =
    [];
  const broken: (() => void)[] = [];
  const state = { holds: false };
  const way: OpenWay = (from, to, breaks) => {
    broken.push(breaks);
    return (bytes, go) => {
      if (state.holds) waiting.push({ between: `${from}>${to}`, bytes, go });
      else go();
    };
  };
  const network = createMemoryNetwork({ clock, way, dialTimeoutMs: 1_000 });
  const pass = async <T>(work: Promise<T>, ms = 5_000): Promise<T | 'pending'> => {
    let isDone = false;
    const finish = () => {
      isDone = true;
    };
    work.then(finish, finish);
    return (await runUntil(clock, () => isDone, clock.now() + ms, settle)) ? work : 'pending';
  };
  return { clock, network, pass, waiting, broken, state };
}

async function linked() {
  const at = held();
  const accepted: ReturnType<typeof record>[] = [];
  await at.network.transport({ name: 'b' }).serve('b:1', recordAll(accepted));
  const stream = await at.pass(at.network.transport({ name: 'a' }).dial('b:1'));
  if (stream === 'pending') throw new Error('the dial did not come through');
  return { ...at, stream, near: record(stream), far: accepted[0]! };
}

describe('a way between two endpoints', () => {
  it('gets every message with its size, and what it lets go arrives in order', async () => {
    const { stream, far, state, waiting, clock } = await linked();
    state.holds = true;
    stream.send(new Uint8Array(7));
    stream.send(new Uint8Array(3));
    clock.advance(60_000);
    expect(far.received).toHaveLength(0);
    expect(waiting.map(({ between, bytes }) => [between, bytes])).toEqual([
      ['a>b:1', 7],
      ['a>b:1', 3],
    ]);
    for (const { go } of waiting) go();
    clock.advance(10);
    expect(far.received.map((bytes) => bytes.length)).toEqual([7, 3]);
  });

  it('that holds a dial makes it fail when dialTimeout is over, and no stream comes of it later', async () => {
    const { network, pass, state, waiting, clock } = held();
    let accepts = 0;
    await network.transport({ name: 'b' }).serve('b:1', () => {
      accepts += 1;
    });
    state.holds = true;
    const dial = network.transport({ name: 'a' }).dial('b:1');
    await expect(pass(dial)).rejects.toThrow('within 1000 ms');
    expect(clock.now()).toBe(1_000);
    state.holds = false;
    for (const { go } of waiting) go();
    clock.advance(60_000);
    await settle();
    expect(accepts).toBe(0);
  });

  it('that breaks ends the stream on both sides', async () => {
    const { near, far, broken } = await linked();
    broken.at(-1)!();
    expect([...near.ends, ...far.ends].map(({ status }) => status)).toEqual(['UNKNOWN', 'UNKNOWN']);
  });
});
