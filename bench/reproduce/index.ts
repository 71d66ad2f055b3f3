/** `npm run reproduce`: published and computed figures against the peers of this project in the simulator. */
import { Option } from 'commander';
import { programOf } from '../../tools/program.js';
import { overloadRows } from './overload.js';
import { pushRows } from './push.js';
import { isWithin, type Row, tableOf } from './rows.js';
import { timeRows } from './times.js';

const EXAMPLES = `
Examples:
  npm run reproduce                            all figures, some minutes
  npm run reproduce -- --quick --only push
  npm run reproduce -- --only overload --json

Progress goes to stderr.
Exit status: 0 all figures within their tolerance, 1 one is outside of it, 64 wrong usage.`;

const told = (what: string) => console.error(what);
const parts: Readonly<Record<string, (isQuick: boolean) => Row[]>> = {
  push: (isQuick) => pushRows(isQuick ? 25 : 100, told),
  times: (isQuick) => timeRows(isQuick ? 15 : 60, told),
  overload: () => overloadRows(told),
};

const {
  quick = false,
  only,
  json = false,
} = programOf('reproduce')
  .description('compare published and computed figures with the peers in the simulator')
  .option('--quick', 'take a quarter of the sample')
  .addOption(new Option('--only <part>', 'this part alone').choices(Object.keys(parts)))
  .option('--json', 'print the rows as JSON')
  .addHelpText('after', EXAMPLES)
  .parse()
  .opts<{ quick?: boolean; only?: string; json?: boolean }>();

const rows = Object.entries(parts).flatMap(([name, part]) =>
  only === undefined || only === name ? part(quick) : [],
);
console.log(json ? JSON.stringify(rows, null, 2) : tableOf(rows));
const outside = rows.filter((row) => !isWithin(row));
console.error(
  outside.length === 0
    ? `all ${rows.length} figures within their tolerance`
    : `${outside.length} of ${rows.length} figures outside of their tolerance`,
);
process.exitCode = outside.length === 0 ? 0 : 1;
