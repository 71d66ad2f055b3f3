/** A trace that is read is the run that was traced; whatever the trace does not say, the recording has not. */
import { describe, expect, it } from 'vitest';
import { createMessageTrace } from '../../src/cli/simulate/message-trace.js';
import type { TraceLine } from '../../src/peer/trace.js';
import { runScenario } from '../../src/simulator/scenario/run.js';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';
import { createLines, type FileLine, type MessageTold } from '../../src/trace/told.js';
import {
  BLOCK,
  COMMIT,
  DROPPED,
  GONE,
  LEADS,
  LIFE,
  NOTE,
  RECEIVED,
  type Recording,
  SENT,
  STEP,
} from '../../studio/run/recording.js';
import { createStudioRun } from '../../studio/run/studio-run.js';
import { createTraceReader } from '../../studio/sources/read-trace.js';
import { recordingOfLines, recordingOfTrace } from '../../studio/sources/trace-text.js';
import { classroom } from '../support/studio-scenario.js';

const scenario = scenarioOf({
  ...classroom,
  links: { loss: 0.05, latency: 3 },
  faults: [{ kind: 'crash', at: 40_000, until: 50_000, peer: 'peer1.Org1', keeps: 'ledger' }],
});

/** Events of a kind as texts: numbers of texts and indexes differ between two recordings. */
function saidOf(recording: Recording, kinds: readonly number[], names: readonly string[]) {
  const { kind, a, b, c, d, e, at, strings } = recording;
  const said: string[] = [];
  for (let i = 0; i < recording.length; i++) {
    if (!kinds.includes(kind[i]!)) continue;
    const who = names[a[i]!] ?? '';
    if (kind[i] === SENT)
      said.push(`${at[i]} ${who} ${names[b[i]!]} ${strings[c[i]!]} ${d[i]} ${e[i]}`);
    else if (kind[i] === STEP)
      said.push(`${at[i]} ${who} ${strings[b[i]!]} ${strings[c[i]!]} ${d[i]}`);
    else if (kind[i] === GONE) said.push(`${at[i]} ${who} ${strings[b[i]!]} ${strings[c[i]!]}`);
    else if (kind[i] === DROPPED) said.push(`${at[i]} ${who} ${names[b[i]!]} ${strings[d[i]!]}`);
    else if (kind[i] === RECEIVED) said.push(`${at[i]} ${who} ${names[b[i]!]} ${at[c[i]!]}`);
    else if (kind[i] === COMMIT) said.push(`${at[i]} ${who} ${b[i]} ${c[i]}`);
    else said.push(`${at[i]} ${who} ${b[i]} ${c[i]} ${kind[i] === BLOCK ? d[i] : ''}`);
  }
  return said;
}

describe('a trace with messages', () => {
  it('gives the recording that the page makes of the run itself', () => {
    const lines: FileLine[] = [];
    const { observer, onTrace } = createMessageTrace(scenario, (line) => lines.push(line));
    runScenario(scenario, { observers: [observer], onTrace });
    const run = createStudioRun(scenario);
    while (run.advance(10_000));
    const read = recordingOfLines(lines);
    expect(read.cast).toEqual(run.cast);
    const namesOf = ({ cast }: typeof read | typeof run) => cast.peers.map(({ name }) => name);
    for (const kinds of [
      [SENT],
      [RECEIVED],
      [DROPPED],
      [STEP],
      [GONE],
      [BLOCK],
      [COMMIT],
      [LEADS],
    ]) {
      const own = saidOf(run.recording, kinds, namesOf(run));
      expect(own.length).toBeGreaterThan(0);
      expect(saidOf(read.recording, kinds, namesOf(read)), String(kinds)).toEqual(own);
    }
    const channelsIn = ({ recording, cast }: typeof read | typeof run) =>
      Array.from({ length: recording.length }, (_, i) => i)
        .filter((i) => recording.kind[i] === SENT)
        .map((i) => cast.channels[recording.channel[i]!]?.name);
    expect(new Set(channelsIn(read)).size).toBeGreaterThan(1);
    expect(channelsIn(read)).toEqual(channelsIn(run));
    expect(saidOf(read.recording, [LIFE], namesOf(read))).toEqual(
      saidOf(run.recording, [LIFE], namesOf(run)),
    );
    expect(read.about).toMatchObject({ source: 'simulator', title: 'classroom' });
  });
});

