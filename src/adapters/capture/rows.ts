/**
 * Captures: recorded gossip traffic, one JSON object a line (format in spec/vectors/README.md).
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserMistake } from '../user-mistake.js';

export interface CaptureRow {
  /** One-based line of the file. */
  readonly line: number;
  /** Milliseconds since the start of the recording. */
  readonly ms: number;
  /** As seen by the recorder. */
  readonly dir: 'in' | 'out';
  readonly conn: string;
  /** Kind as the recorder named it. */
  readonly kind: string;
  /** Serialized gossip.Envelope. */
  readonly bytes: Uint8Array;
}

/** A capture that cannot be read: says where, what stands there, and what is allowed. */
export class CaptureError extends UserMistake {
  override readonly name = 'CaptureError';
}

/** The rows of a capture, in order; empty lines are skipped. `.gz` is unpacked. @throws CaptureError */
export async function* readCapture(path: string): AsyncGenerator<CaptureRow> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile())
    throw new CaptureError(`${path}: expected a capture file (JSON Lines), found none`);
  const lines = createInterface({ input: bytesOf(path), crlfDelay: Infinity });
  let line = 0;
  try {
    for await (const text of lines) {
      line += 1;
      if (text.trim() !== '') yield parseRow(text, `${path}:${line}`, line);
    }
  } catch (cause) {
    if (cause instanceof CaptureError) throw cause;
    throw new CaptureError(`${path}: cannot be read (${(cause as Error).message})`, { cause });
  }
}

function bytesOf(path: string): Readable {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) return file;
  const unpacked = createGunzip();
  file.once('error', (error) => unpacked.destroy(error));
  return file.pipe(unpacked);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function parseRow(text: string, where: string, line: number): CaptureRow {
  let row: Record<string, unknown>;
  try {
    row = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new CaptureError(`${where}: expected one JSON object, got ${excerpt(text)}`);
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    throw new CaptureError(`${where}: expected one JSON object, got ${excerpt(text)}`);
  const { ms, dir, conn = '', kind = '', envelope } = row;
  const wrong = (field: string, allowed: string) =>
    new CaptureError(
      `${where}: ${field}: expected ${allowed}, got ${excerpt(JSON.stringify(row[field]) ?? 'nothing')}`,
    );
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0)
    throw wrong('ms', 'milliseconds since the start, a number from 0');
  if (dir !== 'in' && dir !== 'out') throw wrong('dir', '"in" or "out"');
  if (typeof conn !== 'string') throw wrong('conn', 'the name of a connection');
  if (typeof kind !== 'string') throw wrong('kind', 'the name of a message kind');
  if (typeof envelope !== 'string' || !BASE64.test(envelope))
    throw wrong('envelope', 'a serialized gossip.Envelope in base64');
  return { line, ms, dir, conn, kind, bytes: Uint8Array.from(Buffer.from(envelope, 'base64')) };
}

const excerpt = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
