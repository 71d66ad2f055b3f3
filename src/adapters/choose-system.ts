/** Choices from the operating system's random source. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Choose } from '../peer/io.js';
import { sampleOf } from '../peer/sample.js';

export function createSystemChoose(): Choose {
  return {
    sample: (candidates, count, takesPart) =>
      sampleOf(candidates, count, (bound) => (bound === 1 ? 0 : randomInt(bound)), takesPart),
    nonce: () => randomBytes(8).readBigUInt64BE(),
  };
}
