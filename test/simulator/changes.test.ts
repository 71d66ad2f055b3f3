/** What a scenario changes while it runs: links, single messages, parameters, the number of peers. */
import { describe, expect, it } from 'vitest';
import { parseScenario, writeScenario } from '../../src/cli/simulate/scenario-file.js';
import { membershipOf } from '../../src/peer/peer.js';
import type { SimulationObserver } from '../../src/simulator/node.js';
import { nextNewcomer } from '../../src/simulator/scenario/change-problems.js';
import { withDrawnFaults } from '../../src/simulator/scenario/draw-faults.js';
import { drawnKinds, type Fault } from '../../src/simulator/scenario/faults.js';
import { problemsOf } from '../../src/simulator/scenario/problems.js';
import { runScenario } from '../../src/simulator/scenario/run.js';
import { type Scenario, scenarioOf } from '../../src/simulator/scenario/scenario.js';

const START_MS = 1_700_000_000_000;
const organisation = (name: string, peers: number) => ({ name, peers, region: '', hidden: 0 });
const base: Scenario = scenarioOf({
  duration: 40_000,
  organisations: [organisation('Org1', 3), organisation('Org2', 2)],
  channels: [{ name: 'ch', organisations: ['Org1', 'Org2'], without: [] }],
  blocks: [{ channel: 'ch', from: 15_000, every: 1_000, count: 10, size: 50, transactions: 1 }],
  parameters: { aliveExpirationTimeout: 8_000, reconnectInterval: 4_000, aliveTimeInterval: 2_000 },
});

interface Told {
  readonly what: 'sent' | 'received' | 'dropped';
  readonly from: string;
  readonly to: string;
  readonly atMs: number;
}

/** Lives it through; what happened to messages, whole instants of faults, and the trace. */
function lived(scenario: Scenario) {
  const told: Told[] = [];
  const faults: string[] = [];
  const trace: string[] = [];
  const observer: SimulationObserver = {
    sent: (from, to, _, atMs) => tell('sent', from.name, to.name, atMs),
    received: (from, to, _, atMs) => tell('received', from.name, to.name, atMs),
    dropped: (from, to, _, __, atMs) => tell('dropped', from.name, to.name, atMs),
  };
  const tell = (what: Told['what'], from: string, to: string, atMs: number) =>
    void told.push({ what, from, to, atMs: atMs - START_MS });
  const run = runScenario(scenario, {
    observers: [observer],
    onFault: (fault, what, atMs) => faults.push(`${fault.kind} ${what} ${atMs}`),
    onTrace: (line) => trace.push(JSON.stringify(line)),
  });
  const between = (what: Told['what'], from: string, to: string) =>
    told.filter((one) => one.what === what && one.from === from && one.to === to);
  return { run, told, faults, trace, between };
}
const withFaults = (...faults: readonly Fault[]): Scenario => ({ ...base, faults });
const plain = lived(base);
const isBefore = (ms: number) => (line: string) => JSON.parse(line).atMs < START_MS + ms;

