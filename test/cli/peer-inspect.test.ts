/** `fabric-gossip peer --inspect`: two peers that are watched while they meet, and stop. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Plan, planNetwork } from '../../src/cli/network/plan.js';
import type { FileLine } from '../../src/trace/told.js';
import { createTraceReader } from '../../studio/sources/read-trace.js';
import { type PeerProcess, runProcess } from '../support/peer-process.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-inspect-'));
const running: PeerProcess[] = [];
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true });
});

function startInspected(plan: Plan, index: number): PeerProcess {
  const config = join(plan.peers[index]!.folder, 'core.yaml');
  const peer = runProcess(['peer', '--config', config, '--json', '--inspect']);
  running.push(peer);
  return peer;
}

function watch(address: string) {
  const lines: FileLine[] = [];
  const waiting = new Set<() => void>();
  const socket = new WebSocket(address, { origin: 'http://127.0.0.1:5' });
  socket.on('message', (text) => {
    lines.push(JSON.parse(String(text)));
    for (const wake of waiting) wake();
  });
  return {
    lines,
    /** Resolves to the first line that fits, also one that has come. */
    line: (fits: (line: FileLine) => boolean): Promise<FileLine> =>
      new Promise((resolve) => {
        const look = () => {
          const found = lines.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    closed: new Promise<string>((resolve) =>
      socket.once('close', (code, why) => resolve(`${code} ${why}`)),
    ),
  };
}

it('tells who watches what happens, and that it stops', async () => {
  const plan = await planNetwork({
    folder,
    peerCount: 2,
    organisationCount: 1,
    timings: 'fast',
    nowMs: Date.now(),
  });
  const [a, b] = [startInspected(plan, 0), startInspected(plan, 1)];
  const isReady = (line: { type?: string }) => line.type === 'ready';
  const [readyA, readyB] = await Promise.all([a.answer(isReady), b.answer(isReady)]);
  expect(readyA.inspect).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  const [onA, onB] = [watch(readyA.inspect), watch(readyB.inspect)];
  const isAlive = ({ trace }: FileLine) =>
    trace.kind === 'step' && trace.machine === 'member' && trace.to === 'alive';
  await Promise.all([onA.line(isAlive), onB.line(isAlive)]);
  await onA.line(({ trace }) => trace.kind === 'message' && trace.what === 'arrived');
  // Who comes later learns what was before.
  const late = watch(readyA.inspect);
  await late.line(isAlive);
  expect(late.lines[0]!.trace).toMatchObject({ kind: 'about', source: 'live', title: 'peer0' });

  const validate = new Ajv().compile(
    JSON.parse(readFileSync('spec/schema/trace.schema.json', 'utf8')) as object,
  );
  expect([...onA.lines, ...onB.lines].filter((line) => !validate(line))).toEqual([]);
  // The two are one network to a reader, whatever name each has for the other.
  const reader = createTraceReader();
  for (const line of [...onA.lines, ...onB.lines]) reader.add(line);
  expect(reader.cast.peers.map(({ name }) => name).sort()).toEqual(['peer0', 'peer1']);
  const text = JSON.stringify([...onA.lines, ...onB.lines]);
  expect(text).not.toContain('envelope"');
  expect(text).not.toContain('PRIVATE KEY');

  a.child.kill('SIGTERM');
  await onA.line(({ trace }) => trace.kind === 'life' && trace.what === 'ended');
  expect(await onA.closed).toBe('1001 the peer has stopped');
  expect((await a.ended).code).toBe(0);
  b.child.kill('SIGINT');
  expect((await b.ended).code).toBe(0);
}, 60_000);
