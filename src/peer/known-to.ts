/**
 * To which peers of one process a message is nothing new: a mark of each peer stands with the message, as all
 * who get it in the same instants read the same few bytes, and none its own stores. Derived from stores, and no
 * part of what is remembered; a peer whose host gave it no place marks nothing.
 */

/** Where a peer marks, and what it marks with. */
export interface Marker {
  /** Dense among the peers of a process that get the same messages. */
  readonly place: number;
  /** Of this marker since it last took all its marks back; never used twice. */
  sign: number;
}

/** Names it in the state of a peer. */
export const MARKER = Symbol('marker');

let signCount = 0;
/** Places that there are, of the greatest of the processes' networks. */
let placeCount = 0;

export function newMarker(place: number): Marker {
  signCount += 1;
  placeCount = Math.max(placeCount, place + 1);
  return { place, sign: signCount };
}

/** Something has left a store: what was nothing new may be again. */
export function takeMarksBack(marker: Marker | undefined): void {
  if (marker === undefined) return;
  signCount += 1;
  marker.sign = signCount;
}

/** By place of a marker, its sign; grows as it is marked. */
export interface Marked {
  knownTo: Uint32Array;
}

/** Of a message that nobody has marked. */
export const TO_NOBODY = new Uint32Array(0);

export const isMarked = ({ knownTo }: Marked, { place, sign }: Marker): boolean =>
  place < knownTo.length && knownTo[place] === sign;

export function mark(marked: Marked, marker: Marker | undefined): void {
  if (marker === undefined) return;
  const { place, sign } = marker;
  if (place >= marked.knownTo.length) {
    // For all at once: a longer one costs more than its bytes.
    const longer = new Uint32Array(placeCount);
    longer.set(marked.knownTo);
    marked.knownTo = longer;
  }
  marked.knownTo[place] = sign;
}
