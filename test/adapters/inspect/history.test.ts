/** The past that is kept: the newest whole, of the rest what is still the case. */
import { expect, it } from 'vitest';
import { createHistory } from '../../../src/adapters/inspect/history.js';
import type { Trace } from '../../../src/peer/trace.js';
import { createLines, type Told } from '../../../src/trace/told.js';

const step = (entity: string, to: string): Trace => ({
  kind: 'step',
  machine: 'member',
  entity,
  row: 'MEMB-R1',
  event: 'e',
  from: 'x',
  to,
});
const note = (text: string): Told => ({ kind: 'note', what: 'note', text });

function after(...traces: (Trace | Told)[]) {
  const line = createLines();
  const history = createHistory(3);
  for (const trace of traces) history.add(line('p', 1, trace));
  return history.lines().map(({ seq }) => seq);
}

it('is whole while it is short', () => {
  expect(after(note('a'), note('b'), step('q', 'alive'))).toEqual([1, 2, 3]);
});
it('forgets events, and keeps the last state of each machine, in order', () => {
  const traces = [
    step('q', 'alive'),
    note('a'),
    step('r', 'alive'),
    step('q', 'dead'),
    note('b'),
    note('c'),
  ];
  // Six are twice three: three are cut, of which the notes are gone, and q is dead later.
  expect(after(...traces)).toEqual([1, 3, 4, 5, 6]);
  expect(after(...traces, note('d'), note('e'), note('f'))).toEqual([3, 4, 7, 8, 9]);
});
it('keeps who is who, heights and leaders', () => {
  const traces: (Trace | Told)[] = [
    { kind: 'about', source: 'live', title: 't' },
    { kind: 'who', organisation: 'O', role: 'peer', pkiId: '', channels: [] },
    { kind: 'leadership', channel: 'c', leads: true },
    {
      kind: 'block',
      what: 'committed',
      channel: 'c',
      number: '1',
      hash: '',
      source: 'commit',
      sender: '',
    },
    {
      kind: 'block',
      what: 'received',
      channel: 'c',
      number: '2',
      hash: '',
      source: 'push',
      sender: '',
    },
    {
      kind: 'block',
      what: 'committed',
      channel: 'c',
      number: '2',
      hash: '',
      source: 'commit',
      sender: '',
    },
  ];
  expect(after(...traces, note('a'), note('b'), note('c'))).toEqual([1, 2, 3, 6, 7, 8, 9]);
});
it('does not grow without end', () => {
  const many = Array.from({ length: 1_000 }, (_, i) => step(`member ${i}`, 'alive'));
  expect(after(...many).length).toBeLessThanOrEqual(9);
});
