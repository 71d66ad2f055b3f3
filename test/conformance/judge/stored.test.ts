/** Stored traces: what a run leaves behind is read again, judged again and played again. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failedBy } from '../../../conformance/harness/record.js';
import { judgeRun } from '../../../conformance/judge/judge-run.js';
import { exitStatusOf, tell } from '../../../conformance/judge/tell.js';
import { packCase, readTraceFile, TRACE_FILE } from '../../../conformance/judge/trace-file.js';
import { linesOf, type StoredCase } from '../../../conformance/judge/trace-lines.js';
import { CASES } from '../../../conformance/registry.js';
import { compare, planReplay, replayCase } from '../../../conformance/replay.js';
import type { RunReport } from '../../../conformance/reports/run-json.js';
import { judge } from '../../../conformance/suite.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';

const IDS = [
  'membership/alive-of-a-new-author-forwarded',
  'push/block-at-the-edge-of-the-window-relayed',
  'delivery/blocks-committed-and-pushed',
];
const cases = CASES.filter(({ id }) => IDS.includes(id));

let folder: string;
let report: RunReport;
const stored: StoredCase[] = [];
const runPath = (): string => join(folder, 'run.json');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-test-'));
  const judged = await judge('inproc', cases, { keep: (one) => stored.push(one) });
  report = { ...judged, trace: TRACE_FILE };
  keep(report, stored);
});
afterAll(() => rmSync(folder, { recursive: true }));

function keep(run: object, of: readonly StoredCase[]): void {
  writeFileSync(runPath(), JSON.stringify(run));
  writeFileSync(join(folder, TRACE_FILE), Buffer.concat(of.map(packCase)));
}

const textOf = (one: StoredCase): string[] => [...linesOf(one)].map((line) => JSON.stringify(line));

/** The case with an alive message of its probe pushed back to it. */
function echoed({ record, verdict }: StoredCase): StoredCase {
  const { entries } = record;
  const at = entries.findIndex(({ type, decoded, stream }) => {
    const isOnlyOne = entries.filter((e) => e.type === 'sent' && e.decoded?.kind === 'aliveMsg');
    return type === 'sent' && decoded?.kind === 'aliveMsg' && isOnlyOne[0]?.stream === stream;
  });
  const { n: _, ...sent } = entries[at]!;
  const planted = [...entries, { ...sent, type: 'received', n: entries.length } as const];
  return { record: { ...record, entries: planted }, verdict };
}

describe('a stored trace', () => {
  it('is read as it was recorded', () => {
    const read = readTraceFile(join(folder, TRACE_FILE));
    expect(read.map(textOf)).toEqual(stored.map(textOf));
    expect(read[0]!.record.entries[5]).toEqual(stored[0]!.record.entries[5]);
  });

  it('is small: bytes that come again stand there once', () => {
    const size = readFileSync(join(folder, TRACE_FILE)).length;
    const bytes = stored.flatMap(({ record }) => record.entries.map((e) => e.bytes?.length ?? 0));
    expect(size).toBeLessThan(bytes.reduce((a, b) => a + b, 0));
  });

  it('is refused with the line that is wrong', () => {
    const text = gunzipSync(readFileSync(join(folder, TRACE_FILE))).toString();
    const broken = join(folder, 'broken.gz');
    writeFileSync(broken, gzipSync(text.replace('"type":"received"', '"type":"heard"')));
    expect(() => readTraceFile(broken)).toThrow(/line \d+: .*type/);
    const lines = text.split('\n');
    writeFileSync(broken, gzipSync(lines.toSpliced(2, 1).join('\n')));
    expect(() => readTraceFile(broken)).toThrow(/line 3: expected entry 1/);
    expect(() => readTraceFile(join(folder, 'none.gz'))).toThrow(UserMistake);
  });
});

