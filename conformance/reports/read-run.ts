/** Reads the record of a run that somebody kept. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readPackageFile } from '../../src/adapters/package-files.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import type { RunReport } from './run-json.js';

/** @throws UserMistake if the file cannot be read, or is no record of a run by its schema. */
export function readRun(path: string): RunReport {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserMistake(`${path}: expected a run.json: ${(error as Error).message}`);
  }
  const schema = JSON.parse(readPackageFile('spec/schema/run.schema.json')) as object;
  const isRun = new Ajv2020({ strict: false }).compile<RunReport>(schema);
  if (isRun(content)) return content;
  const [first] = isRun.errors ?? [];
  const where = first?.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  throw new UserMistake(
    `${path}: no run.json of this version of the suite: ${where} ${first?.message}`,
  );
}
