/**
 * `npm run reproduce`: published and computed figures against the peers of this project in the simulator.
 * Exit status 1 if one is outside of its tolerance. `--quick` takes a quarter of the sample, `--only WORD`
 * one part: push, times or overload; `--json` prints the rows.
 */
import { overloadRows } from './overload.js';
import { pushRows } from './push.js';
import { isWithin, type Row, tableOf } from './rows.js';
import { timeRows } from './times.js';

const args = process.argv.slice(2);
const isQuick = args.includes('--quick');
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
const told = (what: string) => console.error(what);

const parts: Readonly<Record<string, () => Row[]>> = {
  push: () => pushRows(isQuick ? 25 : 100, told),
  times: () => timeRows(isQuick ? 15 : 60, told),
  overload: () => overloadRows(told),
};

if (only !== undefined && !Object.hasOwn(parts, only)) {
  console.error(`error: --only: expected one of ${Object.keys(parts).join(', ')}, got "${only}"`);
  process.exit(64);
}
const rows = Object.entries(parts).flatMap(([name, part]) =>
  only === undefined || only === name ? part() : [],
);
console.log(args.includes('--json') ? JSON.stringify(rows, null, 2) : tableOf(rows));
const outside = rows.filter((row) => !isWithin(row));
console.error(
  outside.length === 0
    ? `all ${rows.length} figures within their tolerance`
    : `${outside.length} of ${rows.length} figures outside of their tolerance`,
);
process.exitCode = outside.length === 0 ? 0 : 1;
