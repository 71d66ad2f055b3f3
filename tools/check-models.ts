/**
 * Explores every model of the checker whole and compares with the table of spec/17-checker.md:
 * `npm run check:models`, or `npm run check:models -- membership transfer` for some of them.
 */
import { readFileSync } from 'node:fs';
import { createExploration } from '../src/checker/explore.js';
import { models } from '../src/checker/models/registry.js';
import { type ModelRow, modelRows } from './models-table.js';

const asked = process.argv.slice(2);
const rows = modelRows(readFileSync('spec/17-checker.md', 'utf8')).filter(
  ({ model }) => asked.length === 0 || asked.includes(model),
);
const unknown = asked.filter((name) => !rows.some(({ model }) => model === name));
if (unknown.length > 0) {
  console.error(`unknown model: ${unknown.join(', ')}; the table of spec/17-checker.md has others`);
  process.exit(64);
}
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
