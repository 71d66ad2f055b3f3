/** The block file: what was written stays, what a crash left half-written goes, damage is told. */
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBlockStore } from '../../../src/adapters/orderer/block-store.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-blocks-'));
  path = join(folder, 'deeper', 'ch1.blocks');
});
afterEach(() => rmSync(folder, { recursive: true }));

const blocks = [20, 1, 300].map((length, i) => new Uint8Array(length).fill(i + 1));

/** The line that the file begins with. */
const FORMAT_BYTES = 'fabric-gossip blocks 1\n'.length;

async function filled(): Promise<void> {
  const store = await openBlockStore(path);
  for (const block of blocks) await store.append(block);
  await store.close();
}

async function held(): Promise<Uint8Array[]> {
  const store = await openBlockStore(path);
  const found: Uint8Array[] = [];
  for (let i = 0n; i < store.height; i += 1n) found.push((await store.read(i))!);
  expect(await store.read(store.height)).toBeUndefined();
  await store.close();
  return found;
}

describe('a block store', () => {
  it('ORDR-70: holds after opening anew what was appended, in order', async () => {
    await filled();
    expect(await held()).toEqual(blocks);
  });

  it('ORDR-70: counts a block only when it is on the disk', async () => {
    const store = await openBlockStore(path);
    const written = store.append(blocks[0]!);
    expect(store.height).toBe(0n);
    expect(await store.read(0n)).toBeUndefined();
    await written;
    expect(store.height).toBe(1n);
    await store.close();
  });

  it('ORDR-65: has no block of a file that was cut off behind its back', async () => {
    await filled();
    const store = await openBlockStore(path);
    truncateSync(path, readFileSync(path).length - 1);
    expect(await store.read(2n)).toBeUndefined();
    expect(await store.read(1n)).toEqual(blocks[1]);
    await store.close();
  });

  it('ORDR-71: ends at the last whole block wherever a crash cut the file, and goes on there', async () => {
    await filled();
    const whole = readFileSync(path);
    const ends = [FORMAT_BYTES];
    for (const { length } of blocks) ends.push(ends.at(-1)! + 12 + length);
    for (let size = 0; size <= whole.length; size += 1) {
      writeFileSync(path, whole);
      truncateSync(path, size);
      const count = Math.max(
        0,
        ends.findLastIndex((end) => end <= size),
      );
      expect(await held()).toEqual(blocks.slice(0, count));
    }
    truncateSync(path, ends[1]! + 5);
    const store = await openBlockStore(path);
    await store.append(blocks[2]!);
    await store.close();
    expect(await held()).toEqual([blocks[0], blocks[2]]);
  });

  it('ORDR-71: drops zeros that a file system left where a write was under way', async () => {
    await filled();
    appendFileSync(path, new Uint8Array(40));
    expect(await held()).toEqual(blocks);
  });

  it('ORDR-71: drops a last block whose bytes did not all arrive', async () => {
    await filled();
    const whole = readFileSync(path);
    whole[whole.length - 1]! ^= 1;
    writeFileSync(path, whole);
    expect(await held()).toEqual(blocks.slice(0, 2));
  });

  it('ORDR-72: refuses a file that is damaged before its end, and leaves it as it is', async () => {
    await filled();
    const whole = readFileSync(path);
    whole[FORMAT_BYTES + 15]! ^= 1;
    writeFileSync(path, whole);
    await expect(openBlockStore(path)).rejects.toThrow(UserMistake);
    await expect(openBlockStore(path)).rejects.toThrow(/block 0 is damaged, and blocks follow it/);
    expect(readFileSync(path)).toEqual(whole);
  });

  it('ORDR-72: refuses a file that is something else, and leaves it as it is', async () => {
    await filled();
    writeFileSync(path, 'somebody’s notes');
    await expect(openBlockStore(path)).rejects.toThrow('expected a block store, found something');
    expect(readFileSync(path, 'utf8')).toBe('somebody’s notes');
  });

  it('names a path that cannot be a file', async () => {
    await expect(openBlockStore(folder)).rejects.toThrow(`${folder}: cannot be used`);
  });

  it('ORDR-75: takes nothing more once a write has failed', async () => {
    const store = await openBlockStore(path);
    await store.append(blocks[0]!);
    await store.close();
    await expect(store.append(blocks[1]!)).rejects.toThrow('block store');
    await expect(store.append(blocks[1]!)).rejects.toThrow('block store');
    expect(store.height).toBe(1n);
  });
});
