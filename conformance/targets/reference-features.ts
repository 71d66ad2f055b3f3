/** What the reference can do, however it is run. */
import type { Feature } from './target.js';

export const REFERENCE_FEATURES = [
  'timings',
  'restart',
  'multi-org',
  'large-messages',
  'channels',
  'delivery',
  'rejects',
  'query',
  'leave',
] as const satisfies readonly Feature[];
