/**
 * The tracer on a small sound project: silent there, and loud about each fault that is planted in it.
 * Every fault is one edit, and the expected line says which problem it must cause.
 */
import { describe, expect, it } from 'vitest';
import { shown } from '../../tools/spec/problem.js';
import { inspect, write } from '../../tools/spec/project.js';
import { type DemoProject, demoProject, parameters, program } from '../fixtures/demo-project.js';

const SPEC = 'spec/02-demo.md';

const problemsOf = (project: DemoProject, given = program) =>
  inspect(project.root, given).problems.map(shown);

/** The problems after one edit, leaving out that generated files are not current any more. */
function after(edit: (project: DemoProject) => void): string[] {
  const project = demoProject();
  edit(project);
  return problemsOf(project).filter((problem) => !problem.includes('not current'));
}

const editing =
  (path: string, from: string, to: string) =>
  (project: DemoProject): void =>
    project.edit(path, from, to);

describe('tracer', () => {
  it('has nothing to say of a sound project', () => {
    expect(problemsOf(demoProject())).toEqual([]);
  });

  it('joins the lines of a clause and reads its level, profiles and remarks', () => {
    const found = inspect(demoProject().root, program).statements;
    const of = (id: string) => found.find((statement) => statement.id === id);
    expect(of('DEMO-1')).toMatchObject({ level: 'MUST', rows: ['DEMO-R2'], profiles: [] });
    expect(of('DEMO-2')).toMatchObject({ level: 'MUST NOT', parts: ['admission'] });
    expect(of('DEMO-4')).toMatchObject({ profiles: ['hardened'], escaped: true });
    expect(of('DEMO-5')).toMatchObject({ retired: true });
  });
});

const faults: [name: string, edit: (project: DemoProject) => void, problem: RegExp][] = [
  [
    'an id stated twice',
    editing(SPEC, '**DEMO-2**', '**DEMO-1**'),
    /^spec\/02-demo\.md:\d+ DEMO-1 is stated twice \(spec\/02-demo\.md:3\)/,
  ],
  ['a row id used twice', editing(SPEC, '| DEMO-R4 |', '| DEMO-R3 |'), /DEMO-R3 is stated twice/],
  [
    'a parameter stated twice',
    editing('spec/90-parameters.md', '| DEMO-P1 |', '| DEMO-P1 | a | 1 | ms | — |\n| DEMO-P1 |'),
    /DEMO-P1 is stated twice/,
  ],
  [
    'a deviation stated twice',
    editing('spec/91-deviations.md', '- **DEV-1**', '- **DEV-1** One.\n- **DEV-1**'),
    /DEV-1 is stated twice/,
  ],
  [
    'an invariant stated twice',
    editing(SPEC, '- **DEMO-I1**', '- **DEMO-I1** never: x.\n- **DEMO-I1**'),
    /DEMO-I1 is stated twice/,
  ],
  [
    'a clause with two obligations',
    editing(SPEC, 'for a friend.', 'for a friend and MAY ring.'),
    /DEMO-1 has 2 normative words/,
  ],
  ['an unknown profile', editing(SPEC, '[hardened]', '[fabric-9]'), /unknown profile "fabric-9"/],
  [
    'an invariant without its word',
    editing(SPEC, 'never: a stranger', 'a stranger'),
    /DEMO-I1 must begin with/,
  ],
  [
    'code that cites an unknown id',
    editing('src/rules/admission.ts', 'DEMO-2', 'DEMO-2, DEMO-77'),
    /^src\/rules\/admission\.ts:1 cites DEMO-77, which is unknown/,
  ],
  [
    'a test that cites a retired id',
    editing('test/machines/door.test.ts', 'DEMO-1:', 'DEMO-1, DEMO-5:'),
    /^test\/machines\/door\.test\.ts:2 cites DEMO-5, which is retired/,
  ],
  [
    'a case that cites an unknown id',
    editing('conformance/cases/demo.ts', "'DEMO-2'", "'DEMO-2', 'DEMO-78'"),
    /^conformance\/cases\/demo\.ts:1 cites DEMO-78/,
  ],
  [
    'a document that cites an unknown id',
    (project) => project.add('docs/guide.md', '# Guide\n\nSee DEMO-79.\n'),
    /^docs\/guide\.md:3 cites DEMO-79/,
  ],
  [
    'a chapter that cites an unknown id',
    editing(SPEC, '(rows DEMO-R2)', '(rows DEMO-R2, DEMO-R20 to DEMO-R21)'),
    /^spec\/02-demo\.md:4 cites DEMO-R21, which is unknown/,
  ],
  [
    'a MUST NOT that no code cites',
    editing('src/rules/admission.ts', 'DEMO-2', 'nothing'),
    /DEMO-2 \(MUST NOT\) is cited by no code/,
  ],
  [
    'a MUST that no test checks',
    editing('test/machines/door.test.ts', "it('DEMO-1: opens'", "it('opens' /* DEMO-1 */"),
    /DEMO-1 \(MUST\) is checked by no test or case/,
  ],
  [
    'a MUST NOT that no case checks',
    editing('conformance/cases/demo.ts', "['DEMO-2']", '[]'),
    /DEMO-2 \(MUST NOT\) is checked by no test or case/,
  ],
  [
    'a SHOULD that nobody covers or excuses',
    editing('spec/91-deviations.md', '(DEMO-3)', ''),
    /DEMO-3 \(SHOULD\) is neither covered nor listed/,
  ],
  [
    'an invariant that no test names',
    editing('test/machines/door.test.ts', ' (DEMO-I1)', ''),
    /DEMO-I1 is named by no test/,
  ],
  [
    'an escape that is taken back',
    editing(SPEC, ' *(by type)*', ''),
    /DEMO-4 \(MUST\) is cited by no code/,
  ],
  [
    'a rule that does not exist',
    editing(SPEC, '(rule admission)', '(rule entrance)'),
    /DEMO-2 names entrance/,
  ],
  [
    'a state table that no test compares',
    editing('test/machines/door.test.ts', "'door'", "'gate'"),
    /no machine test compares "door"/,
  ],
  [
    'a state table without a machine',
    editing(SPEC, '<!-- state-table: door -->', '<!-- state-table: gate -->'),
    /there is no machine "gate"/,
  ],
  [
    'a machine without a state table',
    editing(SPEC, '<!-- state-table: door -->', '<!-- state-table: gate -->'),
    /has no state table "door"/,
  ],
  [
    'a row with another target',
    editing(SPEC, 'after `shutWait` | — | `shut`', 'after `shutWait` | — | `locked`'),
    /open × after shutWait: table DEMO-R7: \[—\] → locked \/ —, machine DEMO-R7: \[—\] → shut/,
  ],
  [
    'a row with another id',
    editing(SPEC, '| DEMO-R2 | `shut`', '| DEMO-R22 | `shut`'),
    /table DEMO-R22: .*machine DEMO-R2:/,
  ],
  [
    'a self-transition that should stay',
    editing(SPEC, '`door.pushed` | — | `open` |', '`door.pushed` | — | (stay) |'),
    /open × door.pushed: table .*\(stay\)/,
  ],
  [
    'an undecided cell',
    (project) => {
      project.edit(SPEC, '| DEMO-R4 | `shut` | `door.pushed` | — | (ignore) | — |\n', '');
    },
    /shut × door.pushed: undecided/,
  ],
  [
    'a cell without an otherwise row',
    editing(SPEC, '`bell.rung` | — | (stay)', '`bell.rung` | `isFoe` | (stay)'),
    /shut × bell.rung: no otherwise row/,
  ],
  [
    'a row that is never reached',
    editing(SPEC, '`bell.rung` | `isFriend` |', '`bell.rung` | — |'),
    /shut × bell.rung: DEMO-R3 is never reached/,
  ],
  [
    'an undecided combination',
    editing(SPEC, '| DEMO-D3 | `stranger` | `false` | `refuse` |\n', ''),
    /admission: undecided: stranger \| false/,
  ],
  [
    'a row that never decides',
    editing(SPEC, '| DEMO-D3 |', '| DEMO-D4 | `friend` | · | `admit` |\n| DEMO-D3 |'),
    /admission: DEMO-D4: never decides/,
  ],
  [
    'a value that is not declared',
    editing(SPEC, '| DEMO-D1 | `friend` |', '| DEMO-D1 | `friend/cousin` |'),
    /"cousin" is no value of guest/,
  ],
  [
    'a condition without values',
    editing(SPEC, '| `invited` | `true`, `false` | whether a friend asked for it |\n', ''),
    /condition "invited" declares no values/,
  ],
  [
    'a decision table that no test names',
    editing('test/rules/admission.test.ts', "'admission'", "'entrance'"),
    /no rule test compares "admission"/,
  ],
  [
    'another default in the chapter',
    editing('spec/90-parameters.md', '2 000', '3 000'),
    /DEMO-P1 default: "3000" here, "2000" in the program/,
  ],
  [
    'another unit in the chapter',
    editing('spec/90-parameters.md', '| ms |', '| s |'),
    /DEMO-P1 unit: "s" here/,
  ],
];

