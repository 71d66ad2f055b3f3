/** The ordering service as a host: blocks on disk, restarts, timers, and disks that fail. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import {
  createOrderingService,
  type OrderingServiceOptions,
} from '../../../src/adapters/orderer/service.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { tipAfter } from '../../../src/orderer/tip.js';
import type { Clock } from '../../../src/ports.js';
import { decodeBlock, encodeBlock } from '../../../src/wire/block.js';
import { createCodec } from '../../../src/wire/codec/codec.js';
import {
  BlockSchema,
  MetadataSchema,
  SignatureHeaderSchema,
  Status,
} from '../../../src/wire/gen/common/common_pb.js';
import { mintOrderedNetwork, NOW, type OrderedNetwork } from '../../support/ordered-network.js';

let network: OrderedNetwork;
let folder: string;
beforeAll(async () => {
  network = await mintOrderedNetwork();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-orderer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Timers fire when the test says so. */
function handClock() {
  const timers = new Set<() => void>();
  const clock: Clock = {
    now: () => NOW,
    after(_, callback) {
      const fire = () => {
        timers.delete(fire);
        callback();
      };
      timers.add(fire);
      return () => timers.delete(fire);
    },
  };
  return { clock, timers, fire: () => [...timers].forEach((timer) => void timer()) };
}

