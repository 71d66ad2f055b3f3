/** Values with units, as a scenario file writes them. The schema has judged their form. */

const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  B: 1,
  KB: 1_000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  'B/s': 1,
  'KB/s': 1_000,
  'MB/s': 1_000_000,
  'GB/s': 1_000_000_000,
  'kbit/s': 125,
  'Mbit/s': 125_000,
  'Gbit/s': 125_000_000,
  '%': 0.01,
};

/** Milliseconds, bytes, bytes a second, or a share. */
export function plainOf(value: number | string): number {
  if (typeof value === 'number') return value;
  const [, number, unit] = /^(-?[0-9.]+)(.*)$/.exec(value)!;
  return Number(number) * UNITS[unit!]!;
}
