/** What a measurement reads: /proc, metrics, logs. */
import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  fabricCommit,
  followCommits,
  referenceCommit,
} from '../../../interop/fabric/bench/commit-log.js';
import { parseMetrics, sampleOf } from '../../../interop/fabric/bench/metrics-text.js';
import {
  cpuMs,
  cpuMsOf,
  residentBytes,
  residentBytesOf,
  usageOver,
} from '../../../interop/fabric/bench/process-usage.js';

describe('/proc', () => {
  it('processor time: user and system, whatever the command is called', () => {
    const rest = `S 1 2 3 0 -1 4194560 9 8 7 6 150 25 11 12 20 0 8 0 99 ${'0 '.repeat(30)}`;
    expect(cpuMsOf(`77 (peer) ${rest}`)).toBe(1_750);
    expect(cpuMsOf(`77 (a) b (c) ${rest}`)).toBe(1_750);
    expect(() => cpuMsOf('77 (peer) S')).toThrow(/processor times/);
  });

  it('resident memory in bytes', () => {
    expect(residentBytesOf('VmHWM:\t  9 kB\nVmRSS:\t   1024 kB\nVmData: 7 kB\n')).toBe(1_048_576);
    expect(() => residentBytesOf('Name: x')).toThrow(/VmRSS/);
  });

  it('of a process that works, and only while it is watched', async () => {
    const before = cpuMs(process.pid);
    const watching = usageOver([process.pid], 1, new AbortController().signal);
    let spun = 0;
    while (cpuMs(process.pid) - before < 50) spun += 1;
    const [usage] = await watching;
    expect(spun).toBeGreaterThan(0);
    expect(usage!.cpuPercent).toBeGreaterThan(0);
    expect(usage!.residentBytes).toBeGreaterThan(10_000_000);
    expect(residentBytes(process.pid)).toBeGreaterThan(10_000_000);
  });

  it('ends at once when it is told to', async () => {
    const stop = new AbortController();
    const watching = usageOver([process.pid], 3_600_000, stop.signal);
    stop.abort();
    await expect(watching).rejects.toThrow(/abort/);
  });
});

describe('metrics', () => {
  const samples = parseMetrics(
    [
      '# HELP a what it is',
      'plain 3',
      'of{channel="ch1",le="+Inf"} 12',
      'of{channel="ch2",text="a \\"b\\", {c}"} 2.5e-05 1795366450034',
      'endless +Inf',
      '',
    ].join('\n'),
  );

  it('by name and labels', () => {
    expect(sampleOf(samples, 'plain')).toBe(3);
    expect(sampleOf(samples, 'of', { channel: 'ch2' })).toBe(0.000025);
    expect(sampleOf(samples, 'of', { channel: 'ch3' })).toBeUndefined();
    expect(sampleOf(samples, 'endless')).toBe(Number.POSITIVE_INFINITY);
    expect(samples.at(2)?.labels.text).toBe('a "b", {c}');
  });

  it('refuses what is none', () => {
    expect(() => parseMetrics('<html>')).toThrow(/expected a sample, got <html>/);
  });
});

describe('logs', () => {
  const at = (day: number, hours: number, minutes = 0, ms = 0): number =>
    new Date(2026, 10, day, hours, minutes, 0, ms).getTime();
  const line = (time: string): string =>
    `${time} INFO [kvledger] [ch1] Committed block [42] with 1 transaction(s) in 9ms (state_validation=0ms)`;

  it("Fabric's: the hour of the day nearest to now", () => {
    expect(fabricCommit(line('16:32:00.123'), at(22, 16, 33))).toEqual({
      number: 42,
      atMs: at(22, 16, 32, 123),
    });
    expect(fabricCommit(line('23:59:00.000'), at(23, 0, 1))?.atMs).toBe(at(22, 23, 59));
    expect(fabricCommit(line('00:01:00.000'), at(22, 23, 59))?.atMs).toBe(at(23, 0, 1));
  });

  it("neither side's for lines of something else", () => {
    expect(fabricCommit('16:32:00.123 INFO [gossip.state] [ch1] Received block [42]')).toBe(
      undefined,
    );
    expect(referenceCommit('{"level":30,"time":5,"number":"7","msg":"block received"}')).toBe(
      undefined,
    );
  });

  it('are followed as they grow, also when a line is written in parts', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'bench-log-')), 'peer.log');
    const commit = (number: number, time: number): string =>
      `${JSON.stringify({ level: 30, time, number: String(number), msg: 'block committed' })}\n`;
    writeFileSync(path, `starting up\n${commit(1, 100)}`);
    const log = followCommits(path, referenceCommit);
    expect([...log.read()]).toEqual([[1, 100]]);
    const next = commit(2, 250);
    appendFileSync(path, next.slice(0, 20));
    expect(log.read().size).toBe(1);
    appendFileSync(path, next.slice(20) + commit(3, 260));
    expect([...log.read()]).toEqual([
      [1, 100],
      [2, 250],
      [3, 260],
    ]);
  });
});
