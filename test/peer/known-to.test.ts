/** A mark says that a message is nothing new until something has left a store, or another peer stands in the place. */
import { expect, it } from 'vitest';
import {
  isMarked,
  type Marked,
  mark,
  newMarker,
  TO_NOBODY,
  takeMarksBack,
} from '../../src/peer/known-to.js';

const unmarked = (): Marked => ({ knownTo: TO_NOBODY });

it('is of the peer that made it', () => {
  const message = unmarked();
  const [one, other, far] = [newMarker(0), newMarker(1), newMarker(200)];
  mark(message, one);
  mark(message, far);
  expect([one, other, far].map((marker) => isMarked(message, marker))).toEqual([true, false, true]);
  expect(isMarked(unmarked(), one)).toBe(false);
});

it('is gone when something has left a store, and for who comes after in the same place', () => {
  const message = unmarked();
  const marker = newMarker(3);
  mark(message, marker);
  takeMarksBack(marker);
  expect(isMarked(message, marker)).toBe(false);
  mark(message, marker);
  expect(isMarked(message, marker)).toBe(true);
  expect(isMarked(message, newMarker(3))).toBe(false);
});

it('is not made by a peer without a place', () => {
  const message = unmarked();
  mark(message, undefined);
  expect(message.knownTo).toHaveLength(0);
});
