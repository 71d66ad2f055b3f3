import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    maxWorkers: 2,
    // The JSON is for .ci/count.mjs.
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
  },
});
