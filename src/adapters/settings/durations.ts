/** Durations as Go writes them: `4s`, `1500ms`, `1h2m0.5s`; a bare number counts nanoseconds. */

const NANOSECONDS: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  // The micro sign and the Greek letter.
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const NANOSECONDS_MAX = 2n ** 63n - 1n;
const TERM = /^(\d+)?(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/;

/** Nanoseconds of `text`; undefined if Go would refuse it (what exceeds 292 years included). */
export function parseDuration(text: string): bigint | undefined {
  const isNegative = text.startsWith('-');
  let rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0n;
  if (rest === '') return undefined;
  let sum = 0n;
  while (rest !== '') {
    const term = TERM.exec(rest);
    if (term === null) return undefined;
    const [all, whole, fraction, unit] = term;
    if (whole === undefined && !fraction) return undefined;
    const scale = NANOSECONDS[unit!]!;
    const digits = fraction ?? '';
    sum +=
      BigInt(whole ?? 0) * scale + (BigInt(digits || 0) * scale) / 10n ** BigInt(digits.length);
    rest = rest.slice(all.length);
  }
  if (sum > NANOSECONDS_MAX) return undefined;
  return isNegative ? -sum : sum;
}

/** Nanoseconds of a setting: a text without any unit, or a number, counts nanoseconds. */
export function settingDuration(value: string | number): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return /^[+-]?\d+$/.test(value) ? parseDuration(`${value}ns`) : parseDuration(value);
}

/** Whole milliseconds, rounded up: what is more than nothing stays more than nothing. */
export const millisecondsOf = (nanoseconds: bigint): number =>
  Number((nanoseconds + 999_999n) / 1_000_000n);
