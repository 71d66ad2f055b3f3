/** Every rule for what others send, in the order in which they are told. */
import type { Crypto } from '../../../wire/crypto/port.js';
import { blockRules } from './blocks.js';
import { boundsRules } from './bounds.js';
import { dutyRules } from './duties.js';
import { exchangeRules } from './exchange.js';
import { formRules } from './form.js';
import { orderRules } from './order.js';
import { blockRepeated } from './repeats.js';
import type { WireRule } from './seen.js';
import { type Timings, timingRules } from './timing.js';

export const wireRules = (crypto: Crypto, timings: Timings): readonly WireRule[] => [
  ...formRules,
  ...orderRules,
  ...exchangeRules,
  ...dutyRules(crypto),
  ...boundsRules,
  ...blockRules(crypto),
  blockRepeated(crypto),
  ...timingRules(timings),
];