describe('a stored run, judged again', () => {
  it('agrees where nothing was found', () => {
    keep(report, stored);
    const judged = judgeRun(runPath());
    expect(judged.cases.map((c) => [c.judged, c.agreement])).toEqual(
      cases.map(() => ['pass', 'agrees']),
    );
    expect([exitStatusOf(judged), judged.missing]).toEqual([0, []]);
  });

  it('says where the run let something pass', () => {
    const first = stored.find(({ record }) => record.case === IDS[0])!;
    keep(report, [echoed(first), ...stored.filter((one) => one !== first)]);
    const judged = judgeRun(runPath());
    const [found] = judged.cases;
    expect([found?.stored, found?.judged, found?.agreement]).toEqual([
      'pass',
      'fail',
      'judge only',
    ]);
    expect(found?.findings.map(({ rule }) => rule)).toEqual(['pushed-back']);
    expect(exitStatusOf(judged)).toBe(1);
    expect(tell(judged)).toMatch(/PUSH-I1.*1 passed where the judge finds something/s);
  });

  it('says where the run had a finding that the trace does not show', () => {
    const [finding] = judgeFindings();
    const cased = report.cases.map((one, i) => (i === 0 ? { ...one, findings: [finding] } : one));
    keep({ ...report, cases: cased }, stored);
    const judged = judgeRun(runPath());
    expect(judged.cases.map(({ agreement }) => agreement)).toContain('run only');
  });

  it('is not decided where the trace lacks a case, nor without any trace', () => {
    keep(report, stored.slice(1));
    const judged = judgeRun(runPath());
    expect(judged.missing).toEqual([stored[0]!.record.case]);
    expect(exitStatusOf(judged)).toBe(2);
    const { trace: _, ...untraced } = report;
    keep(untraced, stored);
    expect(() => judgeRun(runPath())).toThrow(/has left no trace/);
  });

  const judgeFindings = () => [
    {
      rule: 'pushed-back',
      clauses: ['PUSH-I1'],
      expected: 'nothing',
      observed: 'something',
      entry: 1,
      count: 1,
    },
  ];

  it('fails a case by what its trace shows, with the clause', () => {
    const outcome = failedBy(judgeFindings()[0]!);
    expect([outcome.verdict, outcome.expected]).toEqual(['fail', 'nothing (PUSH-I1)']);
    expect(outcome.message).toContain('judge of traces');
  });
});

describe('a replay', () => {
  it.each(IDS)('has the same bytes as the run: %s', async (id) => {
    keep(report, stored);
    const plan = planReplay(`${runPath()}:${id}`);
    const { report: again, comparison } = await replayCase(plan);
    const lines = textOf(plan.stored!).length;
    expect(comparison).toEqual({ same: lines, stored: lines, now: lines });
    expect([again.epoch, again.cases[0]?.verdict]).toEqual([report.epoch, 'pass']);
  });

  it('is another exchange with another seed', async () => {
    const [one] = cases;
    let other: StoredCase | undefined;
    await judge('inproc', [one!], {
      seed: 'another',
      epoch: new Date(report.epoch!),
      keep: (kept) => {
        other = kept;
      },
    });
    const same = stored.find(({ record }) => record.case === one!.id)!;
    expect(compare(same, other!).same).toBe(0);
  });

  it('says what is wrong with what it is asked for', () => {
    keep(report, stored);
    const ask = (of: string, round?: number) => () => planReplay(of, round);
    expect(ask('run.json')).toThrow(/expected run.json:CASE/);
    expect(ask(`${join(folder, 'none.json')}:${IDS[0]}`)).toThrow(/expected a run.json/);
    expect(ask(`${runPath()}:link/no-such`)).toThrow(/did not plan the case link\/no-such/);
    expect(ask(`${runPath()}:${IDS[0]}`, 2)).toThrow(/no round 2/);
    keep({ ...report, suite: { ...report.suite, version: '0.0.1' } }, stored);
    expect(ask(`${runPath()}:${IDS[0]}`)).toThrow(/of suite 0\.0\.1; this is/);
    const { epoch: _, ...undated } = report;
    keep(undated, stored);
    expect(ask(`${runPath()}:${IDS[0]}`)).toThrow(/when its identities were made/);
  });
});
