/** Reads what the suite has recorded: a run, or a self-test. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readPackageFile } from '../../src/adapters/package-files.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import type { SelftestReport } from '../selftest/report.js';
import { readRun } from './read-run.js';
import type { RunReport } from './run-json.js';

export const isSelftest = (record: RunReport | SelftestReport): record is SelftestReport =>
  'mutants' in record;

/** @throws UserMistake if the file cannot be read, or is no record by its schema. */
export function readRecord(path: string): RunReport | SelftestReport {
  const content = contentOf(path);
  if (typeof content !== 'object' || content === null || !('mutants' in content)) {
    return readRun(path);
  }
  const schema = JSON.parse(readPackageFile('spec/schema/selftest.schema.json')) as object;
  const isRecord = new Ajv2020({ strict: false }).compile<SelftestReport>(schema);
  if (isRecord(content)) return content;
  const [first] = isRecord.errors ?? [];
  const where = first?.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  throw new UserMistake(`${path}: no selftest.json of this version: ${where} ${first?.message}`);
}

function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserMistake(
      `${path}: expected a run.json or selftest.json: ${(error as Error).message}`,
    );
  }
}
