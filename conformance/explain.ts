/** What a case plays and why, and what a clause says and who judges it: as data, and for people. */

import { listPackageFiles, readPackageFile } from '../src/adapters/package-files.js';
import { specClauses } from '../src/adapters/spec-index.js';
import { UserMistake } from '../src/adapters/user-mistake.js';
import type { Case, Profile } from './harness/case.js';
import { clauseTexts } from './harness/clauses.js';
import { deadlineMs, WINDOWS, WIRE_TIMINGS, type WindowName } from './harness/timings.js';
import { caseProfiles, clauseProfiles } from './profiles.js';
import { sectionsIn } from './reports/spec/sections.js';

/** A fault that the suite plants into the reference to prove itself, as far as explaining it goes. */
export interface PlantedFault {
  readonly id: string;
  readonly fault: string;
  readonly breaks: readonly string[];
  readonly killedBy: readonly { readonly case: string }[];
}

export interface ExplainedClause {
  readonly id: string;
  readonly text: string;
  /** Absent for rows and invariants. */
  readonly level?: string;
  readonly profiles: readonly Profile[];
  /** File and heading. */
  readonly where: string;
  readonly rows: readonly string[];
}

export interface ExplainedCase {
  readonly kind: 'case';
  readonly id: string;
  readonly title: string;
  readonly level: string;
  readonly profiles: readonly Profile[];
  readonly clauses: readonly ExplainedClause[];
  readonly needs: readonly string[];
  readonly node: string;
  readonly twin?: string;
  /** Waits that its source names, and how long they are at the suite's intervals. Milliseconds. */
  readonly waits: readonly { readonly window: string; readonly atMostMs: number }[];
  readonly finds: readonly string[];
}

export interface ExplainedCitation {
  readonly kind: 'clause';
  readonly clause: ExplainedClause;
  readonly cases: readonly { id: string; title: string; level: string; isMain: boolean }[];
  readonly finds: readonly string[];
}

/** @throws UserMistake if there is neither a case nor a clause of this id. */
export function explain(
  id: string,
  cases: readonly Case[],
  faults: readonly PlantedFault[],
): ExplainedCase | ExplainedCitation {
  const clauseOf = lookUp();
  const definition = cases.find((one) => one.id === id);
  const telling = ({ id: name, fault }: PlantedFault): string => `${name}: ${fault}`;
  if (definition) {
    const { title, level, needs = [], node = 'fresh', twin } = definition;
    return {
      kind: 'case',
      id,
      title,
      level,
      profiles: caseProfiles(definition),
      clauses: definition.clauses.map(clauseOf),
      needs,
      node,
      ...(twin && { twin }),
      waits: waitsOf(definition),
      finds: faults.filter((f) => f.killedBy.some((killer) => killer.case === id)).map(telling),
    };
  }
  const clause = clauseOf(id);
  if (clause.text === '') {
    throw new UserMistake(
      `${id}: expected the id of a case (fabric-gossip conform list) or of a clause, row or invariant of the specification`,
    );
  }
  // A row is judged by whoever cites it, a clause also by who cites one of its rows.
  const ids = [id, ...clause.rows];
  return {
    kind: 'clause',
    clause,
    cases: cases
      .filter(({ clauses }) => clauses.some((cited) => ids.includes(cited)))
      .map((one) => ({
        id: one.id,
        title: one.title,
        level: one.level,
        isMain: one.clauses[0] === id,
      })),
    finds: faults.filter(({ breaks }) => breaks.some((b) => ids.includes(b))).map(telling),
  };
}

function lookUp(): (id: string) => ExplainedClause {
  const textOf = clauseTexts();
  const profilesOf = clauseProfiles();
  const clauses = new Map(specClauses().map((clause) => [clause.id, clause]));
  const sections = listPackageFiles('spec')
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => sectionsIn(`spec/${name}`, readPackageFile(`spec/${name}`)));
  return (id) => {
    const { text } = textOf(id);
    const section = sections.find(({ ids }) => ids.includes(id));
    const [level] = /\b(?:MUST|SHOULD)(?: NOT)?\b|\bMAY\b/.exec(text) ?? [];
    return {
      id,
      text,
      ...(level && clauses.has(id) && { level }),
      profiles: profilesOf(id),
      where: section ? `${section.file}, ${section.heading}` : '',
      rows: clauses.get(id)?.rows ?? [],
    };
  };
}

/** By the names of windows in the source of the case; its own helpers may wait as well. */
function waitsOf({ run }: Case): ExplainedCase['waits'] {
  const source = run.toString();
  return (Object.keys(WINDOWS) as WindowName[])
    .filter((window) => new RegExp(`['"\`]${window}['"\`]`).test(source))
    .map((window) => ({ window, atMostMs: deadlineMs(window, WIRE_TIMINGS, 1) }));
}

/** For a terminal. */
export function explanation(told: ExplainedCase | ExplainedCitation): string {
  return (told.kind === 'case' ? ofCase(told) : ofClause(told)).join('\n');
}

function ofCase(told: ExplainedCase): string[] {
  const { id, title, level, profiles, clauses, needs, node, twin, waits, finds } = told;
  return [
    id,
    `  ${title}`,
    '',
    ...line('level', level),
    ...line('profiles', profiles.join(', ')),
    ...line('needs', needs.length > 0 ? `the features ${needs.join(', ')}` : 'no feature'),
    ...line('node', node === 'shared' ? 'one that other cases use as well' : 'one of its own'),
    ...line('silence', silence(twin)),
    ...waits.map(
      ({ window, atMostMs }) => `  waits     ${window}: at most ${atMostMs} ms, times --time-scale`,
    ),
    '',
    'It judges',
    ...clauses.flatMap(clauseLines),
    ...findsLines(finds),
    '',
    `Play it: fabric-gossip conform ${id} --target TARGET`,
  ];
}

const silence = (twin: string | undefined): string | undefined =>
  twin === undefined
    ? undefined
    : twin === 'self'
      ? 'it shows itself that a reaction would have been seen'
      : `${twin} shows that a reaction would have been seen`;

function ofClause({ clause, cases, finds }: ExplainedCitation): string[] {
  return [
    ...clauseLines(clause),
    '',
    cases.length > 0
      ? 'Judged by'
      : 'Judged by no case: tests of the reference show it, see docs/traceability.md',
    ...cases.map(({ id, title, isMain, level }) => {
      const weaker = level === 'MUST' ? '' : ` (${level})`;
      return `  ${id}${isMain ? '' : ' (among others)'}${weaker}\n    ${title}`;
    }),
    ...findsLines(finds),
  ];
}

function clauseLines({ id, text, where, profiles, rows }: ExplainedClause): string[] {
  return [
    `  ${id}: ${text}`,
    `    ${where}${profiles.length < 3 ? `; holds in ${profiles.join(', ')}` : ''}`,
    ...(rows.length > 0 ? [`    decided by ${rows.join(', ')}`] : []),
  ];
}

const findsLines = (finds: readonly string[]): string[] =>
  finds.length > 0
    ? ['', 'Faults in the reference that it finds', ...finds.map((f) => `  ${f}`)]
    : [];

const line = (name: string, text: string | undefined): string[] =>
  text === undefined ? [] : [`  ${name.padEnd(9)} ${text}`];
