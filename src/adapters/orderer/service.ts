/**
 * The ordering service as a host: runs the chains of src/orderer, keeps their blocks, fires their
 * timers, and tells readers when there are more. Knows no network.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { broadcast } from '../../orderer/broadcast.js';
import {
  batchDue,
  type Chain,
  type ChainEffect,
  createChain,
  readConfiguration,
} from '../../orderer/chain.js';
import type { ChannelState } from '../../orderer/seek.js';
import { isGenesis, tipAfter } from '../../orderer/tip.js';
import type { Clock } from '../../ports.js';
import type { ChannelReader } from '../../wire/channel/port.js';
import type { Crypto } from '../../wire/crypto/port.js';
import type { Status } from '../../wire/gen/common/common_pb.js';
import { sameBytes } from '../../wire/hex.js';
import type { Author } from '../../wire/transaction/signed-envelope.js';
import { UserMistake } from '../user-mistake.js';
import { type BlockStore, createMemoryBlockStore, openBlockStore } from './block-store.js';

export interface OrderingServiceOptions {
  readonly crypto: Crypto;
  readonly reader: ChannelReader;
  readonly author: Author;
  readonly clock: Clock;
  /** Folder of the block files; left out: blocks are kept in memory. */
  readonly folder?: string | undefined;
  /** A block could not be written: the channel takes and gives nothing more. */
  readonly onFault?: (channel: string, error: Error) => void;
  readonly onBlock?: (channel: string, number: bigint) => void;
}

export interface OrderedChannel {
  readonly chain: Chain;
  readonly store: BlockStore;
  /** Called when the height has grown, or nothing more will come. */
  readonly watchers: Set<() => void>;
  state: ChannelState;
}

export interface OrderingService {
  readonly channels: ReadonlyMap<string, OrderedChannel>;
  readonly chains: ReadonlyMap<string, Chain>;
  /**
   * Orders a channel from now on: from this block if its store is empty, else from where the store ends.
   * Resolves to its name. @throws UserMistake naming what is wrong with the block or the store
   */
  join(genesisBlock: Uint8Array): Promise<string>;
  /** Takes one serialized common.Envelope. SUCCESS: it is in order, and will be in a block. */
  broadcast(envelope: Uint8Array): { readonly status: Status; readonly info: string };
  /** ORDR-15: takes nothing more, cuts what waits, writes it, and closes the stores. */
  close(): Promise<void>;
}

/** ORDR-80: blocks that may wait for the disk; from there on, a channel takes nothing. */
const UNWRITTEN_MAX = 100;
const CHANNEL_NAME = /^[a-z][a-z0-9.-]{0,248}$/;

