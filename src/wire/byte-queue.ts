/**
 * Bytes that arrive in pieces and are taken in units: what every reader of a length-prefixed stream
 * holds. Never more than twice the memory of what is in it.
 */
export interface ByteQueue {
  append(piece: Uint8Array): void;
  readonly length: number;
  /** The byte at `index` from the front; the caller knows that it is there. */
  at(index: number): number;
  /** The 32 bits, most significant first, at `index` from the front. */
  uint32At(index: number): number;
  /** Removes `count` bytes from the front and returns a copy of them. */
  take(count: number): Uint8Array;
  clear(): void;
}

const NOTHING = new Uint8Array(0);

export function createByteQueue(): ByteQueue {
  let buffer = NOTHING;
  let from = 0;
  let to = 0;
  const clear = (): void => {
    buffer = NOTHING;
    from = 0;
    to = 0;
  };
  return {
    append(piece) {
      if (to + piece.length > buffer.length) {
        const held = buffer.subarray(from, to);
        // Doubling keeps many small pieces of a large unit from being copied again and again.
        const grown = new Uint8Array(Math.max(2 * held.length, held.length + piece.length));
        grown.set(held);
        buffer = grown;
        to = held.length;
        from = 0;
      }
      buffer.set(piece, to);
      to += piece.length;
    },
    get length() {
      return to - from;
    },
    at: (index) => buffer[from + index]!,
    uint32At: (index) => new DataView(buffer.buffer).getUint32(from + index),
    take(count) {
      const taken = buffer.slice(from, from + count);
      from += count;
      if (from === to) clear();
      return taken;
    },
    clear,
  };
}