describe('a trace', () => {
  it('of what peers decide alone is read as before', () => {
    const lines: TraceLine[] = [];
    runScenario(classroom, { onTrace: (line) => lines.push(line) });
    const { cast, recording } = recordingOfTrace(
      lines.map((one) => `${JSON.stringify(one)}\n`).join(''),
    );
    expect(cast.peers.map(({ name }) => name)).toEqual([
      'peer0.Org1',
      'peer0.Org2',
      'peer1.Org1',
      'peer1.Org2',
    ]);
    expect(cast.organisations).toEqual(['Org1', 'Org2']);
    const steps = lines.filter(({ trace }) => trace.kind === 'step').length;
    expect([...recording.kind].filter((kind) => kind === STEP)).toHaveLength(steps);
    expect([...recording.kind].filter((kind) => kind === SENT)).toEqual([]);
  });
  it('may have kinds that nobody knows yet', () => {
    const line = createLines()('p', 5, { kind: 'later' } as never);
    expect(recordingOfLines([line]).cast.peers).toHaveLength(1);
  });
  it.each(['{"a":1}', 'nonsense', 'null', '{"atMs":1,"peer":"p"}'])('is not %s', (text) => {
    expect(() => recordingOfTrace(`\n${text}\n`)).toThrow(/^line 2: expected a line of a trace/);
  });
});

describe('messages without numbers', () => {
  const message = (told: Partial<MessageTold>): MessageTold => ({
    kind: 'message',
    what: 'sent',
    from: 'a',
    to: 'b',
    message: 'hello',
    size: 9,
    ...told,
  });
  const who = (role: 'peer' | 'heard') =>
    ({ kind: 'who', organisation: 'O', role, pkiId: '', channels: [] }) as const;
  const endsOf = ({ recording }: { recording: Recording }) =>
    [...recording.kind.subarray(0, recording.length)].flatMap((kind, i) =>
      kind === SENT ? [[recording.at[i], recording.ends[i]]] : [],
    );

  it('are joined with their arrival, the first with the first, where both ends are watched', () => {
    const reader = createTraceReader();
    const line = createLines();
    reader.add(line('a', 0, who('peer')));
    reader.add(line('b', 0, who('peer')));
    reader.add(line('a', 1, message({})));
    reader.add(line('a', 2, message({})));
    reader.add(line('a', 3, message({ size: 10 })));
    reader.add(line('b', 4, message({ what: 'arrived' })));
    reader.add(line('b', 6, message({ what: 'arrived' })));
    expect(endsOf(reader)).toEqual([
      [1, 4],
      [2, 6],
      [3, Number.NaN],
    ]);
  });
  it('arrive when they leave where one end is watched', () => {
    const reader = createTraceReader();
    const line = createLines();
    reader.add(line('a', 0, who('peer')));
    reader.add(line('b', 0, who('heard')));
    reader.add(line('a', 1, message({})));
    reader.add(line('a', 5, message({ what: 'arrived', from: 'b', to: 'a' })));
    reader.add(line('a', 6, message({ what: 'lost', why: 'overflow' })));
    expect(endsOf(reader)).toEqual([
      [1, 1],
      [5, 5],
      [6, -7],
    ]);
  });
  it('keep their bytes where the trace has them', () => {
    const reader = createTraceReader();
    const line = createLines();
    reader.add(line('a', 0, message({ what: 'passed', envelope: 'AAEC' })));
    expect(reader.envelopeOf(0)).toBe('AAEC');
    expect(reader.envelopeOf(1)).toBeUndefined();
  });
});

it('a remark of a failure says its clauses', () => {
  const line = createLines();
  const clauses = ['LINK-8', 'LINK-9'];
  const { recording } = recordingOfLines([
    line('', 0, { kind: 'note', what: 'failed', text: 'not so', clauses }),
  ]);
  expect([recording.kind[0], recording.a[0], recording.c[0]]).toEqual([NOTE, -1, 2]);
  expect(recording.strings[recording.b[0]!]).toBe('not so (LINK-8, LINK-9)');
});
