/** `fabric-gossip check` with checkpoints, shards and bounds of memory. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createExploration } from '../../src/checker/explore.js';
import { keeping } from '../../src/cli/check/keeping.js';
import { modelOf } from '../../src/cli/check/model-of.js';
import { mismatch, subjectOf } from '../../src/cli/check/subject.js';
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
      [
        ['two-phase-commit', '--size', '5', '--no-reductions', '--resume', file],
        'size: it is of 4, not of 5',
      ],
      [['two-phase-commit', '--size', '4', '--resume', file], 'reductions: it is of []'],
      [['textbook-election', '--resume', file], 'model: it is of "two-phase-commit"'],
      [[...MODEL, '--shard', '1/2', '--resume', file], 'shard: it is of none, not of "1/2"'],
      [[...MODEL, '--resume', join(seen.folder, 'none.bin')], 'expected a checkpoint'],
      [[...MODEL, '--depth', '4', '--resume', file], 'use --states'],
      [[...MODEL, '--exact', '--checkpoint', file], 'not with --exact'],
      [[...MODEL, '--workers', '2', '--order', 'dfs', '--resume', file], 'not with --order dfs'],
    ] as const) {
      seen.told = [];
      expect(await check(...words)).toBe(64);
      expect(seen.told.join('\n')).toContain(says);
    }
  });

  it('CHEK-54: takes no file that is damaged', async () => {
    const file = join(seen.folder, 'half.bin');
    await check(...MODEL, '--states', '500', '--checkpoint', file);
    expect(existsSync(`${file}.new`)).toBe(false);
    const bytes = readFileSync(file);
    const [middle, first] = [Math.floor(bytes.length / 2), bytes.indexOf('"generated":') + 12];
    const changed = (at: number, byte: number): Buffer => {
      const damaged = Buffer.from(bytes);
      damaged[at] = byte;
      return damaged;
    };
    const latin = bytes.toString('latin1');
    for (const [damaged, says] of [
      [bytes.subarray(0, -100), 'and says'],
      [Buffer.concat([bytes, Buffer.from('x')]), 'and says'],
      [changed(middle, bytes[middle]! ^ 1), 'it is damaged'],
      [changed(first, bytes[first]! === 0x39 ? 0x38 : 0x39), 'it is damaged'],
      [changed(bytes.length - 1, bytes.at(-1)! ^ 1), 'it is damaged'],
      [
        Buffer.from(latin.replace('"bytes":[', '"bytes":[-'), 'latin1'),
        'its first line is damaged',
      ],
      [Buffer.from(latin.replace('"version":3', '"version":9'), 'latin1'), 'of version 9'],
      [Buffer.from('null\n'), 'expected a checkpoint'],
      [Buffer.alloc(0), 'expected a checkpoint'],
    ] as const) {
      seen.told = [];
      writeFileSync(file, damaged);
      expect(await check(...MODEL, '--resume', file)).toBe(64);
      expect(seen.told.join('\n')).toContain(says);
    }
    writeFileSync(file, bytes);
    expect(await check(...MODEL, '--resume', file)).toBe(0);
  });

  it('takes no file of another version, or of other properties', () => {
    const choice = { name: 'two-phase-commit', size: 4, reductions: [] };
    const model = modelOf(choice);
    const subject = subjectOf(choice, model, { order: 'bfs' });
    expect(mismatch(subject, subject)).toBeUndefined();
    expect(mismatch({ ...subject, version: '0.0.1' }, subject)).toContain('of "0.0.1", not of');
    const fewer = subjectOf(choice, { properties: model.properties.slice(1) }, { order: 'bfs' });
    expect(mismatch(fewer, subject)).toMatch(/^properties: /);
  });

  it('loses nothing where a checkpoint cannot be written', async () => {
    const folder = join(seen.folder, 'gone');
    const file = join(folder, 'half.bin');
    const begins = [...MODEL, '--states', '500', '--checkpoint', file];
    expect(await check(...begins)).toBe(64);
    expect(seen.told.join('\n')).toContain('--checkpoint');
    expect(seen.printed).toEqual([]);
    expect(await check(...MODEL, '--checkpoint', seen.folder)).toBe(64);
    expect(seen.told.join('\n')).toContain('it is a folder');

    expect(await check(...MODEL, '--checkpoint', '')).toBe(64);
    const socket = join(seen.folder, 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    expect(await check(...MODEL, '--checkpoint', socket)).toBe(64);
    expect(seen.told.join('\n')).toContain('it is no file');
    await new Promise((resolve) => server.close(resolve));

    mkdirSync(folder);
    const choice = { name: 'two-phase-commit', size: 4, reductions: [] };
    const model = modelOf(choice);
    const { keep } = keeping(choice, model, { order: 'bfs', checkpoint: file });
    const exploration = createExploration(model, { isKept: true });
    exploration.advance(100);
    rmSync(folder, { recursive: true });
    seen.told = [];
    keep!.save(exploration.save());
    expect(process.exitCode).toBe(74);
    expect(seen.told.join('\n')).toContain('not kept (ENOENT');
    mkdirSync(folder);
    keep!.save(exploration.save());
    expect(process.exitCode).toBe(0);
    expect(await check(...MODEL, '--resume', file)).toBe(0);
  });

  it('CHEK-54: writes to where a link leads, and knows the size of a model that is left out', async () => {
    const [file, link] = [join(seen.folder, 'half.bin'), join(seen.folder, 'link.bin')];
    const begins = ['two-phase-commit', '--states', '50'];
    expect(await check(...begins, '--size', '7', '--checkpoint', file)).toBe(0);
    symlinkSync(file, link);
    const before = readFileSync(file);
    expect(await check('two-phase-commit', '--states', '200', '--checkpoint', link)).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file).equals(before)).toBe(false);
    expect(await check('two-phase-commit', '--size', '7', '--resume', file)).toBe(0);
    writeFileSync(file, before);
    expect(await check('two-phase-commit', '--resume', link)).toBe(0);
    expect(await check('two-phase-commit', '--resume', seen.folder)).toBe(64);
  });

  it('CHEK-56, CHEK-57: tells whether a model does the same again', async () => {
    expect(await check(...MODEL, '--verify-memo', '0.1')).toBe(0);
    expect(seen.printed.join('\n')).toContain('explored twice\nnothing differs');
    expect(seen.printed.join('\n')).toContain('whether its properties hold is not said here');
    expect(await check(...MODEL, '--verify-memo', '0')).toBe(64);
    expect(await check(...MODEL, '--verify-memo', '0.1', '--workers', '2')).toBe(64);
  });

  it('CHEK-57: claims nothing of what was interrupted', async () => {
    const large = ['two-phase-commit', '--size', '8', '--no-reductions'];
    const done = check(...large, '--verify-memo', '0.001');
    await vi.waitFor(() => expect(process.listenerCount('SIGINT')).toBeGreaterThan(0));
    process.emit('SIGINT');
    expect(await done).toBe(130);
    expect(seen.printed.join('\n')).toMatch(/done again, interrupted\nnothing differs so far/);
    expect(process.listenerCount('SIGINT')).toBe(0);
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
