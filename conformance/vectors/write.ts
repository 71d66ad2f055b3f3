/** Writes a set of vectors into a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BundleFile, type BundleOrigin, bundleOf, filesOf } from './bundle.js';
import { generateVectors } from './generate.js';
import { checkVectors } from './own-check.js';
import type { VectorKind } from './vector.js';

export interface Written {
  readonly files: readonly BundleFile[];
  /** Vectors written. */
  readonly count: number;
  /** Vectors that the suite has judged by their bytes alone, of all kinds. */
  readonly checked: number;
}

/**
 * Makes the vectors of the seed, judges them, and writes those of `kinds`; files of the same names are
 * replaced. @throws HarnessError if a vector is not what it says.
 */
export async function writeVectors(
  folder: string,
  origin: BundleOrigin,
  kinds: readonly VectorKind[],
): Promise<Written> {
  const bundle = bundleOf(await generateVectors(origin.seed));
  const checked = checkVectors(bundle);
  const files = filesOf(bundle, origin, kinds);
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  return { files, checked, count: files.reduce((sum, { count }) => sum + count, 0) };
}
