/** The minted network of the script, its ordering service, and what a client hands to that. */
import { randomBytes } from 'node:crypto';
import { createNodeSigner, nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { changed } from '../../../src/adapters/material/channel-changes.js';
import { memberFolder, mintNetwork, writeNetwork } from '../../../src/adapters/material/network.js';
import { parseNetwork } from '../../../src/adapters/material/network-file.js';
import { mspConfigOf } from '../../../src/adapters/material/organisation.js';
import { serveOrderer } from '../../../src/adapters/orderer/server.js';
import { createOrderingService } from '../../../src/adapters/orderer/service.js';
import { createSystemClock } from '../../../src/adapters/system-clock.js';
import { readerFor } from '../../../src/cli/peer/reader.js';
import { Status } from '../../../src/wire/gen/common/common_pb.js';
import { updateTransaction } from '../../../src/wire/transaction/config-transaction.js';
import { endorserTransaction } from '../../../src/wire/transaction/endorser-transaction.js';
import type { Author } from '../../../src/wire/transaction/signed-envelope.js';

export const CHANNEL = 'ch1';

const networkYaml = (orderer: string, fabric: string): string => `
orderers: [{ mspId: OrdererMSP, nodes: [{ name: orderer0, endpoint: "${orderer}" }] }]
organisations:
  - mspId: Org1MSP
    nodes: [{ name: fabric, endpoint: "${fabric}", anchor: true }, reference]
    users: [User1]
  - mspId: Org2MSP
channels: [{ name: ${CHANNEL}, organisations: [Org1MSP], batch: { timeout: 300ms } }]`;

/** Writes the material into `folder`, and serves the channel at `endpoint`. */
export async function startOrdering(folder: string, endpoint: string, fabric: string) {
  const clock = createSystemClock();
  const nonce = () => new Uint8Array(randomBytes(24));
  const description = parseNetwork(networkYaml(endpoint, fabric), 'network.yaml');
  const material = await mintNetwork(description, clock.now());
  writeNetwork(folder, material);
  const member = (name: string) => material.members.get(name)!;
  const author = (name: string): Author => ({
    identity: member(name).identity,
    sign: createNodeSigner(member(name).signing.keyPem).sign,
  });
  const mspOf = (mspId: string) => mspConfigOf(material.organisations.get(mspId)!);
  const orderer = member('OrdererMSP/orderer0');
  const service = createOrderingService({
    crypto: nodeCrypto,
    reader: readerFor('fabric-3.1', mspOf('OrdererMSP')),
    author: author('OrdererMSP/orderer0'),
    clock,
  });
  await service.join(material.channels.get(CHANNEL)!);
  const server = await serveOrderer(endpoint, { service, clock, tls: orderer.tls });
  const channel = service.channels.get(CHANNEL)!;
  return {
    /** Folder with the `msp` and `tls` of a member. */
    at: (name: string) => memberFolder(folder, member(name)),
    /** Blocks that can be fetched. */
    height: () => channel.store.height,
    /** Whether nothing waits to become a block. */
    isSettled: () =>
      channel.chain.cutter.waiting.length === 0 &&
      channel.store.height === channel.chain.tip.height,
    /** @throws Error with the status, if it is not SUCCESS */
    take(envelope: Uint8Array): void {
      const { status, info } = service.broadcast(envelope);
      if (status !== Status.SUCCESS) throw new Error(`our orderer: ${Status[status]}, ${info}`);
    },
    transaction: (key: string): Uint8Array =>
      endorserTransaction(
        nodeCrypto,
        {
          channel: CHANNEL,
          chaincode: 'kv',
          sets: [{ namespace: 'kv', writes: [{ key, value: new TextEncoder().encode(key) }] }],
          nonce: nonce(),
          nowMs: clock.now(),
        },
        author('Org1MSP/User1'),
        [author('Org1MSP/fabric')],
      ).bytes,
    /** An update by which Org2MSP becomes a member, or ceases to be one, with the agreement of these. */
    update(change: 'add' | 'remove', agreeing: readonly string[]): Uint8Array {
      const { group, config } = channel.chain;
      const wanted = changed(group, [
        change === 'add'
          ? { type: 'add', member: { msp: mspOf('Org2MSP') } }
          : { type: 'remove', mspId: 'Org2MSP' },
      ]);
      return updateTransaction({ channel: CHANNEL, sequence: config.sequence, group }, wanted, {
        agreeing: agreeing.map(author),
        author: author('Org1MSP/User1'),
        nowMs: clock.now(),
        nonce,
      })!;
    },
    async close(): Promise<void> {
      await service.close();
      await server.close();
    },
  };
}
