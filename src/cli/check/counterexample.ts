/** A counterexample in the project's trace format: what every peer decided at each step. */
import { writeFileSync } from 'node:fs';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { Model } from '../../checker/model.js';
import type { Path } from '../../checker/path.js';

/** @throws UserMistake if the file cannot be written, or the model is not one of peers. */
export function writeTrace(path: string, model: Model, way: Path): void {
  const lines = way.flatMap(({ traces }) => traces ?? []);
  if (way.every(({ traces }) => traces === undefined))
    throw new UserMistake(`--counterexample ${path}: the machines of ${model.name} are no peers`);
  const text = lines.map((line, index) => `${JSON.stringify({ ...line, seq: index + 1 })}\n`);
  try {
    writeFileSync(path, text.join(''));
  } catch (cause) {
    throw new UserMistake(`--counterexample ${path}: ${(cause as Error).message}`, { cause });
  }
  console.error(`wrote ${path}`);
}
