/**
 * What is between two peers: streams that were dialled, and what is under way on them. Immutable, so that
 * contents are interned. Each direction of a stream keeps its order; streams do not wait for one another.
 *
 * Implements spec/17-checker.md, CHEK-26, CHEK-110.
 */
import type { EndStatus, LinkId } from '../../peer/io.js';

/** Number of an interned envelope, or one of the marks. */
export type Item = number;
export const ACCEPTED = -1;
export const OPENED = -2;
export const FAILED = -3;
export const ENDED_OK = -4;
export const ENDED_UNKNOWN = -5;
/** CHEK-109: the network is cut. */
export const BROKEN = -6;

export const endOf = (status: EndStatus): Item => (status === 'OK' ? ENDED_OK : ENDED_UNKNOWN);
const endsStream = (item: Item): boolean => item <= FAILED;

export interface StreamEnd {
  readonly peer: number;
  /** As this peer calls the stream. */
  readonly link: LinkId;
  readonly isOpen: boolean;
  /** Under way to this peer, the next one first. */
  readonly coming: readonly Item[];
}

/** In the place of a peer where nobody lives: every dial there fails. */
export const NOBODY = -1;

/** The dialler's end first. */
export type Stream = readonly [StreamEnd, StreamEnd];
export type Between = readonly Stream[];

/** Who dials: a peer, and which of its lives, for it names its links anew in each. */
export interface Dialler {
  readonly peer: number;
  readonly life: number;
}

/** CHEK-26: a dial succeeds if there is a peer at the other end. */
export function dialled(
  between: Between,
  { peer: from, life }: Dialler,
  link: LinkId,
  to: number,
  isUp: boolean,
) {
  const near: StreamEnd = { peer: from, link, isOpen: true, coming: [isUp ? OPENED : FAILED] };
  const far: StreamEnd = {
    peer: to,
    link: `a${from}.${life}.${link}`,
    isOpen: isUp,
    coming: isUp ? [ACCEPTED] : [],
  };
  return [...between, [near, far]] as Between;
}

const changed = (
  between: Between,
  peer: number,
  link: LinkId,
  change: (own: StreamEnd, other: StreamEnd) => readonly [StreamEnd, StreamEnd],
): Between =>
  between
    .map((stream): Stream => {
      const place = stream.findIndex((end) => end.peer === peer && end.link === link);
      if (place < 0) return stream;
      const [own, other] = change(stream[place]!, stream[1 - place]!);
      return place === 0 ? [own, other] : [other, own];
    })
    .filter((stream) => stream.some(({ isOpen }) => isOpen));

/** Behind a break nothing comes. */
const takesMore = ({ isOpen, coming }: StreamEnd): boolean => isOpen && coming.at(-1) !== BROKEN;

/** What this peer sends goes to the other end, unless either is closed. */
export const sent = (between: Between, peer: number, link: LinkId, item: Item): Between =>
  changed(between, peer, link, (own, other) => [
    own,
    own.isOpen && takesMore(other) ? { ...other, coming: [...other.coming, item] } : other,
  ]);

/** This peer ends the stream: it hears no more of it, the other one hears of the end. */
export const ended = (between: Between, peer: number, link: LinkId, status: EndStatus): Between =>
  changed(between, peer, link, (own, other) => [
    { ...own, isOpen: false, coming: [] },
    own.isOpen && takesMore(other) ? { ...other, coming: [...other.coming, endOf(status)] } : other,
  ]);

/** The next thing has arrived, or was lost. An end closes the end at which it arrives. */
export const taken = (between: Between, peer: number, link: LinkId): Between =>
  changed(between, peer, link, (own, other) => [
    endsStream(own.coming[0]!)
      ? { ...own, isOpen: false, coming: [] }
      : { ...own, coming: own.coming.slice(1) },
    other,
  ]);

/** CHEK-110: the network is cut between the two: each end will see a break, and nothing that is sent from now on. */
export const cutOff = (between: Between): Between =>
  between.map((stream): Stream => {
    const [near, far] = stream.map((end) =>
      takesMore(end) && end.coming[0] !== FAILED
        ? { ...end, coming: [...end.coming, BROKEN] }
        : end,
    );
    return [near!, far!];
  });

/**
 * CHEK-110: what a peer sees that sees the break at once, and not what was under way before: undefined where none
 * comes, ACCEPTED where it never hears of the stream.
 */
export function breakSeen({ coming }: StreamEnd): Item | undefined {
  if (coming.length < 2 || coming.at(-1) !== BROKEN) return undefined;
  const [first] = coming;
  return first === OPENED ? FAILED : first === ACCEPTED ? ACCEPTED : BROKEN;
}

/** The break has been seen, and whatever came before is lost. */
export const parted = (between: Between, peer: number, link: LinkId): Between =>
  changed(between, peer, link, (own, other) => [{ ...own, isOpen: false, coming: [] }, other]);

/** A peer is gone: its ends close, and the other ones hear of it after what was under way. */
export const broken = (between: Between, peer: number): Between => {
  let left = between;
  for (const stream of between)
    for (const end of stream) if (end.peer === peer) left = ended(left, peer, end.link, 'UNKNOWN');
  return left;
};