function serviceWith(options: Partial<OrderingServiceOptions> = {}) {
  const hand = handClock();
  const service = createOrderingService({
    crypto: nodeCrypto,
    reader: network.reader,
    author: network.author('OrdererMSP/orderer0'),
    clock: hand.clock,
    folder,
    ...options,
  });
  const put = (key: string) => service.broadcast(network.transaction('Org1MSP/User1', key)).status;
  const grown = (height: bigint): Promise<void> =>
    new Promise((resolve) => {
      const { store, watchers } = service.channels.get('ch1')!;
      const look = () => {
        if (store.height < height) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  return { ...hand, service, put, grown };
}

async function started() {
  const running = serviceWith();
  await running.service.join(network.genesis);
  return { ...running, store: running.service.channels.get('ch1')!.store };
}

function decodedAs<D extends DescMessage>(schema: D, bytes: Uint8Array): MessageShape<D> {
  const read = createCodec(schema).decode(bytes);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  return read.value;
}

/** Of the orderer's signature header. */
function nonceIn(bytes: Uint8Array | undefined): Uint8Array {
  const { metadata } = decodedAs(BlockSchema, bytes!);
  const [signature] = decodedAs(MetadataSchema, metadata!.metadata[0]!).signatures;
  return decodedAs(SignatureHeaderSchema, signature!.signatureHeader).nonce;
}

describe('an ordering service', () => {
  it('ORDR-12, ORDR-13: cuts when the batch is full, or its time is up, and keeps the blocks', async () => {
    const { service, put, grown, fire, timers } = serviceWith();
    expect(await service.join(network.genesis)).toBe('ch1');
    for (const key of ['a', 'b', 'c']) expect(put(key)).toBe(Status.SUCCESS);
    await grown(2n);
    expect(timers.size).toBe(0);
    put('d');
    fire();
    await grown(3n);
    const block = decodeBlock((await service.channels.get('ch1')!.store.read(2n))!);
    expect(block).toMatchObject({ value: { header: { number: 2n } } });
    await service.close();
    expect(timers.size).toBe(0);
  });

  it('ORDR-15: goes on where it ended, and writes what waited before it ends', async () => {
    const first = serviceWith();
    await first.service.join(network.genesis);
    first.put('a');
    await first.service.close();

    const second = serviceWith();
    await second.service.join(network.genesis);
    const { store, chain } = second.service.channels.get('ch1')!;
    expect(store.height).toBe(2n);
    expect(chain.tip).toEqual(tipAfter(nodeCrypto, (await store.read(1n))!));
    for (const key of ['b', 'c', 'd']) second.put(key);
    await second.grown(3n);
    const next = decodeBlock((await store.read(2n))!);
    expect(next).toMatchObject({
      value: { header: { previousHash: tipAfter(nodeCrypto, (await store.read(1n))!)!.lastHash } },
    });
    await second.service.close();
  });

  it('ORDR-73: refuses a genesis block other than the one its store began with', async () => {
    const first = serviceWith();
    await first.service.join(network.genesis);
    await first.service.close();
    const other = await mintOrderedNetwork();
    const second = serviceWith({ reader: other.reader });
    await expect(second.service.join(other.genesis)).rejects.toThrow(
      /not the genesis block of the chain in the store/,
    );
    await second.service.close();
  });

  it('ORDR-91: orders no channel whose peers would not take its blocks', async () => {
    const { service } = serviceWith({ author: network.author('Org1MSP/peer0') });
    await expect(service.join(network.genesis)).rejects.toThrow(UserMistake);
    await expect(service.join(network.genesis)).rejects.toThrow(/BlockValidation/);
    expect(service.channels.size).toBe(0);
    await service.close();
  });
  it('ORDR-74: refuses what is no genesis block, and a channel twice', async () => {
    const { service } = serviceWith();
    await expect(service.join(Uint8Array.of(1, 2, 3))).rejects.toThrow(UserMistake);
    await service.join(network.genesis);
    await expect(service.join(network.genesis)).rejects.toThrow('ch1 is ordered here already');
    await service.close();
  });

  it('ORDR-74: refuses a block whose number or data are not those of a first one', async () => {
    const { service } = serviceWith();
    const genesis = decodeBlock(network.genesis);
    if (genesis.verdict !== 'accept') throw new Error(genesis.reason);
    const { header } = genesis.value;
    for (const flawed of [
      { ...header!, number: 1n },
      { ...header!, dataHash: new Uint8Array(32) },
    ])
      await expect(service.join(encodeBlock({ ...genesis.value, header: flawed }))).rejects.toThrow(
        /^not the genesis block of a channel/,
      );
    await service.join(network.genesis);
    await service.close();
  });

  it('ORDR-15: takes nothing more once it is being stopped', async () => {
    const { service, put, store } = await started();
    put('a');
    const closed = service.close();
    expect(put('b')).toBe(Status.SERVICE_UNAVAILABLE);
    await closed;
    expect(store.height).toBe(2n);
  });

  it('ORDR-24: signs with another nonce each time', async () => {
    const { service, put, grown, store } = await started();
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) put(key);
    await grown(3n);
    const nonces = await Promise.all(
      [1n, 2n].map(async (number) => nonceIn(await store.read(number))),
    );
    expect(nonces.map((nonce) => nonce.length)).toEqual([24, 24]);
    expect(nonces[0]).not.toEqual(nonces[1]);
    await service.close();
  });

  it('ORDR-72: refuses a store that holds something else', async () => {
    writeFileSync(join(folder, 'ch1.blocks'), 'something else, longer than a header');
    const { service } = serviceWith();
    await expect(service.join(network.genesis)).rejects.toThrow(UserMistake);
    expect(service.channels.size).toBe(0);
    await service.close();
  });

  it('ORDR-80: takes no more than so many blocks that wait for the disk, and more when they are written', async () => {
    const { service, grown } = serviceWith();
    await service.join(network.genesis);
    // Each in a block of its own; the disk has no turn before the loop ends.
    const big = () =>
      service.broadcast(network.transaction('Org1MSP/User1', 'a', { paddingBytes: 25_000 })).status;
    const statuses = Array.from({ length: 102 }, big);
    expect(statuses.filter((status) => status === Status.SUCCESS)).toHaveLength(100);
    expect(statuses.slice(100)).toEqual([Status.SERVICE_UNAVAILABLE, Status.SERVICE_UNAVAILABLE]);
    await grown(101n);
    expect(big()).toBe(Status.SUCCESS);
    await service.close();
  });

  it('ORDR-75: takes nothing more once a block could not be kept, and tells', async () => {
    const faults: string[] = [];
    const { service, put, grown } = serviceWith({
      onFault: (channel, { message }) => faults.push(`${channel}: ${message}`),
    });
    await service.join(network.genesis);
    for (const key of ['a', 'b', 'c']) put(key);
    await grown(2n);
    const channel = service.channels.get('ch1')!;
    await channel.store.close();
    const told = new Promise<void>((resolve) => channel.watchers.add(resolve));
    for (const key of ['d', 'e', 'f']) put(key);
    await told;
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^ch1: block store: /);
    expect(put('g')).toBe(Status.SERVICE_UNAVAILABLE);
    expect(channel.store.height).toBe(2n);
  });
});
