/** What holds for every case: frozen ids, clauses that exist, twins that exist. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defineCase } from '../../conformance/harness/case.js';
import { clauseTexts } from '../../conformance/harness/clauses.js';
import { CASES } from '../../conformance/registry.js';

const FROZEN = 'test/conformance/case-ids.txt';
const ids = CASES.map(({ id }) => id).sort();

describe('case ids', () => {
  it('are unique', () => {
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });
  it('are frozen: none is renamed or dropped, new ones are added with UPDATE=1', () => {
    const frozen = readFileSync(FROZEN, 'utf8').trim().split('\n');
    if (process.env.UPDATE) {
      writeFileSync(FROZEN, `${[...new Set([...frozen, ...ids])].sort().join('\n')}\n`);
      return;
    }
    expect(frozen.filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids.filter((id) => !frozen.includes(id))).toEqual([]);
  });
  it('name chapter and behaviour', () => {
    expect(() => defineCase({ ...CASES[0]!, id: '4.1/3' })).toThrow(/chapter\/behaviour/);
  });
});

describe('a case', () => {
  it('cites clauses that the specification has', () => {
    const textOf = clauseTexts();
    const unknown = CASES.flatMap(({ id, clauses }) =>
      clauses.filter((clause) => textOf(clause).text === '').map((clause) => `${id}: ${clause}`),
    );
    expect(unknown).toEqual([]);
  });
  it('has a twin that exists', () => {
    const lost = CASES.filter(({ twin }) => twin && twin !== 'self' && !ids.includes(twin));
    expect(lost.map(({ id, twin }) => `${id}: ${twin}`)).toEqual([]);
  });
  it('has a title that is a sentence about an actor', () => {
    const odd = CASES.filter(({ title }) => !/^an? [a-z]+ .*[^.]$/.test(title));
    expect(odd.map(({ title }) => title)).toEqual([]);
  });
});
