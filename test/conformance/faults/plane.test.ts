/** What a case asks for becomes rules of the right parties, and notes from which a judge can tell. */
import { describe, expect, it } from 'vitest';
import { isOver } from '../../../conformance/faults/note.js';
import { openFaults } from '../../../conformance/faults/open.js';
import {
  createFaultPlane,
  type FaultPlane,
  type Wiring,
} from '../../../conformance/faults/plane.js';
import { virtualClock } from '../../../conformance/harness/clock.js';
import { evidence as createEvidence } from '../../../conformance/harness/evidence.js';
import { createVirtualClock } from '../../../src/simulator/virtual-clock.js';

const [t1, t2, t3, o1] = ['t1', 't2', 't3', 'o1'].map((name) => ({ name })) as [
  { name: string },
  { name: string },
  { name: string },
  { name: string },
];

function opened() {
  const time = createVirtualClock(0);
  const evidence = createEvidence(time.now, () => {});
  const plane = createFaultPlane({
    clock: time,
    evidence,
    draw: () => 0.5,
    requireSources: () => {},
  });
  const passes = (from: { name: string }, to: { name: string }): boolean => {
    let passed = false;
    plane
      .gate(from.name, to.name, () => {})
      .pass(1, () => {
        passed = true;
      });
    return passed;
  };
  return { time, evidence, plane, passes };
}

describe('a partition', () => {
  it('parts the groups both ways, and concerns nobody else', () => {
    const { plane, passes } = opened();
    plane.partition([t1], [t2, t3]);
    const pairs = [
      [t1, t2],
      [t2, t1],
      [t1, t3],
      [t3, t1],
    ] as const;
    expect(pairs.map(([from, to]) => passes(from, to))).toEqual([false, false, false, false]);
    expect([passes(t2, t3), passes(o1, t1), passes(t1, o1)]).toEqual([true, true, true]);
    plane.heal();
    expect(pairs.map(([from, to]) => passes(from, to))).toEqual([true, true, true, true]);
  });
});

describe('a cut', () => {
  it('is one way', () => {
    const { plane, passes } = opened();
    plane.cut(t1, t2);
    expect([passes(t1, t2), passes(t2, t1)]).toEqual([false, true]);
  });
});

describe('a half-open link', () => {
  it('is of the streams that are open, both ways; healing breaks them', () => {
    const { plane, passes } = opened();
    let broken = 0;
    const gates = [
      plane.gate('t1', 't2', () => (broken += 1)),
      plane.gate('t2', 't1', () => (broken += 1)),
      plane.gate('t1', 't3', () => (broken += 100)),
    ];
    plane.halfOpen(t1, t2);
    expect(gates.map((gate) => gate.isSwallowing)).toEqual([true, true, false]);
    expect(passes(t1, t2)).toBe(true);
    plane.heal();
    expect(broken).toBe(2);
  });
});

describe('a reset', () => {
  it('breaks the streams between the two, and no others', () => {
    const { plane } = opened();
    const broken: string[] = [];
    plane.gate('t1', 't2', () => broken.push('t1>t2'));
    plane.gate('t2', 't1', () => broken.push('t2>t1'));
    plane.gate('t2', 't3', () => broken.push('t2>t3'));
    plane.reset(t2, t1);
    expect(broken).toEqual(['t1>t2', 't2>t1']);
  });
});

describe('the notes', () => {
  it('name kind and parties, and when all is over', () => {
    const { plane, evidence } = opened();
    plane.partition([t1], [t2]);
    plane.delay(10);
    plane.loss(0.1);
    plane.slowReader(o1, 100);
    plane.halfOpen(t1, t3);
    plane.heal();
    const faults = evidence.entries.map(({ fault }) => fault!);
    expect(faults).toEqual([
      { kind: 'cut', from: ['t1'], to: ['t2'] },
      { kind: 'cut', from: ['t2'], to: ['t1'] },
      { kind: 'delay', from: [], to: [] },
      { kind: 'loss', from: [], to: [] },
      { kind: 'slow-reader', from: [], to: ['o1'] },
      { kind: 'half-open', from: ['t1'], to: ['t3'] },
      { kind: 'heal', from: [], to: [] },
    ]);
    expect(faults.map(isOver)).toEqual([false, false, false, false, false, false, true]);
    expect(evidence.entries.every(({ type, detail }) => type === 'note' && detail)).toBe(true);
  });
});

describe('faults of a case', () => {
  const time = createVirtualClock(0);
  const clock = virtualClock({
    now: time.now,
    after: time.after,
    nextAt: time.nextDeadline,
    advanceTo: time.advanceTo,
  });
  const open = (wiring: Partial<Wiring>, isLate = false) =>
    openFaults({
      clock,
      evidence: createEvidence(time.now, () => {}),
      seed: 's',
      wire: (_: () => FaultPlane) =>
        ({ has: () => true, blindTo: () => undefined, ...wiring }) as Wiring,
      isLate,
    }).faults;

  it('are a defect of the suite when asked for too late, or of somebody whom they cannot reach', () => {
    expect(() => open({}, true)).toThrow(/before anybody starts/);
    expect(() => open({ has: (name) => name === 't1' }).cut(t1, o1)).toThrow(/o1 was not made/);
  });
  it('are inconclusive where nobody can tell who dials; faults of everybody still work', () => {
    const faults = open({
      blindTo: (name) => (name === 't2' ? 'its process is not known' : undefined),
    });
    expect(() => faults.cut(t1, t2)).toThrow(/t2.*its process is not known/);
    expect(() => faults.halfOpen(t2, t1)).toThrow(/its process is not known/);
    faults.delay(10);
    faults.heal();
  });
});
