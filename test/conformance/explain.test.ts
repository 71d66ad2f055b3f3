/** What is told of a case and of a clause, and that cases play only where their clauses hold. */
import { describe, expect, it } from 'vitest';
import { explain, explanation, type PlantedFault } from '../../conformance/explain.js';
import { type Case, defineCase } from '../../conformance/harness/case.js';
import { listing } from '../../conformance/listing.js';
import { clauseProfiles, foreignClauses, profilesIn } from '../../conformance/profiles.js';
import { CASES } from '../../conformance/registry.js';

const faults: readonly PlantedFault[] = [
  {
    id: 'link/deaf',
    fault: 'answers no Ping',
    breaks: ['LINK-21'],
    killedBy: [{ case: 'link/ping-answered-without-handshake' }],
  },
];
const ping = 'link/ping-answered-without-handshake';

describe('a case', () => {
  it('is explained by its clauses, needs, twin, waits and the faults that it finds', () => {
    const told = explain(ping, CASES, faults);
    expect(told).toMatchObject({
      kind: 'case',
      level: 'MUST',
      finds: ['link/deaf: answers no Ping'],
    });
    const text = explanation(told);
    expect(text).toContain('LINK-21: ');
    expect(text).toContain('spec/04-link.md, ');
    expect(text).toContain('fabric-2.5, fabric-3.1, hardened');
    expect(text).toContain('link/deaf: answers no Ping');
  });
  it('tells the waits that it names, and who shows that silence means something', () => {
    const named = CASES.find(({ run }) => /["']heartbeat["']/.test(run.toString()))!;
    const told = explain(named.id, CASES, []);
    expect(told.kind === 'case' && told.waits).toContainEqual({
      window: 'heartbeat',
      atMostMs: 3_600,
    });
    const silent = CASES.find(({ twin }) => twin !== undefined && twin !== 'self')!;
    expect(explanation(explain(silent.id, CASES, []))).toContain(
      `${silent.twin} shows that a reaction would have been seen`,
    );
  });
  it('plays only in profiles in which all its clauses hold', () => {
    const of = clauseProfiles();
    expect(CASES.flatMap((one) => foreignClauses(one, of).map((c) => `${one.id}: ${c}`))).toEqual(
      [],
    );
  });
  it('that plays where a clause of it does not hold is noticed', () => {
    const astray = (profiles: Case['profiles']): Case =>
      defineCase({
        id: 'pull/astray',
        clauses: ['PULL-27', 'PULL-1'],
        level: 'MUST',
        title: 'a peer is named',
        ...(profiles && { profiles }),
        run: async () => {},
      });
    const of = clauseProfiles();
    expect(foreignClauses(astray(undefined), of)).toEqual(['PULL-27']);
    expect(foreignClauses(astray(['fabric-3.1']), of)).toEqual(['PULL-27']);
    expect(foreignClauses(astray(['hardened']), of)).toEqual([]);
  });
  it('is listed with its profiles and level where they are not the usual', () => {
    const only = CASES.find(({ profiles }) => profiles?.join() === 'hardened')!;
    expect(listing([only], false)).toContain(`${only.clauses.join(' ')}  [hardened]`);
    expect(JSON.parse(listing([only], true))[0].profiles).toEqual(['hardened']);
  });
});

describe('a clause', () => {
  it('is explained by its text, profiles, cases and faults', () => {
    const told = explain('LINK-21', CASES, faults);
    expect(told).toMatchObject({
      kind: 'clause',
      clause: { level: 'MUST' },
      cases: [{ id: ping, isMain: true }],
      finds: ['link/deaf: answers no Ping'],
    });
    expect(explanation(explain('PULL-27', CASES, []))).toContain('holds in hardened');
  });
  it('is also judged by cases that cite a row that decides it', () => {
    const told = explain('LINK-6', CASES, []);
    const rows = told.kind === 'clause' ? told.clause.rows : [];
    const byRow = CASES.filter(
      ({ clauses }) => !clauses.includes('LINK-6') && clauses.some((c) => rows.includes(c)),
    );
    expect(byRow.length).toBeGreaterThan(0);
    const judges = told.kind === 'clause' ? told.cases.map(({ id }) => id) : [];
    expect(judges).toEqual(expect.arrayContaining(byRow.map(({ id }) => id)));
  });
  it('that no case judges says so', () => {
    const told = explain('MEMB-20', [], []);
    expect(explanation(told)).toContain('Judged by no case');
  });
  it('that is a row says the name of each column that it fills', () => {
    const told = (id: string) => explanation(explain(id, CASES, []));
    expect(told('LINK-D4')).toContain('LINK-D4: row tlsHash different; verdict reject — LINK-6: ');
    expect(told('LINK-R9')).toContain(
      'row in state handshaking; event after handshakeWait; next state closed; actions endWithUnknown',
    );
    expect(told('MEMB-D13')).toContain('row otherwise; verdict admit');
  });
  it('may be a row or an invariant', () => {
    expect(explanation(explain('LINK-R4', CASES, []))).toContain('LINK-R4: row');
    expect(explanation(explain('MEMB-I2', CASES, []))).toMatch(/never: |always: /);
  });
  it('names its profiles first', () => {
    expect(profilesIn('[fabric-2.5, hardened] A peer MUST speak.')).toEqual([
      'fabric-2.5',
      'hardened',
    ]);
    expect(profilesIn('A peer MUST speak.')).toHaveLength(3);
  });
});

it('what is neither case nor clause is a mistake', () => {
  expect(() => explain('link/nonsense', CASES, [])).toThrow(/expected the id of a case/);
});
