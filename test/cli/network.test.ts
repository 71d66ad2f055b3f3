/**
 * The quick start of the README: peers in processes of their own elect a leader, lose it, elect another
 * and heal. Real time, but every wait is for an event, and no process stays behind.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Line, runProcess } from '../support/peer-process.js';

/** Longer than the command waits for any of its steps. */
const LIMIT_MS = 120_000;

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const events = (out: string): Line[] => out.split('\n').map((line) => JSON.parse(line));
const pidsIn = (text: string): number[] =>
  [...text.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));

describe('a network', () => {
  it('loses its leader, elects another and heals', { timeout: LIMIT_MS }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-network-test-'));
    try {
      const run = runProcess(['network', '--peers=3', '--json', `--out=${folder}`]);
      const { code, out } = await run.ended;
      const told = events(out);
      expect(told.map(({ what }) => what)).toEqual([
        'started',
        'leader',
        'committed',
        'killed',
        'leader',
        'committed',
        'restarted',
        'healed',
        'summary',
      ]);
      const [started, first, , killed, second, before, restarted, healed, summary] = told;
      expect(killed!.peer).toBe(first!.peer);
      expect(restarted!.peer).toBe(first!.peer);
      expect(second!.peer).not.toBe(first!.peer);
      expect(summary).toMatchObject({
        healed: true,
        firstLeader: first!.peer,
        secondLeader: second!.peer,
        height: healed!.height,
        commitHash: healed!.commitHash,
      });
      expect(healed!.commitHash).toMatch(/^[0-9a-f]{64}$/);
      expect(healed!.commitHash).toBe(before!.commitHash);
      expect(code).toBe(0);
      const pids = pidsIn(started!.text);
      expect(pids).toHaveLength(3);
      expect(pids.filter(isRunning)).toEqual([]);
      for (const peer of ['peer0', 'peer1', 'peer2'])
        expect(readdirSync(join(folder, peer, 'ledgers'))).toEqual(['ch1']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('ends all its processes when it is interrupted, and keeps the folder', {
    timeout: LIMIT_MS,
  }, async () => {
    const run = runProcess(['network', '--peers=2', '--json']);
    const started = await run.answer(({ what }) => what === 'started');
    run.child.kill('SIGINT');
    const { code, out } = await run.ended;
    expect(code).toBe(1);
    const summary = events(out).at(-1)!;
    expect(summary).toMatchObject({ healed: false, reason: 'stopped by SIGINT' });
    expect(pidsIn(started.text).filter(isRunning)).toEqual([]);
    expect(existsSync(summary.folder)).toBe(true);
    rmSync(summary.folder, { recursive: true });
  });
});
