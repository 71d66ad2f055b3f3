/** What the spec states: every clause, row, invariant, parameter and deviation, with its place. */
import type { Chapter } from './chapter.js';
import { areaOf, idsIn, type Kind, kindOf } from './ids.js';
import type { Problem } from './problem.js';

export type Level = 'MUST NOT' | 'MUST' | 'SHOULD NOT' | 'SHOULD' | 'MAY';

export interface Statement {
  readonly id: string;
  readonly kind: Kind;
  readonly path: string;
  readonly line: number;
  /** The whole item or row, on one line. */
  readonly text: string;
  /** Of clauses only. */
  readonly level: Level | undefined;
  readonly retired: boolean;
  /** Empty if it holds in all. */
  readonly profiles: readonly string[];
  /** Rows that decide a clause: `(rows X-R1, X-R4 to X-R6)`. */
  readonly rows: readonly string[];
  /** Rules and guards that decide a clause: `(rule disclosure)`. */
  readonly parts: readonly string[];
  /** `*(by type)*` or `*(not testable: …)*`. */
  readonly escaped: boolean;
}

const ITEM = /^- \*\*([A-Z]{2,6}-[RDIP]?\d+)\*\*/;
const CELL = /^\| *`?([A-Z]{2,6}-[RDP]\d+|DEV-\d+)`? *\|/;
const HEADING = /^#+ (DEV-\d+)\b/;
const LEVEL = /\b(MUST NOT|MUST|SHOULD NOT|SHOULD|MAY)\b/g;
const KINDS_OF_INVARIANT = /^(always|never|eventually|sometimes)\b/i;
export const PROFILES: readonly string[] = ['fabric-2.5', 'fabric-3.1', 'hardened'];

/** The item that starts at `lines[i]`, joined with its continuation lines. */
function itemAt(lines: readonly string[], i: number): string {
  let end = i + 1;
  while (end < lines.length && /^ {2,}\S/.test(lines[end]!)) end += 1;
  return lines.slice(i, end).join(' ').replace(/\s+/g, ' ');
}

/** A parameter is stated in chapter 90 and a deviation in chapter 91; elsewhere they are citations. */
const isStatedHere = (path: string, kind: Kind) =>
  (kind !== 'parameter' || /\b90-/.test(path)) && (kind !== 'deviation' || /\b91-/.test(path));

export function statementsIn(chapter: Chapter): Statement[] {
  return chapter.lines.flatMap((line, i) => {
    const found = ITEM.exec(line) ?? CELL.exec(line) ?? HEADING.exec(line);
    const id = found?.[1];
    if (id === undefined || !isStatedHere(chapter.path, kindOf(id))) return [];
    const text = ITEM.test(line) ? itemAt(chapter.lines, i) : line;
    return [statement(id, chapter.path, i + 1, text)];
  });
}

function statement(id: string, path: string, line: number, text: string): Statement {
  const kind = kindOf(id);
  const remark = (word: string) =>
    [...text.matchAll(new RegExp(`\\(${word}s? ([^)]*)\\)`, 'g'))].map((match) => match[1]!);
  return {
    id,
    kind,
    path,
    line,
    text,
    level: kind === 'clause' ? (text.match(LEVEL)?.[0] as Level | undefined) : undefined,
    retired: /\(retired\b/.test(text),
    profiles: profilesOf(text),
    rows: remark('row').flatMap(idsIn),
    parts: [...remark('rule'), ...remark('guard')].flatMap((names) =>
      names.split(/,\s*|\s+and\s+/).map((name) => name.replaceAll('`', '')),
    ),
    escaped: /\*\((by type|not testable: [^)]+)\)\*/.test(text),
  };
}

/** Named in brackets after the id, or in the subject: "a peer of the profiles `x` and `y`". */
function profilesOf(text: string): string[] {
  const bracketed = /\*\* \[([^\]]*)\]/.exec(text)?.[1];
  if (bracketed !== undefined) return bracketed.split(/,\s*/);
  const named = /\bof (?:the )?profiles? ((?:`[^`]+`(?:, | and )?)+)/.exec(text)?.[1] ?? '';
  return [...named.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
}

/** Ids stated twice, clauses without exactly one normative word, unknown profiles and the like. */
export function badStatements(all: readonly Statement[]): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<string, Statement>();
  for (const s of all) {
    const say = (text: string) => problems.push({ path: s.path, line: s.line, text });
    const other = first.get(s.id);
    if (other !== undefined) say(`${s.id} is stated twice (${other.path}:${other.line})`);
    else first.set(s.id, s);
    if (s.retired) continue;
    if (s.kind === 'clause') {
      const levels = s.text.match(LEVEL)?.length ?? 0;
      if (levels !== 1) say(`${s.id} has ${levels} normative words, not one`);
    }
    const claim = s.text.replace(ITEM, '').replace(/^ *(\[[^\]]*\])? *\**/, '');
    if (s.kind === 'invariant' && !KINDS_OF_INVARIANT.test(claim))
      say(`${s.id} must begin with always, never, eventually or sometimes`);
    for (const profile of s.profiles)
      if (!PROFILES.includes(profile)) say(`${s.id} names the unknown profile "${profile}"`);
  }
  return problems;
}

/** The areas that have statements; an id of another area is no id of the spec. */
export const areasOf = (all: readonly Statement[]): Set<string> =>
  new Set(all.map(({ id }) => areaOf(id)));
