/**
 * Links every statement of the specification with the code, tests and cases that cite it, holds its
 * tables against machines and parameters, and fails on a broken or missing link.
 *
 *   npx tsx tools/trace.ts           check; prints coverage and problems
 *   npx tsx tools/trace.ts --write   first regenerate diagrams and docs/traceability.md
 */

import { machines } from '../src/machines/index.js';
import { parameterTable } from '../src/peer/parameters.js';
import { countsByArea } from './spec/coverage.js';
import { shown } from './spec/problem.js';
import { inspect, write } from './spec/project.js';

const program = { machines, parameters: parameterTable };
const root = process.cwd();

if (process.argv.includes('--write'))
  for (const path of write(root, program)) console.log(`wrote ${path}`);

const { statements, coverage, problems } = inspect(root, program);
const counts = countsByArea(statements, coverage);
const sum = (of: (count: (typeof counts)[number]) => number) =>
  counts.reduce((total, count) => total + of(count), 0);

for (const { area, clauses, must, decided, rows, invariants, withCase } of counts)
  console.log(
    `${area.padEnd(6)} ${clauses} clauses, ${must} MUST (${decided} by row, rule or guard; ` +
      `${withCase} with a case), ${rows} table rows, ${invariants} invariants`,
  );
const must = sum((count) => count.must);
const decided = sum((count) => count.decided);
console.log(
  `${decided} of ${must} MUST clauses (${Math.round((100 * decided) / Math.max(1, must))} %) ` +
    'are decided by a table row or a named rule or guard',
);
for (const problem of problems) console.error(shown(problem));
console.log(problems.length === 0 ? 'trace: no problems' : `trace: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
