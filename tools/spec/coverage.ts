/** Holds statements and citations against each other: what is cited wrongly, what by nobody. */
import type { Citation } from './citations.js';
import { areaOf } from './ids.js';
import type { Problem } from './problem.js';
import type { Statement } from './statements.js';

export interface Coverage {
  /** Paths that cite an id, by role; without repetition. */
  citing(id: string, role: Citation['role']): string[];
}

export function coverageOf(citations: readonly Citation[]): Coverage {
  const paths = new Map<string, Set<string>>();
  for (const { id, path, role } of citations) {
    const key = `${role} ${id}`;
    if (!paths.has(key)) paths.set(key, new Set());
    paths.get(key)!.add(path);
  }
  return { citing: (id, role) => [...(paths.get(`${role} ${id}`) ?? [])] };
}

export function badCitations(
  statements: readonly Statement[],
  citations: readonly Citation[],
): Problem[] {
  const known = new Map(statements.map((s) => [s.id, s]));
  const seen = new Set<string>();
  return citations.flatMap(({ id, path, line }) => {
    const statement = known.get(id);
    const own = statement?.path === path && statement.line === line;
    if (own || (statement !== undefined && !statement.retired)) return [];
    const key = `${path}:${line} ${id}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ path, line, text: `cites ${id}, which is ${statement ? 'retired' : 'unknown'}` }];
  });
}

/** Clauses that no code carries or no test checks, and invariants that no test names. */
export function uncovered(statements: readonly Statement[], coverage: Coverage): Problem[] {
  const deviations = statements.filter((s) => s.kind === 'deviation').map((s) => s.text);
  return statements.flatMap((s) => {
    if (s.retired || s.escaped) return [];
    const at = (text: string) => [{ path: s.path, line: s.line, text }];
    const checked = coverage.citing(s.id, 'test').length + coverage.citing(s.id, 'case').length > 0;
    if (s.kind === 'invariant') return checked ? [] : at(`${s.id} is named by no test`);
    if (s.kind !== 'clause' || s.level === undefined || s.level === 'MAY') return [];
    // A clause that rows decide is carried by the machine or rule that is compared with the table.
    const carried = s.rows.length > 0 || coverage.citing(s.id, 'code').length > 0;
    if (s.level.startsWith('SHOULD')) {
      const listed = deviations.some((text) => new RegExp(`\\b${s.id}\\b`).test(text));
      return (carried && checked) || listed
        ? []
        : at(`${s.id} (${s.level}) is neither covered nor listed among the deviations`);
    }
    return [
      ...(carried ? [] : at(`${s.id} (${s.level}) is cited by no code`)),
      ...(checked ? [] : at(`${s.id} (${s.level}) is checked by no test or case`)),
    ];
  });
}

export interface AreaCount {
  readonly area: string;
  readonly clauses: number;
  readonly must: number;
  /** MUST clauses that a table row or a named rule or guard decides. */
  readonly decided: number;
  readonly rows: number;
  readonly invariants: number;
  readonly withCase: number;
}

export function countsByArea(statements: readonly Statement[], coverage: Coverage): AreaCount[] {
  const live = statements.filter((s) => !s.retired && s.kind !== 'deviation');
  return [...new Set(live.map((s) => areaOf(s.id)))].map((area) => {
    const own = live.filter((s) => areaOf(s.id) === area);
    const clauses = own.filter((s) => s.kind === 'clause');
    const must = clauses.filter((s) => s.level?.startsWith('MUST'));
    return {
      area,
      clauses: clauses.length,
      must: must.length,
      decided: must.filter((s) => s.rows.length + s.parts.length > 0).length,
      rows: own.filter((s) => s.kind === 'row' || s.kind === 'decision').length,
      invariants: own.filter((s) => s.kind === 'invariant').length,
      withCase: must.filter((s) => coverage.citing(s.id, 'case').length > 0).length,
    };
  });
}
