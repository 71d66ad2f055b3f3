/** Paths in the Informal Trace Format, judged by the rules that Apalache has published for it (its ADR-015). */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import { machineModel } from '../../../src/checker/machines/machine-model.js';
import type { Model } from '../../../src/checker/model.js';
import { election } from '../../../src/checker/models/election.js';
import { twoPhaseCommit } from '../../../src/checker/models/two-phase-commit.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { type ItfTrace, itfOfPath } from '../../../src/checker/told/itf.js';

const only = (name: string, items: object) => ({
  type: 'object',
  properties: { [name]: items },
  required: [name],
  additionalProperties: false,
});
const expr = { $ref: '#/$defs/expr' };
const list = { type: 'array', items: expr };
const pair = { type: 'array', items: expr, minItems: 2, maxItems: 2 };

const isTrace = new Ajv({ strict: false }).compile({
  type: 'object',
  properties: {
    '#meta': { type: 'object' },
    params: { type: 'array', items: { type: 'string' } },
    vars: { type: 'array', items: { type: 'string' }, minItems: 1 },
    states: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: { '#meta': { type: 'object' } },
        additionalProperties: expr,
      },
    },
    loop: { type: 'integer', minimum: 0 },
  },
  required: ['vars', 'states'],
  additionalProperties: false,
  $defs: {
    expr: {
      anyOf: [
        { type: 'boolean' },
        { type: 'string' },
        { type: 'integer', minimum: -(2 ** 53) + 1, maximum: 2 ** 53 - 1 },
        only('#bigint', { type: 'string', pattern: '^-?[0-9]+$' }),
        list,
        only('#tup', list),
        only('#set', list),
        only('#map', { type: 'array', items: pair }),
        { type: 'object', propertyNames: { pattern: '^[^#]' }, additionalProperties: expr },
      ],
    },
  },
});

/** What the schema cannot say: each state has a value of each variable, and of no other. */
function flawsOf(trace: ItfTrace): string[] {
  const { vars, states, loop } = JSON.parse(JSON.stringify(trace)) as ItfTrace;
  const named = [...vars].sort().join();
  return [
    ...(isTrace(JSON.parse(JSON.stringify(trace))) ? [] : ['not of the form']),
    ...states.flatMap((state, index) => {
      const { '#meta': _, ...values } = state;
      return Object.keys(values).sort().join() === named ? [] : [`state ${index}`];
    }),
    ...(loop !== undefined && loop >= states.length ? ['loop'] : []),
  ];
}

/** To the first state that shows a property. */
function pathTo(model: Model, id: string) {
  const exploration = createExploration(model);
  while (exploration.advance(1_000));
  const { witness, property } = exploration.judgements.find((one) => one.property.id === id)!;
  return { path: exploration.pathTo(witness!), property };
}

describe('a path in the Informal Trace Format', () => {
  it('of peers: machines, what is under way, budgets', () => {
    const model = peerModel(election(2, 'fabric-3.1', { timers: 2 }));
    const { path, property } = pathTo(model, 'leads-alone');
    const trace = itfOfPath(model, path, { property });
    expect(flawsOf(trace)).toEqual([]);
    expect(trace.vars).toEqual(['peers', 'underWay', 'timers', 'budget']);
    expect(trace.states).toHaveLength(path.length);
    const last = JSON.stringify(trace.states.at(-1));
    expect(last).toContain('["election/ch1","leading"]');
    expect(last).toContain('["election/ch1","following"]');
    expect(last).toContain('"action":"');
    const messages = trace.states.map(({ underWay }) => JSON.stringify(underWay));
    expect(messages.some((text) => text.includes('"kind":"leadershipMsg"'))).toBe(true);
    expect(messages[0]).toBe('[]');
  });

  it('of machines: a text for each part; of an endless run: where it returns to', () => {
    const model = machineModel(twoPhaseCommit(2));
    const { path } = pathTo(model, 'all-commit');
    const trace = itfOfPath(model, path, { loopFrom: 2 });
    expect(flawsOf(trace)).toEqual([]);
    expect(trace.loop).toBe(2);
    expect(JSON.stringify(trace.states.at(-1)!.parts)).toContain('committed');
  });

  it('the rules refuse what breaks them', () => {
    const good = { '#meta': {}, vars: ['a'], states: [{ a: 1 }] };
    expect(flawsOf(good)).toEqual([]);
    const wrong: readonly (readonly [object, string])[] = [
      [{ states: [{ a: 1.5 }] }, 'not of the form'],
      [{ states: [{ a: { '#odd': 1 } }] }, 'not of the form'],
      [{ states: [{ a: { '#map': [[1]] } }] }, 'not of the form'],
      [{ states: [{ b: 1 }] }, 'state 0'],
      [{ loop: 1 }, 'loop'],
    ];
    for (const [change, flaw] of wrong) expect(flawsOf({ ...good, ...change })).toContain(flaw);
  });
});
