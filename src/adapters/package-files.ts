/** Files that ship with the package, found from wherever this module runs (sources or build). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Text of the file at `path`, relative to the folder of package.json. @throws Error if it is missing. */
export const readPackageFile = (path: string): string =>
  readFileSync(join(packageFolder(), path), 'utf8');

/** Of package.json. */
export const packageVersion = (): string =>
  (JSON.parse(readPackageFile('package.json')) as { version: string }).version;

/** Of the specification that ships with the package, as its conventions state it. */
export const specificationRevision = (): number =>
  Number(
    /\| Specification revision \| (\d+) \|/.exec(readPackageFile('spec/00-conventions.md'))?.[1],
  );

/** Names of the files in a folder of the package, sorted. @throws Error if it is missing. */
export const listPackageFiles = (path: string): string[] =>
  readdirSync(join(packageFolder(), path)).sort();

/** The folder of package.json. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package around ${import.meta.url}`);
    folder = parent;
  }
  return folder;
}
