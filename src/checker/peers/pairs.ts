/** What is between two peers, as numbers: contents are interned, and what a change makes of one is kept. */
import type { LinkId } from '../../peer/io.js';
import { createInterner } from '../interner.js';
import { type Change, changedBy } from './effects.js';
import { ACCEPTED, type Between, breakSeen, type Item, type StreamEnd } from './streams.js';

/** Something that is next to arrive. */
export interface Arrival {
  readonly peer: number;
  /** Who is at the other end. */
  readonly from: number;
  readonly link: LinkId;
  readonly item: Item;
  /** Number of the change that takes it from where it is. */
  readonly taking: number;
  /** CHEK-110: the peer hears nothing of it. */
  readonly isLost?: true;
  /** Number of the input that it is; once somebody has asked for it. */
  input?: number;
}

export interface Pairs {
  changeOf(change: Change): number;
  after(between: number, change: number, isUp: boolean): number;
  /** The same without what is under way to the peer and idle. */
  without(between: number, peer: number, isIdle: (item: Item) => boolean): number;
  /** CHEK-102: the same with its streams in the order of who dialled and of the names of links. */
  inOrder(between: number): number;
  /** One for each direction of each stream that is not empty; two where it is broken. */
  arrivalsOf(between: number): readonly Arrival[];
  at(between: number): Between;
  numberOf(between: Between): number;
  /** A text that is equal for equal contents, in every instance of a model; `textOf`: of an envelope. */
  textOf(between: number, textOf: (item: Item) => string): string;
}

const compared = (one: StreamEnd, other: StreamEnd): number =>
  one.peer - other.peer || (one.link < other.link ? -1 : 1);

/** The number of nothing. */
export const NOTHING = 0;

export function createPairs(): Pairs {
  const contents = createInterner<Between>();
  const changes = createInterner<Change>();
  const arrivals: (readonly Arrival[])[] = [];
  const ordered: number[] = [];
  /** By content, then by change, twice: where nobody runs at the other side and where somebody does. */
  const results: Map<number, number>[] = [];

  const changeOf = (change: Change): number => changes.intern(JSON.stringify(change), () => change);
  function next(end: StreamEnd, from: number): Arrival[] {
    const { peer, link, coming } = end;
    if (coming.length === 0) return [];
    const first = changeOf({ type: 'take', by: peer, link });
    const arrivals: Arrival[] = [{ peer, from, link, item: coming[0]!, taking: first }];
    const item = breakSeen(end);
    if (item === undefined) return arrivals;
    const taking = changeOf({ type: 'part', by: peer, link });
    const isLost = item === ACCEPTED ? ({ isLost: true } as const) : {};
    return [...arrivals, { peer, from, link, item, taking, ...isLost }];
  }
  const intern = (between: Between): number =>
    contents.intern(JSON.stringify(between), () => {
      results.push(new Map());
      arrivals.push(
        between.flatMap(([near, far]) => [...next(near, far.peer), ...next(far, near.peer)]),
      );
      return between;
    });
  intern([]);

  return {
    changeOf,
    after(between, change, isUp) {
      const key = 2 * change + (isUp ? 1 : 0);
      const known = results[between]!.get(key);
      if (known !== undefined) return known;
      const result = intern(changedBy(contents.at(between), changes.at(change), isUp));
      results[between]!.set(key, result);
      return result;
    },
    without: (between, peer, isIdle) =>
      intern(
        contents.at(between).map((stream) => {
          const [near, far] = stream.map((end) =>
            end.peer === peer
              ? { ...end, coming: end.coming.filter((item) => item < 0 || !isIdle(item)) }
              : end,
          );
          return [near!, far!] as const;
        }),
      ),
    inOrder(between) {
      ordered[between] ??= intern(contents.at(between).toSorted(([a], [b]) => compared(a, b)));
      return ordered[between];
    },
    arrivalsOf: (between) => arrivals[between]!,
    at: (between) => contents.at(between),
    numberOf: intern,
    textOf: (between, textOf) =>
      JSON.stringify(contents.at(between), (key, value) =>
        key === 'coming'
          ? (value as Item[]).map((item) => (item < 0 ? item : textOf(item)))
          : value,
      ),
  };
}
