/** What the shares of one exploration have in common: flat arrays that several threads may see at once. */

export interface Memory {
  readonly width: number;
  /** How many shares there are. */
  readonly shares: number;
  readonly control: SharedArrayBuffer;
  /** Where a search for a part begins, and how many there are. */
  readonly heads: SharedArrayBuffer;
  /** It grows, for all at once, while others read it. */
  readonly records: SharedArrayBuffer;
  /** Parts that there can be. */
  readonly partsMax: number;
}

/** What shares know of parts: written by claim of parts.ts alone. */
export interface PartTables {
  /** By fingerprint: number of the latest record, and one; 0 where there is none. */
  readonly heads: Int32Array;
  /** One word: how many records there are, written or about to be. */
  readonly taken: Int32Array;
  /** PART_HEAD words and a state each; as long as the memory is at the time. */
  readonly records: Int32Array;
}

/** A word of `control`. */
export const STOP = 0;
/** 64 bytes: what one share writes often, another one does not have in the same line of its cache. */
const LINE = 16;
/** Word of `control`: states of the share's range of the level that somebody has taken. */
export const cursorOf = (share: number): number => LINE * (1 + share);
const controlWords = (shares: number): number => LINE * (1 + shares);

/** Parts that addresses are set aside for; each takes about a kilobyte in every thread. */
const PARTS_MAX = 1 << 24;
const PARTS_INITIAL = 1 << 12;
const HEADS = 1 << 20;
/** What is kept of a part: two halves of its text, its place, the record before with this head; then a state. */
export const PART_HEAD = 4;

/** @param partsMax parts that there can be at most; fewer if there are not enough addresses */
export function createMemory(width: number, shares: number, partsMax = PARTS_MAX): Memory {
  const bytes = 4 * (PART_HEAD + width);
  return {
    width,
    shares,
    // What is under way is told by each share to whoever looks.
    control: new SharedArrayBuffer(4 * controlWords(shares) + 8 * 2 * shares),
    heads: new SharedArrayBuffer(4 * (HEADS + LINE)),
    ...withAddresses(bytes, partsMax),
  };
}

function withAddresses(bytes: number, partsMax: number): Pick<Memory, 'records' | 'partsMax'> {
  try {
    const initial = bytes * Math.min(PARTS_INITIAL, partsMax);
    return { records: growable(initial, bytes * partsMax), partsMax };
  } catch (error) {
    if (!(error instanceof RangeError) || partsMax <= PARTS_INITIAL) throw error;
    return withAddresses(bytes, partsMax / 2);
  }
}

/* Of ECMAScript 2024, which Node 20 has and the library of types of this project has not. */
type Growable = SharedArrayBuffer & { grow(byteLength: number): void };
const growable = (byteLength: number, maxByteLength: number): SharedArrayBuffer =>
  Reflect.construct(SharedArrayBuffer, [byteLength, { maxByteLength }]);

/** Makes `buffer` at least so large. Another thread may do the same: it never gets smaller. */
export function growTo(buffer: SharedArrayBuffer, byteLength: number, max: number): void {
  while (buffer.byteLength < byteLength) {
    try {
      (buffer as Growable).grow(Math.min(max, Math.max(byteLength, 2 * buffer.byteLength)));
    } catch (error) {
      // Somebody else was faster, and took more.
      if (buffer.byteLength < byteLength) throw error;
    }
  }
}

export const partTablesOf = ({ heads, records }: Memory): PartTables => ({
  heads: new Int32Array(heads, 0, HEADS),
  taken: new Int32Array(heads, 4 * HEADS, 1),
  records: new Int32Array(records),
});

/** Two for each share: steps taken, and states that it was the first to meet. Only to be told. */
export const tallyOf = ({ control, shares }: Memory): Float64Array =>
  new Float64Array(control, 4 * controlWords(shares));
