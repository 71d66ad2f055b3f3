/**
 * The host under scripted peers: a peer here is a function from inputs to effects, so that each test
 * sees exactly what the host makes of them. Two hosts meet in virtual time.
 */
import { describe, expect, it } from 'vitest';
import { createHost, type Host } from '../../src/adapters/host.js';
import { createMemoryNetwork } from '../../src/adapters/memory.js';
import type { PeerEffect, PeerInput } from '../../src/peer/io.js';
import type { TraceLine } from '../../src/peer/trace.js';
import { createSeededChoose } from '../../src/simulator/choose-seeded.js';
import { createVirtualClock, runUntil } from '../../src/simulator/virtual-clock.js';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
type Script = (input: PeerInput) => readonly PeerEffect[];

function world() {
  const clock = createVirtualClock(0);
  const network = createMemoryNetwork({ clock, latencyMs: 10, dialTimeoutMs: 3_000 });
  const createPeer = (name: string, script: Script, onFault?: (error: unknown) => void) => {
    const inputs: { readonly atMs: number; readonly input: PeerInput }[] = [];
    const traces: TraceLine[] = [];
    const host = createHost({
      peer: inputs,
      step: (log, input, atMs) => {
        log.push({ atMs, input });
        return script(input);
      },
      name,
      transport: network.transport({ name }),
      clock,
      choose: createSeededChoose(1),
      onTrace: (line) => traces.push(line),
      onFault,
    });
    return { host, inputs, traces, types: () => inputs.map(({ input }) => input.type) };
  };
  const run = (ms: number) => runUntil(clock, () => false, clock.now() + ms, settle);
  const stop = async (...hosts: Host[]) => {
    await Promise.all(hosts.map((host) => host.stop()));
    clock.advance(60_000);
    expect(clock.pendingCount()).toBe(0);
  };
  return { clock, createPeer, run, stop };
}

const bytes = (...values: number[]) => Uint8Array.from(values);
/** An effect whose bytes are all that a host on the wire looks at. */
const sending = (link: string, value: number) =>
  ({ type: 'envelope.send', link, signed: { bytes: bytes(value) } }) as unknown as PeerEffect;

