/** What the shares of one exploration have in common: flat arrays that several threads may see at once. */

export interface Memory {
  readonly width: number;
  /** How many shares there are. */
  readonly shares: number;
  readonly control: SharedArrayBuffer;
  readonly parts: SharedArrayBuffer;
}

/** What shares know of parts, in one buffer: written by claim of parts.ts alone. */
export interface PartTables {
  /** By fingerprint: number of the record, and one; 0 where there is none. */
  readonly heads: Int32Array;
  /** One word: how many records there are, written or about to be. */
  readonly taken: Int32Array;
  /** PART_HEAD words and a state each. */
  readonly records: Int32Array;
}

/** A word of `control`. */
export const STOP = 0;
/** 64 bytes: what one share writes often, another one does not have in the same line of its cache. */
const LINE = 16;
/** Word of `control`: states of the share's range of the level that somebody has taken. */
export const cursorOf = (share: number): number => LINE * (1 + share);
const controlWords = (shares: number): number => LINE * (1 + shares);

/** Parts that there is room for; peers of the models come into some ten thousand states. */
export const PARTS_MAX = 1 << 18;
const HEADS = 2 * PARTS_MAX;
/** What is kept of a part: two halves of its text, its place; then a state beside it. */
export const PART_HEAD = 3;

/** Counted in 2 + 2 * shares words: what is under way is told by each share to whoever looks. */
export const createMemory = (width: number, shares: number): Memory => ({
  width,
  shares,
  control: new SharedArrayBuffer(4 * controlWords(shares) + 8 * 2 * shares),
  parts: new SharedArrayBuffer(4 * (HEADS + LINE + PARTS_MAX * (PART_HEAD + width))),
});

export const partTablesOf = ({ parts }: Memory): PartTables => ({
  heads: new Int32Array(parts, 0, HEADS),
  taken: new Int32Array(parts, 4 * HEADS, 1),
  records: new Int32Array(parts, 4 * (HEADS + LINE)),
});

/** Two for each share: steps taken, and states that it was the first to meet. Only to be told. */
export const tallyOf = ({ control, shares }: Memory): Float64Array =>
  new Float64Array(control, 4 * controlWords(shares));
