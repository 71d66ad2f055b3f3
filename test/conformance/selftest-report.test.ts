/** What a self-test found, as a page and as Markdown: score, matrix, and everything that came otherwise. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { mutantMatrix } from '../../conformance/reports/mutant-matrix.js';
import { selftestHtml } from '../../conformance/reports/selftest-html.js';
import { selftestMarkdown } from '../../conformance/reports/selftest-markdown.js';
import type { MutantReport } from '../../conformance/selftest/judge-mutant.js';
import type { SelftestReport } from '../../conformance/selftest/report.js';
import { progressLine } from '../../src/cli/conform/selftest/progress.js';
import { xmlFlaw } from '../support/xml.js';

const killed: MutantReport = {
  id: 'link/never-waits',
  fault: 'closes <at> once',
  breaks: ['LINK-4'],
  fate: 'killed',
  missed: [],
  cases: [
    { id: 'link/a', verdict: 'fail', expected: 'this & that', observed: 'no' },
    { id: 'pull/b', verdict: 'pass' },
  ],
  durationMs: 3,
};
const survived: MutantReport = {
  ...killed,
  id: 'push/tells-all',
  fate: 'survived',
  missed: ['push/c: pass'],
  cases: [{ id: 'push/c', verdict: 'pass' }],
};
const sweep = { name: 'silent', says: 'says nothing', planned: 9, wrong: [], durationMs: 1 };
const sound: SelftestReport = {
  schema: 1,
  suite: { name: 'fabric-gossip', version: '0.0.0' },
  startedAt: '2026-01-02T03:04:05.678Z',
  durationMs: 5,
  seed: 's',
  as: 'inproc',
  partial: false,
  mutants: [killed],
  clauses: { judged: 2, unbroken: [{ clause: 'LINK-5', reason: 'seen by nobody' }] },
  degenerate: [sweep],
  benign: [{ ...sweep, name: 'chatty' }],
  seeds: [],
  load: [],
  adapters: [{ name: 'mute', expected: 'exit 3', observed: 'exit 3', right: true }],
};
const unsound: SelftestReport = {
  ...sound,
  mutants: [killed, survived],
  degenerate: [{ ...sweep, wrong: [{ id: 'link/a', verdict: 'pass' }] }],
};

const schema = JSON.parse(readFileSync('spec/schema/selftest.schema.json', 'utf8')) as object;
const isRecord = new Ajv2020({ allErrors: true }).compile(schema);

describe('the record of a self-test', () => {
  it('has the form of its schema', () => {
    for (const record of [sound, unsound]) {
      isRecord(record);
      expect(isRecord.errors ?? []).toEqual([]);
    }
    expect(isRecord({ ...sound, load: undefined })).toBe(false);
    expect(isRecord({ ...sound, mutants: [{ ...killed, fate: 'perhaps' }] })).toBe(false);
  });
});

describe('the matrix of mutants by cases', () => {
  const svg = mutantMatrix([killed, survived]);
  it('has a field for each case that a mutant was played on, coloured by its verdict', () => {
    expect(xmlFlaw(svg)).toBeUndefined();
    expect(svg.match(/<rect /g)).toHaveLength(3);
    expect(svg).toMatch(/<rect class="bad"[^>]*><title>link\/never-waits × link\/a: fail</);
    expect(svg).toMatch(/<rect class="passed"[^>]*><title>push\/tells-all × push\/c: pass</);
  });
  it('names what was not killed in the colour of failure', () => {
    expect(svg).toMatch(/<text class="bad"[^>]*>push\/tells-all</);
    expect(svg).toMatch(/<text class=""[^>]*>link\/never-waits</);
  });
});

describe('the page of a self-test', () => {
  it('says that the suite is sound, and why one may believe it', () => {
    const page = selftestHtml(sound);
    expect(page).toContain('The suite is sound: 1 of 1 mutants killed (100.0 %).');
    expect(page).toContain('mutants break 1 of them');
    expect(page).toContain('seen by nobody');
    expect(page).toContain('the reference that closes &lt;at&gt; once');
    expect(page).toContain('expected this &amp; that');
  });
  it('says what survived, and who passes though it is no peer', () => {
    const page = selftestHtml(unsound);
    expect(page).toContain('class="verdict bad"');
    expect(page).toContain('1 of 2 mutants killed (50.0 %)');
    expect(page).toContain('link/a passes on a target that is silent');
    expect(page).toContain('push/c: pass');
  });
  it('loads nothing', () => {
    const loads = /<(script|link|img|iframe)[^>]*(src|href)=|url\((?!#)|@import/;
    expect(loads.test(selftestHtml(unsound))).toBe(false);
  });
});

describe('the Markdown of a self-test', () => {
  it('has the score and every trouble', () => {
    expect(selftestMarkdown(sound)).toContain('**Sound: 1 of 1 mutants killed (100.0 %)**');
    const text = selftestMarkdown(unsound);
    expect(text).toContain('| targets that are none | 0 of 1 pass nothing |');
    expect(text).toContain('- push/tells-all (closes \\<at\\> once): survived; push/c: pass');
  });
});

describe('the progress of a self-test', () => {
  it('names the seed and the cases that came otherwise than they must', () => {
    const wrong = Array.from({ length: 9 }, (_, i) => ({
      id: `link/${i}`,
      verdict: 'fail' as const,
    }));
    const name = 'reference, seed selftest-2';
    expect(progressLine({ kind: 'seed', report: { ...sweep, name, wrong } })).toBe(
      `✗ seed ${name}  0.0 s  9 of 9 cases are wrong: ${wrong
        .slice(0, 8)
        .map(({ id }) => `${id} (fail)`)
        .join(', ')}, and 1 more`,
    );
    expect(progressLine({ kind: 'seed', report: { ...sweep, name } })).toBe(
      `✓ seed ${name}  0.0 s`,
    );
  });

  it('says why a mutant was not killed', () => {
    const line = progressLine({ kind: 'mutant', report: survived });
    expect(line).toBe('✗ mutant push/tells-all  0.0 s  survived: push/c: pass');
  });
});
