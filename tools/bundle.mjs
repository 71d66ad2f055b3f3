/**
 * Puts the command line into few files: `dist/bundle/main.js` and what it loads on demand, and beside it
 * what threads of the suite and of the checker run. Conformance
 * starts a peer for nearly every case, and most of a start was spent on finding some hundred modules.
 * The package works without (bin/fabric-gossip.js falls back on dist/src), so it is not published.
 */
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist/bundle', { recursive: true, force: true });
await build({
  entryPoints: {
    main: 'dist/src/cli/main.js',
    'check-thread': 'dist/src/cli/check/thread.js',
    'conformance-thread': 'dist/conformance/threads/worker.js',
  },
  outdir: 'dist/bundle',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  // It loads a binary that lies beside it.
  external: ['classic-level'],
  // Libraries that are CommonJS ask for `require`.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
