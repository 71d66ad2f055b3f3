/**
 * The store port of a ledger upon LevelDB: one folder, one process.
 *
 * Implements spec/13-ledger.md, LEDG-60, LEDG-63 and LEDG-64. Guarantees of LevelDB that are relied upon: a batch is
 * one record of its log, and with `sync` the log is on disk before the call returns.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { bytesOf, byteTextOf } from '../../ledger/byte-text.js';
import type { KeyValueStore } from '../../ledger/key-value-store.js';
import { UserMistake } from '../user-mistake.js';

type Database = ClassicLevel<Uint8Array, Uint8Array>;

/** So few are read on the spot: sending them to another thread and back takes longer than to look. */
const KEYS_AT_ONCE = 16;

/**
 * Opens the folder, which is made if it is not there, unless `create` is false.
 * @throws UserMistake if it is in use, damaged, no folder, or not this user's.
 */
export async function openLevelStore(
  folder: string,
  { create = true } = {},
): Promise<KeyValueStore> {
  // LevelDB makes a folder for its lock before it looks.
  if (!create && !existsSync(join(folder, 'CURRENT'))) {
    throw new UserMistake(`ledger folder ${folder} holds no ledger`);
  }
  const database: Database = new ClassicLevel(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
  });
  try {
    await database.open();
  } catch (error) {
    throw openingMistake(folder, error);
  }
  return levelStore(folder, database);
}

function levelStore(folder: string, database: Database): KeyValueStore {
  const attempt = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw new Error(`ledger folder ${folder} cannot be ${what}: ${causeOf(error)}`, {
        cause: error,
      });
    }
  };
  return {
    getMany: (keys) =>
      attempt('read', async () =>
        keys.length <= KEYS_AT_ONCE
          ? keys.map((key) => database.getSync(bytesOf(key)))
          : database.getMany(keys.map(bytesOf)),
      ),
    async *entries(from, to) {
      const iterator = database.iterator({ gte: bytesOf(from), lt: bytesOf(to) });
      try {
        for (;;) {
          const entry = await attempt('read', () => iterator.next());
          if (entry === undefined) return;
          yield [byteTextOf(entry[0]), entry[1]] as const;
        }
      } finally {
        await iterator.close();
      }
    },
    write: (changes) =>
      attempt('written', () =>
        database.batch(
          changes.map(({ key, value }) =>
            value === undefined
              ? { type: 'del', key: bytesOf(key) }
              : { type: 'put', key: bytesOf(key), value },
          ),
          { sync: true },
        ),
      ),
    close: () => attempt('closed', () => database.close()),
  };
}

/** LEDG-64 */
function openingMistake(folder: string, error: unknown): UserMistake {
  const cause = causeOf(error);
  const code = codeOf(error);
  const say = (what: string) =>
    new UserMistake(`ledger folder ${folder} ${what}`, { cause: error });
  if (code === 'LEVEL_LOCKED' || /lock.*(temporarily unavailable|already held)/i.test(cause)) {
    return say('is in use by another process: stop that one, or name another folder');
  }
  if (code === 'LEVEL_CORRUPTION' || /corruption/i.test(cause)) {
    return say(`is damaged: ${cause}. Move it away; a peer fetches the blocks anew`);
  }
  return say(`cannot be opened: ${cause}. It has to be a folder that this user may read and write`);
}

/** The innermost message: what LevelDB or the system said. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : causeOf(error.cause);
}

function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  const inner = codeOf(error.cause);
  return inner ?? (error as Error & { code?: unknown }).code;
}
