/**
 * Contexts and events as nobody can write into them: a step is remembered, so what it was taken from must stay as it
 * was.
 *
 * Implements spec/17-checker.md, CHEK-58.
 */

/** Freezes plain objects and lists with all that they hold. Maps, sets and bytes cannot be frozen (CHEK-56). */
export function frozen<T>(value: T): T {
  if (!isPlain(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
