/** What a case that waits finds among the entries, however often it asks. */
import { expect, it } from 'vitest';
import { arrivals } from '../../conformance/harness/arrivals.js';
import { evidence } from '../../conformance/harness/evidence.js';
import type { Who } from '../../conformance/harness/expect.js';

const o1 = { name: 'o1' } as Who;
const stream = { name: 'o2.1' } as Who;

it('finds what comes to a probe or a stream, before and after it first asks, and each once', () => {
  const seen = evidence(Date.now, () => {});
  const enter = (probe: string, of: string, type: 'received' | 'sent' | 'ended'): number =>
    seen.add({ probe, stream: of, type }).n;
  enter('o1', 'o1.1', 'received');
  const since = seen.entries.length;
  const early = enter('o1', 'o1.2', 'received');
  const arrived = arrivals(seen, [o1, stream], since);
  expect(arrived().map(({ n }) => n)).toEqual([early]);
  enter('o2', 'o2.2', 'received');
  enter('o2', 'o2.1', 'sent');
  const late = [enter('o2', 'o2.1', 'received'), enter('o1', 'o1.1', 'ended')];
  expect(arrived().map(({ n }) => n)).toEqual([early, ...late]);
  expect(arrived().map(({ n }) => n)).toEqual([early, ...late]);
});
