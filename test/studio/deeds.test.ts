/** What hands do to a run becomes part of its scenario, and changes nothing of what came before. */
import { describe, expect, it } from 'vitest';
import { parseScenario, writeScenario } from '../../src/cli/simulate/scenario-file.js';
import { problemsOf } from '../../src/simulator/scenario/problems.js';
import { runScenario } from '../../src/simulator/scenario/run.js';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { type Deed, sayDeed, withDeed } from '../../studio/hands/deeds.js';
import { ADDRESS_MAX, decodePlace, encodePlace } from '../../studio/run/address.js';
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
    expect(sayDeed(deed)).toMatch(/Org|ch1|ordering|everything/);
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
