/** JUnit XML, as continuous integration reads it. One suite for each chapter. */
import { escapeXml } from './escape.js';
import type { CaseReport, RunReport } from './run-json.js';

export function junitXml(report: RunReport): string {
  const chapters = byChapter(report.cases);
  const suites = [...chapters].map(([chapter, cases]) => suite(chapter, cases, report));
  const { planned } = report.totals;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="fabric-gossip" tests="${planned}"${counts(report.cases)}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

const FAILURES: readonly string[] = ['fail', 'xpass'];
const ERRORS: readonly string[] = ['target-error', 'harness-error', 'inconclusive'];
const SKIPPED: readonly string[] = ['unsupported', 'not-run', 'xfail'];

function counts(cases: readonly CaseReport[]): string {
  const of = (kinds: readonly string[]) => cases.filter((c) => kinds.includes(c.verdict)).length;
  return ` failures="${of(FAILURES)}" errors="${of(ERRORS)}" skipped="${of(SKIPPED)}" time="${seconds(sum(cases))}"`;
}

const sum = (cases: readonly CaseReport[]): number => cases.reduce((ms, c) => ms + c.durationMs, 0);
const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

function suite(chapter: string, cases: readonly CaseReport[], report: RunReport): string {
  const { implementation, profile, seed } = report;
  return [
    `  <testsuite name="${escapeXml(chapter)}" tests="${cases.length}"${counts(cases)} timestamp="${report.startedAt.slice(0, 19)}">`,
    '    <properties>',
    property('implementation', `${implementation.name} ${implementation.version}`, 6),
    property('profile', profile, 6),
    property('seed', seed, 6),
    '    </properties>',
    ...cases.map(testcase),
    '  </testsuite>',
  ].join('\n');
}

function testcase(c: CaseReport): string {
  const name = c.round > 1 ? `${c.id} (round ${c.round})` : c.id;
  const chapter = c.id.slice(0, c.id.indexOf('/'));
  return [
    `    <testcase name="${escapeXml(name)}" classname="${escapeXml(chapter)}" file="conformance/cases/${escapeXml(chapter)}" time="${seconds(c.durationMs)}">`,
    '      <properties>',
    property('level', c.level, 8),
    ...c.clauses.map(({ id }) => property('clause', id, 8)),
    property('verdict', c.verdict, 8),
    '      </properties>',
    ...outcome(c),
    '    </testcase>',
  ].join('\n');
}

const property = (name: string, value: string, indent: number): string =>
  `${' '.repeat(indent)}<property name="${name}" value="${escapeXml(value)}"/>`;

function outcome(c: CaseReport): string[] {
  const what = c.expected
    ? `expected ${c.expected}; observed ${c.observed}`
    : (c.message ?? c.reason ?? '');
  const body = [what, `replay: ${c.replay}`, ...c.logTail].join('\n');
  const element = (tag: string) => [
    `      <${tag} message="${escapeXml(what)}" type="${c.verdict}">${escapeXml(body)}</${tag}>`,
  ];
  if (FAILURES.includes(c.verdict)) return element('failure');
  if (ERRORS.includes(c.verdict)) return element('error');
  if (SKIPPED.includes(c.verdict)) return [`      <skipped message="${escapeXml(what)}"/>`];
  if (c.verdict === 'warn')
    return [`      <system-out>${escapeXml(`warning: ${what}`)}</system-out>`];
  return [];
}

function byChapter(cases: readonly CaseReport[]): Map<string, CaseReport[]> {
  const chapters = new Map<string, CaseReport[]>();
  for (const c of cases) {
    const chapter = c.id.slice(0, c.id.indexOf('/'));
    chapters.set(chapter, [...(chapters.get(chapter) ?? []), c]);
  }
  return chapters;
}
