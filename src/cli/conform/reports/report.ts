/** Reads a record and writes the reports that were asked for. */
import { badge } from '../../../../conformance/reports/badge.js';
import { reportHtml } from '../../../../conformance/reports/html.js';
import { junitXml } from '../../../../conformance/reports/junit.js';
import { reportMarkdown } from '../../../../conformance/reports/markdown.js';
import { isSelftest, readRecord } from '../../../../conformance/reports/read-record.js';
import type { RunReport } from '../../../../conformance/reports/run-json.js';
import { selftestHtml } from '../../../../conformance/reports/selftest-html.js';
import { selftestMarkdown } from '../../../../conformance/reports/selftest-markdown.js';
import { tap } from '../../../../conformance/reports/tap.js';
import { summary } from '../../../../conformance/reports/terminal.js';
import { UserMistake } from '../../../adapters/user-mistake.js';
import type { ReportOptions } from '../report.js';
import { writeTo } from './write-file.js';

type Format = keyof ReportOptions;

const RUN: Readonly<Record<Format, (run: RunReport) => string>> = {
  html: reportHtml,
  junit: junitXml,
  md: reportMarkdown,
  tap,
  badge: (run) => `${JSON.stringify(badge(run), null, 2)}\n`,
};

/** @throws UserMistake if the record cannot be read, has another form, or a file cannot be written. */
export function report(path: string, options: ReportOptions): void {
  const record = readRecord(path);
  const asked = (Object.keys(RUN) as Format[]).flatMap((format): [Format, string][] => {
    const file = options[format];
    return file === undefined ? [] : [[format, file]];
  });
  if (isSelftest(record)) {
    for (const [format] of asked) {
      if (format !== 'html' && format !== 'md') {
        throw new UserMistake(`--${format}: ${path} is of a self-test, which has --html and --md`);
      }
    }
    if (asked.length === 0) process.stdout.write(selftestMarkdown(record));
    for (const [format, file] of asked) {
      const text = format === 'html' ? selftestHtml(record) : selftestMarkdown(record);
      writeTo(file, `--${format}`, text);
    }
    return;
  }
  if (asked.length === 0) process.stdout.write(summary(record));
  for (const [format, file] of asked) writeTo(file, `--${format}`, RUN[format](record));
}
