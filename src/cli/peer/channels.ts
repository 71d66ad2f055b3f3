/** The channels of a peer process: opens their ledgers, joins and leaves them. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { tlsRootsIn } from '../../adapters/channel-roots.js';
import { ledgerFolder, openLedger } from '../../adapters/ledger/open-ledger.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { KeyValueStore } from '../../ledger/key-value-store.js';
import { createMemoryStore } from '../../ledger/memory-store.js';
import { openStore } from '../../ledger/open-store.js';
import type { PeerInput } from '../../peer/io.js';
import type { Ledger } from '../../ports.js';
import { decodeBlock } from '../../wire/block.js';
import type { ChannelReader } from '../../wire/channel/port.js';
import type { Crypto } from '../../wire/crypto/port.js';
import { sameBytes } from '../../wire/hex.js';
import { readInput } from '../material/input-file.js';

export interface ChannelsOptions {
  readonly crypto: Crypto;
  readonly reader: ChannelReader;
  /** Folder of all ledgers; left out: they are kept in memory. */
  readonly folder: string | undefined;
  /** Where the ledger of a channel is kept without a folder. Default: a new store in memory. */
  readonly store?: (channel: string) => KeyValueStore;
  /** The TLS roots that the peer trusts by all its channels, PEM. Called when they may have changed. */
  readonly trust: (rootPems: readonly string[]) => void;
  /** Called with each ledger that has been opened, before its channel is joined. Default: nothing. */
  readonly prepare?: (ledger: Ledger) => Promise<void>;
}

export interface Channels {
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /** Opens the ledgers that the folder holds. @throws UserMistake if one is not sound */
  reopen(): Promise<void>;
  /**
   * Opens the ledger of the channel whose genesis block is in this file. Resolves to its name.
   * @throws UserMistake naming what is wrong with the block or the ledger
   */
  open(path: string): Promise<string>;
  /** What a peer is fed to join a channel whose ledger is open. */
  joinInput(channel: string): PeerInput;
  /** A configuration took effect. */
  configured(): void;
  close(): Promise<void>;
}

export function createChannels(options: ChannelsOptions): Channels {
  const { crypto, reader, folder, trust, prepare = async () => {} } = options;
  const store = options.store ?? (() => createMemoryStore());
  const ledgers = new Map<string, Ledger>();
  const configured = (): void =>
    trust([...new Set([...ledgers.values()].flatMap((ledger) => tlsRootsIn(ledger.configBlock)))]);
  const openOf = async (channel: string): Promise<Ledger> => {
    const rules = { crypto, channel, reader };
    if (folder !== undefined) return openLedger(ledgerFolder(folder, channel), rules);
    const opening = await openStore(rules, store(channel));
    if (opening.verdict === 'accept') return opening.value;
    throw new Error(`the ledger in memory was refused: ${opening.reason}`);
  };

  return {
    ledgers,
    configured,
    async reopen() {
      if (folder === undefined || !existsSync(folder)) return;
      if (!statSync(folder).isDirectory())
        throw new UserMistake(`--ledger ${folder}: expected the folder of the ledgers, got a file`);
      const names = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort();
      for (const name of names) {
        const ledger = await openOf(name);
        // A process that ended between making a ledger and its first block leaves an empty one.
        if (ledger.height === 0n) {
          await ledger.close();
          continue;
        }
        await prepare(ledger);
        ledgers.set(name, ledger);
      }
      configured();
    },
    async open(path) {
      const block = readInput(path);
      const config = reader.read(block);
      if (config.verdict !== 'accept')
        throw new UserMistake(
          `${path}: expected the genesis block of a channel: ${config.reason} (${config.clause})`,
        );
      const { channel } = config.value;
      const header = headerOf(block);
      const number = header?.number;
      const open = ledgers.get(channel);
      if (open !== undefined) {
        await expectGenesis(path, header, open);
        return channel;
      }
      const ledger = await openOf(channel);
      try {
        await expectGenesis(path, header, ledger);
        if (ledger.height === 0n) {
          if (number !== 0n)
            throw new UserMistake(
              `${path}: expected the genesis block of ${channel}, got block ${number}`,
            );
          await ledger.commit(0n, block);
        }
        await prepare(ledger);
      } catch (cause) {
        await ledger.close();
        if (cause instanceof UserMistake) throw cause;
        throw new UserMistake(`${path}: ${(cause as Error).message}`, { cause });
      }
      ledgers.set(channel, ledger);
      configured();
      return channel;
    },
    joinInput(channel) {
      const { configBlock, height, lastHash } = ledgers.get(channel)!;
      return { type: 'channel.join', channel, configBlock, height, lastHash };
    },
    async close() {
      for (const ledger of ledgers.values()) await ledger.close();
    },
  };
}

function headerOf(bytes: Uint8Array) {
  const block = decodeBlock(bytes);
  return block.verdict === 'accept' ? block.value.header : undefined;
}

/** @throws UserMistake if this is a genesis block, and not the one with which the ledger begins */
async function expectGenesis(
  path: string,
  header: ReturnType<typeof headerOf>,
  ledger: Ledger,
): Promise<void> {
  if (header?.number !== 0n || ledger.height === 0n) return;
  const [first] = await ledger.read(0n, 0n);
  const begun = first && headerOf(first.bytes);
  if (begun === undefined || sameBytes(begun.dataHash, header.dataHash)) return;
  throw new UserMistake(
    `${path}: expected the genesis block with which the ledger of ${ledger.channel} begins, got another; keep ledgers of other networks in other folders`,
  );
}
