/** Puts the reports of a run into a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportHtml } from '../../../conformance/reports/html.js';
import { junitXml } from '../../../conformance/reports/junit.js';
import type { RunReport } from '../../../conformance/reports/run-json.js';
import { UserMistake } from '../../adapters/user-mistake.js';

/** Before the run: whoever waited for it wants to keep what it found. */
export function makeFolder(path: string, what = `--out ${path}`): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new UserMistake(`${what}: expected a folder: ${(error as Error).message}`);
  }
}

export function writeReports(folder: string, report: RunReport): void {
  writeFileSync(join(folder, 'run.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(folder, 'junit.xml'), junitXml(report));
  writeFileSync(join(folder, 'index.html'), reportHtml(report));
}
