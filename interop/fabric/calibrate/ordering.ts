/** The embedded ordering service for the Fabric peers: a block for each transaction, at once, and when it was there. */
import { randomBytes } from 'node:crypto';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { mspConfigOf } from '../../../src/adapters/material/organisation.js';
import { serveOrderer } from '../../../src/adapters/orderer/server.js';
import { createOrderingService } from '../../../src/adapters/orderer/service.js';
import { createSystemClock } from '../../../src/adapters/system-clock.js';
import { readerFor } from '../../../src/cli/peer/reader.js';
import { Status } from '../../../src/wire/gen/common/common_pb.js';
import { endorserTransaction } from '../../../src/wire/transaction/endorser-transaction.js';
import { type Network, ORDERER, ORDERER_MSP } from '../kit/network.js';
import { CHANNEL } from './settings.js';

export interface Ordering {
  /** Hands in a transaction, which is a block by itself. @throws Error with the status, if it is not SUCCESS */
  order(): void;
  close(): Promise<void>;
}

/** `onBlock` hears of each block when it can be fetched. */
export async function startOrdering(
  network: Network,
  onBlock: (number: number) => void,
): Promise<Ordering> {
  const clock = createSystemClock();
  const { organisations, channels } = network.material;
  const service = createOrderingService({
    crypto: nodeCrypto,
    reader: readerFor('fabric-3.1', mspConfigOf(organisations.get(ORDERER_MSP)!)),
    author: network.author(ORDERER),
    clock,
    onBlock: (_, number) => onBlock(Number(number)),
  });
  await service.join(channels.get(CHANNEL)!);
  const server = await serveOrderer(network.ordererEndpoint, {
    service,
    clock,
    tls: network.member(ORDERER).tls,
  });
  const author = network.author('Org1MSP/User1');
  const endorsers = [network.author('Org1MSP/peer0')];
  let made = 0;
  return {
    order() {
      made += 1;
      const set = {
        namespace: 'kv',
        writes: [{ key: `key${made}`, value: new Uint8Array(1_000) }],
      };
      const { bytes } = endorserTransaction(
        nodeCrypto,
        {
          channel: CHANNEL,
          chaincode: 'kv',
          sets: [set],
          nonce: new Uint8Array(randomBytes(24)),
          nowMs: clock.now(),
        },
        author,
        endorsers,
      );
      const { status, info } = service.broadcast(bytes);
      if (status !== Status.SUCCESS) throw new Error(`the orderer: ${Status[status]}, ${info}`);
    },
    async close() {
      await service.close();
      await server.close();
    },
  };
}
