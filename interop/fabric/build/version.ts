/** Versions of Fabric: which are built, how they are written, which Go they ask for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserMistake } from '../../../src/adapters/user-mistake.js';

/** What the specification's profiles are taken from; tags of Fabric's repository. */
export const VERSIONS: readonly string[] = ['v3.1.5', 'v2.5.16'];

/** `v3.1.5` for both `3.1.5` and `v3.1.5`. @throws UserMistake for anything else. */
export function tagOf(version: string): string {
  const bare = /^v?(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(version)?.[1];
  if (bare !== undefined) return `v${bare}`;
  throw new UserMistake(`--version ${version}: expected a version of Fabric, as in 3.1.5`);
}

/** The version that a folder of source says it is, by its Makefile; undefined if it says nothing. */
export function versionIn(folder: string): string | undefined {
  const said = /^(?:FABRIC_VER|BASE_VERSION)\s*\??:?=\s*v?(\d\S*)/m.exec(read(folder, 'Makefile'));
  return said === null ? undefined : `v${said[1]}`;
}

/** Name of the module in a folder of source, and the oldest Go that compiles it, `1.26.4`. */
export function moduleIn(folder: string): { name: string | undefined; go: string | undefined } {
  const text = read(folder, 'go.mod');
  return {
    name: /^module\s+(\S+)/m.exec(text)?.[1],
    go: /^go\s+(\d[\d.]*)/m.exec(text)?.[1],
  };
}

function read(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return '';
  }
}

/** Whether the first is older than the second: `1.9` than `1.10`, `1.26` than `1.26.4`. */
export function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10)),
  );
  for (let i = 0; i < b!.length; i++) {
    const difference = (a![i] ?? 0) - b![i]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
