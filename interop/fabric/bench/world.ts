/** The network of a measurement, and the embedded ordering service that serves both sides. */
import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { mspConfigOf } from '../../../src/adapters/material/organisation.js';
import { serveOrderer } from '../../../src/adapters/orderer/server.js';
import { createOrderingService } from '../../../src/adapters/orderer/service.js';
import { createSystemClock } from '../../../src/adapters/system-clock.js';
import { readerFor } from '../../../src/cli/peer/reader.js';
import { Status } from '../../../src/wire/gen/common/common_pb.js';
import { makeNetwork, type Network, ORDERER, ORDERER_MSP } from '../kit/network.js';
import { envelopeOfSize } from './envelope.js';

export const CHANNEL = 'ch1';
const MSP_ID = 'Org1MSP';

export interface World {
  readonly network: Network;
  /** Envelopes of `sizeBytes`, each signed by a client of the channel. */
  envelopes(count: number, sizeBytes: number): Uint8Array[];
  /** Number of the next block. */
  next(): number;
  /** Hands an envelope to the ordering service, which makes it a block. @throws Error if it is refused */
  order(envelope: Uint8Array): void;
  /** Orders all of these as fast as the service takes them. @throws by `signal` */
  orderAll(envelopes: readonly Uint8Array[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * Peers of one organisation, in a channel whose every transaction is a block. Blocks are kept in memory:
 * the ordering service of a measurement uses no disk, and is the same for both sides.
 */
export async function createWorld(folder: string, peers: readonly string[]): Promise<World> {
  const clock = createSystemClock();
  const batch = { timeout: '2s', messageCountMax: 1 };
  const network = await makeNetwork({
    folder,
    organisations: { [MSP_ID]: peers },
    // The sides stay apart from one another, though their channel is one.
    anchors: [],
    channels: [{ name: CHANNEL, organisations: [MSP_ID], batch }],
  });
  const { material, ordererEndpoint } = network;
  const service = createOrderingService({
    crypto: nodeCrypto,
    reader: readerFor('fabric-3.1', mspConfigOf(material.organisations.get(ORDERER_MSP)!)),
    author: network.author(ORDERER),
    clock,
  });
  await service.join(material.channels.get(CHANNEL)!);
  const { tls } = network.member(ORDERER);
  const server = await serveOrderer(ordererEndpoint, { service, clock, tls });
  const { store, chain } = service.channels.get(CHANNEL)!;
  const client = network.author(`${MSP_ID}/User1`);
  const order = (envelope: Uint8Array): void => {
    const { status, info } = service.broadcast(envelope);
    if (status !== Status.SUCCESS) throw new Error(`the orderer: ${Status[status]}, ${info}`);
  };
  return {
    network,
    envelopes: (count, sizeBytes) =>
      Array.from({ length: count }, () => {
        const nonce = new Uint8Array(randomBytes(24));
        return envelopeOfSize({ channel: CHANNEL, sizeBytes, nonce, nowMs: clock.now() }, client);
      }),
    next: () => Number(chain.tip.height),
    order,
    async orderAll(envelopes, signal) {
      for (const envelope of envelopes) {
        signal.throwIfAborted();
        order(envelope);
        while (store.height < chain.tip.height) await turn();
      }
    },
    async close() {
      await service.close();
      await server.close();
    },
  };
}
