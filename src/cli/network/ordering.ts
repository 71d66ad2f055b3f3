/** The ordering service of a network, in this process, and a client that writes to it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createNodeSigner, nodeCrypto } from '../../adapters/crypto-node.js';
import { memberFolder } from '../../adapters/material/network.js';
import type { MintedMember } from '../../adapters/material/organisation.js';
import { readLocalMsp } from '../../adapters/msp-folder.js';
import { openBroadcast } from '../../adapters/orderer/broadcast-client.js';
import { serveOrderer } from '../../adapters/orderer/server.js';
import { createOrderingService, settled } from '../../adapters/orderer/service.js';
import type { Clock } from '../../ports.js';
import { Status } from '../../wire/gen/common/common_pb.js';
import { endorserTransaction } from '../../wire/transaction/endorser-transaction.js';
import type { Author } from '../../wire/transaction/signed-envelope.js';
import { readerFor } from '../peer/reader.js';
import { CHANNEL, ORDERER, type Plan } from './plan.js';

export interface Ordering {
  /** Blocks ordered and kept. */
  readonly height: bigint;
  /**
   * Writes `value` to each key, one transaction a key; resolves when all are in blocks.
   * @throws Error if one is refused
   */
  put(entries: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

const authorOf = ({ identity, signing }: MintedMember): Author => ({
  identity,
  sign: createNodeSigner(signing.keyPem).sign,
});

export async function startOrdering(plan: Plan, clock: Clock): Promise<Ordering> {
  const { material, folder, ordererEndpoint, peers } = plan;
  const orderer = material.members.get(ORDERER)!;
  const msp = join(memberFolder(folder, orderer), 'msp');
  const service = createOrderingService({
    crypto: nodeCrypto,
    reader: readerFor(
      'fabric-3.1',
      readLocalMsp(msp, orderer.mspId, nodeCrypto, clock.now()).config,
    ),
    author: authorOf(orderer),
    clock,
    folder: join(folder, 'orderer'),
  });
  await service.join(material.channels.get(CHANNEL)!);
  const server = await serveOrderer(ordererEndpoint, { service, clock, tls: orderer.tls });
  const endorser = peers[0]!;
  const client = material.members.get(`${endorser.mspId}/User1`)!;
  const roots = [material.organisations.get(orderer.mspId)!.tlsCa.certPem];
  const connection = await openBroadcast(ordererEndpoint, {
    tls: { ...client.tls, rootCaPems: roots },
  });
  return {
    get height() {
      return service.channels.get(CHANNEL)!.store.height;
    },
    async put(entries) {
      for (const [key, value] of Object.entries(entries)) {
        const { bytes } = endorserTransaction(
          nodeCrypto,
          {
            channel: CHANNEL,
            chaincode: 'kv',
            sets: [{ namespace: 'kv', writes: [{ key, value: new TextEncoder().encode(value) }] }],
            nonce: new Uint8Array(randomBytes(24)),
            nowMs: clock.now(),
          },
          authorOf(client),
          [authorOf(material.members.get(`${endorser.mspId}/${endorser.name}`)!)],
        );
        const { status, info } = await connection.send(bytes);
        if (status !== Status.SUCCESS)
          throw new Error(`the ordering service refused a transaction: ${Status[status]}, ${info}`);
      }
      await settled(service.channels.get(CHANNEL)!);
    },
    async close() {
      connection.close();
      await service.close();
      await server.close();
    },
  };
}
