/** An unfinished exploration in a file: a line of JSON, then arrays as they are in memory. */
import { closeSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { Saved } from '../../checker/saved.js';

/** What an exploration is of. A file is taken only for the same. */
export interface Subject {
  readonly model: string;
  readonly size: number | undefined;
  readonly reductions: readonly string[];
  readonly order: string;
  readonly shard: string | undefined;
}

const FORMAT = 'fabric-gossip checkpoint';
const VERSION = 2;
const SLICE = 1 << 26;
const HEAD_MAX = 1 << 24;

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

/** Replaces the file when all is written. @throws UserMistake if it cannot be written */
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
  try {
    const file = openSync(`${path}.new`, 'w');
    writeSync(file, `${JSON.stringify(head)}\n`);
    for (const { buffer, byteOffset, byteLength } of arrays)
      for (let from = 0; from < byteLength; from += SLICE)
        writeAll(
          file,
          new Uint8Array(buffer, byteOffset + from, Math.min(SLICE, byteLength - from)),
        );
    closeSync(file);
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw new UserMistake(`--checkpoint ${path}: ${(cause as Error).message}`, { cause });
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

/** @throws UserMistake if there is no such file, or it is of something else */
export function readCheckpoint(path: string, subject: Subject): Saved {
  const wrong = (why: string, cause?: unknown) =>
    new UserMistake(`--resume ${path}: ${why}`, { cause });
  let file: number;
  let head: Head;
  let at: number;
  try {
    file = openSync(path, 'r');
    const start = Buffer.alloc(HEAD_MAX);
    const line = start.subarray(0, readSync(file, start, 0, HEAD_MAX, 0));
    at = line.indexOf('\n') + 1;
    head = JSON.parse(line.subarray(0, at).toString()) as Head;
  } catch (cause) {
    throw wrong(`expected a checkpoint (${(cause as Error).message})`, cause);
  }
  if (head.format !== FORMAT) throw wrong('expected a checkpoint');
  if (head.version !== VERSION) throw wrong(`of version ${head.version}, expected ${VERSION}`);
  const [of, asked] = [JSON.stringify(head.subject), JSON.stringify(subject)];
  if (of !== asked) throw wrong(`of ${of}, not of ${asked}`);
  const next = (index: number): ArrayBuffer => {
    const length = head.bytes[index]!;
    const buffer = new ArrayBuffer(length);
    for (let done = 0; done < length; ) {
      const read = readSync(
        file,
        new Uint8Array(buffer, done),
        0,
        Math.min(SLICE, length - done),
        at,
      );
      if (read === 0) throw wrong('it ends too early');
      done += read;
      at += read;
    }
    return buffer;
  };
  const [prints, parents, steps, initial, recipes, states, notes] = head.bytes.map((_, i) =>
    next(i),
  );
  closeSync(file);
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
