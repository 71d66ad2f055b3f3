/** The embedded ordering service in this process, at the endpoint where the real orderer would be. */
import { join } from 'node:path';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { mspConfigOf } from '../../../src/adapters/material/organisation.js';
import { serveOrderer } from '../../../src/adapters/orderer/server.js';
import {
  createOrderingService,
  type OrderedChannel,
  settled,
} from '../../../src/adapters/orderer/service.js';
import { createSystemClock } from '../../../src/adapters/system-clock.js';
import { readerFor } from '../../../src/cli/peer/reader.js';
import { type Network, ORDERER, ORDERER_MSP } from './network.js';

export interface EmbeddedOrderer {
  /** host:port of AtomicBroadcast. */
  readonly endpoint: string;
  /** Blocks in a channel. */
  height(channel: string): bigint;
  /** Resolves when nothing waits to become a block, or to be written. */
  settled(channel: string): Promise<void>;
  /** Its configuration, what waits to be cut, its tip. */
  channel(name: string): OrderedChannel;
  close(): Promise<void>;
}

/** Serves all channels of the network; resolves when it listens. */
export async function startEmbeddedOrderer(network: Network): Promise<EmbeddedOrderer> {
  const clock = createSystemClock();
  const { ordererEndpoint: endpoint, material } = network;
  const service = createOrderingService({
    crypto: nodeCrypto,
    reader: readerFor('fabric-3.1', mspConfigOf(material.organisations.get(ORDERER_MSP)!)),
    author: network.author(ORDERER),
    clock,
    folder: join(network.folder, 'orderer'),
  });
  for (const block of material.channels.values()) await service.join(block);
  const server = await serveOrderer(endpoint, { service, clock, tls: network.member(ORDERER).tls });
  const channel = (name: string): OrderedChannel => service.channels.get(name)!;
  return {
    endpoint,
    channel,
    height: (name) => channel(name).store.height,
    settled: (name) => settled(channel(name)),
    async close() {
      await service.close();
      await server.close();
    },
  };
}
