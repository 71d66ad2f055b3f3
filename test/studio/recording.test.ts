/** A run is recorded without changing it, and what is recorded is what happened. */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/simulator/scenario/run.js';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';
import {
  appendChunk,
  COMMIT,
  chunkOf,
  countAt,
  createRecording,
  DROPPED,
  LEADS,
  note,
  RECEIVED,
  SENT,
} from '../../studio/run/recording.js';
import { createStudioRun } from '../../studio/run/studio-run.js';
import { classroom } from '../support/studio-scenario.js';

const finished = (scenario = classroom) => {
  const run = createStudioRun(scenario);
  while (run.advance(10_000));
  return run;
};

describe('a recorded run', () => {
  it('has the trace that the scenario has by itself, line by line', () => {
    const own: string[] = [];
    const recorded: string[] = [];
    runScenario(classroom, { onTrace: (line) => own.push(JSON.stringify(line)) });
    const run = createStudioRun(classroom, {
      onTrace: (line) => recorded.push(JSON.stringify(line)),
    });
    while (run.advance(777));
    expect(own.length).toBeGreaterThan(1_000);
    expect(recorded).toEqual(own);
  });
  it('knows of every message when it was sent and that it arrived or was lost', () => {
    const { recording } = finished(
      scenarioOf({
        ...classroom,
        links: { loss: 0.05, latency: 3 },
        faults: [{ kind: 'crash', at: 40_000, until: 50_000, peer: 'peer1.Org1', keeps: 'ledger' }],
      }),
    );
    const kinds = [...recording.kind.subarray(0, recording.length)];
    const count = (kind: number) => kinds.filter((one) => one === kind).length;
    expect(count(DROPPED)).toBeGreaterThan(20);
    expect(count(RECEIVED)).toBeGreaterThan(1_000);
    const arrivals = kinds.flatMap((kind, index) => (kind === RECEIVED ? [index] : []));
    const isMatched = (index: number) => {
      const sent = recording.c[index]!;
      return (
        kinds[sent] === SENT &&
        recording.a[sent] === recording.a[index] &&
        recording.b[sent] === recording.b[index] &&
        recording.at[index]! - recording.at[sent]! >= 3 &&
        recording.ends[sent] === recording.at[index]
      );
    };
    expect(arrivals.filter((index) => !isMatched(index))).toEqual([]);
  });
  it('never goes back in time', () => {
    const { recording } = finished();
    const at = recording.at.slice(0, recording.length);
    expect(at.findIndex((ms, i) => i > 0 && ms < at[i - 1]!)).toBe(-1);
  });
  it('has the digest of the world state of each commit', () => {
    const { recording, cast } = finished();
    const digests = new Map<number, Set<string>>();
    for (let i = 0; i < recording.length; i++) {
      if (recording.kind[i] !== COMMIT) continue;
      const digest = recording.strings[recording.d[i]!]!;
      expect(digest).toMatch(/^[0-9a-f]{64}$/);
      const known = digests.get(recording.c[i]!) ?? new Set();
      digests.set(recording.c[i]!, known.add(digest));
    }
    expect(digests.size).toBe(5);
    // Agreement: one digest at each height, and as many commits as peers.
    expect([...digests.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1, 1]);
    expect(cast.peers).toHaveLength(4);
  });
  it('tells who leads', () => {
    const { recording } = finished();
    const leads = [...recording.kind.subarray(0, recording.length)].filter(
      (kind) => kind === LEADS,
    );
    expect(leads.length).toBeGreaterThanOrEqual(2);
  });
});

describe('a recording', () => {
  it('comes over in pieces as it was', () => {
    const { recording } = finished();
    const copy = createRecording();
    const half = Math.floor(recording.length / 2);
    const first = { ...recording, length: half };
    appendChunk(copy, chunkOf(first, 0, 0));
    appendChunk(copy, chunkOf(recording, half, recording.strings.length));
    expect(copy.length).toBe(recording.length);
    for (const name of ['at', 'kind', 'a', 'b', 'c', 'd', 'ends'] as const)
      expect(copy[name].slice(0, copy.length)).toEqual(recording[name].slice(0, copy.length));
    expect(copy.strings).toEqual(recording.strings);
  });
  it('finds how much has happened by an instant', () => {
    const recording = createRecording();
    for (const at of [0, 5, 5, 9]) note(recording, at, SENT, 0);
    expect([-1, 0, 4, 5, 8.5, 9, 99].map((at) => countAt(recording, at))).toEqual([
      0, 1, 1, 3, 3, 4, 4,
    ]);
  });
});
