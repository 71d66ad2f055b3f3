/** Which cases somebody means: patterns, what is left out, levels, profiles. */
import { readFileSync } from 'node:fs';
import { UserMistake } from '../src/adapters/user-mistake.js';
import type { Case, Level, Profile } from './harness/case.js';
import { fitsPattern } from './pattern.js';

export interface Choice {
  /** None = all. */
  readonly patterns?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly clauses?: readonly string[] | undefined;
  /** The weakest level that is judged: SHOULD is MUST and SHOULD. */
  readonly level?: Level | undefined;
  readonly profile?: Profile | undefined;
}

/** A clause, row or invariant: an area, and a number that may have a letter before it. */
const CLAUSE = /^[A-Z]+-[A-Z]?\d+$/;

const LEVELS: readonly Level[] = ['MUST', 'SHOULD', 'MAY'];

/**
 * The chosen cases, in the order given.
 * @throws UserMistake if a pattern or a clause fits nothing, or nothing is left.
 */
export function choose(cases: readonly Case[], choice: Choice): readonly Case[] {
  const wanted = chosenBy(cases, choice.patterns ?? [], 'case fits');
  const left = new Set(
    choice.skip?.length ? chosenBy(cases, choice.skip, 'case to skip fits') : [],
  );
  const cited = (choice.clauses ?? []).flatMap((clause) => citing(cases, clause));
  const levels = LEVELS.slice(0, LEVELS.indexOf(choice.level ?? 'MAY') + 1);
  const chosen = wanted.filter(
    (one) =>
      !left.has(one) &&
      (!choice.clauses?.length || cited.includes(one)) &&
      levels.includes(one.level) &&
      (!choice.profile || !one.profiles || one.profiles.includes(choice.profile)),
  );
  if (chosen.length === 0) throw new UserMistake(nothing(choice));
  return chosen;
}

/**
 * Cases that fit one of the patterns: an id with `*` or `**` for anything, a chapter (`link`), a clause
 * id or the area of one (`LINK-4`, `LINK`). No pattern = all.
 */
export function select(cases: readonly Case[], patterns: readonly string[]): readonly Case[] {
  if (patterns.length === 0) return cases;
  return cases.filter((definition) => patterns.some((pattern) => fits(definition, pattern)));
}

function chosenBy(
  cases: readonly Case[],
  patterns: readonly string[],
  what: string,
): readonly Case[] {
  const all = patterns.flatMap(fromFile);
  for (const { pattern, where } of all) {
    if (select(cases, [pattern]).length === 0) {
      throw new UserMistake(
        `no ${what} ${pattern}${where}: expected a case id with * for anything, a chapter, a clause, an area or @FILE (fabric-gossip conform list shows them)`,
      );
    }
  }
  return select(
    cases,
    all.map(({ pattern }) => pattern),
  );
}

/** `@file`: one pattern a line; what follows a # is a remark. */
function fromFile(pattern: string): { pattern: string; where: string }[] {
  if (!pattern.startsWith('@')) return [{ pattern, where: '' }];
  const path = pattern.slice(1);
  const found = readPatterns(path)
    .split('\n')
    .map((line, i) => ({ pattern: line.replace(/#.*/, '').trim(), where: ` (${path}:${i + 1})` }))
    .filter(({ pattern: text }) => text !== '');
  if (found.length === 0) throw new UserMistake(`${path}: expected one pattern a line, got none`);
  return found;
}

function readPatterns(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserMistake(`@${path}: ${(error as Error).message}`);
  }
}

function citing(cases: readonly Case[], clause: string): readonly Case[] {
  if (!CLAUSE.test(clause)) {
    throw new UserMistake(`--clause ${clause}: expected the id of a clause or row, as in LINK-4`);
  }
  const found = select(cases, [clause]);
  if (found.length === 0) throw new UserMistake(`--clause ${clause}: no case cites it`);
  return found;
}

function nothing({ level, profile, clauses, skip }: Choice): string {
  const asked = [
    level && `of level ${level}`,
    profile && `of profile ${profile}`,
    clauses?.length && `that cites ${clauses.join(' or ')}`,
    skip?.length && `after leaving out ${skip.join(', ')}`,
  ].filter(Boolean);
  return `no case ${asked.join(', ')} is among these`;
}

function fits({ id, clauses }: Case, pattern: string): boolean {
  if (/^[A-Z]+$/.test(pattern)) return clauses.some((clause) => clause.startsWith(`${pattern}-`));
  if (CLAUSE.test(pattern)) return clauses.includes(pattern);
  if (!pattern.includes('/') && !pattern.includes('*')) return id.startsWith(`${pattern}/`);
  return fitsPattern(id, pattern);
}
