/**
 * Writes protobuf's binary form from its end to its start, so that every length is known when it is
 * written and nothing is measured twice.
 */

export interface Sink {
  bytes: Uint8Array;
  /** Index of the first byte written so far. */
  at: number;
}

/** Kept between calls for messages of ordinary size; larger ones get a buffer of their own. */
const scratch = new Uint8Array(1 << 16);

export const openSink = (): Sink => ({ bytes: scratch, at: scratch.length });

/** How many bytes were written so far. */
export const sinkLength = (sink: Sink): number => sink.bytes.length - sink.at;

/** What was written, as a copy of its own. */
export const closeSink = ({ bytes, at }: Sink): Uint8Array => bytes.slice(at);

/** Makes room for `count` bytes before those that are written, and moves there. */
export function reserve(sink: Sink, count: number): void {
  if (sink.at < count) grow(sink, count);
  sink.at -= count;
}

function grow(sink: Sink, count: number): void {
  const written = sink.bytes.subarray(sink.at);
  const larger = new Uint8Array(2 * (written.length + count));
  sink.at = larger.length - written.length;
  larger.set(written, sink.at);
  sink.bytes = larger;
}

/** Copying byte by byte beats `set` below this length. */
const SHORT_BYTES = 24;

export function writeRaw(sink: Sink, value: Uint8Array): void {
  const { length } = value;
  reserve(sink, length);
  if (length > SHORT_BYTES) sink.bytes.set(value, sink.at);
  else for (let i = 0; i < length; i++) sink.bytes[sink.at + i] = value[i]!;
}

/** A varint of up to 32 bits, unsigned. */
export function writeVarint(sink: Sink, value: number): void {
  if (value < 0x80) {
    reserve(sink, 1);
    sink.bytes[sink.at] = value;
    return;
  }
  writeVarint64(sink, value, 0);
}

/** A varint from its lower and upper 32 bits, both unsigned. */
export function writeVarint64(sink: Sink, low: number, high: number): void {
  const bits = high === 0 ? 32 - Math.clz32(low) : 64 - Math.clz32(high);
  const count = Math.max(1, Math.ceil(bits / 7));
  reserve(sink, count);
  let l = low;
  let h = high;
  for (let i = 0; i < count; i++) {
    sink.bytes[sink.at + i] = (l & 0x7f) | (i === count - 1 ? 0 : 0x80);
    l = ((l >>> 7) | (h << 25)) >>> 0;
    h >>>= 7;
  }
}

const pair = new Uint32Array(2);
const joined = new BigUint64Array(pair.buffer);
/** Index of the lower half in `pair`, by the byte order of this machine. */
const LOW = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;

/** A 64-bit integer, signed or not, as a varint; taken modulo 2^64. */
export function writeBigInt(sink: Sink, value: bigint): void {
  joined[0] = value;
  writeVarint64(sink, pair[LOW]!, pair[1 - LOW]!);
}

const utf8 = new TextEncoder();
/** Up to this many characters a loop is faster than a TextEncoder. */
const SHORT_TEXT = 32;

/** Returns the number of bytes written. */
export function writeText(sink: Sink, text: string): number {
  const { length } = text;
  if (length <= SHORT_TEXT) {
    reserve(sink, length);
    let i = 0;
    for (; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) break;
      sink.bytes[sink.at + i] = code;
    }
    if (i === length) return length;
    sink.at += length;
  }
  const encoded = utf8.encode(text);
  writeRaw(sink, encoded);
  return encoded.length;
}
