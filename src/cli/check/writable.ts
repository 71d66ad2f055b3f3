/** Whether a file can be written, asked before the work whose result goes there. */
import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { UserMistake } from '../../adapters/user-mistake.js';

/**
 * Leaves what is there as it is.
 *
 * @param beside appended to the name where the file is written beside the old one first
 * @throws UserMistake if it cannot be written
 */
export function refuseUnwritable(option: string, path: string, beside = ''): void {
  const tried = `${path}${beside}`;
  try {
    if (existsSync(path) && statSync(path).isDirectory()) throw new Error('it is a folder');
    const isThere = existsSync(tried);
    closeSync(openSync(tried, 'a'));
    if (!isThere) rmSync(tried);
  } catch (cause) {
    throw new UserMistake(`${option} ${path}: ${(cause as Error).message}`, { cause });
  }
}
