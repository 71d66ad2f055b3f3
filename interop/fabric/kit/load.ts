/** Endorsed transactions into Broadcast of whichever orderer serves the network. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { openBroadcast } from '../../../src/adapters/orderer/broadcast-client.js';
import { Status } from '../../../src/wire/gen/common/common_pb.js';
import { endorserTransaction } from '../../../src/wire/transaction/endorser-transaction.js';
import type { ReadWriteSet } from '../../../src/wire/transaction/read-write-set.js';
import { chaincodeDefinition, LIFECYCLE } from './chaincode.js';
import { type Network, ORDERER_MSP } from './network.js';

export interface Load {
  /**
   * The definition of the chaincode; from the block on that has it, Fabric's peers call the other
   * transactions valid. Peers of the reference do so in any case (DEV-51).
   */
  define(): Promise<void>;
  /**
   * Hands in so many transactions as fast as they are acknowledged, each of which writes one key; resolves
   * when the orderer has taken all. @throws Error with its status if it refuses one
   */
  put(count: number, size?: Size): Promise<void>;
  /** The same at an even pace, for so long; resolves to the number taken. Ends early at `stop`. */
  pace(perSecond: number, forMs: number, size?: Size, stop?: AbortSignal): Promise<number>;
  /** One serialized common.Envelope of any kind. @throws Error as above */
  send(envelope: Uint8Array): Promise<void>;
  close(): void;
}

export interface Size {
  /** Of the value that a transaction writes. Default 16 bytes; all else comes to some 3.5 KB. */
  readonly valueBytes?: number;
}

export interface LoadOptions {
  readonly network: Network;
  readonly channel: string;
  /** MSP ID of the client, User1, and of the endorser, a peer. Default: the channel's first organisation. */
  readonly mspId?: string;
}

const CHAINCODE = 'kv';

/** Transactions whose acknowledgement is awaited at a time. */
const IN_FLIGHT_MAX = 64;

/** @throws Error if the orderer cannot be reached. */
export async function openLoad({ network, channel, ...options }: LoadOptions): Promise<Load> {
  const plan = network.channels.find(({ name }) => name === channel)!;
  const client = options.mspId ?? plan.organisations[0]!;
  const author = network.author(`${client}/User1`);
  const endorsers = plan.organisations.flatMap((mspId) => {
    const peer = [...network.peers.values()].find((one) => one.mspId === mspId);
    return peer === undefined ? [] : [network.author(`${mspId}/${peer.name}`)];
  });
  const roots = [network.material.organisations.get(ORDERER_MSP)!.tlsCa.certPem];
  const tls = { ...network.member(`${client}/User1`).tls, rootCaPems: roots };
  const connection = await openBroadcast(network.ordererEndpoint, { tls });
  let count = 0;

  const send = async (envelope: Uint8Array): Promise<void> => {
    const { status, info } = await connection.send(envelope);
    if (status !== Status.SUCCESS) throw new Error(`the orderer: ${Status[status]}, ${info}`);
  };
  const endorsed = (chaincode: string, set: ReadWriteSet): Uint8Array =>
    endorserTransaction(
      nodeCrypto,
      {
        channel,
        chaincode,
        sets: [set],
        nonce: new Uint8Array(randomBytes(24)),
        nowMs: Date.now(),
      },
      author,
      endorsers,
    ).bytes;
  const transaction = ({ valueBytes = 16 }: Size = {}): Uint8Array => {
    count += 1;
    const write = { key: `key${count}`, value: new Uint8Array(randomBytes(valueBytes)) };
    return endorsed(CHAINCODE, { namespace: CHAINCODE, writes: [write] });
  };

  return {
    send,
    define: () => send(endorsed(LIFECYCLE, chaincodeDefinition(CHAINCODE))),
    async put(wanted, size) {
      let begun = 0;
      const one = async (): Promise<void> => {
        while (begun < wanted) {
          begun += 1;
          await send(transaction(size));
        }
      };
      await Promise.all(Array.from({ length: Math.min(wanted, IN_FLIGHT_MAX) }, one));
    },
    async pace(perSecond, forMs, size, stop) {
      const beginMs = performance.now();
      const waiting: Promise<void>[] = [];
      for (let at = 0; at < forMs && !stop?.aborted; at += 1_000 / perSecond) {
        const early = beginMs + at - performance.now();
        if (early > 0) await pause(early);
        waiting.push(send(transaction(size)));
        // Whoever is refused is told at the end.
        waiting.at(-1)!.catch(() => {});
      }
      await Promise.all(waiting);
      return waiting.length;
    },
    close: () => connection.close(),
  };
}
