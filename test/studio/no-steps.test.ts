/** Who looks at a peer without machines is told why there are none. */
import { describe, expect, it } from 'vitest';
import type { Shown } from '../../studio/page/store.js';
import { createRecording, note, SENT, STEP } from '../../studio/run/recording.js';
import { whoTells, whyNot } from '../../studio/statechart/why-no-steps.js';
import { KILLED, NOT_STARTED, RUNS } from '../../studio/time/scene.js';

const recording = createRecording();
note(recording, 1, SENT, 2, 1, 0, -1);
note(recording, 2, STEP, 0, 0, 0);
const cast = {
  organisations: ['A'],
  peers: ['one', 'two', 'three'].map((name) => ({ name, organisation: 0, pki: '' })),
  channels: [],
};
const from = (source: string | undefined) =>
  ({
    cast,
    scenario: undefined,
    about: source && { kind: 'about', source, title: '' },
  }) as unknown as Pick<Shown, 'scenario' | 'about' | 'cast'>;
const simulated = { ...from(undefined), scenario: {} as never };
const tellers = whoTells({ recording });

it('finds those whose machines make steps', () => {
  expect([...tellers]).toEqual([0]);
});
describe('a peer beside one that tells', () => {
  it.each([
    ['capture', /two tells no steps here: they are of one/],
    ['conformance', /probe is played by the suite/],
    ['live', /--inspect/],
  ])('of a source of kind %s', (source, said) => {
    expect(whyNot(from(source), 1, RUNS, tellers)).toMatch(said);
  });
  it('is not explained for the whole network', () => {
    expect(whyNot(from('capture'), -1, undefined, tellers)).toBe('');
  });
});
it('a peer that has not started, is dead, or is about to begin', () => {
  expect(whyNot(simulated, 1, NOT_STARTED, tellers)).toMatch(/two has not started/);
  expect(whyNot(simulated, 1, KILLED, tellers)).toMatch(/two is dead/);
  expect(whyNot(simulated, 1, RUNS, tellers)).toMatch(/no step yet/);
});
it('a source without any steps', () => {
  expect(whyNot(from('capture'), 1, RUNS, new Set())).toMatch(/messages only/);
  expect(whyNot(simulated, 1, RUNS, new Set())).toBe('');
  expect(whyNot(from('live'), 1, RUNS, new Set())).toBe('');
});
