/** One thread of `fabric-gossip check --workers`: a share of the exploration, with a model of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Order } from '../../checker/parallel/orders.js';
import { createShare } from '../../checker/parallel/share.js';
import { reducedOf } from './model-of.js';
import { LINKS, LINKS_KEPT, READY, type ThreadData } from './threads.js';

/** States between two looks at nothing else: a share stops by itself when it is told to. */
const PORTION = 5_000;

const { choice, memory, share: place } = workerData as ThreadData;
const share = createShare(reducedOf(choice).model, memory, place);
parentPort!.on('message', (order: Order | typeof LINKS | typeof LINKS_KEPT) => {
  if (order === LINKS_KEPT) return parentPort!.postMessage(share.links);
  if (order === LINKS) {
    const { parents, steps } = share.links;
    const moved = [...parents, ...steps].map(({ buffer }) => buffer as ArrayBuffer);
    parentPort!.postMessage({ parents, steps }, moved);
    parentPort!.close();
    return;
  }
  share.take(order);
  for (;;) {
    const report = share.work(PORTION);
    if (report === undefined) continue;
    parentPort!.postMessage(report);
    return;
  }
});
parentPort!.postMessage(READY);
