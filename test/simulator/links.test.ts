/** Links of the simulator: delay, order, throughput, loss, copies, bounds, and what cannot be reached. */
import { describe, expect, it } from 'vitest';
import { createSeededBits } from '../../src/simulator/choose-seeded.js';
import {
  drawLatency,
  type LinkModel,
  perfectLink,
  uniformOf,
} from '../../src/simulator/link-model.js';
import type { SimulationObserver } from '../../src/simulator/node.js';
import { createSimulation } from '../../src/simulator/simulation.js';
import { optionsFor } from '../support/symbolic-peers.js';

const names = ['p1.A', 'p2.A'];

/** Two peers with a link between them; envelopes of one byte are sent from the first to the second. */
function pair(model: Partial<LinkModel>, costs = { input: 0, verify: 0, commit: 0 }) {
  const arrivals: { readonly id: number; readonly atMs: number }[] = [];
  const drops: string[] = [];
  let isCut = false;
  let loss = 0;
  const observer: SimulationObserver = {
    received(from, _, { bytes }, atMs) {
      if (from.name === 'p1.A' && bytes.length === size) arrivals.push({ id: bytes[0]!, atMs });
    },
    dropped(_, __, { bytes }, why) {
      if (bytes.length === size) drops.push(why);
    },
  };
  const simulation = createSimulation({
    seed: 1,
    startMs: 0,
    link: () => ({ ...perfectLink, ...model }),
    costs,
    isReachable: () => !isCut,
    lossNow: () => loss,
    observers: [observer],
  });
  for (const [name, options] of optionsFor(names))
    simulation.add(name, {
      ...options,
      bootstrap: ['p1.A:7000'],
      parameters: { handshakeWait: 60_000 },
    });
  for (const name of names) simulation.start(name);
  simulation.advance(5_000);
  const startMs = simulation.clock.now();
  const send = (count: number) => {
    for (let id = 0; id < count; id++) {
      const bytes = new Uint8Array(size);
      bytes[0] = id;
      simulation.inject('p1.A', 'p2.A', bytes);
    }
  };
  const times = () => arrivals.map(({ atMs }) => atMs - startMs);
  return {
    simulation,
    arrivals,
    drops,
    send,
    times,
    cut(to: boolean) {
      isCut = to;
    },
    lose(share: number) {
      loss = share;
    },
  };
}
/** Unlike that of any message. */
const size = 1_000;

describe('links', () => {
  it('deliver after the latency, in order', () => {
    const { simulation, send, arrivals, times } = pair({ latency: { uniform: [5, 50] } });
    send(100);
    simulation.advance(100);
    // The stream ends with the first undecodable message, as a peer must end it.
    expect(times()[0]).toBeGreaterThanOrEqual(5);
    expect(arrivals.map(({ id }) => id)).toEqual([...arrivals.keys()]);
  });

  it('send one byte after the other', () => {
    // 1,000 bytes at 100,000 bytes a second: 10 ms.
    const { simulation, send, times } = pair({ latency: 1, bandwidth: 100_000 });
    send(3);
    simulation.advance(12);
    // What the peers say to one another may be on the way before it.
    expect(times()).toHaveLength(1);
    expect(times()[0]).toBeGreaterThanOrEqual(11);
  });

  it('lose the share that they are to lose, and say so', () => {
    const { send, drops, lose } = pair({});
    lose(0.5);
    send(200);
    expect(new Set(drops)).toEqual(new Set(['lost']));
    // Three standard errors: 3 x sqrt(200 / 4).
    expect(Math.abs(drops.length - 100)).toBeLessThan(22);
  });

  it('hold no more than their queue', () => {
    const { send, drops } = pair({ bandwidth: 1_000, queue: 5 });
    send(10);
    expect(new Set(drops)).toEqual(new Set(['overflow']));
    // One place may be taken by what the peers say to one another.
    expect([5, 6]).toContain(drops.length);
  });

  it('carry nothing where the way is cut', () => {
    const { simulation, send, drops, arrivals, cut } = pair({});
    cut(true);
    send(3);
    simulation.advance(100);
    expect(arrivals).toEqual([]);
    expect(drops).toEqual(['unreachable', 'unreachable', 'unreachable']);
  });
});

describe('latency', () => {
  const uniform = uniformOf(createSeededBits(3));
  const mean = (latency: LinkModel['latency']) => {
    let sum = 0;
    for (let i = 0; i < 20_000; i++) sum += drawLatency(latency, uniform);
    return sum / 20_000;
  };
  it('is constant, uniform or normal', () => {
    expect(drawLatency(7, uniform)).toBe(7);
    // Three standard errors: 3 x 20 / sqrt(12 x 20,000), and 3 x 4 / sqrt(20,000).
    expect(Math.abs(mean({ uniform: [10, 30] }) - 20)).toBeLessThan(0.13);
    expect(Math.abs(mean({ normal: { mean: 50, deviation: 4 } }) - 50)).toBeLessThan(0.09);
  });
  it('is never below 0', () => {
    const latency = { normal: { mean: 0, deviation: 10 } };
    for (let i = 0; i < 1_000; i++) expect(drawLatency(latency, uniform)).toBeGreaterThanOrEqual(0);
  });
});

describe('dials', () => {
  /** When p2, which dials p1 as soon as it starts, is told of the failure, or has a stream; ms. */
  function dialled(dialTimeout: number, servesAtMs?: number, dial = 0) {
    const told: { readonly what: string; readonly atMs: number }[] = [];
    const simulation = createSimulation({
      seed: 1,
      startMs: 0,
      link: () => ({ ...perfectLink, dial }),
      observers: [
        {
          stepped(node, { type }, _, atMs) {
            if (node.name === 'p2.A' && (type === 'dial.failed' || type === 'stream.opened'))
              told.push({ what: type, atMs });
          },
        },
      ],
    });
    for (const [name, options] of optionsFor(names))
      simulation.add(name, {
        ...options,
        bootstrap: name === 'p2.A' ? ['p1.A:7000'] : [],
        parameters: { dialTimeout },
      });
    simulation.start('p2.A');
    if (servesAtMs !== undefined)
      simulation.clock.after(servesAtMs, () => simulation.start('p1.A'));
    simulation.advance(4_000);
    return told[0];
  }

  it('LINK-33: go on for dialTimeout where nobody listens', () => {
    expect(dialled(300)).toEqual({ what: 'dial.failed', atMs: 300 });
    expect(dialled(3_000)).toEqual({ what: 'dial.failed', atMs: 3_000 });
  });
  it('LINK-33: find who begins to listen meanwhile, at the next attempt', () => {
    expect(dialled(3_000, 500)).toEqual({ what: 'stream.opened', atMs: 1_001 });
    expect(dialled(3_000, 1_500)).toEqual({ what: 'stream.opened', atMs: 2_601 });
  });
  it('take their time besides one latency, if the link says so', () => {
    expect(dialled(3_000, 500, 40)).toEqual({ what: 'stream.opened', atMs: 1_041 });
  });
});
