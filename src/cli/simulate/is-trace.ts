/** Whether a file is a trace, by how it begins. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';

const BEGINNING_BYTES = 4_096;

/** What is no file, or cannot be read, is none: whoever reads it as a scenario says what is wrong. */
export function isTrace(path: string): boolean {
  // What a pipe has told once it does not tell again.
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    const bytes = Buffer.alloc(BEGINNING_BYTES);
    const text = bytes.toString('utf8', 0, readSync(file, bytes));
    return /^\s*\{[^\n]*"trace"\s*:/.test(text);
  } finally {
    closeSync(file);
  }
}
