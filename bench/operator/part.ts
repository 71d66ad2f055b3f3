/**
 * One of the processes that share what is to be lived through: it is started with IPC by parts.ts, with the number of
 * the trouble, from 0, minutes and a seed. Tells after each minute what it has lived through, and ends after the one
 * that is under way when it is asked to, or when nobody is left to be told.
 */
import { setImmediate } from 'node:timers/promises';
import { operatorNetwork } from './network.js';
import { type PartTold, STOP } from './part-told.js';
import { type Lived, liveThrough, troubles } from './troubles.js';

const [trouble = 0, minutes = 1, seed = 1] = process.argv.slice(2).map(Number);

let isOver = false;
const stop = () => {
  isOver = true;
};
process.on('message', (said) => {
  if (said === STOP) stop();
});
process.on('disconnect', stop);
process.on('SIGINT', stop);

const told = (lived: Lived): Promise<void> =>
  new Promise((resolve) => {
    const megabytes = process.memoryUsage().rss / 2 ** 20;
    process.send!({ ...lived, megabytes } satisfies PartTold, undefined, undefined, () =>
      resolve(),
    );
  });

for (const lived of liveThrough(troubles[trouble]!, minutes, { ...operatorNetwork(), seed })) {
  if (process.connected) await told(lived);
  // Until then nobody hears of a signal or of an order.
  await setImmediate();
  if (isOver) break;
}
if (process.connected) process.disconnect();
process.off('SIGINT', stop);
