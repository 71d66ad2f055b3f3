/** Who cites what: code, test titles, conformance cases, documents and the spec itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { areaOf, idsIn } from './ids.js';

/** `mention`: a citation that proves nothing, for example an id in the body of a test. */
export type Role = 'code' | 'test' | 'case' | 'mention';

export interface Citation {
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly role: Role;
}

const PLACES: readonly { readonly glob: string; readonly role: Role }[] = [
  { glob: 'src/**/*.ts', role: 'code' },
  { glob: 'test/**/*.ts', role: 'test' },
  { glob: 'conformance/cases/**/*.ts', role: 'case' },
  { glob: 'conformance/{harness,targets,reports,expectations}/**/*.{ts,json}', role: 'mention' },
  { glob: 'docs/**/*.md', role: 'mention' },
  { glob: 'spec/*.md', role: 'mention' },
];
/** Generated files, the conventions (their ids are examples) and the tests of these tools. */
const EXCEPT = [
  'src/wire/gen/**',
  'docs/traceability.md',
  'spec/00-conventions.md',
  'test/tools/**',
  'test/fixtures/**',
];

const CALL = /\b(?:it|test|describe)(?:\.\w+)*\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;
/** A title may also be an argument of `each(…)`: a literal that begins with ids and a colon. */
const TITLE = /(['"`])((?:[A-Z]{2,6}-[RDIP]?\d+(?:, | and | to )?)+): /g;
const CLAUSES = /\bclauses?: *(\[[^\]]*\]|['"`][^'"`]*['"`])/g;

/** The stretches of a file that prove something, by the role of the file. */
function proofs(role: Role, text: string): { at: number; text: string }[] {
  const all = (pattern: RegExp, group: number) =>
    [...text.matchAll(pattern)].map((m) => ({ at: m.index, text: m[group]! }));
  if (role === 'test') return [...all(CALL, 2), ...all(TITLE, 2)];
  if (role === 'case') return all(CLAUSES, 1);
  return [];
}

/** Every citation of an id of the given areas, one for each line and role. */
export function citationsIn(root: string, areas: ReadonlySet<string>): Citation[] {
  return PLACES.flatMap(({ glob, role }) =>
    globSync(glob, { cwd: root, ignore: EXCEPT })
      .sort()
      .flatMap((path) => {
        const text = readFileSync(join(root, path), 'utf8');
        const proved = proofs(role, text).flatMap((proof) => {
          const line = text.slice(0, proof.at).split('\n').length;
          return idsIn(proof.text).map((id) => ({ id, path, line, role }));
        });
        const weaker: Role = role === 'code' ? 'code' : 'mention';
        const mentioned = text
          .split('\n')
          .flatMap((part, i) => idsIn(part).map((id) => ({ id, path, line: i + 1, role: weaker })));
        return [...proved, ...mentioned].filter(({ id }) => areas.has(areaOf(id)));
      }),
  );
}
