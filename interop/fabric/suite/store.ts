/** Where runs are kept: `<folder>/<version>/<number>/run.json`, and `…/hardened/` beside the numbers. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../../../conformance/reports/read-run.js';
import type { RunReport } from '../../../conformance/reports/run-json.js';

/** What is kept of one version. */
export interface StoredRuns {
  readonly version: string;
  /** Judged by the profile of the version; the oldest first. */
  readonly runs: readonly RunReport[];
  /** The cases of profile hardened that its own does not have, judged by hardened. */
  readonly hardened: RunReport | undefined;
}

export const HARDENED = 'hardened';

/** Folder for the next run of a version. */
export function nextFolder(folder: string, version: string): string {
  const own = join(folder, version);
  return join(own, String(Math.max(0, ...numbersIn(own)) + 1));
}

/** Every version of which there are runs, the newest first. @throws UserMistake for a broken record. */
export function storedRuns(folder: string): readonly StoredRuns[] {
  return entriesOf(folder)
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((version) => {
      const own = join(folder, version);
      const runs = numbersIn(own)
        .map((number) => recordIn(join(own, String(number))))
        .filter((run) => run !== undefined);
      return { version, runs, hardened: recordIn(join(own, HARDENED)) };
    })
    .filter(({ runs }) => runs.length > 0);
}

/** A run that was broken off has no record. */
function recordIn(folder: string): RunReport | undefined {
  const path = join(folder, 'run.json');
  return existsSync(path) ? readRun(path) : undefined;
}

const numbersIn = (folder: string): number[] =>
  entriesOf(folder)
    .filter((name) => /^[1-9]\d*$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);

const entriesOf = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
