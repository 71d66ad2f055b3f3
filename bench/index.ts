/** Runs all benches and prints a line for each result. Ratios hold on any machine, times on this one. */
import * as codec from './codec.js';
import * as crypto from './crypto.js';
import * as mutation from './mutation.js';
import * as stepper from './stepper.js';

const benches = [codec, mutation, crypto, stepper];

for (const { run } of benches) {
  for (const { name, ratio, detail } of await run()) {
    console.log(`${(ratio ?? '').padStart(6)}  ${name} (${detail})`);
  }
}
