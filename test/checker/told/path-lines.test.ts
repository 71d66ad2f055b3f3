/** A counterexample as a trace: explained by the judge of traces, with its messages, shown by the studio. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { election } from '../../../src/checker/models/election.js';
import { handshake } from '../../../src/checker/models/handshake.js';
import type { PeerNetwork } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { linesOfPath } from '../../../src/checker/told/path-lines.js';
import {
  readSchedule,
  sameVector,
  scheduleOf,
  visitSteps,
  writeSchedule,
} from '../../../src/checker/told/schedule.js';
import { judgeTrace } from '../../../src/checker/validate/judge-trace.js';
import type { FileLine, MessageTold } from '../../../src/trace/told.js';
import { recordingOfLines } from '../../../studio/sources/trace-text.js';
import { firstWitness } from '../../support/first-witness.js';

function pathIn(network: PeerNetwork, property: string) {
  const model = peerModel(network);
  const path = firstWitness(model, property);
  return { model, path, property: model.properties.find(({ id }) => id === property)! };
}

const isRecord = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync('spec/schema/trace.schema.json', 'utf8')) as object,
);
const judged = (lines: readonly FileLine[]) => {
  const judge = judgeTrace(() => ({ verdicts: [] }));
  for (const [index, line] of lines.entries()) {
    const found = judge.judge(line, index + 1);
    if (found !== undefined) return { found, lives: [] };
  }
  return { found: undefined, lives: judge.summary.lives.map(({ peer }) => peer) };
};
const messages = (lines: readonly FileLine[]): MessageTold[] =>
  lines.flatMap(({ trace }) => (trace.kind === 'message' ? [trace] : []));

const elected = pathIn(election(3, 'fabric-3.1', { timers: 2 }), 'leads-alone');
const crossing = pathIn(handshake('fabric-3.1'), 'linked-both-ways');

describe('a path of peers as a trace', () => {
  it.each([
    ['election', elected],
    ['handshake', crossing],
  ] as const)(
    'CHEK-98: is of the trace format, and explained from the first line on: %s',
    (_, one) => {
      const lines = linesOfPath(one.model, one.path, { property: one.property });
      for (const line of lines) expect(isRecord(line), JSON.stringify(line)).toBe(true);
      // Who starts at the beginning has begun no new life.
      expect(judged(lines)).toEqual({ found: undefined, lives: [] });
      const steps = lines.filter(({ trace }) => trace.kind === 'note' && trace.what === 'note');
      expect(steps.map(({ trace }) => (trace as { text: string }).text)).toEqual(
        one.path.slice(1).map(({ label }, index) => `${index + 1}: ${label}`),
      );
      expect(lines.at(-1)!.trace).toMatchObject({ what: 'failed', clauses: [one.property.id] });
    },
  );

  it('CHEK-98: has every envelope that the last state does not hold from sending to arrival', () => {
    const { model, path } = elected;
    const all = messages(linesOfPath(model, path));
    const sent = all.filter(({ what }) => what === 'sent');
    const ended = all.filter(({ what }) => what !== 'sent');
    // Nothing is lost there: as many arrive as the steps say.
    const receives = path.filter(({ label }) => /receives leadershipMsg/.test(label));
    expect(ended.map(({ what }) => what)).toEqual(receives.map(() => 'arrived'));
    expect(ended.length).toBeGreaterThan(0);
    const ids = new Set(sent.map(({ id }) => id));
    expect(ids.size).toBe(sent.length);
    expect(ended.every(({ id }) => ids.has(id))).toBe(true);
    const { layout, underWayIn } = model.view;
    const last = path.at(-1)!.state.subarray(layout.pairs, layout.commands);
    const underWay = [...last].flatMap((between) => [...underWayIn(between)]);
    expect(sent.length - ended.length).toBe(underWay.length);
  });

  it('CHEK-98: tells what a budget of losses takes, and who crashes and returns', () => {
    const network = {
      ...handshake('fabric-3.1'),
      budget: { timers: 0, losses: 1, crashes: 1, restarts: 1 },
    };
    const model = peerModel(network);
    const wanted = [/ loses /, / crashes$/, / starts$/];
    let state: Int32Array = model.initial[0]!;
    const path: { label: string; state: Int32Array }[] = [{ label: '', state: state.slice() }];
    // Walks on, and takes what is wanted next as soon as it is there.
    for (let step = 0; step < 40 && wanted.length > 0; step += 1) {
      const steps: { label: string; state: Int32Array; traces: readonly any[] }[] = [];
      visitSteps(model, state, (_, next) => {
        const told = { label: model.label(), state: next.slice(), traces: model.traces!() };
        if (!sameVector(next, state)) steps.push(told);
      });
      const taken = steps.find(({ label }) => wanted[0]!.test(label)) ?? steps[0]!;
      if (wanted[0]!.test(taken.label)) wanted.shift();
      path.push(taken);
      state = taken.state;
    }
    expect(wanted).toEqual([]);
    const lines = linesOfPath(model, path);
    const crashed = lines.find(({ trace }) => trace.kind === 'life' && trace.what === 'ended')!;
    expect(judged(lines)).toEqual({ found: undefined, lives: [crashed.peer] });
    expect(messages(lines).filter(({ why }) => why === 'lost')).toHaveLength(1);
    const lives = lines.flatMap(({ trace }) => (trace.kind === 'life' ? [trace.what] : []));
    expect(lives.slice(-2)).toEqual(['ended', 'started']);
  });

  it('CHEK-98: is a recording of the studio with peers, machines and messages', () => {
    const lines = linesOfPath(elected.model, elected.path, { property: elected.property });
    const { cast, recording, about, durationMs } = recordingOfLines(lines);
    expect(cast.peers.map(({ name }) => name)).toEqual(
      elected.model.view.people.map(({ name }) => name),
    );
    expect(about).toMatchObject({ source: 'checker', title: 'election: leads-alone' });
    expect(durationMs).toBe((elected.path.length - 1) * 1_000 + 1);
    expect(recording.strings.some((text) => text.startsWith('election\t'))).toBe(true);
  });
});

describe('a schedule', () => {
  it('CHEK-2: walks the path again, and is read back from its text', () => {
    const { model, path } = elected;
    const schedule = scheduleOf(model, path);
    let state: Int32Array = model.initial[0]!.slice();
    for (const step of readSchedule(writeSchedule(schedule))!) {
      let next: Int32Array | undefined;
      visitSteps(model, state, (at, to) => {
        if (at === step) next = to.slice();
      });
      state = next!;
    }
    expect(state).toEqual(path.at(-1)!.state);
    expect(readSchedule('1.x')).toBeUndefined();
    expect(readSchedule('')).toEqual([]);
  });
});
