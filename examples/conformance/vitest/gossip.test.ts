/** Judges a peer within its own tests. TARGET: as after --target, here the reference in process. */
import { conformanceTests } from 'fabric-gossip/conformance/vitest.js';

conformanceTests({
  target: process.env.TARGET ?? 'inproc',
  // One chapter, and what must hold; leave both out for everything.
  patterns: ['link'],
  level: 'MUST',
});