describe('one message', () => {
  const [from, to] = ['peer0.Org1', 'peer1.Org1'];
  const sent = plain.between('sent', from, to).filter(({ atMs }) => atMs >= 20_000);
  const third = sent[2]!;
  const fault = { kind: 'message', at: 20_000, from, to, nth: 3 } as const;

  it('is lost: the one that is meant, and what came before is as it was', () => {
    const { between, faults, trace, run } = lived(withFaults(fault));
    const dropped = between('dropped', from, to);
    expect(dropped.map(({ atMs }) => atMs)).toEqual([third.atMs + 1]);
    expect(faults).toEqual([`message begins ${third.atMs + 1}`]);
    const before = plain.trace.filter(isBefore(third.atMs + 1));
    expect(before.length).toBeGreaterThan(100);
    expect(trace.filter(isBefore(third.atMs + 1))).toEqual(before);
    const count = (all: readonly Told[]) =>
      all.filter(({ atMs }) => atMs <= third.atMs + 1 && atMs >= third.atMs).length;
    expect(count(between('received', from, to))).toBe(
      count(plain.between('received', from, to)) - 1,
    );
    expect(run.breaches).toEqual([]);
  });
  it('is late: others overtake it, and it comes then', () => {
    const { told, faults, between } = lived(withFaults({ ...fault, delay: 700 }));
    const arrival = third.atMs + 1;
    expect(faults).toEqual([`message begins ${arrival}`, `message ends ${arrival + 700}`]);
    expect(told.some(({ what }) => what === 'dropped')).toBe(false);
    const instants = between('received', from, to).map(({ atMs }) => atMs);
    const until = plain.between('received', from, to).map(({ atMs }) => atMs);
    expect(instants).toContain(arrival + 700);
    expect(until).toContain(arrival);
    expect(instants.filter((atMs) => atMs <= arrival).length).toBe(
      until.filter((atMs) => atMs <= arrival).length - 1,
    );
  });
  it('that is never sent changes nothing', () => {
    const { trace, faults } = lived(withFaults({ ...fault, nth: 100_000 }));
    expect(trace).toEqual(plain.trace);
    expect(faults).toEqual([]);
  });
  it('is counted as it is sent where work takes time', () => {
    const slow = { ...base, costs: { input: 0.2, verify: 0.5, commit: 1 } };
    const first = lived(slow).between('sent', from, to)[4]!;
    const { between } = lived({ ...slow, faults: [{ ...fault, at: 0, nth: 5 }] });
    expect(between('sent', from, to)[4]).toEqual(first);
    expect(between('dropped', from, to).map(({ atMs }) => atMs)).toEqual([first.atMs + 1]);
  });
});

describe('a link', () => {
  const fault = { kind: 'link', at: 20_000, until: 26_000, oneWay: false } as const;
  const delays = (scenario: Scenario, from: string, to: string) => {
    const { between } = lived(scenario);
    const arrived = between('received', from, to).map(({ atMs }) => atMs);
    return between('sent', from, to).flatMap(({ atMs }, i) =>
      arrived[i] === undefined ? [] : [{ atMs, ms: arrived[i]! - atMs }],
    );
  };
  const isWithin = ({ atMs }: { atMs: number }) => atMs >= 20_000 && atMs < 26_000;

  it('is slower between two, on streams that are up, and as before when it is over', () => {
    const scenario = withFaults({ ...fault, between: ['peer0.Org1', 'peer1.Org1'], latency: 250 });
    for (const [from, to] of [
      ['peer0.Org1', 'peer1.Org1'],
      ['peer1.Org1', 'peer0.Org1'],
    ] as const) {
      const all = delays(scenario, from, to);
      const within = all.filter(isWithin);
      expect(within.length).toBeGreaterThan(3);
      expect(new Set(within.map(({ ms }) => ms))).toEqual(new Set([250]));
      const late = all.filter(({ atMs }) => atMs < 20_000 || atMs > 26_250);
      expect(new Set(late.map(({ ms }) => ms))).toEqual(new Set([1]));
    }
    const others = delays(scenario, 'peer0.Org1', 'peer2.Org1');
    expect(new Set(others.map(({ ms }) => ms))).toEqual(new Set([1]));
  });
  it('one way: the other way is as it was', () => {
    const between = ['peer0.Org1', 'Org2'] as const;
    const scenario = withFaults({ ...fault, between, latency: 250, oneWay: true });
    expect(delays(scenario, 'peer0.Org1', 'peer0.Org2').filter(isWithin)[0]!.ms).toBe(250);
    expect(delays(scenario, 'peer0.Org2', 'peer0.Org1').filter(isWithin)[0]!.ms).toBe(1);
  });
  it('loses everything everywhere, where nobody is named', () => {
    const { told } = lived(withFaults({ ...fault, loss: 1 }));
    const within = told.filter(({ atMs }) => atMs > 20_001 && atMs < 26_000);
    expect(within.some(({ what }) => what === 'dropped')).toBe(true);
    expect(within.some(({ what }) => what === 'received')).toBe(false);
    const after = told.filter(({ atMs, what }) => atMs > 26_000 && what === 'received');
    expect(after.length).toBeGreaterThan(20);
  });
});

