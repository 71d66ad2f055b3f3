/** Whether a file can be written, asked before the work whose result goes there. */
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { UserMistake } from '../../adapters/user-mistake.js';

/**
 * Leaves what is there as it is; a pipe or a device is not opened.
 *
 * @param replaces where the file is not written to, but another one takes its place: the end of its name until then
 * @returns the path, without symbolic links if the file is there
 * @throws UserMistake if it cannot be written
 */
export function refuseUnwritable(option: string, path: string, replaces?: string): string {
  try {
    if (path === '') throw new Error('expected the name of a file');
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw new Error('it is a folder');
    if (there !== undefined && !there.isFile()) {
      if (replaces !== undefined) throw new Error('it is no file, and would be replaced by one');
      accessSync(path, constants.W_OK);
      return path;
    }
    const real = there === undefined ? path : realpathSync(path);
    if (there !== undefined) accessSync(real, constants.W_OK);
    if (replaces !== undefined) rmSync(`${real}${replaces}`, { force: true });
    if (there === undefined || replaces !== undefined) tryNew(`${real}${replaces ?? ''}`);
    return real;
  } catch (cause) {
    throw new UserMistake(`${option} ${path}: ${(cause as Error).message}`, { cause });
  }
}

function tryNew(path: string): void {
  closeSync(openSync(path, 'wx'));
  rmSync(path);
}
