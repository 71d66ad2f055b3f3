/** Where a report that was asked for goes: a file, or standard output. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserMistake } from '../../../adapters/user-mistake.js';

/** `-` is standard output. @throws UserMistake if the file cannot be written. */
export function writeTo(path: string, option: string, text: string): void {
  if (path === '-') {
    process.stdout.write(text);
    return;
  }
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new UserMistake(`${option} ${path}: expected a file: ${(error as Error).message}`);
  }
  console.error(`written: ${path}`);
}
