/**
 * The three reports of real runs: one of the reference, one of a target that is none, one that was
 * stopped, one with a case that fails in words full of markup.
 */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Case, defineCase } from '../../conformance/harness/case.js';
import { CASES } from '../../conformance/registry.js';
import { reportHtml } from '../../conformance/reports/html.js';
import { junitXml } from '../../conformance/reports/junit.js';
import { type RunReport, runReport } from '../../conformance/reports/run-json.js';
import { summary } from '../../conformance/reports/terminal.js';
import { select } from '../../conformance/selection.js';
import { degenerateTargets } from '../../conformance/selftest/degenerate.js';
import { play, reference } from '../support/conformance-run.js';
import { xmlFlaw } from '../support/xml.js';

const VERSIONS = { suite: '0.0.0', specification: 1, platform: 'test' };
const NASTY = '<script>alert("&")</script>\u0000]]>';

const nasty: Case = defineCase({
  id: 'link/nasty',
  clauses: ['LINK-1', 'LINK-R2', 'LINK-I2'],
  level: 'MUST',
  title: 'a peer says something full of markup',
  async run({ start, probe, expect }) {
    await start();
    await (await probe('o1')).connect();
    expect.that(false, NASTY, NASTY);
  },
});

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(`spec/schema/${name}.schema.json`, 'utf8')) as object;
const isRun = new Ajv2020({ allErrors: true }).compile(schemaOf('run'));

const reports = new Map<string, RunReport>();

beforeAll(async () => {
  const some = select(CASES, ['LINK-4', 'LINK-12', 'MEMB-17', 'MEMB-24', 'wire']);
  const [silent, echo] = degenerateTargets;
  const stopped = new AbortController();
  for (const [name, run] of [
    ['reference', play(reference(), some)],
    ['silent', play(silent!, some)],
    ['echo', play(echo!, some)],
    ['nasty', play(reference(), [nasty], { repeat: 2 })],
    [
      'stopped',
      play(reference(), some, {
        stop: stopped.signal,
        parallel: 1,
        progress: () => stopped.abort(),
      }),
    ],
    [
      'expected',
      play(reference(), [nasty, some[0]!], {
        expectedFailures: new Map([
          ['link/nasty', [{ reason: 'known' }]],
          [some[0]!.id, [{ reason: 'was wrong once' }]],
        ]),
      }),
    ],
  ] as const) {
    reports.set(name, runReport(await run, VERSIONS));
  }
}, 60_000);

const names = ['reference', 'silent', 'echo', 'nasty', 'stopped', 'expected'];
const report = (name: string): RunReport => reports.get(name)!;
const verdicts = (name: string) => report(name).cases.map(({ verdict }) => verdict);

describe.each(names)('the record of the run %s', (name) => {
  it('has the form of its schema, also after a round trip', () => {
    isRun(JSON.parse(JSON.stringify(report(name))));
    expect(isRun.errors ?? []).toEqual([]);
  });
  it('counts every planned case once', () => {
    const { planned, executed, notRun, byVerdict } = report(name).totals;
    expect(executed + notRun).toBe(planned);
    expect(report(name).cases).toHaveLength(planned);
    expect(Object.values(byVerdict).reduce((a, b) => a + b, 0)).toBe(planned);
  });
  it('becomes well-formed JUnit XML that counts the same', () => {
    const xml = junitXml(report(name));
    expect(xmlFlaw(xml)).toBeUndefined();
    expect(xml.match(/<testcase /g)).toHaveLength(report(name).totals.planned);
    const failed = verdicts(name).filter((v) => v === 'fail' || v === 'xpass').length;
    expect(xml.match(/<failure /g) ?? []).toHaveLength(failed);
    expect(xml).toContain(`failures="${failed}"`);
  });
  it('becomes a page that loads nothing and names every case', () => {
    const page = reportHtml(report(name));
    const loads = /<(script|link|img|iframe)[^>]*(src|href)=|url\((?!#)|@import/;
    expect(loads.test(page)).toBe(false);
    expect(report(name).cases.filter(({ id }) => !page.includes(id))).toEqual([]);
  });
});

describe('a record', () => {
  it('of the reference has only passes', () => {
    expect(new Set(verdicts('reference'))).toEqual(new Set(['pass']));
  });
  it('of a failure has clause text, expected, observed, evidence and a command', () => {
    const [first, second] = report('nasty').cases;
    expect(first).toMatchObject({ verdict: 'fail', expected: NASTY, observed: NASTY, round: 1 });
    expect(second!.round).toBe(2);
    for (const { text } of first!.clauses) expect(text).not.toBe('');
    expect(first!.replay).toContain("'link/nasty' --target inproc --seed test");
    const conn = first!.exchange.find(({ type }) => type === 'received');
    expect(conn).toMatchObject({ text: expect.stringContaining('ConnEstablish, of target') });
    expect(conn).toHaveProperty('bytes');
    expect(conn).toHaveProperty('message.conn.pkiId');
    expect(first!.logTail.length).toBeGreaterThan(0);
  });
  it('of a stopped run says so and keeps what did not run', () => {
    expect(report('stopped').interrupted).toBe(true);
    expect(verdicts('stopped').filter((v) => v === 'not-run').length).toBeGreaterThan(0);
    expect(summary(report('stopped'))).toContain('partial run');
  });
  it('of expected failures tells known from outdated', () => {
    expect(verdicts('expected')).toEqual(['xfail', 'xpass']);
  });
});

describe('markup in what was observed', () => {
  it('does not become part of the page', () => {
    const page = reportHtml(report('nasty'));
    expect(page.includes('<script>alert')).toBe(false);
    const shown = '&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;\ufffd]]&gt;';
    expect(page.includes(shown)).toBe(true);
  });
  it('stands on the terminal with clause, expected, observed and command', () => {
    const told = summary(report('nasty'));
    expect(told).toMatch(/clause {4}LINK-1: A peer MUST/);
    expect(told).toContain(`expected  ${NASTY}`);
    expect(told).toMatch(/again {5}fabric-gossip conform/);
  });
});

describe('the judge of XML in these tests', () => {
  it.each(['<a>', '<a></b>', '<a b="1" b="2"/>', '<a>&</a>', '<a>\u0001</a>', '<a>1 < 2</a>'])(
    'refuses %j',
    (text) => expect(xmlFlaw(text)).toBeDefined(),
  );
});

describe('the schema', () => {
  it('of run.json is a JSON Schema', () => {
    expect(() => new Ajv2020().compile(schemaOf('run'))).not.toThrow();
  });
});
