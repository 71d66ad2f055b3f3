/** Evidence of a case as a trace: messages by who sent them, remarks, and where the node went wrong. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../src/trace/base64.js';
import {
  caseOfRecord,
  type EvidenceCase,
  type EvidenceOutcome,
  linesOfCase,
} from '../../src/trace/evidence.js';
import { failedCase } from '../support/failed-case.js';

const { evidence, outcome } = await failedCase();
const schema = JSON.parse(readFileSync('spec/schema/trace.schema.json', 'utf8'));

const messagesOf = (lines: ReturnType<typeof linesOfCase>) =>
  lines.flatMap(({ trace }) => (trace.kind === 'message' ? [trace] : []));

it('is a trace by its schema, in order of time', () => {
  const validate = new Ajv({ allErrors: true }).compile(schema);
  const lines = linesOfCase(evidence, outcome);
  for (const line of lines)
    expect(validate(line), JSON.stringify([line, validate.errors])).toBe(true);
  expect(lines.every(({ atMs }, i) => i === 0 || atMs >= lines[i - 1]!.atMs)).toBe(true);
});
it('has every envelope, also those that stand in the evidence once', () => {
  const passed = evidence.entries.filter(({ type }) => type === 'sent' || type === 'received');
  const messages = messagesOf(linesOfCase(evidence, outcome));
  expect(messages).toHaveLength(passed.length);
  expect(messages.every(({ envelope, size }) => envelope !== undefined && size > 0)).toBe(true);
  expect(new Set(messages.map(({ message }) => message))).toContain('conn');
  const [sent] = passed.filter(({ type }) => type === 'sent');
  expect(messages.some(({ from, to }) => from === sent!.probe && to === sent!.node)).toBe(true);
});
it('says where the node went wrong, what was expected and by which clauses', () => {
  const lines = linesOfCase(evidence, outcome);
  const failures = lines.filter(({ trace }) => trace.kind === 'note' && trace.what === 'failed');
  expect(failures).toHaveLength(1);
  const [{ atMs, trace }] = failures as [(typeof lines)[number]];
  const at = evidence.entries[outcome.divergence!.entry!]!;
  expect(atMs).toBe(evidence.startMs + at.atMs);
  expect(trace).toMatchObject({ clauses: expect.arrayContaining(['LINK-D12']) });
  expect((trace as { text: string }).text).toContain(outcome.expected);
  const [about] = lines;
  expect(about!.trace).toMatchObject({
    kind: 'about',
    source: 'conformance',
    title: outcome.id,
    says: { verdict: 'fail', observed: outcome.observed },
  });
});
it('says so right behind the entry at which it was seen, wherever that is', () => {
  const { divergence: _, ...plain } = outcome;
  const untold = linesOfCase({ ...evidence, verdict: 'pass' }, { ...plain, logTail: [] });
  for (const [n, entry] of evidence.entries.entries()) {
    const divergence = { entry: n, what: 'unexpected' };
    const lines = linesOfCase(evidence, { ...plain, logTail: [], divergence });
    const at = lines.findIndex(({ trace }) => trace.kind === 'note' && trace.what === 'failed');
    expect(at, String(n)).toBe(untold.length - evidence.entries.length + n + 1);
    expect(lines[at]!.atMs).toBe(evidence.startMs + entry.atMs);
  }
});
it('has the steps that a node in process told of itself', () => {
  const steps = linesOfCase(evidence, outcome).filter(({ trace }) => trace.kind === 'step');
  expect(steps.length).toBeGreaterThan(0);
  expect(new Set(steps.map(({ peer }) => peer)).size).toBe(1);
  const without = linesOfCase(evidence, { ...outcome, logTail: ['no trace', '12 {broken'] });
  expect(without.filter(({ trace }) => trace.kind === 'step')).toEqual([]);
});
it('fails at its end a case that says nothing of where', () => {
  const { divergence: _, ...plain } = outcome;
  const lines = linesOfCase(evidence, plain as EvidenceOutcome);
  const last = lines.filter(({ trace }) => trace.kind === 'note').at(-1)!;
  expect(last.trace).toMatchObject({ what: 'failed' });
  const passed: EvidenceCase = { ...evidence, verdict: 'pass' };
  expect(
    linesOfCase(passed).some(({ trace }) => trace.kind === 'note' && trace.what === 'failed'),
  ).toBe(false);
});
it('makes of the record alone what its exchange tells', () => {
  const lines = linesOfCase(caseOfRecord(outcome, evidence.startMs), outcome);
  const messages = messagesOf(lines);
  expect(messages.length).toBeGreaterThan(2);
  expect(messages.some(({ envelope }) => envelope !== undefined)).toBe(true);
});
it('reads and writes base64 as Node does', () => {
  for (let length = 0; length < 9; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (37 * i + 211 * length) & 255);
    const text = Buffer.from(bytes).toString('base64');
    expect(toBase64(bytes)).toBe(text);
    expect(fromBase64(text)).toEqual(bytes);
  }
  expect(fromBase64('abc')).toBeUndefined();
  expect(fromBase64('ab!=')).toBeUndefined();
});
