import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // For what hangs. Machines may be busy, and no test asserts how long it takes.
    testTimeout: 120_000,
    maxWorkers: 2,
    // The JSON is for .ci/count.mjs.
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
  },
});
