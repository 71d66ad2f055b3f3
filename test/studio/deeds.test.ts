/** What hands do to a run becomes part of its scenario, and changes nothing of what came before. */
import { describe, expect, it } from 'vitest';
import { parseScenario, writeScenario } from '../../src/cli/simulate/scenario-file.js';
import { problemsOf } from '../../src/simulator/scenario/problems.js';
import { runScenario } from '../../src/simulator/scenario/run.js';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { type Deed, withDeed } from '../../studio/hands/deeds.js';
import { sayDeed } from '../../studio/hands/say-deed.js';
import { BATCH_TIMEOUT_MS, MESSAGE_COUNT_MAX, nextCut } from '../../studio/hands/submit.js';
import { nameOfMessage } from '../../studio/hands/which-message.js';
import { ADDRESS_MAX, decodePlace, encodePlace } from '../../studio/run/address.js';
import { countAt, SENT } from '../../studio/run/recording.js';
import { createStudioRun } from '../../studio/run/studio-run.js';
import { classroom } from '../support/studio-scenario.js';

const AT_MS = 42_001;
const deeds: readonly Deed[] = [
  { do: 'kill', peer: 'peer0.Org1' },
  { do: 'pause', peer: 'peer0.Org1', forMs: 5_000 },
  { do: 'lie', peer: 'peer0.Org2', forMs: 5_000, does: 'replay' },
  { do: 'revoke', peer: 'peer1.Org2' },
  { do: 'leave', peer: 'peer1.Org2', channel: 'ch1' },
  { do: 'cut', from: 'peer0.Org1', to: 'peer1.Org1', forMs: 5_000 },
  { do: 'part', sides: [['Org1'], ['Org2']], forMs: 5_000 },
  { do: 'lose', share: 0.5, forMs: 5_000 },
  { do: 'stop-ordering', forMs: 5_000 },
  { do: 'submit', channel: 'ch1', bytes: 500 },
  {
    do: 'link',
    between: ['peer0.Org1', 'Org2'],
    oneWay: true,
    model: { latency: 80, loss: 0.1 },
    forMs: 5_000,
  },
  { do: 'link', oneWay: false, model: { bandwidth: 2_000 }, forMs: 5_000 },
  { do: 'set', of: ['Org1'], parameters: { propagatePeerNum: 1 }, forMs: 1_500 },
  { do: 'set', of: [], parameters: { pullInterval: 2_000 }, forMs: 1_500 },
  { do: 'come', organisation: 'Org1', channels: ['ch1'] },
];

const traceOf = (scenario: Scenario): string[] => {
  const lines: string[] = [];
  runScenario(scenario, {
    stopsAtBreach: false,
    invariants: false,
    onTrace: (line) => lines.push(JSON.stringify(line)),
  });
  return lines;
};
const isBefore = (line: string) => JSON.parse(line).atMs < 1_700_000_000_000 + AT_MS;
const untouched = traceOf(classroom);

describe.each(deeds)('$do', (deed) => {
  const done = withDeed(classroom, deed, AT_MS);
  it('changes what comes after, and nothing of what was before', () => {
    const trace = traceOf(done);
    const before = untouched.filter(isBefore);
    expect(before.length).toBeGreaterThan(500);
    expect(trace.filter(isBefore)).toEqual(before);
    expect(trace).not.toEqual(untouched);
  });
  it('is a scenario that simulate reads and repeats', () => {
    expect(problemsOf(done)).toEqual([]);
    expect(parseScenario('test', writeScenario(done))).toEqual(done);
  });
  it('is said in words', () => {
    expect(sayDeed(deed)).toMatch(/Org|ch1|ordering|every/);
  });
});

describe('one message of a recording', () => {
  const recorded = (scenario: Scenario) => {
    const run = createStudioRun(scenario, { invariants: false });
    while (run.advance(50_000));
    return run;
  };
  const { recording, cast } = recorded(classroom);
  /** Under way at some instant, and so to be dropped there. */
  const chosen = [1, 700, 1_500].map((nth) => {
    const all = Array.from(recording.kind.subarray(0, recording.length).keys());
    return all.filter((i) => recording.kind[i] === SENT && recording.at[i]! > 30_000)[nth]!;
  });

  it.each(chosen)('%i: is named so that the simulator drops it and no other', (index) => {
    const name = nameOfMessage(recording, cast, classroom, index);
    const again = recorded(withDeed(classroom, { do: 'message', ...name }, 0)).recording;
    const before = countAt(recording, recording.at[index]!);
    for (const column of ['at', 'kind', 'a', 'b', 'c'] as const)
      expect(again[column].slice(0, before)).toEqual(recording[column].slice(0, before));
    expect(again.ends[index]).toBe(-1 - recording.ends[index]!);
    const lost = again.ends.subarray(0, again.length).filter((end) => end < 0);
    expect(lost.length).toBe(1);
  });
  it('is named by its number from the beginning where work takes time', () => {
    const slow = { ...classroom, costs: { input: 0.3, verify: 0.7, commit: 2 } };
    const first = recorded(slow);
    const sent = first.recording.kind.indexOf(SENT, 3_000);
    const name = nameOfMessage(first.recording, first.cast, slow, sent);
    expect(name.sinceMs).toBe(0);
    const late = { do: 'message', ...name, delayMs: 300 } as const;
    const again = recorded(withDeed(slow, late, 0)).recording;
    expect(again.at[sent]).toBe(first.recording.at[sent]);
    // It waits until its receiver has time.
    expect(again.ends[sent]! - first.recording.ends[sent]!).toBeGreaterThan(295);
  });
});