export function createOrderingService(options: OrderingServiceOptions): OrderingService {
  const { crypto, reader, author, clock, folder } = options;
  const channels = new Map<string, OrderedChannel>();
  const chains = new Map<string, Chain>();
  const writing = new Map<string, Promise<void>>();
  const unwritten = new Map<string, number>();
  const timers = new Map<string, () => void>();
  // ORDR-24
  const nonce = () => new Uint8Array(randomBytes(24));
  let isClosing = false;

  const isReady = (name: string): boolean =>
    !isClosing &&
    channels.get(name)?.state === 'open' &&
    (unwritten.get(name) ?? 0) < UNWRITTEN_MAX;

  const wake = ({ watchers }: OrderedChannel): void => {
    for (const watcher of [...watchers]) watcher();
  };

  const write = (channel: OrderedChannel, number: bigint, bytes: Uint8Array): void => {
    const name = channel.chain.channel;
    unwritten.set(name, (unwritten.get(name) ?? 0) + 1);
    const done = (writing.get(name) ?? Promise.resolve()).then(async () => {
      if (channel.state === 'broken') return;
      try {
        await channel.store.append(bytes);
        options.onBlock?.(name, number);
      } catch (error) {
        // ORDR-75
        channel.state = 'broken';
        options.onFault?.(name, error as Error);
      }
      unwritten.set(name, unwritten.get(name)! - 1);
      wake(channel);
    });
    writing.set(name, done);
  };

  const perform = (channel: OrderedChannel, effects: readonly ChainEffect[]): void => {
    const name = channel.chain.channel;
    for (const effect of effects) {
      if (effect.type === 'block.write') write(channel, effect.number, effect.bytes);
      else {
        timers.get(name)?.();
        timers.delete(name);
        if (effect.type === 'timer.arm')
          timers.set(
            name,
            clock.after(effect.ms, () => perform(channel, batchDue(channel.chain))),
          );
      }
    }
  };

  return {
    channels,
    chains,
    async join(genesisBlock) {
      const genesis = readConfiguration(reader, genesisBlock);
      if (genesis.verdict !== 'accept')
        throw new UserMistake(`not the config block of a channel: ${genesis.reason}`);
      const name = genesis.value.config.channel;
      if (!CHANNEL_NAME.test(name))
        throw new UserMistake(
          `channel "${name}": expected small letters, digits, dots and dashes, a letter first`,
        );
      if (channels.has(name)) throw new UserMistake(`channel ${name} is ordered here already`);
      const store =
        folder === undefined
          ? createMemoryBlockStore()
          : await openBlockStore(join(folder, `${name}.blocks`));
      try {
        const chain = await resumed(store, genesisBlock);
        const channel: OrderedChannel = { chain, store, watchers: new Set(), state: 'open' };
        channels.set(name, channel);
        chains.set(name, chain);
        return name;
      } catch (error) {
        await store.close();
        throw error;
      }
    },
    broadcast(envelope) {
      const { status, info, effects, chain } = broadcast(
        { chains, isReady },
        envelope,
        clock.now(),
      );
      if (chain !== undefined) perform(channels.get(chain.channel)!, effects);
      return { status, info };
    },
    async close() {
      isClosing = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
      for (const channel of channels.values()) perform(channel, batchDue(channel.chain));
      await Promise.all(writing.values());
      for (const channel of channels.values()) {
        channel.state = 'closed';
        wake(channel);
        await channel.store.close();
      }
    },
  };

  async function resumed(store: BlockStore, genesisBlock: Uint8Array): Promise<Chain> {
    if (!isGenesis(crypto, genesisBlock))
      throw new UserMistake(
        'not the genesis block of a channel: expected number 0, and the data that its header names',
      );
    if (store.height === 0n) await store.append(genesisBlock);
    const first = (await store.read(0n))!;
    const last = (await store.read(store.height - 1n))!;
    const tip = tipAfter(crypto, last);
    const own = tipAfter(crypto, first);
    const given = tipAfter(crypto, genesisBlock);
    if (tip === undefined || own === undefined || tip.height !== store.height)
      throw new UserMistake('the store holds no chain of blocks; give it another folder');
    // ORDR-73
    if (given === undefined || !sameBytes(own.lastHash, given.lastHash))
      throw new UserMistake(
        'the block given is not the genesis block of the chain in the store; give the one it began with, or another folder',
      );
    const configBlock = (await store.read(tip.lastConfig))!;
    const configuration = readConfiguration(reader, configBlock);
    if (configuration.verdict !== 'accept')
      throw new UserMistake(`block ${tip.lastConfig} of the store: ${configuration.reason}`);
    // ORDR-91
    const { channel, satisfies } = configuration.value.config;
    if (!satisfies('/Channel/Orderer/BlockValidation', [author.identity]))
      throw new UserMistake(
        `channel ${channel}: the identity of this orderer does not satisfy /Channel/Orderer/BlockValidation alone; give it the MSP folder of one of the channel's orderers`,
      );
    return createChain({ crypto, reader, author, nonce }, configuration.value, tip);
  }
}

/** Resolves when nothing waits to be cut or kept. */
export const settled = ({ chain, store, watchers }: OrderedChannel): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (chain.cutter.waiting.length > 0 || store.height < chain.tip.height) return;
      watchers.delete(look);
      resolve();
    };
    watchers.add(look);
    look();
  });
