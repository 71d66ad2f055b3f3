#!/usr/bin/env node
import { main } from '../dist/src/cli/main.js';

// Whoever reads our output may stop early, as `head` does.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