describe('parameters', () => {
  const fault = {
    kind: 'parameters',
    at: 20_000,
    until: 21_500,
    of: ['Org2', 'peer1.Org1'],
    parameters: { propagatePeerNum: 1, aliveTimeInterval: 1_500 },
  } as const;
  it('are taken by a restart, by those who are named; the ledger stays', () => {
    const { run, trace } = lived(withFaults(fault));
    const { simulation } = run.network;
    const of = (name: string) => simulation.peer(name).config.parameters;
    for (const name of ['peer0.Org2', 'peer1.Org2', 'peer1.Org1']) {
      expect(of(name).propagatePeerNum).toBe(1);
      expect(of(name).aliveTimeInterval).toBe(1_500);
      expect(of(name).reconnectInterval).toBe(4_000);
      expect(simulation.node(name).ledgers.get('ch')!.height).toBe(11n);
    }
    expect(of('peer0.Org1').propagatePeerNum).toBe(3);
    expect(of('peer0.Org1').aliveTimeInterval).toBe(2_000);
    expect(trace.filter(isBefore(20_000))).toEqual(plain.trace.filter(isBefore(20_000)));
    expect(run.breaches).toEqual([]);
  });
  it('wait for one that does not run until it is started', () => {
    const crash = {
      kind: 'crash',
      at: 19_000,
      until: 30_000,
      peer: 'peer1.Org1',
      keeps: 'ledger',
    } as const;
    const lives: string[] = [];
    const { network } = runScenario(withFaults(crash, fault), {
      observers: [
        {
          life: ({ name }, what, atMs) =>
            void (name === crash.peer && lives.push(`${what} ${atMs - START_MS}`)),
        },
      ],
    });
    expect(lives.slice(1)).toEqual(['killed 19000', 'started 30000']);
    expect(network.simulation.peer(crash.peer).config.parameters.propagatePeerNum).toBe(1);
  });
});

describe('a newcomer', () => {
  const fault = { kind: 'newcomer', at: 20_500, peer: 'peer3.Org1', channels: ['ch'] } as const;
  it('is known to all, gets every block, and nothing was different before', () => {
    const { run, trace } = lived(withFaults(fault));
    const { simulation, names } = run.network;
    expect(names.at(-1)).toBe('peer3.Org1');
    expect(simulation.node('peer3.Org1').ledgers.get('ch')!.height).toBe(11n);
    const known = membershipOf(simulation.peer('peer0.Org1')).filter((m) => m.state === 'alive');
    expect(known.map(({ pkiId }) => run.network.trust.nameOf(pkiId))).toContain('peer3.Org1');
    expect(trace.filter(isBefore(20_500))).toEqual(plain.trace.filter(isBefore(20_500)));
    expect(run.breaches).toEqual([]);
  });
  it('joins no channel that is not named', () => {
    const { run } = lived(withFaults({ ...fault, channels: [] }));
    expect(run.network.simulation.node('peer3.Org1').ledgers.size).toBe(0);
    expect(membershipOf(run.network.simulation.peer('peer3.Org1')).length).toBeGreaterThan(1);
  });
  it('changes nothing of what lies and chance did before it came', () => {
    const liar: Fault = {
      kind: 'byzantine',
      at: 10_000,
      until: 30_000,
      peer: 'peer1.Org2',
      does: ['forge', 'equivocate'],
      rate: 20,
    };
    const random = { count: 3, kinds: ['loss', 'pause'] as const, from: 5_000, until: 30_000 };
    const traceOf = (...faults: readonly Fault[]) => lived({ ...base, random, faults }).trace;
    const [without, withIt] = [traceOf(liar), traceOf(liar, fault)];
    expect(withIt.filter(isBefore(20_500))).toEqual(without.filter(isBefore(20_500)));
    expect(withIt).not.toEqual(without);
  });
  it('changes nothing of which faults the seed draws', () => {
    const random = { count: 60, kinds: drawnKinds, from: 0, until: 30_000 };
    const drawn = (...faults: readonly Fault[]) =>
      withDrawnFaults({ ...base, random, faults }).faults.filter((one) => one !== fault);
    expect(drawn(fault)).toEqual(drawn());
  });
  it('has the next number of its organisation', () => {
    expect(nextNewcomer(base, 'Org2')).toBe('peer2.Org2');
    expect(nextNewcomer(withFaults(fault), 'Org1')).toBe('peer4.Org1');
  });
});

