/** What the shares of one exploration have in common: flat arrays that several threads may see at once. */

export interface Memory {
  readonly width: number;
  /** How many shares there are. */
  readonly shares: number;
  readonly control: SharedArrayBuffer;
  readonly parts: SharedArrayBuffer;
}

/** A word of `control`. */
export const STOP = 0;
/** 64 bytes: what one share writes often, another one does not have in the same line of its cache. */
const LINE = 16;
/** Word of `control`: states of the share's range of the level that somebody has taken. */
export const cursorOf = (share: number): number => LINE * (1 + share);
const controlWords = (shares: number): number => LINE * (1 + shares);

/** Parts that there is room for; peers of the models come into some ten thousand states. */
const PART_BITS = 18;
export const PART_SLOTS = 1 << PART_BITS;
/** What is kept of a part: two halves of its text, its place, whether all is written, and a state beside it. */
export const PART_HEAD = 4;

/** Counted in 2 + 2 * shares words: what is under way is told by each share to whoever looks. */
export const createMemory = (width: number, shares: number): Memory => ({
  width,
  shares,
  control: new SharedArrayBuffer(4 * controlWords(shares) + 8 * 2 * shares),
  parts: new SharedArrayBuffer(4 * PART_SLOTS * (PART_HEAD + width)),
});

/** Two for each share: steps taken, and states that it was the first to meet. Only to be told. */
export const tallyOf = ({ control, shares }: Memory): Float64Array =>
  new Float64Array(control, 4 * controlWords(shares));
