/** How much of an exchange a record tells, and how much of it a diagram draws. */
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../conformance/harness/evidence.js';
import type { CaseResult } from '../../conformance/harness/result.js';
import type { Divergence, Verdict } from '../../conformance/harness/verdict.js';
import { CASES } from '../../conformance/registry.js';
import { type ExchangeLine, exchangeOf } from '../../conformance/reports/exchange.js';
import { sequenceDiagram } from '../../conformance/reports/sequence-diagram.js';
import { xmlFlaw } from '../support/xml.js';

const entry = (n: number, more: Partial<Entry> = {}): Entry => ({
  n,
  atMs: n,
  probe: 'o1',
  stream: 'o1.1',
  type: 'note',
  detail: `note ${n}`,
  ...more,
});
const result = (
  verdict: Verdict,
  exchange: readonly Entry[],
  divergence?: Divergence,
): CaseResult => ({
  case: CASES[0]!,
  verdict,
  ...(divergence && { divergence }),
  durationMs: 1,
  exchange,
  names: new Map(),
  logTail: [],
  round: 1,
});
const many = (count: number) => Array.from({ length: count }, (_, n) => entry(n));
const numbers = (lines: readonly { readonly n: number }[]) => lines.map(({ n }) => n);

describe('the exchange in a record', () => {
  it('of a case that passed leaves out what only keeps probes alive', () => {
    const told = exchangeOf(result('pass', [entry(0), entry(1, { routine: true }), entry(2)]));
    expect(numbers(told.lines)).toEqual([0, 2]);
    expect(told.omitted).toBe(1);
  });
  it('of a long case that passed has its beginning and its end', () => {
    const { lines, omitted } = exchangeOf(result('pass', many(1_000)));
    expect([lines.length, omitted]).toEqual([40, 960]);
    expect([lines[0]!.n, lines[19]!.n, lines[20]!.n, lines[39]!.n]).toEqual([0, 19, 980, 999]);
  });
  it('of one that failed has the beginning, and what surrounds the place', () => {
    const divergence = { entry: 500, what: 'unexpected' } as const;
    const { lines, omitted } = exchangeOf(result('fail', many(1_000), divergence));
    expect(lines.length + omitted).toBe(1_000);
    expect(numbers(lines)).toEqual([
      ...Array.from({ length: 40 }, (_, i) => i),
      ...Array.from({ length: 161 }, (_, i) => 380 + i),
    ]);
  });
  it('keeps messages of what failed, unless they are large', () => {
    const exchange = [
      entry(0, { type: 'sent', bytes: Uint8Array.of(1) }),
      entry(1, { type: 'sent', bytes: new Uint8Array(9_000) }),
    ];
    const bytes = (verdict: Verdict) =>
      exchangeOf(result(verdict, exchange)).lines.map((line) => line.bytes);
    expect(bytes('fail')).toEqual(['AQ==', undefined]);
    expect(bytes('pass')).toEqual([undefined, undefined]);
  });
});

describe('the sequence diagram', () => {
  const line = (n: number, more: Partial<ExchangeLine> = {}): ExchangeLine => ({
    n,
    atMs: n,
    probe: 'o1',
    stream: 'o1.1',
    type: 'received',
    text: `message ${n}`,
    background: false,
    ...more,
  });
  const lines = (count: number) => Array.from({ length: count }, (_, n) => line(n));
  it('of a long exchange shows the place that went wrong, and how much it leaves out', () => {
    const svg = sequenceDiagram(lines(200), 'x', {
      divergence: { entry: 150, what: 'unexpected' },
    });
    expect(xmlFlaw(svg)).toBeUndefined();
    expect(svg.match(/<g class="wrong">/g)).toHaveLength(1);
    expect(svg).toMatch(/<g class="wrong">.*message 150</);
    expect(svg).toContain('… 100 entries left out');
    expect(svg.match(/<g class=/g)!.length).toBeLessThanOrEqual(61);
  });
  it('tells what the record itself leaves out, but not background', () => {
    const svg = sequenceDiagram([line(0), line(1, { background: true }), line(9)], 'x');
    expect(svg).toContain('… 7 entries left out');
    const short = [...lines(70).map((l) => ({ ...l, background: l.n % 2 === 1 }))];
    expect(sequenceDiagram(short, 'x')).not.toContain('left out');
  });
  it('ends with what is missing, at the probe that waited for it', () => {
    const svg = sequenceDiagram([line(0), line(1, { probe: 'o2' })], 'x', {
      divergence: { entry: 0, what: 'unanswered', probe: 'o2' },
      missing: 'an <end>',
    });
    const [, x] = /<text class="lane" x="(\d+)"[^>]*>o2</.exec(svg)!;
    expect(svg).toContain(`<g class="missing"><line x1="197" x2="${x}"`);
    expect(svg).toContain('missing: an &lt;end&gt;');
  });
  it('has a lane for each node of a network, beside those who speak to it', () => {
    const svg = sequenceDiagram(
      [
        line(0, { type: 'note', probe: '', text: 'heal' }),
        line(1, { probe: 'o2', node: 't2' }),
        line(2, { probe: 'o1', node: 't1' }),
        line(3, { type: 'note', probe: 't2', text: 'kill: t2' }),
        line(4, { type: 'note', probe: 'r1', text: 'a block' }),
      ],
      'x',
    );
    const lanes = [...svg.matchAll(/<text class="lane" x="(\d+)"[^>]*>(\w+)</g)];
    expect(lanes.map(([, , name]) => name)).toEqual(['t1', 'o1', 't2', 'o2', 'r1']);
    const x = new Map(lanes.map(([, at, name]) => [name, at]));
    expect(svg).toContain(`<line x1="${x.get('t2')}" x2="${x.get('o2')}"`);
    expect(svg).toContain(`<line x1="${x.get('t1')}" x2="${x.get('o1')}"`);
    expect(svg).toContain(`<circle cx="${x.get('t2')}"`);
  });
  it('draws no arrow from a node of several that nobody could name', () => {
    const svg = sequenceDiagram(
      [line(0, { node: 't1' }), line(1, { probe: 'o2', node: 't2' }), line(2, { type: 'pinged' })],
      'x',
    );
    const lanes = [...svg.matchAll(/<text class="lane"[^>]*>(\w+)</g)].map(([, name]) => name);
    expect(lanes).toEqual(['t1', 'o1', 't2', 'o2']);
    expect(svg.match(/<path class="head"/g)).toHaveLength(2);
    expect(svg.match(/<circle/g)).toHaveLength(1);
  });
  it('of one node alone calls it the target', () => {
    const svg = sequenceDiagram(
      [line(0, { node: 't1' }), line(1, { type: 'note', probe: 't1', text: 'kill: t1' })],
      'x',
    );
    const lanes = [...svg.matchAll(/<text class="lane"[^>]*>(\w+)</g)].map(([, name]) => name);
    expect(lanes).toEqual(['target', 'o1']);
  });
  it('of nothing is nothing', () => {
    expect(sequenceDiagram([], 'x')).toBe('');
  });
});
