/** Files that a user names. */
import { readFileSync } from 'node:fs';
import { UserMistake } from '../../adapters/user-mistake.js';

/** @throws UserMistake naming the file and why it cannot be read */
export function readInput(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    throw new UserMistake(`${path}: cannot be read (${(cause as Error).message})`, { cause });
  }
}

export const readInputText = (path: string): string => new TextDecoder().decode(readInput(path));
