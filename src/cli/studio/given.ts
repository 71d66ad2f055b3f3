/** What the user named, as files that the page opens: scenarios, traces, captures, evidence of a conformance run. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { UserMistake } from '../../adapters/user-mistake.js';
import { parseScenario } from '../simulate/scenario-file.js';

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Given {
  readonly files: readonly GivenFile[];
  /** Of a conformance run, the case to begin with. */
  readonly wanted?: string;
}

const RECORD = 'run.json';
const EVIDENCE = 'trace.ndjson.gz';

/** @throws UserMistake if there is no such file, folder or case, or the page could not read it. */
export function givenBy(path: string): Given {
  if (isFile(path)) return fileGiven(path);
  const [run, wanted] = runAndCase(path);
  if (run === undefined) throw new UserMistake(`${path}: cannot be read: there is no such file`);
  const given = runGiven(run);
  if (wanted !== '') mustHave(path, given, wanted);
  return { ...given, ...(wanted !== '' && { wanted }) };
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** `run.json:CASE`, a folder with a run, or such a folder with a case behind it. */
function runAndCase(path: string): [run: string | undefined, wanted: string] {
  const colon = path.lastIndexOf(':');
  if (colon > 0 && isFile(path.slice(0, colon)))
    return [dirname(path.slice(0, colon)), path.slice(colon + 1)];
  const parts = path.split('/');
  for (let count = parts.length; count > 0; count--) {
    const folder = parts.slice(0, count).join('/') || '/';
    if (isFolder(folder) && (isFile(join(folder, RECORD)) || isFile(join(folder, EVIDENCE))))
      return [folder, parts.slice(count).join('/')];
  }
  return [undefined, ''];
}

/** The record and the stored trace, whichever are there. */
function runGiven(folder: string): Given {
  const files = [RECORD, EVIDENCE]
    .map((name) => join(folder, name))
    .filter(isFile)
    .map((path) => ({ name: basename(path), bytes: contentOf(path) }));
  return { files };
}

function mustHave(path: string, { files }: Given, wanted: string): void {
  const text = files.map(({ bytes }) => Buffer.from(bytes).toString()).join('\n');
  const ids = new Set(
    [...text.matchAll(/"(?:id|case)":\s*"([a-z-]+\/[^"]+)"/g)].map(([, id]) => id!),
  );
  if (ids.has(wanted)) return;
  const [chapter] = wanted.split('/');
  const near = [...ids].filter((id) => id.startsWith(`${chapter}/`));
  throw new UserMistake(
    `${path}: the run has no case "${wanted}"; it has ${(near.length > 0 ? near : [...ids]).slice(0, 12).join(', ') || 'none'}`,
  );
}

function fileGiven(path: string): Given {
  const name = basename(path);
  // The record and the trace of a run say more together.
  if (name === RECORD || name === EVIDENCE) return runGiven(dirname(path));
  const bytes = contentOf(path);
  const text = Buffer.from(bytes).toString();
  if (isLines(text)) return { files: [{ name, bytes }] };
  const scenario = JSON.stringify(parseScenario(path, text));
  return { files: [{ name, bytes: Buffer.from(scenario) }] };
}

/** Whether the text is JSON Lines that the page knows: a trace, a capture, stored evidence; or a record. */
function isLines(text: string): boolean {
  const end = text.indexOf('\n');
  let first: unknown;
  try {
    first = JSON.parse(end < 0 ? text : text.slice(0, end));
  } catch {
    return /^\{\s*"schema":\s*1,\s*"suite":/.test(text);
  }
  if (typeof first !== 'object' || first === null) return false;
  return ['trace', 'envelope', 'participants', 'cases'].some((key) => key in first);
}

function contentOf(path: string): Uint8Array {
  try {
    const bytes = readFileSync(path);
    return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  } catch (cause) {
    throw new UserMistake(`${path}: cannot be read (${(cause as Error).message})`, { cause });
  }
}
