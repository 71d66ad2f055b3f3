/** The command as it is started, with an observation in the place of Fabric. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scriptOf } from '../../../interop/fabric/calibrate/script.js';
import { playSimulated } from '../../../interop/fabric/calibrate/simulated-network.js';

const folder = mkdtempSync(join(tmpdir(), 'calibrate-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: readonly string[]) =>
  new Promise<{ status: number; out: string; said: string }>((resolve) => {
    const args = ['--import', 'tsx', 'interop/fabric/calibrate/index.ts', ...words];
    const env = { PATH: process.env.PATH ?? '', FABRIC_BIN: join(folder, 'no-peer') };
    const child = execFile(process.execPath, args, { env }, (_, out, said) =>
      resolve({ status: child.exitCode!, out, said }),
    );
  });

describe('calibrate:fabric', () => {
  it('says what is allowed where it does not understand', async () => {
    const path = join(folder, 'other.json');
    writeFileSync(path, '{"sights": 3}');
    const { status, said } = await run('--observed', path);
    expect(status).toBe(64);
    expect(said).toContain('expected what an earlier run has kept');
  }, 180_000);

  it('compares an observation with the simulator: one simulation finds another alike', async () => {
    const cycles = scriptOf(1, 3);
    const machine = { startUpMs: [300], joinMs: [20], commitMs: 8, latencyMs: 1 };
    const seen = playSimulated({ cycles, machine, profile: 'fabric-3.1', seed: 9, ticks: false });
    // Processes are begun, which simulated peers are not.
    const spawned = seen.sights.flatMap((s) =>
      s.what === 'started' && s.atMs > 0 ? [{ ...s, what: 'spawned', atMs: s.atMs - 300 }] : [],
    );
    const observed = join(folder, 'observed.json');
    writeFileSync(
      observed,
      JSON.stringify({
        ordered: seen.ordered,
        sights: [...seen.sights, ...spawned],
        loads: [1],
        disturbed: [],
        version: '9.9.9',
        profile: 'fabric-3.1',
        seed: 3,
        beganAt: 'today',
      }),
    );
    const [out, chart] = [join(folder, 'out.json'), join(folder, 'chart.svg')];
    const words = ['--observed', observed, '--simulations', '1', '--out', out, '--chart', chart];
    const { status, out: printed } = await run(...words);
    expect(status).toBe(0);
    expect(printed).toContain('all alike');
    expect(printed).toMatch(/^\| death \| Fabric \| 12 \| 0 \|/m);
    const { cycles: count, machine: told, rows } = JSON.parse(readFileSync(out, 'utf8'));
    expect(count).toBe(1);
    expect(told.startUpMs.median).toBe(300);
    expect(rows.at(-1)).toMatchObject({ measure: 'reach all', fabric: { n: 3, missing: 0 } });
    const svg = readFileSync(chart, 'utf8');
    expect(svg).toContain('Fabric 9.9.9');
    expect(svg).toContain('failover');
  }, 180_000);
});
