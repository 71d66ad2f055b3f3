/** Lines of several live peers become one recording, whatever order they come in. */
import { expect, it } from 'vitest';
import { createLines, type FileLine, type MessageTold } from '../../src/trace/told.js';
import { GONE, LIFE, SENT } from '../../studio/run/recording.js';
import { createLiveLines } from '../../studio/sources/live-lines.js';

const who = { kind: 'who', organisation: 'O', role: 'peer', pkiId: '', channels: [] } as const;
const message = (what: 'sent' | 'arrived'): MessageTold => ({
  kind: 'message',
  what,
  from: 'a',
  to: 'b',
  message: 'hello',
  size: 9,
});
const [a, b] = [createLines(), createLines()];
const ends = ({ reader: { recording } }: ReturnType<typeof createLiveLines>) =>
  [...recording.kind.subarray(0, recording.length)].flatMap((kind, i) =>
    kind === SENT ? [[recording.at[i], recording.ends[i]]] : [],
  );
const past = (): [string, FileLine][] => [
  ['A', a('a', 1_000, who)],
  ['B', b('b', 1_001, who)],
];

it('joins an arrival that comes before what was sent', () => {
  const lines = createLiveLines();
  for (const [source, line] of past()) lines.add(source, line);
  expect(lines.read()).toBe(false);
  lines.add('B', b('b', 1_020, message('arrived')));
  expect(lines.read()).toBe(true);
  lines.add('A', a('a', 1_010, message('sent')));
  expect(lines.read()).toBe(true);
  expect(ends(lines)).toEqual([[10, 20]]);
});
it('reads anew when somebody tells of long ago, and leaves out what it knows', () => {
  const lines = createLiveLines();
  const [, first] = past()[0]!;
  const old = b('b', 500, who);
  lines.add('A', first);
  lines.read();
  lines.read();
  const { generation } = lines;
  expect(lines.reader.cast.peers.map(({ name }) => name)).toEqual(['a']);
  lines.add('B', old);
  lines.add('A', first);
  lines.read();
  lines.read();
  expect(lines.generation).toBe(generation + 1);
  expect(lines.reader.cast.peers.map(({ name }) => name)).toEqual(['b', 'a']);
  expect(lines.reader.untilMs).toBe(500);
});
it('takes the lines of a peer that was started again', () => {
  const lines = createLiveLines();
  const again = createLines();
  const life = createLines();
  lines.add('A', life('a', 1, { kind: 'note', what: 'note', text: 'one' }));
  lines.add('A', life('a', 2, { kind: 'note', what: 'note', text: 'two' }));
  lines.add('A', again('a', 9, { kind: 'note', what: 'note', text: 'three' }));
  lines.read();
  lines.read();
  expect(lines.reader.recording.strings).toEqual(['one', 'two', 'three']);
});

it('ends a peer whose connection breaks, and begins it anew when it is back', () => {
  const lines = createLiveLines();
  const step = {
    kind: 'step',
    machine: 'member',
    entity: 'q',
    row: 'MEMB-R1',
    event: 'e',
    from: 'unknown',
    to: 'alive',
  } as const;
  for (const begunMs of [100, 900]) {
    const line = createLines();
    lines.add('A', line('a', begunMs, who));
    lines.add('A', line('a', begunMs, { kind: 'life', what: 'started' }));
    lines.add('A', line('a', begunMs + 5, step));
    lines.gone('A');
    lines.gone('A');
  }
  lines.read();
  lines.read();
  const { recording } = lines.reader;
  const said = [...recording.kind.subarray(0, recording.length)].flatMap((kind, i) =>
    kind === LIFE ? [recording.b[i] === 1 ? 'starts' : 'ends'] : kind === GONE ? ['gone'] : [],
  );
  expect(said).toEqual(['starts', 'gone', 'ends', 'starts', 'gone', 'ends']);
});
