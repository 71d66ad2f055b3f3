/** The trace of a simulated network, against the published schema of traces. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import type { TraceLine } from '../../src/peer/trace.js';
import { simulationOf } from '../support/symbolic-peers.js';

const schema = JSON.parse(readFileSync('spec/schema/trace.schema.json', 'utf8'));

it('every line of a trace is as the schema says, and both kinds occur', () => {
  const validate = new Ajv({ allErrors: true }).compile(schema);
  const lines: TraceLine[] = [];
  const names = ['p1.A', 'p2.A', 'p3.A'];
  const simulation = simulationOf(names, { seed: 3, onTrace: (line) => lines.push(line) }, () => ({
    bootstrap: ['p1.A:7000'],
  }));
  for (const name of names) simulation.start(name);
  simulation.advance(40_000);
  simulation.kill('p2.A');
  simulation.advance(40_000);
  for (const line of lines)
    expect(validate(line), JSON.stringify([line, validate.errors])).toBe(true);
  expect(new Set(lines.map(({ trace }) => trace.kind))).toEqual(new Set(['step', 'verdict']));
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, i) => i + 1));
});
