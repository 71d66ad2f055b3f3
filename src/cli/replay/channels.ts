/** The channels that a replayed peer joins: their ledgers in memory, and what becomes of them. */
import { readFileSync } from 'node:fs';
import { UserMistake } from '../../adapters/user-mistake.js';
import { createMemoryLedger, type MemoryLedger } from '../../ledger/memory-ledger.js';
import { blockHeaderHash, decodeBlock } from '../../wire/block.js';
import type { ChannelReader } from '../../wire/channel/port.js';
import type { Crypto } from '../../wire/crypto/port.js';

/** @throws UserMistake if a file cannot be read, or is not the first block of a channel of its own. */
export function ledgersOf(
  paths: readonly string[],
  reader: ChannelReader,
  crypto: Crypto,
): MemoryLedger[] {
  const ledgers: MemoryLedger[] = [];
  for (const path of paths) {
    const bytes = readBlock(path);
    const config = reader.read(bytes);
    if (config.verdict !== 'accept')
      throw new UserMistake(
        `--join: "${path}": expected the genesis block of a channel (${config.clause}: ${config.reason})`,
      );
    const { channel } = config.value;
    if (ledgers.some((ledger) => ledger.channel === channel))
      throw new UserMistake(`--join: "${path}": channel ${channel} is joined already`);
    const ledger = createMemoryLedger({ crypto, channel, reader });
    const committed = ledger.commit(0n, bytes);
    if (committed.verdict !== 'accept')
      throw new UserMistake(
        `--join: "${path}": expected block 0 of ${channel} (${committed.clause}: ${committed.reason})`,
      );
    ledgers.push(ledger);
  }
  return ledgers;
}

function readBlock(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UserMistake(`--join: "${path}" cannot be read (${(cause as Error).message})`, {
      cause,
    });
  }
}

/** What `peer channel getinfo` prints of a channel: hashes in base64. */
export interface ChannelInfo {
  readonly channel: string;
  readonly height: number;
  readonly currentBlockHash: string;
  readonly previousBlockHash: string;
}

export function infoOf(ledger: MemoryLedger, crypto: Crypto): ChannelInfo {
  const { channel, height } = ledger;
  const [last] = ledger.read(height - 1n, height - 1n);
  const block = last && decodeBlock(last.bytes);
  const header = block?.verdict === 'accept' ? block.value.header : undefined;
  return {
    channel,
    height: Number(height),
    currentBlockHash: header === undefined ? '' : base64(blockHeaderHash(crypto, header)),
    previousBlockHash: header === undefined ? '' : base64(header.previousHash),
  };
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
