/** Reports for machines: JUnit, Markdown, TAP and badge, of a run that has every verdict. */
import { describe, expect, it } from 'vitest';
import { VERDICTS, type Verdict } from '../../conformance/harness/verdict.js';
import { badge } from '../../conformance/reports/badge.js';
import { reportHtml } from '../../conformance/reports/html.js';
import { junitXml } from '../../conformance/reports/junit.js';
import { reportMarkdown } from '../../conformance/reports/markdown.js';
import { tap } from '../../conformance/reports/tap.js';
import { junitFlaw } from '../support/junit.js';
import { caseReport, runOf } from '../support/run-reports.js';
import { xmlFlaw } from '../support/xml.js';

const NASTY = '</details><script>`x` | **y** & "z"\n# head\n```';
const every = runOf(
  VERDICTS.map((verdict, i) =>
    caseReport(`link/case-${verdict}`, verdict, {
      durationMs: 100 * i,
      round: (i % 2) + 1,
      title: NASTY,
      ...(verdict === 'warn' && { expected: NASTY, observed: NASTY }),
      ...(verdict === 'not-run' && { message: NASTY }),
    }),
  ),
);
const passing = runOf([caseReport('link/a', 'pass'), caseReport('pull/b', 'pass')]);

describe('JUnit XML', () => {
  it.each([
    ['of every verdict', every],
    ['of passes alone', passing],
    ['of nothing', runOf([])],
  ])('%s has the structure and the counts that its readers expect', (_, run) => {
    const xml = junitXml(run);
    expect(xmlFlaw(xml)).toBeUndefined();
    expect(junitFlaw(xml)).toBeUndefined();
  });
  it.each([
    ['without name', (xml: string) => xml.replace(/<testcase name="[^"]*"/, '<testcase')],
    ['with an odd attribute', (xml: string) => xml.replace('<failure ', '<failure at="1" ')],
    ['with a wrong count', (xml: string) => xml.replace(/errors="3"/, 'errors="2"')],
    [
      'in another order',
      (xml: string) =>
        xml.replace(
          /(<properties>[\s\S]*?<\/properties>)([\s\S]*?)(<testcase [\s\S]*<\/testcase>)/,
          '$3$2$1',
        ),
    ],
    ['with a time that is none', (xml: string) => xml.replace(/ time="[\d.]+"/, ' time="1,5"')],
  ])('%s is none: its judge here can say no', (_, break_) => {
    const broken = break_(junitXml(every));
    expect(broken).not.toBe(junitXml(every));
    expect(junitFlaw(broken)).toBeDefined();
  });
});

describe('Markdown', () => {
  it('says verdict, totals, what went wrong and how to play it again', () => {
    const text = reportMarkdown(every);
    expect(text).toContain('**Not judged: the suite has a defect.**');
    expect(text).toContain('| 4 Link | 10 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |');
    expect(text).toContain('<summary>fail: <code>link/case-fail</code> LINK-4</summary>');
    expect(text).toContain("fabric-gossip conform 'link/case-fail' --target mine --seed s");
    expect(text).toContain('10 planned = 8 executed + 2 not run. What was not run was not judged.');
    expect(text).not.toContain('<code>link/case-pass</code>');
  });
  it('keeps what was observed from being markup', () => {
    const text = reportMarkdown(every);
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('</details><');
    expect(text).not.toMatch(/^# head/m);
    expect(text.match(/^```/gm)!.length % 2).toBe(0);
    expect(text).toContain('\\*\\*y\\*\\* &amp; "z" \\# head');
  });
  it('of passes alone is short, and trouble without end is cut', () => {
    expect(reportMarkdown(passing)).not.toContain('Did not pass');
    const many = runOf(Array.from({ length: 80 }, (_, i) => caseReport(`link/c${i}`, 'fail')));
    const text = reportMarkdown(many);
    expect(text.match(/<details>/g)).toHaveLength(50);
    expect(text).toContain('and 30 more');
  });
  it('tells what chance may have done', () => {
    const statistics = [
      { what: 'x', size: 9, observed: 1, chance: 0.5, threshold: 2, falseAlarm: 2e-9 },
    ];
    const run = runOf([caseReport('push/x', 'fail', { statistics })], { falseAlarm: 2e-9 });
    expect(reportMarkdown(run)).toContain('1 statistics, 1 missed');
    expect(reportMarkdown(run)).toContain('2.0e-9');
  });
});

describe('TAP', () => {
  const lines = tap(every).split('\n');
  it('has a plan, and a point for each case in order', () => {
    expect(lines.slice(0, 2)).toEqual(['TAP version 14', '1..10']);
    const points = lines.filter((line) => /^(not )?ok /.test(line));
    expect(points.map((line) => /^(?:not )?ok (\d+) - /.exec(line)![1])).toEqual(
      Array.from({ length: 10 }, (_, i) => String(i + 1)),
    );
  });
  it.each<[Verdict, RegExp]>([
    ['pass', /^ok 1 - link\/case-pass$/],
    ['fail', /^not ok 2 - link\/case-fail \(round 2\)$/],
    ['warn', /^ok 3 - link\/case-warn$/],
    ['inconclusive', /^not ok 4 /],
    ['unsupported', /^ok 5 - link\/case-unsupported # SKIP because of unsupported$/],
    ['xfail', /^not ok 6 .* # TODO because of xfail$/],
    ['xpass', /^not ok 7 - link\/case-xpass$/],
    ['not-run', /^not ok 9 /],
  ])('tells %s', (verdict, form) => {
    expect(lines.find((line) => line.includes(`link/case-${verdict}`))).toMatch(form);
  });
  it('keeps diagnostics on their lines, indented, closed', () => {
    const rest = lines.filter((line) => !/^(TAP|1\.\.|ok|not ok|$)/.test(line));
    expect(rest.filter((line) => !line.startsWith('  '))).toEqual([]);
    expect(rest.filter((line) => line === '  ---')).toHaveLength(
      rest.filter((line) => line === '  ...').length,
    );
  });
});

describe('the badge', () => {
  it.each([
    ['fail', 'red', 'does not conform, 0 of 1'],
    ['pass', 'brightgreen', 'conforms, 1 of 1'],
    ['inconclusive', 'yellow', 'not decided, 0 of 1'],
    ['xfail', 'red', 'does not conform, 0 of 1'],
    ['unsupported', 'yellow', 'not decided, 0 of 1'],
  ] as const)('of a run with %s is %s', (verdict, color, message) => {
    expect(badge(runOf([caseReport('link/a', verdict)]))).toEqual({
      schemaVersion: 1,
      label: 'gossip fabric-3.1',
      message,
      color,
    });
  });
});

describe('the page of a run', () => {
  const rounds = (...verdicts: readonly Verdict[]) =>
    runOf(verdicts.map((verdict, i) => caseReport('link/a', verdict, { round: i + 1 })));
  it('tells how often an unsteady case passed', () => {
    const page = reportHtml(rounds('pass', 'fail', 'pass'));
    expect(page).toContain('<a href="#case-link-a">link/a</a></td><td class="n">2 of 3</td>');
    expect(reportHtml(rounds('fail', 'fail'))).toContain('came out the same');
    expect(reportHtml(rounds('pass'))).not.toContain('Unsteady');
  });
  it('tells statistics, the slowest, and how to come to the same result', () => {
    const statistics = [
      { what: 'blocks to o2', size: 9, observed: 1, chance: 0.5, threshold: 2, falseAlarm: 2e-9 },
    ];
    const run = runOf([caseReport('push/x', 'fail', { statistics })], { falseAlarm: 2e-9 });
    const page = reportHtml(run);
    expect(page).toContain('with a probability of 2.0e-9');
    expect(page).toMatch(/<tr class="offending"><td>blocks to o2<\/td>/);
    expect(page).toMatch(/id="slowest">.*12 ms/);
    expect(page).toContain('<pre tabindex="0">fabric-gossip conform --target mine</pre>');
  });
  it('leaves cases folded where many went wrong', () => {
    const many = (count: number) =>
      reportHtml(runOf(Array.from({ length: count }, (_, i) => caseReport(`link/c${i}`, 'fail'))));
    expect(many(10).match(/<details class="case"[^>]* open>/g)).toHaveLength(10);
    expect(many(11)).not.toMatch(/<details class="case"[^>]* open>/);
  });
});
