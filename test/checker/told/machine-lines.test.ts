/** A path of machines that are no peers, as a trace: who, what each comes to, and every message; shown by the studio. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { exploreRuns } from '../../../src/checker/liveness/runs.js';
import { machineModel } from '../../../src/checker/machines/machine-model.js';
import { electionMachines } from '../../../src/checker/models/election-machines.js';
import { textbookElection } from '../../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../../src/checker/models/two-phase-commit.js';
import { linesOfMachines } from '../../../src/checker/told/machine-lines.js';
import { readSchedule } from '../../../src/checker/told/schedule.js';
import { createWalk } from '../../../src/checker/told/walk.js';
import { judgeTrace } from '../../../src/checker/validate/judge-trace.js';
import type { FileLine, MessageTold } from '../../../src/trace/told.js';
import { recordingOfLines } from '../../../studio/sources/trace-text.js';
import { firstWitness } from '../../support/first-witness.js';

const isRecord = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync('spec/schema/trace.schema.json', 'utf8')) as object,
);
const messages = (lines: readonly FileLine[]): MessageTold[] =>
  lines.flatMap(({ trace }) => (trace.kind === 'message' ? [trace] : []));
const notes = (lines: readonly FileLine[]): string[] =>
  lines.flatMap(({ trace }) => (trace.kind === 'note' ? [trace.text] : []));

describe.each([
  ['two-phase commit, whose messages stay', twoPhaseCommit(2), 'all-commit'],
  ['an election, whose messages are taken', textbookElection(3), 'two-terms-led'],
] as const)('a path of %s', (_, system, id) => {
  const model = machineModel(system);
  const path = firstWitness(model, id);
  const property = model.properties.find((one) => one.id === id)!;
  const lines = linesOfMachines(model, path, { property });

  it('CHEK-101: is of the trace format, and explained from the first line on', () => {
    const judge = judgeTrace(() => ({ verdicts: [] }));
    for (const [index, line] of lines.entries()) {
      expect(isRecord(line), JSON.stringify(line)).toBe(true);
      expect(judge.judge(line, index + 1)).toBeUndefined();
    }
    expect(judge.summary.lives).toEqual([]);
    expect(notes(lines).filter((text) => /^\d+: /.test(text))).toEqual(
      path.slice(1).map(({ label }, index) => `${index + 1}: ${label}`),
    );
    expect(lines.at(-1)!.trace).toMatchObject({ what: 'failed', clauses: [id] });
  });

  it('CHEK-101: has a message sent before each arrival, and as many under way as the last state', () => {
    const received = path.flatMap(
      ({ label }) => /^(\S+) receives .*"type":"([^"]+)"/.exec(label) ?? [],
    );
    const arrived = messages(lines).filter(({ what }) => what === 'arrived');
    expect(arrived.flatMap(({ to, message }) => [to, message])).toEqual(
      received.filter((_, at) => at % 3 !== 0),
    );
    expect(arrived.length).toBeGreaterThan(2);
    const sent = messages(lines).filter(({ what }) => what === 'sent');
    expect(sent.length - arrived.length).toBe(model.machines.underWayIn(path.at(-1)!.state).length);
    for (const { from, to } of sent) expect(from).not.toBe(to);
  });

  it('CHEK-101: tells what each machine comes to', () => {
    const last = new Map<string, string>();
    for (const { peer, trace } of lines)
      if (trace.kind === 'note' && trace.text.startsWith(`${peer} is `))
        last.set(peer, trace.text.replace(' is ', ': '));
    const described = model.describe(path.at(-1)!.state);
    expect(last.size).toBeGreaterThan(1);
    for (const text of last.values()) expect(described).toContain(text);
  });

  it('CHEK-101: is walked again by its schedule, and is a recording of the studio', () => {
    const { cast, about } = recordingOfLines(lines);
    expect(cast.peers.map(({ name }) => name)).toEqual(system.actors.map(({ name }) => name));
    expect(about).toMatchObject({ source: 'checker', title: `${system.name}: ${id}` });
    const schedule = readSchedule(about!.says!.schedule!)!;
    const place = createWalk(model).at(schedule);
    expect(place.described).toEqual(model.describe(path.at(-1)!.state));
  });
});

it('CHEK-76: an endless run has its loop once', () => {
  const model = machineModel(electionMachines(2, false));
  const exploration = exploreRuns(model);
  while (exploration.advance(1_000));
  const { run } = exploration.judge().find(({ verdict }) => verdict === 'violated')!;
  const lines = linesOfMachines(model, [...run!.stem, ...run!.loop], {
    loopFrom: run!.stem.length - 1,
  });
  const texts = notes(lines).filter((text) => !/ is /.test(text));
  const begins = texts.findIndex((text) => text.startsWith('from here on'));
  expect(texts.length - 1 - begins).toBe(run!.loop.length - 1);
});
