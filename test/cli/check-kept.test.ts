/** `fabric-gossip check` with checkpoints, shards and bounds of memory. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { commandSeen } from '../support/command-seen.js';

const seen = commandSeen('check-kept-');

const MODEL = ['two-phase-commit', '--size', '4', '--no-reductions'];
const LARGER = ['two-phase-commit', '--size', '6', '--no-reductions'];
const check = (...words: readonly string[]) => main(['check', ...words]);

describe('fabric-gossip check, kept', () => {
  it.each([
    ['1', '1'],
    ['1', '2'],
    ['2', '1'],
    ['2', '3'],
  ])('CHEK-54: goes on from a file: threads: %s, then %s', async (one, other) => {
    const file = join(seen.folder, 'half.bin');
    const begins = [...MODEL, '--workers', one, '--states', '500', '--checkpoint', file];
    expect(await check(...begins)).toBe(0);
    expect(seen.printed.join('\n')).toContain('their number is bounded');
    seen.printed = [];
    expect(await check(...MODEL, '--workers', other, '--resume', file)).toBe(0);
    const rest = seen.printed.join('\n');
    seen.printed = [];
    await check(...MODEL);
    const counts = /\d+ generated, \d+ distinct, depth \d+; every state was met/;
    expect(counts.exec(rest)?.[0]).toBe(counts.exec(seen.printed.join('\n'))![0]);
  });

  it('CHEK-54: takes no file of something else', async () => {
    const file = join(seen.folder, 'half.bin');
    await check(...MODEL, '--states', '500', '--checkpoint', file);
    for (const [words, says] of [
      [['two-phase-commit', '--size', '5', '--no-reductions', '--resume', file], '"size":5'],
      [['two-phase-commit', '--size', '4', '--resume', file], '"reductions"'],
      [['textbook-election', '--resume', file], 'not of'],
      [[...MODEL, '--resume', join(seen.folder, 'none.bin')], 'expected a checkpoint'],
      [[...MODEL, '--depth', '4', '--resume', file], 'use --states'],
      [[...MODEL, '--exact', '--checkpoint', file], 'not with --exact'],
      [[...MODEL, '--workers', '2', '--order', 'dfs', '--resume', file], 'not with --order dfs'],
    ] as const) {
      seen.told = [];
      expect(await check(...words)).toBe(64);
      expect(seen.told.join('\n')).toContain(says);
    }
    const bytes = readFileSync(file);
    truncateSync(file, bytes.length - 100);
    expect(await check(...MODEL, '--resume', file)).toBe(64);
    expect(seen.told.join('\n')).toContain('ends too early');
    writeFileSync(file, bytes.toString('latin1').replace('"version":2', '"version":9'), 'latin1');
    expect(await check(...MODEL, '--resume', file)).toBe(64);
    expect(seen.told.join('\n')).toContain('of version 9');
  });

  it('CHEK-56, CHEK-57: tells whether a model does the same again', async () => {
    expect(await check(...MODEL, '--verify-memo', '0.1')).toBe(0);
    expect(seen.printed.join('\n')).toContain('explored twice\nnothing differs');
    expect(await check(...MODEL, '--verify-memo', '0')).toBe(64);
    expect(await check(...MODEL, '--verify-memo', '0.1', '--workers', '2')).toBe(64);
  });

  it('CHEK-55: says of a shard what it is', async () => {
    expect(await check(...MODEL, '--shard', '1/2', '--json')).toBe(0);
    const result = JSON.parse(seen.printed.join('\n'));
    expect(result).toMatchObject({ ended: 'shard', isComplete: false });
    const { distinct } = result;
    seen.printed = [];
    expect(await check(...MODEL, '--shard', '1/2', '--workers', '2', '--json')).toBe(0);
    expect(JSON.parse(seen.printed.join('\n'))).toMatchObject({ ended: 'shard', distinct });
    seen.printed = [];
    expect(await check(...LARGER, '--memory', '1', '--workers', '2', '--json')).toBe(0);
    expect(JSON.parse(seen.printed.join('\n'))).toMatchObject({ ended: 'memory' });
    expect(await check(...MODEL, '--shard', '0/2')).toBe(64);
    expect(await check(...MODEL, '--shard', '3/2')).toBe(64);
    expect(await check(...MODEL, '--shard', '1/2', '--order', 'dfs')).toBe(64);
  });
});
