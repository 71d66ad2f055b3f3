/** Files that ship with the package, found from wherever this module runs (sources or build). */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Text of the file at `path`, relative to the folder of package.json. @throws Error if it is missing. */
export function readPackageFile(path: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${path}: no package around ${import.meta.url}`);
    folder = parent;
  }
  return readFileSync(join(folder, path), 'utf8');
}
