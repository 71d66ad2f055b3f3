/** Reads records and writes their matrix. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { matrixMarkdown, matrixOf } from '../../../../conformance/reports/matrix.js';
import { matrixHtml } from '../../../../conformance/reports/matrix-html.js';
import { readRun } from '../../../../conformance/reports/read-run.js';
import type { MatrixOptions } from '../matrix.js';
import { writeTo } from './write-file.js';

/** @throws UserMistake if a record cannot be read, or a file cannot be written. */
export function matrix(paths: readonly string[], { html, md, json }: MatrixOptions): void {
  const reports = paths.map((path) => ({ path, report: readRun(path) }));
  const from = (page: string | undefined) =>
    matrixOf(
      reports.map(({ path, report }) => {
        const own = join(dirname(path), 'index.html');
        const isBeside = page !== undefined && page !== '-' && existsSync(own);
        return { report, ...(isBeside && { link: addressOf(own, page) }) };
      }),
    );
  if (json) process.stdout.write(`${JSON.stringify(from(undefined), null, 2)}\n`);
  if (html !== undefined) writeTo(html, '--html', matrixHtml(from(html)));
  if (md !== undefined) writeTo(md, '--md', matrixMarkdown(from(md)));
  if (!json && html === undefined && md === undefined) {
    process.stdout.write(matrixMarkdown(from(undefined)));
  }
}

/** From one page to another, as a browser follows it. */
const addressOf = (to: string, page: string): string =>
  relative(dirname(page), to).split(sep).map(encodeURIComponent).join('/');
