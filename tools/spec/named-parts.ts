/** A clause that says `(rule x)` or `(guard x)` is decided by something that exists under that name. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import type { MachineEntry } from '../../src/machines/index.js';
import { announced, type Chapter } from './chapter.js';
import type { Problem } from './problem.js';
import type { Statement } from './statements.js';

const NAMED = /^(?:export )?(?:const|(?:async )?function|type|interface) (\w+)/gm;

/** Names of guards, of decision tables, and of what src/ declares at the top of a file. */
export function partNames(
  root: string,
  chapters: readonly Chapter[],
  machines: readonly MachineEntry[],
): Set<string> {
  const files = globSync('src/**/*.ts', { cwd: root, ignore: 'src/wire/gen/**' });
  return new Set([
    ...machines.flatMap(({ registry }) => Object.keys(registry.guards)),
    ...chapters
      .flatMap(announced)
      .filter(({ kind }) => kind === 'decision-table')
      .map(({ name }) => name),
    ...files.flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(NAMED)].map((match) => match[1]!),
    ),
  ]);
}

export function unknownParts(
  statements: readonly Statement[],
  names: ReadonlySet<string>,
): Problem[] {
  return statements.flatMap(({ id, path, line, parts, retired }) =>
    parts
      .filter((part) => !retired && !names.has(part))
      .map((part) => ({ path, line, text: `${id} names ${part}, which is nowhere in src/` })),
  );
}
