/**
 * What a configuration says about cutting blocks: values by which none could be cut.
 *
 * Implements spec/09-channel.md, CHAN-72.
 */
import type { ConfigTree, Tell } from './groups.js';

export function judgeBatches({ orderer }: ConfigTree, tell: Tell): void {
  const {
    maxMessageCount = 0,
    absoluteMaxBytes = 0,
    preferredMaxBytes = 0,
  } = orderer.BatchSize ?? {};
  if (maxMessageCount === 0 || absoluteMaxBytes === 0 || preferredMaxBytes === 0)
    tell('CHAN-72', 'Orderer/BatchSize: a part is 0');
  if (preferredMaxBytes > absoluteMaxBytes)
    tell('CHAN-72', 'Orderer/BatchSize: preferred_max_bytes exceeds absolute_max_bytes');
  const timeout = orderer.BatchTimeout?.timeout ?? '';
  if (!isPositiveDuration(timeout))
    tell('CHAN-72', `Orderer/BatchTimeout: no duration above 0: ${timeout || '(none)'}`);
}

/** Both letters that look like a mu are taken for one. */
const UNITS_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  '\u00b5s': 1e3,
  '\u03bcs': 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3_600e9,
};
const PART = '(\\d+\\.?\\d*|\\.\\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)';
const DURATION = new RegExp(`^\\+?(?:${PART})+$`);

/** A duration as Go writes it, of at least a nanosecond and less than 2^63 of them. */
function isPositiveDuration(text: string): boolean {
  if (!DURATION.test(text)) return false;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(new RegExp(PART, 'g')))
    sum += Math.floor(Number(number) * UNITS_NS[unit!]!);
  return sum > 0 && sum < 2 ** 63;
}