describe('a transaction that is submitted', () => {
  const submit = { do: 'submit', channel: 'ch1', bytes: 500 } as const;
  const quiet = { ...classroom, blocks: [] };
  const submitted = (...atMs: number[]) =>
    atMs.reduce((scenario, ms) => withDeed(scenario, submit, ms), quiet as Scenario).blocks;
  const block = (from: number, transactions: number) => ({
    channel: 'ch1',
    from,
    every: 1,
    count: 1,
    size: 500 * transactions,
    transactions,
  });
  it('is in a block that is cut two seconds after the first that waits', () => {
    expect(submitted(40_000)).toEqual([block(42_000, 1)]);
    expect(submitted(40_000, 40_000, 41_999)).toEqual([block(42_000, 3)]);
    expect(submitted(40_000, 42_000)).toEqual([block(42_000, 1), block(44_000, 1)]);
    expect(nextCut(submitted(40_000, 41_000), 'ch1', 41_500)).toEqual({
      atMs: 42_000,
      transactions: 2,
    });
    expect(nextCut(submitted(40_000), 'ch1', 42_000)).toBeUndefined();
    expect(nextCut(submitted(40_000), 'ch2', 41_000)).toBeUndefined();
  });
  it('is in one that is cut at once when there are enough', () => {
    const many = Array.from({ length: MESSAGE_COUNT_MAX }, (_, i) => 40_000 + i);
    expect(submitted(...many)).toEqual([block(40_000 + MESSAGE_COUNT_MAX - 1, MESSAGE_COUNT_MAX)]);
    expect(submitted(...many.slice(1))).toEqual([
      block(40_001 + BATCH_TIMEOUT_MS, MESSAGE_COUNT_MAX - 1),
    ]);
  });
  it('waits apart from those of another channel', () => {
    const other = withDeed(withDeed(quiet, submit, 40_000), { ...submit, channel: 'ch2' }, 40_001);
    expect(other.blocks.map(({ channel, from }) => [channel, from])).toEqual([
      ['ch1', 42_000],
      ['ch2', 42_001],
    ]);
  });
  it('reaches every peer in that block', () => {
    const lines = traceOf(withDeed(withDeed(quiet, submit, 40_000), submit, 41_000));
    const blocks = lines
      .map((line) => JSON.parse(line))
      .filter(({ trace }) => trace.kind === 'block' && trace.what === 'committed');
    expect(blocks.map(({ peer }) => peer).sort()).toEqual([
      'peer0.Org1',
      'peer0.Org2',
      'peer1.Org1',
      'peer1.Org2',
    ]);
    for (const { atMs } of blocks) expect(atMs - 1_700_000_000_000).toBeGreaterThanOrEqual(42_000);
  });
});

describe('what ends a fault', () => {
  it('start brings back the peer that was killed, and no other', () => {
    const killed = ['peer0.Org1', 'peer0.Org2'].reduce(
      (scenario, peer) => withDeed(scenario, { do: 'kill', peer }, AT_MS),
      classroom,
    );
    const { faults } = withDeed(killed, { do: 'start', peer: 'peer0.Org2' }, 50_000);
    expect(faults.map((fault) => 'until' in fault && fault.until)).toEqual([90_000, 50_000]);
  });
  it('heal ends partitions, losses and outages that are in force, and leaves the dead', () => {
    const broken = deeds.reduce((scenario, deed) => withDeed(scenario, deed, AT_MS), classroom);
    const { faults } = withDeed(broken, { do: 'heal' }, AT_MS + 1_000);
    const ended = faults.filter((fault) => 'until' in fault && fault.until === AT_MS + 1_000);
    expect(ended.map(({ kind }) => kind).sort()).toEqual([
      'link',
      'link',
      'loss',
      'orderer-down',
      'partition',
      'partition',
    ]);
  });
});

describe('the address of the page', () => {
  it('carries a run with deeds, and brings the same one back', async () => {
    const scenario = deeds.reduce((done, deed) => withDeed(done, deed, AT_MS), classroom);
    const place = { scenario, atMs: 43_210, peer: 'peer0.Org1' };
    const text = await encodePlace(place);
    expect(text.length).toBeLessThan(ADDRESS_MAX / 4);
    expect(text).toMatch(/^[\w-]+$/);
    expect(await decodePlace(text)).toEqual(place);
  });
  it.each(['', 'x', 'AAAA', 'not an address!'])('does not take "%s" for one', async (text) => {
    expect(await decodePlace(text)).toBeUndefined();
  });
});
