/** Adapters with one fault each, run as a user's would be: verdict, message and exit status of each. */
import { beforeAll, describe, expect, it } from 'vitest';
import { brokenAdapters, soundAdapter } from '../../../conformance/selftest/broken-adapters.js';
import { provenAdapters } from '../../../conformance/selftest/proven-adapters.js';
import type { AdapterReport } from '../../../conformance/selftest/report.js';

const MISTAKEN = [
  { ...soundAdapter, name: 'is taken for a broken one', verdict: 'target-error' as const },
  { ...soundAdapter, name: 'is to say what it does not', message: /something/ },
];

describe('an adapter that', () => {
  let reports: readonly AdapterReport[];
  beforeAll(async () => {
    reports = await provenAdapters([soundAdapter, ...brokenAdapters, ...MISTAKEN]);
  }, 180_000);

  it.each([soundAdapter, ...brokenAdapters])(
    '$name gets the verdict, the message and the exit status of that',
    ({ name }) => {
      const report = reports.find((one) => one.name === name);
      expect(report).toMatchObject({ right: true, observed: expect.any(String) });
    },
  );
  it.each(MISTAKEN)('$name does not count as proven', ({ name }) => {
    expect(reports.find((one) => one.name === name)).toMatchObject({ right: false });
  });
});
