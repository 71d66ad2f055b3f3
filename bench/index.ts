/**
 * Runs the benches and prints a line for each result. Ratios hold on any machine, times on this one.
 *
 *   npm run bench                     all
 *   npm run bench -- codec stepper    these
 *   npm run bench -- network 1000     the simulator with so many peers
 *   npm run bench -- operator 1440 1  an operator's network, so many minutes of the first trouble
 */
import * as checker from './checker.js';
import * as codec from './codec.js';
import * as crypto from './crypto.js';
import * as mutation from './mutation.js';
import * as network from './network.js';
import * as operator from './operator.js';
import * as stepper from './stepper.js';

const benches = { codec, mutation, crypto, stepper, network, operator, checker };

const asked = process.argv.slice(2);
const sizes = asked.filter((word) => /^\d+$/.test(word)).map(Number);
const names = asked.filter((word) => !/^\d+$/.test(word));
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`bench: expected ${Object.keys(benches).join(', ')}, got ${unknown.join(', ')}`);
  process.exit(64);
}

for (const [name, { run }] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const sized = sizes.length === 0 ? undefined : { network, operator }[name];
  const rows = sized === undefined ? await run() : sized.run(sizes);
  for await (const { name: row, ratio, detail } of rows)
    console.log(`${(ratio ?? '').padStart(6)}  ${row} (${detail})`);
}
