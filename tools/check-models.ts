/** `npm run check:models`: explores models of the checker whole and compares with the table of spec/17-checker.md. */
import { readFileSync } from 'node:fs';
import { Argument } from 'commander';
import { createExploration } from '../src/checker/explore.js';
import { models } from '../src/checker/models/registry.js';
import { type ModelRow, modelRows } from './models-table.js';
import { programOf } from './program.js';

const EXAMPLES = `
Examples:
  npm run check:models                           every model; takes long
  npm run check:models -- membership transfer    some of them

Exit status: 0 all as pinned, 1 one differs, 64 wrong usage.`;

const table = modelRows(readFileSync('spec/17-checker.md', 'utf8'));
const names = [...new Set(table.map(({ model }) => model))];
const { args: asked } = programOf('check:models')
  .description(
    'explore models of the checker whole, and compare with the table of spec/17-checker.md',
  )
  .addArgument(new Argument('[models...]', 'left out: all').choices(names))
  .addHelpText('after', EXAMPLES)
  .parse();

const rows = table.filter(({ model }) => asked.length === 0 || asked.includes(model));
let isWrong = false;
for (const row of rows) {
  const startedMs = performance.now();
  const problems = problemsOf(row);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const name = row.size === undefined ? row.model : `${row.model} ${row.size}`;
  console.log(`${problems.length === 0 ? 'as pinned' : 'DIFFERS'}  ${name}  ${seconds} s`);
  for (const problem of problems) console.log(`  ${problem}`);
  isWrong ||= problems.length > 0;
}
process.exitCode = isWrong ? 1 : 0;

function problemsOf(row: ModelRow): string[] {
  const entry = models.find(({ name }) => name === row.model);
  if (entry === undefined) return ['there is no such model'];
  const exploration = createExploration(entry.make(row.size ?? 0));
  while (exploration.advance(10_000));
  const { summary, judgements } = exploration;
  return [
    ...(['generated', 'distinct', 'depth'] as const)
      .filter((count) => summary[count] !== row[count])
      .map((count) => `${count}: pinned ${row[count]}, found ${summary[count]}`),
    ...(summary.ended === 'all' ? [] : [`ended: ${summary.ended}`]),
    ...judgements
      .filter(({ verdict }) => verdict !== 'holds')
      .map(({ verdict, property }) => `${verdict} ${property.id}`),
  ];
}