describe('tracer: planted faults', () => {
  it.each(faults)('finds %s', (_, edit, problem) => {
    expect(after(edit)).toEqual(expect.arrayContaining([expect.stringMatching(problem)]));
  });

  it('finds a diagram that is not current, and --write repairs it', () => {
    const project = demoProject();
    project.edit(SPEC, 'shut --> open: DEMO-R2', 'shut --> locked: DEMO-R2');
    expect(problemsOf(project)).toEqual([expect.stringMatching(/diagrams.*not current/)]);
    expect(write(project.root, program)).toEqual([SPEC]);
    expect(problemsOf(project)).toEqual([]);
  });

  it('finds a traceability document that is not current, and --write repairs it', () => {
    const project = demoProject();
    project.edit('docs/traceability.md', 'DEMO-1', 'DEMO-6');
    expect(problemsOf(project)).toEqual(['docs/traceability.md is not current: run with --write']);
    expect(write(project.root, program)).toEqual(['docs/traceability.md']);
    expect(problemsOf(project)).toEqual([]);
  });

  it('finds a parameter that only the program has, and one that only the chapter has', () => {
    const project = demoProject();
    const [own] = parameters;
    const more = [...parameters, { ...own!, id: 'DEMO-P2' }];
    expect(problemsOf(project, { ...program, parameters: more })).toEqual([
      expect.stringMatching(/^spec\/90-parameters\.md has no row DEMO-P2/),
    ]);
    expect(problemsOf(project, { ...program, parameters: [] })).toEqual([
      expect.stringMatching(/DEMO-P1 is not in src\/peer\/parameters\.ts/),
    ]);
  });

  it('finds registry parts without a row and rows without a registry part', () => {
    const project = demoProject();
    const [door] = program.machines;
    const registry = { ...door!.registry, guards: { isFoe: () => true } };
    expect(problemsOf(project, { ...program, machines: [{ ...door!, registry }] })).toEqual([
      'src/machines/door.machine.ts isFriend is not in guards',
      'src/machines/door.machine.ts isFoe in guards has no row',
    ]);
  });
});