describe('in a file', () => {
  const about = 'organisations: [{ name: Org1, peers: 2 }]\nchannels: [{ name: ch }]\nfaults:\n';
  const read = (fault: string) => parseScenario('s.yaml', `${about}  - ${fault}\n`);
  it('has units and defaults, and is read again as it was written', () => {
    const scenario = parseScenario(
      's.yaml',
      `${about}  - { kind: link, at: 1s, until: 2s, latency: { uniform: [5ms, 20ms] }, loss: 5%, bandwidth: 8kbit/s }
  - { kind: message, at: 3s, from: peer0.Org1, to: peer1.Org1, delay: 2s }
  - { kind: parameters, at: 4s, parameters: { peer.gossip.pullInterval: 2s } }
  - { kind: newcomer, at: 5s, peer: peer2.Org1 }\n`,
    );
    expect(scenario.faults).toEqual([
      {
        kind: 'link',
        at: 1_000,
        until: 2_000,
        oneWay: false,
        latency: { uniform: [5, 20] },
        loss: 0.05,
        bandwidth: 1_000,
      },
      { kind: 'message', at: 3_000, from: 'peer0.Org1', to: 'peer1.Org1', nth: 1, delay: 2_000 },
      { kind: 'parameters', at: 4_000, until: 5_000, of: [], parameters: { pullInterval: 2_000 } },
      { kind: 'newcomer', at: 5_000, peer: 'peer2.Org1', channels: ['ch'] },
    ]);
    expect(parseScenario('again', writeScenario(scenario))).toEqual(scenario);
  });
  it.each([
    ['{ kind: link, at: 1s, until: 2s }', /faults\.0: expected latency, dial/],
    ['{ kind: link, at: 1s, until: 2s, loss: 2 }', /faults\.0\.loss/],
    ['{ kind: link, at: 1s, until: 2s, loss: 1, between: [Org1, Org7] }', /between.*"Org7"/],
    ['{ kind: message, at: 1s, from: peer0.Org1, to: peer0.Org1 }', /another peer than from/],
    ['{ kind: message, at: 1s, from: peer0.Org1, to: peer9.Org1 }', /faults\.0\.to.*"peer9.Org1"/],
    [
      '{ kind: parameters, at: 1s, parameters: { pullIntervall: 2s } }',
      /did you mean pullInterval/,
    ],
    ['{ kind: parameters, at: 1s, parameters: { pullInterval: 0 } }', /at least 1ms, got 0/],
    ['{ kind: newcomer, at: 1s, peer: peer1.Org1 }', /expected peer2.Org1 or one after it/],
    ['{ kind: newcomer, at: 1s, peer: peer0.Org9 }', /a peer of one of Org1, got "peer0.Org9"/],
    ['{ kind: newcomer, at: 1s, peer: peer2.Org1, channels: [no] }', /expected one of ch/],
  ])('%s is refused with what is wrong', (fault, message) => {
    expect(() => read(fault)).toThrow(message);
  });
  it('and so are values that no file can say', () => {
    const wrong: readonly Fault[] = [
      { kind: 'parameters', at: 1, until: 2, of: [], parameters: { pullPeerNum: 0.5 } },
      { kind: 'link', at: 1, until: 2, oneWay: false, latency: Number.NaN },
      { kind: 'message', at: 1, from: 'peer0.Org1', to: 'peer1.Org1', nth: 0 },
    ];
    for (const fault of wrong) expect(problemsOf(withFaults(fault))).toHaveLength(1);
  });
});
