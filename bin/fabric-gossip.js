#!/usr/bin/env node
import { existsSync } from 'node:fs';

// Whoever reads our output may stop early, as `head` does: a verdict keeps its status. Else it is lost (EX_IOERR).
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit();
  console.error(`error: standard output: ${error.message}`);
  process.exit(74);
});

// The bundle starts faster; a published package has none (tools/bundle.mjs).
const bundle = new URL('../dist/bundle/main.js', import.meta.url);
const plain = new URL('../dist/src/cli/main.js', import.meta.url);
const { main } = await import(existsSync(bundle) ? bundle.href : plain.href);
process.exitCode = await main(process.argv.slice(2));
// Node 20 closes what is left of its handles at its end, and was seen to go round there for ever after many
// connections: an end that is asked for leaves them to the system.
process.once('beforeExit', () => process.exit());
// The work is done: nothing may keep the process, and whatever does is a defect to be told.
setTimeout(() => {
  const holds = [...new Set(process.getActiveResourcesInfo())].join(', ');
  console.error(`warning: the process was still held by ${holds}, and was ended`);
  process.exit();
}, 10_000).unref();
