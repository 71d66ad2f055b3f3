/** What people type into fields: waits with or without a unit, and numbers. */

const WAIT = /^\s*([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|min|h)?\s*$/;
const MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

/** Milliseconds, which is the unit where none is said; undefined for what is no wait. */
export function parseWait(text: string): number | undefined {
  const [, number, unit = 'ms'] = WAIT.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * MS[unit]!;
}

/** Undefined for what is no number from 0. */
export function parseNumber(text: string): number | undefined {
  const number = Number(text.trim());
  return text.trim() !== '' && Number.isFinite(number) && number >= 0 ? number : undefined;
}
