/** A trace on disk: JSON Lines, written as they come, so that a crash loses none. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { FileLine } from '../trace/told.js';
import { UserMistake } from './user-mistake.js';

export interface TraceFile {
  write(line: FileLine): void;
  close(): void;
}

/** @throws UserMistake if the file cannot be written. An existing one is replaced. */
export function createTraceFile(path: string): TraceFile {
  let file: number;
  try {
    file = openSync(path, 'w');
  } catch (cause) {
    throw new UserMistake(`${path}: cannot be written (${(cause as Error).message})`, { cause });
  }
  return {
    write: (line) => void writeSync(file, `${JSON.stringify(line)}\n`),
    close: () => closeSync(file),
  };
}