describe('host', () => {
  it('dials, hands streams over on both sides and carries envelopes in order', async () => {
    const { createPeer, run, stop } = world();
    const b = createPeer('b', (input) =>
      input.type === 'stream.accepted'
        ? [
            sending(input.link, 1),
            sending(input.link, 2),
            { type: 'stream.end', link: input.link, status: 'UNKNOWN' },
          ]
        : [],
    );
    const a = createPeer('a', (input) =>
      input.type === 'start' ? [{ type: 'dial', link: 'd1', endpoint: 'b:1' }] : [],
    );
    await b.host.start('b:1');
    await a.host.start('a:1');
    await run(100);
    expect(b.types()).toEqual(['start', 'stream.accepted']);
    expect(b.inputs[1]!.input).toMatchObject({ link: 'a1', remoteTlsHash: undefined });
    expect(a.inputs.map(({ atMs, input }) => ({ atMs, ...input }))).toEqual([
      { atMs: 0, type: 'start' },
      { atMs: 20, type: 'stream.opened', link: 'd1' },
      { atMs: 30, type: 'envelope.received', link: 'd1', message: bytes(1) },
      { atMs: 30, type: 'envelope.received', link: 'd1', message: bytes(2) },
      { atMs: 30, type: 'stream.ended', link: 'd1', status: 'UNKNOWN' },
    ]);
    await stop(a.host, b.host);
  });

  it('reports a dial and a ping that fail, and a ping that is answered', async () => {
    const { createPeer, run, stop } = world();
    const a = createPeer('a', (input) =>
      input.type === 'start'
        ? [
            { type: 'dial', link: 'd1', endpoint: 'nobody:1' },
            { type: 'ping', endpoint: 'nobody:1' },
            { type: 'ping', endpoint: 'a:1' },
          ]
        : [],
    );
    await a.host.start('a:1');
    await run(3_000);
    expect(a.types()).toEqual(['start', 'ping.answered', 'dial.failed', 'ping.failed']);
    await stop(a.host);
  });

  it('replaces an armed timer, disarms, and fires each timer once', async () => {
    const { createPeer, run, stop } = world();
    const a = createPeer('a', (input) =>
      input.type === 'start'
        ? [
            { type: 'timer.arm', timer: 'x', ms: 5 },
            { type: 'timer.arm', timer: 'y', ms: 5 },
            { type: 'timer.arm', timer: 'z', ms: 5 },
            { type: 'timer.arm', timer: 'x', ms: 7 },
            { type: 'timer.disarm', timer: 'y' },
            { type: 'timer.disarm', timer: 'never armed' },
          ]
        : [],
    );
    await a.host.start('a:1');
    await run(100);
    expect(a.inputs.slice(1)).toEqual([
      { atMs: 5, input: { type: 'timer.fired', timer: 'z' } },
      { atMs: 7, input: { type: 'timer.fired', timer: 'x' } },
    ]);
    await stop(a.host);
  });

  it('finishes one input before it takes the next, even if an effect causes it', async () => {
    const { createPeer, stop } = world();
    const order: string[] = [];
    const a = createPeer('a', (input) => {
      order.push(input.type);
      if (input.type !== 'link.requested') return [];
      return [
        { type: 'report', trace: trace('first') },
        { type: 'report', trace: trace('second') },
      ];
    });
    const trace = (row: string) =>
      ({ kind: 'step', machine: 'm', entity: '', row, event: 'e', from: 'f', to: 't' }) as const;
    await a.host.start('a:1');
    const feeder = a.traces.push.bind(a.traces);
    a.traces.push = (line) => {
      order.push((line.trace as { row: string }).row);
      if ((line.trace as { row: string }).row === 'first')
        a.host.feed({ type: 'ping.failed', endpoint: 'b:1' });
      return feeder(line);
    };
    a.host.feed({ type: 'link.requested', endpoint: 'b:1' });
    expect(order).toEqual(['start', 'link.requested', 'first', 'second', 'ping.failed']);
    expect(a.traces.map(({ v, seq, peer }) => ({ v, seq, peer }))).toEqual([
      { v: 1, seq: 1, peer: 'a' },
      { v: 1, seq: 2, peer: 'a' },
    ]);
    await stop(a.host);
  });

  it('ends a stream whose link was given up while it was dialled', async () => {
    const { createPeer, run, stop } = world();
    const b = createPeer('b', () => []);
    const a = createPeer('a', (input) =>
      input.type === 'start'
        ? [
            { type: 'dial', link: 'd1', endpoint: 'b:1' },
            { type: 'stream.end', link: 'd1', status: 'OK' },
          ]
        : [],
    );
    await b.host.start('b:1');
    await a.host.start('a:1');
    await run(100);
    expect(a.types()).toEqual(['start']);
    expect(b.types()).toEqual(['start', 'stream.accepted', 'stream.ended']);
    await stop(a.host, b.host);
  });

  it('gives the peer a stop and nothing after it', async () => {
    const { clock, createPeer, run, stop } = world();
    const b = createPeer('b', () => []);
    const a = createPeer('a', (input) =>
      input.type === 'start'
        ? [
            { type: 'dial', link: 'd1', endpoint: 'b:1' },
            { type: 'timer.arm', timer: 'x', ms: 50 },
            { type: 'dial', link: 'd2', endpoint: 'nobody:1' },
          ]
        : [],
    );
    await b.host.start('b:1');
    await a.host.start('a:1');
    await run(30);
    await a.host.stop();
    expect(clock.now()).toBe(30);
    a.host.feed({ type: 'ping.answered', endpoint: 'b:1' });
    await run(5_000);
    expect(a.types()).toEqual(['start', 'stream.opened', 'stop']);
    expect(b.types()).toEqual(['start', 'stream.accepted', 'stream.ended']);
    await expect(a.host.start('a:1')).rejects.toThrow('started before');
    await stop(b.host);
  });

  it('closes everything and feeds nothing more when the peer breaks an invariant', async () => {
    const { clock, createPeer, run, stop } = world();
    const faults: unknown[] = [];
    const b = createPeer('b', () => []);
    const a = createPeer(
      'a',
      (input) => {
        if (input.type === 'stream.opened') throw new Error('MEMB-I1');
        return [
          { type: 'dial', link: 'd1', endpoint: 'b:1' },
          { type: 'timer.arm', timer: 'x', ms: 50_000 },
        ];
      },
      (fault) => faults.push(fault),
    );
    await b.host.start('b:1');
    await a.host.start('a:1');
    await run(100);
    expect(clock.pendingCount()).toBe(0);
    expect(faults).toEqual([new Error('MEMB-I1')]);
    expect(b.types()).toEqual(['start', 'stream.accepted', 'stream.ended']);
    expect(a.types()).toEqual(['start', 'stream.opened']);
    await stop(a.host, b.host);
  });
});
