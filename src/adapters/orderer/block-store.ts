/**
 * The blocks of one channel of the ordering service, in one append-only file: a line that says what it is,
 * then for each block its length, a checksum, its bytes. After a crash the file ends at the last block that
 * was written whole.
 *
 * Implements spec/15-ordering-service.md, ORDR-70 to ORDR-73.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserMistake } from '../user-mistake.js';

export interface BlockStore {
  /** Blocks that would survive a crash. */
  readonly height: bigint;
  /** ORDR-70: resolves once the block would survive a crash. @throws Error if it was not written. */
  append(block: Uint8Array): Promise<void>;
  /** Undefined beyond the height, or if the file has been cut off. */
  read(number: bigint): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

interface Place {
  readonly at: number;
  readonly length: number;
}

/** Length (4 bytes, big-endian) and the first bytes of SHA-256. */
const HEADER_BYTES = 12;
const CHECKSUM_BYTES = 8;

/** What the file begins with. */
const FORMAT = Buffer.from('fabric-gossip blocks 1\n');

const checksumOf = (block: Uint8Array): Buffer =>
  createHash('sha256').update(block).digest().subarray(0, CHECKSUM_BYTES);

/** Of tests, and of channels that nobody needs after the process. */
export function createMemoryBlockStore(): BlockStore {
  const blocks: Uint8Array[] = [];
  return {
    get height() {
      return BigInt(blocks.length);
    },
    async append(block) {
      blocks.push(block);
    },
    read: async (number) => blocks[Number(number)],
    close: async () => {},
  };
}

/**
 * Opens or makes the file, and cuts off what a crash left half-written.
 * @throws UserMistake if something else than the end of the file is damaged, or it cannot be used
 */
export async function openBlockStore(path: string): Promise<BlockStore> {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const places = mended(path);
    return storeOf(await open(path, 'r+'), places);
  } catch (cause) {
    if (cause instanceof UserMistake) throw cause;
    throw new UserMistake(`${path}: cannot be used as a block store: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function storeOf(file: FileHandle, places: Place[]): BlockStore {
  const last = places.at(-1);
  let end = last === undefined ? FORMAT.length : last.at + last.length;
  let broken: Error | undefined;
  return {
    get height() {
      return BigInt(places.length);
    },
    async append(block) {
      // After a failed write the end of the file is unknown until it is opened anew.
      if (broken !== undefined) throw broken;
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUInt32BE(block.length);
      checksumOf(block).copy(header, HEADER_BYTES - CHECKSUM_BYTES);
      try {
        await file.writev([header, block], end);
        await file.datasync();
      } catch (cause) {
        broken = new Error(`block store: ${(cause as Error).message}`, { cause });
        throw broken;
      }
      places.push({ at: end + HEADER_BYTES, length: block.length });
      end += HEADER_BYTES + block.length;
    },
    async read(number) {
      const place = places[Number(number)];
      if (place === undefined) return undefined;
      const block = new Uint8Array(place.length);
      const { bytesRead } = await file.read(block, 0, place.length, place.at);
      return bytesRead === place.length ? block : undefined;
    },
    close: () => file.close(),
  };
}

/** ORDR-71, ORDR-72: where the blocks lie; the file ends after the last of them. */
function mended(path: string): Place[] {
  const file = openSync(path, existsSync(path) ? 'r+' : 'w+');
  try {
    const { size } = fstatSync(file);
    const places: Place[] = [];
    const header = Buffer.alloc(HEADER_BYTES);
    beginWithFormat(file, path, size);
    let at = FORMAT.length;
    while (at < size) {
      const isWhole = readSync(file, header, 0, HEADER_BYTES, at) === HEADER_BYTES;
      const length = isWhole ? header.readUInt32BE() : 0;
      const next = at + HEADER_BYTES + length;
      // A file system may leave zeros where a write was under way.
      if (length === 0 || next > size) break;
      const block = Buffer.alloc(length);
      readSync(file, block, 0, length, at + HEADER_BYTES);
      if (!checksumOf(block).equals(header.subarray(HEADER_BYTES - CHECKSUM_BYTES))) {
        // A write that was under way is the last; damage before the end is not for us to forget.
        if (next < size)
          throw new UserMistake(
            `${path}: block ${places.length} is damaged, and blocks follow it; restore the file from a copy`,
          );
        break;
      }
      places.push({ at: at + HEADER_BYTES, length });
      at = next;
    }
    ftruncateSync(file, at);
    return places;
  } finally {
    closeSync(file);
  }
}

/** A new file, or one whose first write a crash cut off, gets its first line. */
function beginWithFormat(file: number, path: string, size: number): void {
  const found = Buffer.alloc(Math.min(size, FORMAT.length));
  readSync(file, found, 0, found.length, 0);
  if (!FORMAT.subarray(0, found.length).equals(found))
    throw new UserMistake(
      `${path}: expected a block store, found something else; name another folder`,
    );
  if (found.length === FORMAT.length) return;
  writeSync(file, FORMAT, 0, FORMAT.length, 0);
  fsyncSync(file);
}
