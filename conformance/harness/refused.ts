/** A start that has to fail. */
import { StartRefused } from '../targets/target.js';
import type { Expect } from './expect.js';

/** A node that cannot be started for another reason says nothing: what it threw is passed on. */
export async function refused(
  start: () => Promise<unknown>,
  expect: Expect,
  what: string,
): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (error instanceof StartRefused) return;
    throw error;
  }
  expect.that(false, `the target refuses to run with ${what}`, 'it runs');
}
