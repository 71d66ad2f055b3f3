/** Runs all benches and prints a line for each result. Ratios hold on any machine, times on this one. */
import * as codec from './codec.js';
import * as crypto from './crypto.js';
import * as mutation from './mutation.js';

const benches = [codec, mutation, crypto];

for (const { run } of benches) {
  for (const { name, ratio, detail } of await run()) {
    console.log(`${(ratio ?? '').padStart(6)}  ${name} (${detail})`);
  }
}
