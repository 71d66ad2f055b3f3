/** An unfinished exploration in a file: a line of JSON, arrays as they are in memory, and a digest of both. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { Saved } from '../../checker/saved.js';
import { mismatch, type Subject } from './subject.js';

/** Ends the name of the file that is being written. */
export const FRESH = '.new';

const FORMAT = 'fabric-gossip checkpoint';
const VERSION = 3;
const SLICE = 1 << 26;
const HEAD_MAX = 1 << 24;
const DIGEST = 'sha256';
const DIGEST_BYTES = 32;

interface Head {
  readonly format: string;
  readonly version: number;
  readonly subject: Subject;
  readonly rest: Omit<Saved, 'visited' | 'links' | 'initial' | 'recipes' | 'frontier'>;
  readonly count: number;
  /** Bytes of each array. */
  readonly bytes: readonly number[];
}

const arraysOf = ({ visited, links, initial, recipes, frontier }: Saved) => [
  visited.prints,
  links.parents,
  links.steps,
  initial,
  recipes,
  frontier.states,
  frontier.notes,
];

/**
 * Replaces the file when all is written and has reached the disk; where that fails, it is as it was.
 *
 * @throws Error of the file system
 */
export function writeCheckpoint(path: string, subject: Subject, saved: Saved): void {
  const { visited, links: _, initial: _i, recipes: _r, frontier: _f, ...rest } = saved;
  const arrays = arraysOf(saved);
  const bytes = arrays.map(({ byteLength }) => byteLength);
  const head: Head = {
    format: FORMAT,
    version: VERSION,
    subject,
    rest,
    count: visited.count,
    bytes,
  };
  const fresh = `${path}${FRESH}`;
  try {
    const file = openSync(fresh, 'w');
    try {
      const digest = createHash(DIGEST);
      const write = (part: Uint8Array): void => {
        for (let done = 0; done < part.length; ) done += writeSync(file, part, done);
      };
      for (const part of [Buffer.from(`${JSON.stringify(head)}\n`), ...arrays])
        for (const slice of slicesOf(part)) {
          digest.update(slice);
          write(slice);
        }
      write(digest.digest());
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function* slicesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Generator<Uint8Array> {
  for (let from = 0; from < byteLength; from += SLICE)
    yield new Uint8Array(buffer, byteOffset + from, Math.min(SLICE, byteLength - from));
}

/** @throws UserMistake if there is no such file, it is damaged, or it is of something else */
export function readCheckpoint(path: string, subject: Subject): Saved {
  const wrong = (why: string, cause?: unknown) =>
    new UserMistake(`--resume ${path}: ${why}`, { cause });
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    throw wrong(`expected a checkpoint (${(cause as Error).message})`, cause);
  }
  try {
    return read(file, subject, wrong);
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) throw wrong(cause.message, cause);
    throw cause;
  } finally {
    closeSync(file);
  }
}

function read(file: number, subject: Subject, wrong: (why: string, cause?: unknown) => Error) {
  const { line, head } = headOf(file, wrong);
  const expected = head.bytes.reduce((sum, one) => sum + one, line.length + DIGEST_BYTES);
  const { size } = fstatSync(file);
  if (size !== expected) throw wrong(`it has ${size} bytes, and says ${expected}: it is damaged`);
  const digest = createHash(DIGEST).update(line);
  let at = line.length;
  const next = (length: number): ArrayBuffer => {
    const buffer = new ArrayBuffer(length);
    for (const slice of slicesOf(new Uint8Array(buffer)))
      for (let done = 0; done < slice.length; ) {
        const count = readSync(file, slice, done, slice.length - done, at);
        if (count === 0) throw wrong('it ends too early');
        done += count;
        at += count;
      }
    return buffer;
  };
  const arrays = head.bytes.map(next);
  for (const array of arrays)
    for (const slice of slicesOf(new Uint8Array(array))) digest.update(slice);
  if (!digest.digest().equals(new Uint8Array(next(DIGEST_BYTES))))
    throw wrong('its digest is another one: it is damaged');
  const differs = mismatch(head.subject, subject);
  if (differs !== undefined) throw wrong(differs);
  const [prints, parents, steps, initial, recipes, states, notes] = arrays;
  return {
    ...head.rest,
    partingLevel: head.rest.partingLevel ?? undefined,
    witnesses: head.rest.witnesses.map((one) => one ?? undefined),
    visited: { prints: new Int32Array(prints!), count: head.count },
    links: { parents: new Int32Array(parents!), steps: new Uint16Array(steps!) },
    initial: new Int32Array(initial!),
    recipes: new Int32Array(recipes!),
    frontier: { states: new Int32Array(states!), notes: new Int32Array(notes!) },
  };
}

/** The first line; of what stands in it only what is needed to read on is looked at before the digest is. */
function headOf(
  file: number,
  wrong: (why: string, cause?: unknown) => Error,
): { readonly line: Uint8Array; readonly head: Head } {
  const start = Buffer.alloc(HEAD_MAX);
  const begin = start.subarray(0, readSync(file, start, 0, HEAD_MAX, 0));
  const line = begin.subarray(0, begin.indexOf('\n') + 1);
  let head: Head;
  try {
    head = JSON.parse(line.toString());
  } catch (cause) {
    throw wrong(`expected a checkpoint (${(cause as Error).message})`, cause);
  }
  if (head?.format !== FORMAT) throw wrong('expected a checkpoint');
  if (head.version !== VERSION) throw wrong(`of version ${head.version}, expected ${VERSION}`);
  const isLength = (one: unknown): boolean => Number.isSafeInteger(one) && (one as number) >= 0;
  if (!Array.isArray(head.bytes) || head.bytes.length !== ARRAYS || !head.bytes.every(isLength))
    throw wrong('its first line is damaged');
  return { line, head };
}

/** As many as `arraysOf` gives. */
const ARRAYS = 7;
