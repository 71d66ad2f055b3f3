/** A baseline made anew from a run: what fails is listed, what passes is not, reasons are kept. */
import { type Document, isSeq, parseDocument, YAMLSeq } from 'yaml';
import { type BaselineEntry, baselineEntries } from './baseline.js';
import type { CaseReport, RunReport } from './reports/run-json.js';

export interface Refreshed {
  /** YAML; remarks of the former list are kept. */
  readonly text: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly kept: readonly string[];
}

/** What stands in an entry that nobody has explained yet. */
export interface NewEntry {
  readonly reason: string;
  readonly issue: string;
}

const HEADER = ` Failures that are known, for fabric-gossip conform --expected-failures.
 The form: spec/schema/baseline.schema.json of the package fabric-gossip.`;

/** `former`: the baseline so far, with its path for messages. */
export function refreshBaseline(
  report: RunReport,
  former: { readonly text: string; readonly path: string } | undefined,
  fresh: NewEntry,
): Refreshed {
  const entries = former ? baselineEntries(former.text, former.path) : [];
  const stays = entries.map((entry) => isStill(entry, report.cases));
  const kept = entries.filter((_, i) => stays[i]);
  const added = unlisted(report.cases, kept).map((failed): BaselineEntry => {
    const check = steadyPart(failed.expected ?? '');
    return { case: failed.id, ...(check && { check }), ...fresh };
  });
  const document = listOf(former?.text ?? '', entries, fresh);
  const list = document.contents as unknown as YAMLSeq;
  list.items = list.items.filter((_, i) => stays[i]);
  for (const entry of added) list.add(document.createNode(entry));
  return {
    text: list.items.length > 0 ? String(document) : `#${HEADER.replace('\n', '\n#')}\n[]\n`,
    added: added.map(({ case: id }) => id),
    removed: entries.filter((_, i) => !stays[i]).map(({ case: id }) => id),
    kept: kept.map(({ case: id }) => id),
  };
}

/** An entry of a case that was not judged stays: nothing was learned about it. */
function isStill(entry: BaselineEntry, cases: readonly CaseReport[]): boolean {
  const own = cases.filter(({ id }) => id === entry.case);
  const failed = own.filter(({ verdict }) => verdict === 'fail' || verdict === 'xfail');
  if (failed.length > 0) return failed.some((one) => covers(entry, one));
  return !own.some(({ verdict }) => verdict === 'pass' || verdict === 'xpass');
}

const covers = ({ check }: BaselineEntry, { expected, observed }: CaseReport): boolean =>
  check === undefined || `${expected ?? ''} ${observed ?? ''}`.includes(check);

/** One failure of each case that no entry covers. */
function unlisted(cases: readonly CaseReport[], kept: readonly BaselineEntry[]): CaseReport[] {
  const failures = cases.filter(
    (one) =>
      (one.verdict === 'fail' || one.verdict === 'xfail') &&
      !kept.some((entry) => entry.case === one.id && covers(entry, one)),
  );
  return failures.filter(
    (one, i) =>
      failures.findIndex(({ id, expected }) => id === one.id && expected === one.expected) === i,
  );
}

/** What an expectation says in every run: without numbers of ports, hashes and the like. */
function steadyPart(expected: string): string {
  const parts = expected.split(/\b(?:127\.0\.0\.1:)?\d{4,}\b|\b(?=\w*\d)[0-9a-f]{8,}\b/);
  const [longest = ''] = parts.map((part) => part.trim()).toSorted((a, b) => b.length - a.length);
  return longest;
}

/** The older map becomes a list. */
function listOf(text: string, entries: readonly BaselineEntry[], { issue }: NewEntry): Document {
  const document: Document = parseDocument(text);
  if (isSeq(document.contents)) return document;
  const list = new YAMLSeq();
  for (const entry of entries) list.add(document.createNode({ issue, ...entry }));
  document.contents = list as unknown as NonNullable<typeof document.contents>;
  document.commentBefore ??= HEADER;
  return document;
}
