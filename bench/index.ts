/** Runs the benches and prints a line for each result. Ratios hold on any machine, times on this one. */
import { programOf } from '../tools/program.js';
import * as checker from './checker.js';
import * as codec from './codec.js';
import * as crypto from './crypto.js';
import * as mutation from './mutation.js';
import * as network from './network.js';
import * as operator from './operator.js';
import * as stepper from './stepper.js';

const EXAMPLES = `
Examples:
  npm run bench                         all benches
  npm run bench -- codec stepper        these
  npm run bench -- network              10, 30 and 100 peers on one channel, and an operator's network
  npm run bench -- network 300          so many peers on one channel
  npm run bench -- operator             an operator's network, two minutes of virtual time of each trouble
  npm run bench -- operator 1440 1      a day of the first, without trouble
  npm run bench -- operator 720 2 7 1   half a day of the second, with seed 7, in one process

Numbers are, for network, peers of one network each; for operator, in this order: minutes of each trouble (default 2),
the trouble (default 0: all), the first seed (default 1), processes (default: as many as there are processors).

Exit status: 0 measured, 1 a bench broke, 64 wrong usage.`;

const benches = { codec, mutation, crypto, stepper, network, operator, checker };
/** Those that numbers are for. */
const sized: Readonly<Record<string, typeof network | typeof operator>> = { network, operator };

const program = programOf('bench')
  .description('measure the speed of parts and of the whole')
  .argument('[words...]', `benches (default: all) of ${Object.keys(benches).join(', ')}; numbers`)
  .addHelpText('after', EXAMPLES)
  .parse();
const sizes = program.args.filter((word) => /^\d+$/.test(word)).map(Number);
const names = program.args.filter((word) => !/^\d+$/.test(word));
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0)
  program.error(`error: expected ${Object.keys(benches).join(', ')}, got ${unknown.join(', ')}`);
const isAsked = (name: string): boolean => names.length === 0 || names.includes(name);
for (const [name, { problemOf }] of Object.entries(sized)) {
  const problem = isAsked(name) ? problemOf(sizes) : undefined;
  if (problem !== undefined) program.error(`error: ${name}: ${problem}`);
}

for (const [name, { run }] of Object.entries(benches)) {
  if (!isAsked(name)) continue;
  const rows = (sizes.length > 0 ? sized[name]?.run(sizes) : undefined) ?? (await run());
  for await (const { name: row, ratio, detail } of rows)
    console.log(`${(ratio ?? '').padStart(6)}  ${row} (${detail})`);
}
