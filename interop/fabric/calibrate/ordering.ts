/** The embedded ordering service for the Fabric peers: a block for each transaction, and when it was there. */
import { startEmbeddedOrderer } from '../kit/embedded-orderer.js';
import { openLoad } from '../kit/load.js';
import type { Network } from '../kit/network.js';
import { CHANNEL } from './settings.js';

export interface Ordering {
  /** Hands in a valid transaction, which is a block by itself. @throws Error if it is refused */
  order(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes that a transaction writes; its block has some 5 KB. */
const VALUE_BYTES = 1_000;

/** `onBlock` hears of each block at the instant from which on it can be fetched. */
export async function startOrdering(
  network: Network,
  onBlock: (number: number) => void,
): Promise<Ordering> {
  const orderer = await startEmbeddedOrderer(network);
  const { store, watchers } = orderer.channel(CHANNEL);
  let told = store.height;
  watchers.add(() => {
    for (; told < store.height; told += 1n) onBlock(Number(told));
  });
  const load = await openLoad({ network, channel: CHANNEL }).catch(async (error: Error) => {
    await orderer.close();
    throw error;
  });
  await load.define();
  return {
    order: () => load.put(1, { valueBytes: VALUE_BYTES }),
    async close() {
      load.close();
      await orderer.close();
    },
  };
}
