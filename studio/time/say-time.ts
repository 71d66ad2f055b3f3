/** Instants and durations as people read them. */

/** `1:12.345` or `12.345 s`. */
export function sayMs(ms: number): string {
  const whole = Math.round(ms);
  const minutes = Math.floor(whole / 60_000);
  const seconds = ((whole - minutes * 60_000) / 1_000).toFixed(3);
  return minutes === 0 ? `${seconds} s` : `${minutes}:${seconds.padStart(6, '0')}`;
}

/** Without fractions, for scales. */
export function sayRound(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms < 60_000 ? `${ms / 1_000} s` : `${ms / 60_000} min`;
}

/** An instant on a scale whose marks are `stepMs` apart. */
export function sayMark(ms: number, stepMs: number): string {
  const digits = stepMs >= 1_000 ? 0 : stepMs >= 100 ? 1 : stepMs >= 10 ? 2 : 3;
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms - minutes * 60_000) / 1_000).toFixed(digits);
  return minutes === 0
    ? `${seconds} s`
    : `${minutes}:${seconds.padStart(digits === 0 ? 2 : digits + 3, '0')}`;
}
