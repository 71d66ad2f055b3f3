/** Adapters with one fault each, run as a user's would be: verdict, message and exit status of each. */
import { describe, expect, it } from 'vitest';
import { brokenAdapters, soundAdapter } from '../../../conformance/selftest/broken-adapters.js';
import { provenAdapters } from '../../../conformance/selftest/proven-adapters.js';

describe('an adapter that', () => {
  it.each([soundAdapter, ...brokenAdapters])(
    '$name gets the verdict, the message and the exit status of that',
    { timeout: 60_000 },
    async (adapter) => {
      const [report] = await provenAdapters([adapter]);
      expect(report).toMatchObject({ right: true, observed: expect.any(String) });
    },
  );
  it('is taken for another does not count as proven', { timeout: 60_000 }, async () => {
    const [report] = await provenAdapters([{ ...soundAdapter, verdict: 'target-error' }]);
    expect(report).toMatchObject({ right: false });
    const [other] = await provenAdapters([{ ...soundAdapter, message: /something/ }]);
    expect(other).toMatchObject({ right: false });
  });
});
