/** The stored trace of a run: lines of JSON, gzipped case by case, beside run.json. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readPackageFile } from '../../src/adapters/package-files.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import type { Entry } from '../harness/evidence.js';
import {
  type CaseLine,
  caseOf,
  type EntryLine,
  entryOf,
  linesOf,
  type StoredCase,
} from './trace-lines.js';

/** Its name, beside run.json. */
export const TRACE_FILE = 'trace.ndjson.gz';

/** Fast, and a tenth of what it packs. */
const LEVEL = 3;

/** One case, packed; the packed cases of a run, one after the other, are its trace. */
export function packCase(stored: StoredCase): Uint8Array {
  const lines = [...linesOf(stored)].map((line) => JSON.stringify(line));
  return gzipSync(`${lines.join('\n')}\n`, { level: LEVEL });
}

export interface TraceWriter {
  add(packed: Uint8Array): void;
}

/** Begins a trace anew. @throws UserMistake if the file cannot be written. */
export function writeTrace(path: string): TraceWriter {
  try {
    writeFileSync(path, '');
  } catch (error) {
    throw new UserMistake(`${path}: expected a place for the trace: ${(error as Error).message}`);
  }
  return { add: (packed) => appendFileSync(path, packed) };
}

/** @throws UserMistake if the file cannot be read, or is no trace by its schema. */
export function readTraceFile(path: string): readonly StoredCase[] {
  return readTraceLines(unpacked(path), path);
}

/** `path` is for messages. */
export function readTraceLines(text: string, path: string): readonly StoredCase[] {
  const schema = JSON.parse(readPackageFile('spec/schema/evidence.schema.json')) as object;
  const ajv = new Ajv2020({ strict: false });
  const isLine = ajv.compile<CaseLine | EntryLine>(schema);
  const cases: StoredCase[] = [];
  let entries: Entry[] | undefined;
  for (const [i, written] of text.split('\n').entries()) {
    if (written === '') continue;
    const line = parsed(written);
    if (!isLine(line)) {
      throw new UserMistake(`${path}, line ${i + 1}: ${ajv.errorsText(isLine.errors)}`);
    }
    if ('case' in line) {
      const { entries: own, ...stored } = caseOf(line);
      cases.push(stored);
      entries = own;
    } else if (!entries || line.n !== entries.length) {
      throw new UserMistake(
        `${path}, line ${i + 1}: expected entry ${entries?.length ?? 'of a case'}`,
      );
    } else entries.push(entryOf(line, entries));
  }
  return cases;
}

function unpacked(path: string): string {
  try {
    return gunzipSync(readFileSync(path)).toString('utf8');
  } catch (error) {
    throw new UserMistake(`${path}: expected the trace of a run: ${(error as Error).message}`);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
