/** Everything the tracer looks at, gathered from one project folder, and all that it finds wrong. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import type { MachineEntry } from '../../src/machines/index.js';
import { chapterOf } from './chapter.js';
import { type Citation, citationsIn } from './citations.js';
import { badCitations, type Coverage, coverageOf, uncovered } from './coverage.js';
import { withDiagrams } from './diagrams.js';
import { partNames, unknownParts } from './named-parts.js';
import { type ParameterRow, parameterProblems } from './parameters.js';
import { inOrder, type Problem } from './problem.js';
import { areasOf, badStatements, type Statement, statementsIn } from './statements.js';
import {
  decisionTableProblems,
  stateTableProblems,
  tested,
  vocabularyProblems,
} from './table-checks.js';
import { traceability } from './traceability.js';

const TRACEABILITY = 'docs/traceability.md';

/** The parts of the program that the specification is compared with. */
export interface Program {
  readonly machines: readonly MachineEntry[];
  readonly parameters: readonly ParameterRow[];
}

export interface Findings {
  readonly statements: readonly Statement[];
  readonly citations: readonly Citation[];
  readonly coverage: Coverage;
  readonly problems: readonly Problem[];
}

/** Reads spec, code, tests and cases under `root` and lists every problem. Writes nothing. */
export function inspect(root: string, { machines, parameters }: Program): Findings {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const paths = globSync('spec/*.md', { cwd: root }).sort();
  const chapters = paths
    .filter((path) => !path.endsWith('00-conventions.md'))
    .map((path) => chapterOf(path, read(path)));
  const statements = chapters.flatMap(statementsIn);
  const citations = citationsIn(root, areasOf(statements));
  const coverage = coverageOf(citations);
  const { states, decisions } = tested(root);
  const parametersChapter = chapters.find(({ path }) => path.includes('/90-'));
  const stale = (path: string) => ({ path, line: 0, text: 'is not current: run with --write' });
  const problems = [
    ...badStatements(statements),
    ...badCitations(statements, citations),
    ...uncovered(statements, coverage),
    ...unknownParts(statements, partNames(root, chapters, machines)),
    ...stateTableProblems(chapters, machines, states),
    ...decisionTableProblems(chapters, decisions),
    ...vocabularyProblems(machines),
    ...(parametersChapter === undefined ? [] : parameterProblems(parametersChapter, parameters)),
    ...paths
      .filter((path) => withDiagrams(read(path), machines) !== read(path))
      .map((path) => stale(`${path} (diagrams)`)),
    ...(existsSync(join(root, TRACEABILITY)) &&
    read(TRACEABILITY) === traceability(statements, coverage)
      ? []
      : [stale(TRACEABILITY)]),
  ];
  return { statements, citations, coverage, problems: inOrder(problems) };
}

/** Brings diagrams and docs/traceability.md up to date; returns the paths that changed. */
export function write(root: string, program: Program): string[] {
  const changed: string[] = [];
  const put = (path: string, text: string) => {
    if (existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8') === text) return;
    writeFileSync(join(root, path), text);
    changed.push(path);
  };
  for (const path of globSync('spec/*.md', { cwd: root }).sort())
    put(path, withDiagrams(readFileSync(join(root, path), 'utf8'), program.machines));
  const { statements, coverage } = inspect(root, program);
  put(TRACEABILITY, traceability(statements, coverage));
  return changed;
}
