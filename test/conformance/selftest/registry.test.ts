/** What holds for every mutant and variant, without playing one. */
import { describe, expect, it } from 'vitest';
import { clauseTexts } from '../../../conformance/harness/clauses.js';
import { CASES } from '../../../conformance/registry.js';
import { mutantCoverage } from '../../../conformance/selftest/coverage.js';
import { EXEMPT } from '../../../conformance/selftest/exempt.js';
import { MUTANTS, mutantNamed } from '../../../conformance/selftest/registry.js';
import { VARIANTS } from '../../../conformance/selftest/variants.js';

const ids = [...MUTANTS, ...VARIANTS].map(({ id }) => id);

describe('a mutant', () => {
  it('has an id of its own: chapter and fault', () => {
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
    expect(() => mutantNamed('nobody/nothing')).toThrow(/there is no mutant nobody/);
  });
  it('breaks what the specification has', () => {
    const textOf = clauseTexts();
    const unknown = MUTANTS.flatMap(({ id, breaks }) =>
      breaks.filter((clause) => textOf(clause).text === '').map((clause) => `${id}: ${clause}`),
    );
    expect(unknown).toEqual([]);
  });
  it('is to be killed by a case that is there and that cites what it breaks, in a named check', () => {
    const odd = MUTANTS.flatMap(({ id, breaks, killedBy }) => {
      const killers = killedBy.map((killer) => CASES.find((c) => c.id === killer.case));
      const cites = killers.some((c) => c?.clauses.some((clause) => breaks.includes(clause)));
      return [
        ...killedBy.filter((_, i) => !killers[i]).map((k) => `${id}: no case ${k.case}`),
        ...killedBy.filter((k) => k.expected === '').map((k) => `${id}: any check of ${k.case}`),
        ...(cites ? [] : [`${id}: no killer cites ${breaks.join(', ')}`]),
      ];
    });
    expect(odd).toEqual([]);
  });
  it('is there for every MUST clause that a case judges, or a reason why not', () => {
    const { uncovered } = mutantCoverage();
    expect(uncovered.filter(({ clause }) => EXEMPT[clause] === undefined)).toEqual([]);
  });
  it('says what it does in words that follow "the reference that"', () => {
    expect(MUTANTS.filter(({ fault }) => !/^[a-z].*[^.]$/.test(fault)).map((m) => m.id)).toEqual(
      [],
    );
  });
});

describe('an exemption', () => {
  it('is of a clause that a case judges and no mutant breaks', () => {
    const { uncovered } = mutantCoverage();
    const needed = uncovered.map(({ clause }) => clause);
    expect(Object.keys(EXEMPT).filter((clause) => !needed.includes(clause))).toEqual([]);
  });
});
