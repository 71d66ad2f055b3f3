import { describe, expect, it } from 'vitest';
import { blamed } from '../../conformance/harness/run-case.js';
import { watchStalls } from '../../conformance/harness/stalls.js';
import { WIRE_TIMINGS } from '../../conformance/harness/timings.js';
import { ExpectationFailed, Inconclusive } from '../../conformance/harness/verdict.js';

const timings = { ...WIRE_TIMINGS, aliveExpirationTimeoutMs: 1_000 };
const onTheWire = { clock: { kind: 'real' }, timings } as Parameters<typeof blamed>[1];
const inProcess = { clock: { kind: 'virtual' }, timings } as Parameters<typeof blamed>[1];
const failed = new ExpectationFailed('o1 alive', 'o1 dead');

describe('a suite that stood still', () => {
  it('blames itself for a failed expectation', () => {
    const error = blamed(failed, onTheWire, 334);
    expect(error).toBeInstanceOf(Inconclusive);
    expect(error).toMatchObject({ reason: 'TIMEOUT_ENV' });
    expect((error as Error).message).toContain('expected o1 alive; observed o1 dead');
  });

  it('blames the target if the pause was too short to matter', () => {
    expect(blamed(failed, onTheWire, 333)).toBe(failed);
  });

  it('blames the target on virtual time, which stands still with it', () => {
    expect(blamed(failed, inProcess, 60_000)).toBe(failed);
  });

  it('has nothing to blame for a case that passed or an error of its own', () => {
    expect(blamed(undefined, onTheWire, 60_000)).toBeUndefined();
    const broken = new Error('broken');
    expect(blamed(broken, onTheWire, 60_000)).toBe(broken);
  });

  it('knows for how long', () => {
    const watch = watchStalls();
    const begunMs = performance.now();
    while (performance.now() - begunMs < 200);
    expect(watch.longestMs()).toBeGreaterThanOrEqual(100);
    watch.stop();
  });
});
