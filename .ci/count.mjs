/**
 * Sums the tests of vitest, the cases of the conformance runs and the proofs of the self-test, and prints `N passed, N failed`.
 * Fails if anything failed, if a step was broken (its number is the argument), or if a report that
 * every run writes is missing. Skipped tests and unsupported cases count as neither; files with skipped
 * tests are named. What failed is named above the counts: of a long output often the end alone is kept.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const brokenSteps = Number(process.argv[2] ?? 0);
let passed = 0;
let failed = 0;
let missing = 0;

/** Counts one failure and names it, with the first lines of why. */
function fail(name, why = '') {
  failed += 1;
  console.log(`failed: ${name}`);
  for (const line of why.split('\n', 12)) if (line.trim() !== '') console.log(`  ${line}`);
}

function expected(path) {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  console.log(`no report: ${path}`);
  missing += 1;
  return undefined;
}

const tests = expected('reports/vitest.json');
if (tests !== undefined) {
  passed += tests.numPassedTests;
  for (const { name, status, message, assertionResults } of tests.testResults) {
    const file = relative('.', name);
    for (const test of assertionResults)
      if (test.status === 'failed')
        fail(`${file} > ${test.fullName}`, test.failureMessages.join('\n'));
    // A file that does not load has no tests to fail.
    if (status === 'failed' && assertionResults.length === 0) fail(file, message);
    const skipped = assertionResults.filter((test) => test.status === 'skipped').length;
    if (skipped > 0)
      console.log(`skipped: ${skipped} of ${assertionResults.length} tests of ${file}`);
  }
}

/** What a verdict counts as; those that are not here count as neither. */
const PASSED = new Set(['pass', 'warn', 'xfail']);
const FAILED = new Set([
  'fail',
  'xpass',
  'inconclusive',
  'target-error',
  'harness-error',
  'not-run',
]);
function countCases(run) {
  for (const { id, verdict } of run?.cases ?? []) {
    if (PASSED.has(verdict)) passed += 1;
    if (FAILED.has(verdict)) fail(`${id}: ${verdict}`);
  }
}
countCases(expected('reports/ci/reference/run.json'));
// A run that wrote no report was a broken step.
for (const profile of ['hardened', 'fabric-2.5'])
  if (existsSync(`reports/ci/${profile}/run.json`))
    countCases(JSON.parse(readFileSync(`reports/ci/${profile}/run.json`, 'utf8')));

// Of real Fabric, where there was one.
const fabric = 'reports/ci/fabric';
for (const version of existsSync(fabric) ? readdirSync(fabric) : []) {
  const path = `${fabric}/${version}/1/run.json`;
  if (existsSync(path)) countCases(JSON.parse(readFileSync(path, 'utf8')));
}

// What the self-test proved: each mutant killed, each sweep as it must be, each adapter told what is wrong.
function countProofs({ mutants, degenerate, benign, seeds, load, adapters }) {
  const proofs = [
    ...mutants.map(({ id, fate }) => [`mutant ${id}: ${fate}`, fate === 'killed']),
    ...[...degenerate, ...benign, ...seeds, ...load].map(({ name, wrong }) => [
      `${name}: ${wrong.map(({ id, verdict }) => `${id} ${verdict}`).join(', ')}`,
      wrong.length === 0,
    ]),
    ...adapters.map(({ name, right }) => [`adapter ${name}`, right]),
  ];
  for (const [name, holds] of proofs) {
    if (holds) passed += 1;
    else fail(name);
  }
}
if (existsSync('reports/ci/selftest/selftest.json'))
  countProofs(JSON.parse(readFileSync('reports/ci/selftest/selftest.json', 'utf8')));

// A broken step without a failing test is a failure that has no name of its own.
if (failed === 0) failed = Math.max(brokenSteps, missing);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && brokenSteps === 0 && missing === 0 ? 0 : 1;
