/** The in-process network in virtual time, by the contract of all transports and by its own promises. */
import { describe, expect, it } from 'vitest';
import { createMemoryNetwork } from '../../src/adapters/memory.js';
import { createVirtualClock, runUntil } from '../../src/simulator/virtual-clock.js';
import { type Recorder, record, recordAll } from '../support/streams.js';
import { describeTransport } from '../support/transport-contract.js';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const hash = (byte: number) => new Uint8Array(32).fill(byte);

function virtualTime() {
  const clock = createVirtualClock(1_000);
  const pass = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const finish = () => {
      isDone = true;
    };
    work.then(finish, finish);
    const isSettled = await runUntil(clock, () => isDone, clock.now() + 60_000, settle);
    if (!isSettled) throw new Error('nothing happened in a minute of virtual time');
    return work;
  };
  return { clock, pass };
}

for (const isTls of [true, false])
  describeTransport(`memory ${isTls ? 'with' : 'without'} TLS`, async () => {
    const { clock, pass } = virtualTime();
    const network = createMemoryNetwork({ clock, latencyMs: 20 });
    const server = network.transport(isTls ? { serverTlsHash: hash(1) } : {});
    const client = network.transport(
      isTls ? { serverTlsHash: hash(2), clientTlsHash: hash(3) } : {},
    );
    const close = async () => {
      await client.close();
      await server.close();
      clock.advance(60_000);
      expect(clock.pendingCount()).toBe(0);
    };
    return {
      server,
      client,
      listen: 'memory:0',
      isTls,
      failing: { 'nobody listens': { by: network.transport(), at: 'memory:99' } },
      pass,
      close,
    };
  });

describe('memory network', () => {
  it('LINK-33: fails a dial to nobody exactly when dialTimeout is over', async () => {
    const { clock, pass } = virtualTime();
    const network = createMemoryNetwork({ clock, dialTimeoutMs: 3_000 });
    await expect(pass(network.transport().dial('nobody:1'))).rejects.toThrow('nobody:1');
    expect(clock.now()).toBe(4_000);
  });

  it('delivers one latency later, and never out of order where the latency falls', async () => {
    const { clock, pass } = virtualTime();
    let latencyMs = 5;
    const network = createMemoryNetwork({ clock, latencyMs: () => latencyMs });
    const accepted: Recorder[] = [];
    await network.transport().serve('p:1', recordAll(accepted));
    const dialled = await pass(network.transport().dial('p:1'));
    const arrivals: [number, number][] = [];
    accepted[0]!.react = (bytes) => arrivals.push([bytes[0]!, clock.now() - sentMs]);
    const sentMs = clock.now();
    latencyMs = 50;
    dialled.send(Uint8Array.of(1));
    latencyMs = 10;
    dialled.send(Uint8Array.of(2));
    clock.advance(60);
    dialled.send(Uint8Array.of(3));
    clock.advance(10);
    expect(arrivals).toEqual([
      [1, 50],
      [2, 50],
      [3, 70],
    ]);
  });

  it('drops what exceeds the bound on messages in flight, and says so', async () => {
    const { clock, pass } = virtualTime();
    const overflows: string[] = [];
    const network = createMemoryNetwork({
      clock,
      inFlightCountMax: 3,
      onOverflow: (endpoint) => overflows.push(endpoint),
    });
    const accepted: Recorder[] = [];
    await network.transport().serve('p:1', recordAll(accepted));
    const dialled = record(await pass(network.transport().dial('p:1')));
    for (let i = 0; i < 5; i += 1) dialled.stream.send(Uint8Array.of(i));
    dialled.stream.end('OK');
    clock.advance(1);
    expect(accepted[0]!.received.map((bytes) => bytes[0])).toEqual([0, 1, 2]);
    expect(accepted[0]!.ends.length).toBe(1);
    expect(overflows).toEqual(['p:1', 'p:1']);
  });
});
