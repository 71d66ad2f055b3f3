/** `npm run check:models`: explores models of the checker whole and compares with the tables of spec/17-checker.md. */
import { readFileSync } from 'node:fs';
import { Argument } from 'commander';
import { createExploration, type Exploration } from '../src/checker/explore.js';
import { exploreRuns } from '../src/checker/liveness/runs.js';
import type { Model } from '../src/checker/model.js';
import { models } from '../src/checker/models/registry.js';
import { reduced } from '../src/checker/reduce/reduced.js';
import { type ModelRow, modelRows, runRows } from './models-table.js';
import { programOf } from './program.js';

const EXAMPLES = `
Examples:
  npm run check:models                           every model; takes long
  npm run check:models -- membership transfer    some of them
  npm run check:models -- election --reduced     with each reduction that it allows as well: equal verdicts

Exit status: 0 all as pinned, 1 one differs, 64 wrong usage.`;

const chapter = readFileSync('spec/17-checker.md', 'utf8');
const table = modelRows(chapter);
const runs = runRows(chapter);
const names = [...new Set(table.map(({ model }) => model))];
const program = programOf('check:models')
  .description(
    'explore models of the checker whole, and compare with the tables of spec/17-checker.md',
  )
  .addArgument(new Argument('[models...]', 'left out: all').choices(names))
  .option('--reduced', 'compare verdicts with those under each reduction, too')
  .addHelpText('after', EXAMPLES)
  .parse();
const asked = program.args;
const { reduced: isReduced } = program.opts<{ reduced?: boolean }>();

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
  const model = entry.make(row.size ?? 0);
  const { summary, judgements } = explored(model);
  return [
    ...(['generated', 'distinct', 'depth'] as const)
      .filter((count) => summary[count] !== row[count])
      .map((count) => `${count}: pinned ${row[count]}, found ${summary[count]}`),
    ...(summary.ended === 'all' ? [] : [`ended: ${summary.ended}`]),
    ...judgements
      .filter(({ verdict }) => verdict !== 'holds')
      .map(({ verdict, property }) => `${verdict} ${property.id}`),
    ...runProblems(row, model),
    ...(isReduced ? reductionProblems(model) : []),
  ];
}

function explored(model: Model): Exploration {
  const exploration = createExploration(model);
  while (exploration.advance(10_000));
  return exploration;
}

function runProblems({ model: name, size }: ModelRow, model: Model): string[] {
  const pinned = runs.filter((run) => run.model === name && run.size === size);
  if (pinned.length === 0) return [];
  const exploration = exploreRuns(model);
  while (exploration.advance(10_000));
  const verdicts = new Map(
    exploration.judge().map(({ property, verdict }) => [property.id, verdict]),
  );
  return pinned
    .filter(({ property, verdict }) => verdicts.get(property) !== verdict)
    .map(({ property, verdict }) => `${property}: ${verdict}, found ${verdicts.get(property)}`);
}

/** CHEK-79: all that is explored here holds. */
function reductionProblems(model: Model): string[] {
  const { on } = reduced(model);
  return on.flatMap((reduction) =>
    explored(reduced(model, [reduction]).model)
      .judgements.filter(({ verdict }) => verdict !== 'holds')
      .map(({ verdict, property }) => `with ${reduction}: ${verdict} ${property.id}`),
  );
}
