/** Whether a peer lives, in a word. */
import { KILLED, RUNS } from './scene.js';

/** Whether a peer runs, is dead, or has not started, in a word. */
export const sayLife = (life: number): string =>
  life === RUNS ? 'runs' : life === KILLED ? 'dead' : 'not started';
