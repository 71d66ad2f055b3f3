/** Recorded runs of the simulator: as they are, and with one thing in them that cannot be. */
import { describe, expect, it } from 'vitest';
import { specDecisions } from '../../../src/adapters/spec-decisions.js';
import type { Finding } from '../../../src/checker/validate/finding.js';
import { judgeTrace } from '../../../src/checker/validate/judge-trace.js';
import { livedAgain } from '../../../src/checker/validate/lived-again.js';
import { createMessageTrace } from '../../../src/cli/simulate/message-trace.js';
import { readScenario } from '../../../src/cli/simulate/scenario-file.js';
import type { Trace, TraceLine } from '../../../src/peer/trace.js';
import { createRun } from '../../../src/simulator/scenario/run.js';
import type { Scenario } from '../../../src/simulator/scenario/scenario.js';
import type { FileLine } from '../../../src/trace/told.js';

const decisions = specDecisions();
const decisionOf = (id: string) => {
  const verdicts = decisions.get(id);
  return verdicts && { verdicts };
};

function traceOf(scenario: Scenario): TraceLine[] {
  const lines: TraceLine[] = [];
  const run = createRun(scenario, { onTrace: (line) => lines.push(line), traffic: false });
  while (run.advance(10_000));
  return lines;
}

function judged(lines: readonly FileLine[]): Finding | undefined {
  const judge = judgeTrace(decisionOf);
  for (const [index, line] of lines.entries()) {
    const found = judge.judge(line, index + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The shipped scenario until peer0.Org1 has crashed, come back and committed again. */
const scenario: Scenario = {
  ...readScenario('scenarios/four-peers.yaml'),
  duration: 145_000,
};
const lines = traceOf(scenario);

const renumbered = (its: readonly TraceLine[]): TraceLine[] =>
  its.map((line, index) => ({ ...line, seq: index + 1 }));
const without = (index: number) => lines.filter((_, at) => at !== index);
/** The same trace with one record changed. */
const changed = (index: number, change: Partial<Trace>): TraceLine[] =>
  lines.map((line, at) =>
    at === index ? { ...line, trace: { ...line.trace, ...change } as Trace } : line,
  );
function indexOf(fits: (trace: Trace, line: TraceLine) => boolean, from = 0): number {
  const index = lines.findIndex((line, at) => at >= from && fits(line.trace, line));
  expect(index).toBeGreaterThanOrEqual(0);
  return index;
}
const isStep = (trace: Trace, machine: string, from: string, to: string): boolean =>
  trace.kind === 'step' && trace.machine === machine && trace.from === from && trace.to === to;
const dies = indexOf((trace) => isStep(trace, 'member', 'alive', 'dead'));
const commits = indexOf((trace) => trace.kind === 'block' && trace.what === 'committed', 4_000);

describe('a trace of the simulator', () => {
  it.each(['scenarios/partition.yaml', 'scenarios/byzantine.yaml'])(
    'CHEK-90, CHEK-93: is explained whole: %s',
    (path) => {
      const its = traceOf({ ...readScenario(path), duration: 30_000 });
      expect(its.length).toBeGreaterThan(1_000);
      expect(judged(its)).toBeUndefined();
    },
  );

  it('CHEK-92: is explained whole with a crash and a return, which it does not tell', () => {
    const judge = judgeTrace(decisionOf);
    for (const [index, line] of lines.entries())
      expect(judge.judge(line, index + 1)).toBeUndefined();
    const { lives, records, peers } = judge.summary;
    expect({ records, peers }).toEqual({ records: lines.length, peers: 4 });
    expect(lives.map(({ peer }) => peer)).toEqual(['peer0.Org1']);
    const back = lines.findIndex(
      ({ peer, atMs }) => peer === 'peer0.Org1' && atMs >= 1_700_000_130_000,
    );
    const { from } = lives[0]!;
    expect(from).toBeLessThanOrEqual(back + 1);
    // Nothing that it did before the crash, but for the last moment of it.
    expect(lines[from - 1]!.atMs).toBeGreaterThan(1_700_000_069_000);
  });
});

describe('a trace with one thing in it that cannot be', () => {
  it('CHEK-94: a record is gone', () => {
    expect(judged(without(dies))).toMatchObject({ line: dies + 1, clause: 'CHEK-94' });
  });

  it('CHEK-94: a number stands there twice', () => {
    const twice = lines.map((line, at) => (at >= 500 ? { ...line, seq: line.seq - 1 } : line));
    expect(judged(twice)).toMatchObject({ line: 501, clause: 'CHEK-94' });
  });

  it('CHEK-94: an instant goes back', () => {
    const back = lines.map((line, at) =>
      at === 900 ? { ...line, atMs: line.atMs - 5_000 } : line,
    );
    expect(judged(back)).toMatchObject({ line: 901, clause: 'CHEK-94' });
  });

  it('CHEK-91, CHEK-96: a step is gone, and the numbers do not tell: found where its entity steps again', () => {
    const { trace, peer } = lines[dies]!;
    const entity = trace.kind === 'step' ? trace.entity : '';
    const again = indexOf(
      (its, line) => line.peer === peer && its.kind === 'step' && its.entity === entity,
      dies + 1,
    );
    const found = judged(renumbered(without(dies)));
    // One line fewer before it.
    expect(found).toMatchObject({ line: again, peer });
    expect(found!.what).toMatch(/a step from dead, but it is alive$/);
    expect(found!.allowed).toContain('MEMB-R6: link.failed → dead');
  });

  it('CHEK-90: another row, another state, another event, no row at all', () => {
    for (const change of [
      { row: 'MEMB-R10' },
      { to: 'forgotten' },
      { event: 'alive.received' },
      { row: `MEMB-R${99}` },
      { machine: 'mender' },
    ] as Partial<Trace>[])
      expect(judged(changed(dies, change)), JSON.stringify(change)).toMatchObject({
        line: dies + 1,
      });
  });

  it('CHEK-92: what looks like a new life is none, if the old one goes on', () => {
    const emitter = (trace: Trace) => isStep(trace, 'emitter', 'gathering', 'empty');
    const index = indexOf(emitter, 3_000);
    // The flush is gone: the next message seems to begin a life. What is gathered elsewhere belies it.
    const found = judged(renumbered(without(index)));
    expect(found).toMatchObject({ peer: lines[index]!.peer });
    expect(found!.line).toBeGreaterThan(index);
    expect(lines[found!.line]!.atMs - lines[index]!.atMs).toBeLessThan(1_000);
  });

  it('CHEK-93, XFER-I1: a block is committed out of turn, or was never received', () => {
    const number = String(Number((lines[commits]!.trace as { number: string }).number) + 1);
    expect(judged(changed(commits, { number }))).toMatchObject({
      line: commits + 1,
      clause: 'XFER-I1',
    });
    const hash = '00'.repeat(32);
    expect(judged(changed(commits, { hash }))).toMatchObject({
      line: commits + 1,
      clause: 'XFER-I1',
    });
  });

  it('CHEK-93, XFER-I1: a commit is gone, and the block after it is committed', () => {
    const { peer } = lines[commits]!;
    const next = indexOf(
      (trace, line) => line.peer === peer && trace.kind === 'block' && trace.what === 'committed',
      commits + 1,
    );
    const found = judged(renumbered(without(commits)));
    // One line fewer before it.
    expect(found).toMatchObject({ line: next, clause: 'XFER-I1' });
    expect(found!.what).toMatch(/is committed where \d+ is next$/);
  });

  it('CHEK-93, XFER-I2: two peers commit different blocks of one number', () => {
    const { peer } = lines[commits]!;
    const other = indexOf(
      (trace, line) =>
        line.peer !== peer &&
        trace.kind === 'block' &&
        trace.what === 'committed' &&
        trace.number === (lines[commits]!.trace as { number: string }).number,
      commits + 1,
    );
    const hash = '11'.repeat(32);
    const { number } = lines[other]!.trace as { number: string };
    const forged = lines.map(
      (line): TraceLine =>
        line.peer === lines[other]!.peer &&
        line.trace.kind === 'block' &&
        line.trace.number === number
          ? { ...line, trace: { ...line.trace, hash } }
          : line,
    );
    const found = judged(forged);
    expect(found).toMatchObject({ clause: 'XFER-I2', peer: lines[other]!.peer });
    expect(lines[found!.line - 1]!.trace).toMatchObject({ what: 'committed' });
  });

  it('CHEK-93: channel peers do not add up, leadership is no election', () => {
    const peers = indexOf((trace) => trace.kind === 'channel-peers');
    expect(judged(changed(peers, { known: 9 }))).toMatchObject({
      line: peers + 1,
      clause: 'CHAN-62',
    });
    const leads = indexOf((trace) => trace.kind === 'leadership' && trace.leads);
    const before = renumbered([...lines.slice(0, 100), lines[leads]!, ...lines.slice(100)]).map(
      (line, at) => (at === 100 ? { ...line, atMs: lines[100]!.atMs } : line),
    );
    expect(judged(before)).toMatchObject({ line: 101, clause: 'ELEC-18' });
  });

  it('CHEK-93: a verdict that its row does not give', () => {
    const index = indexOf((trace) => trace.kind === 'verdict' && trace.clause === 'MEMB-D10');
    expect(judged(changed(index, { verdict: 'reject' }))).toMatchObject({
      line: index + 1,
      clause: 'MEMB-D10',
    });
    expect(judged(changed(index, { clause: `MEMB-D${999}` }))).toMatchObject({ line: index + 1 });
  });
});

describe('a trace with the envelopes in it', () => {
  const told: FileLine[] = [];
  const short = { ...scenario, duration: 8_000 };
  const messages = createMessageTrace(short, (line) => told.push(line));
  const run = createRun(short, { onTrace: messages.onTrace, observers: [messages.observer] });
  while (run.advance(10_000));

  it('CHEK-94, CHEK-95: is explained whole, and is the run', () => {
    expect(told.filter(({ trace }) => trace.kind === 'message').length).toBeGreaterThan(100);
    expect(judged(told)).toBeUndefined();
    const again = livedAgain(short);
    for (const [index, line] of told.entries())
      expect(again.compare(line, index + 1)).toBeUndefined();
    expect(again.missing()).toBe(0);
  });

  it('CHEK-94: an envelope arrives that nobody has sent, or arrives twice', () => {
    const sent = told.findIndex(({ trace }) => trace.kind === 'message' && trace.what === 'sent');
    const { id } = told[sent]!.trace as { id: string };
    const arrived = told.findIndex(
      ({ trace }, at) => at > sent && trace.kind === 'message' && trace.id === id,
    );
    const unsent = told.filter((_, at) => at !== sent);
    expect(judged(numbered(unsent))).toMatchObject({ line: arrived, clause: 'CHEK-94' });
    const twice = [...told.slice(0, arrived + 1), ...told.slice(arrived)];
    expect(judged(numbered(twice))).toMatchObject({ line: arrived + 2, clause: 'CHEK-94' });
  });
});

const numbered = (its: readonly FileLine[]): FileLine[] =>
  its.map((line, index) => ({ ...line, seq: index + 1 }));

describe('a trace beside the scenario that it is of', () => {
  const compared = (its: readonly TraceLine[]): Finding | undefined => {
    const again = livedAgain(scenario);
    for (const [index, line] of its.entries()) {
      const found = again.compare(line, index + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  it('CHEK-95: is the run', () => {
    const again = livedAgain(scenario);
    const [whole, cut] = [lines.length, lines.length - 50];
    for (let at = 0; at < cut; at += 1) expect(again.compare(lines[at]!, at + 1)).toBeUndefined();
    expect(again.missing()).toBe(whole - cut);
  });

  it('CHEK-95: what the state tables do not see, the comparison does', () => {
    const index = indexOf((trace) => trace.kind === 'step' && trace.machine === 'ticker', 2_000);
    const gone = renumbered(without(index));
    expect(judged(gone)).toBeUndefined();
    const found = compared(gone);
    expect(found).toMatchObject({ line: index + 1, clause: 'CHEK-95' });
    expect(JSON.parse(found!.allowed[0]!)).toEqual(lines[index]);
    // The number alone is judged elsewhere.
    expect(compared(lines.map((line) => ({ ...line, seq: line.seq + 7 })))).toBeUndefined();
  });
});
