/**
 * Random scenarios: nothing that must never happen happens while there are faults, and what must happen
 * eventually does after they have ended. What fails is shrunk by fast-check, and printed with its seed.
 *
 * Longer with SIMULATOR_RUNS, the number of scenarios; a failure is repeated with SIMULATOR_SEED and
 * SIMULATOR_PATH as printed.
 */

import { describe, expect, it } from 'vitest';
import type { Fault, FaultKind, Kept, Misdeed } from '../../src/simulator/scenario/faults.js';
import { problemsOf } from '../../src/simulator/scenario/problems.js';
import { runScenario } from '../../src/simulator/scenario/run.js';
import { peerNames, type Scenario, scenarioOf } from '../../src/simulator/scenario/scenario.js';
import { fc } from '../support/drawing.js';

const RUNS = Number(process.env.SIMULATOR_RUNS ?? 25);
const TROUBLE_MS = 60_000;

/** Short waits, so that what holds eventually holds soon. */
const parameters = {
  aliveTimeInterval: 2_000,
  aliveExpirationTimeout: 8_000,
  reconnectInterval: 4_000,
  pullInterval: 2_000,
  digestWaitTime: 500,
  requestWaitTime: 800,
  responseWaitTime: 1_000,
  startupGracePeriod: 3_000,
  leaderAliveThreshold: 2_000,
  leaderElectionDuration: 1_000,
  stateCheckInterval: 2_000,
  stateResponseTimeout: 1_000,
  publishStateInfoInterval: 1_000,
  requestStateInfoInterval: 1_000,
  reconnectBackoffThreshold: 2_000,
};
/** After the last trouble: views, leaders, blocks. */
const QUIET_MS = 110_000;

const name = (peer: number, org: number) => `peer${peer}.Org${org + 1}`;

const spans = fc
  .tuple(fc.nat(TROUBLE_MS - 2_000), fc.integer({ min: 1, max: 30_000 }))
  .map(([at, ms]) => ({ at: at + 1_000, until: Math.min(at + 1_000 + ms, TROUBLE_MS) }));
const peers = fc.tuple(fc.nat(3), fc.nat(2)).map(([peer, org]) => name(peer, org));
const of = <K extends FaultKind>(kind: K) => fc.constant(kind);
const kept = fc.constantFrom<Kept>('everything', 'ledger', 'nothing');
const misdeeds = fc.constantFrom<Misdeed>(
  'forge',
  'replay',
  'cross-channel',
  'equivocate',
  'flood',
);

const faults: fc.Arbitrary<Fault> = fc.oneof(
  fc
    .tuple(spans, fc.array(peers, { minLength: 1, maxLength: 5 }), fc.boolean())
    .map(([span, side, oneWay]) => {
      const all = [0, 1, 2].flatMap((org) => [0, 1, 2, 3].map((peer) => name(peer, org)));
      const sides = [side, all.filter((other) => !side.includes(other))];
      return { kind: 'partition' as const, ...span, sides, oneWay };
    }),
  fc
    .tuple(spans, peers, kept)
    .map(([span, peer, keeps]) => ({ kind: 'crash' as const, ...span, peer, keeps })),
  fc.tuple(spans, peers).map(([span, peer]) => ({ kind: 'pause' as const, ...span, peer })),
  fc
    .tuple(spans, fc.double({ min: 0.01, max: 0.3, noNaN: true }))
    .map(([span, share]) => ({ kind: 'loss' as const, ...span, share })),
  spans.map((span) => ({ kind: 'orderer-down' as const, ...span })),
  fc.record({
    kind: of('clock'),
    at: fc.nat(TROUBLE_MS),
    peer: peers,
    by: fc.integer({ min: -20_000, max: 20_000 }),
  }),
  fc.record({
    kind: fc.constantFrom('expire' as const, 'revoke' as const),
    at: fc.nat(TROUBLE_MS),
    peer: peers,
  }),
  fc
    .tuple(spans, peers, peers, fc.nat(400), fc.nat(30), fc.boolean())
    .map(([span, one, other, latency, percent, oneWay]) => ({
      kind: 'link' as const,
      ...span,
      between: [one, other] as const,
      oneWay,
      latency,
      loss: percent / 100,
    })),
  fc
    .tuple(spans, peers, peers, fc.integer({ min: 1, max: 40 }), fc.nat(5_000))
    .filter(([, from, to]) => from !== to)
    .map(([{ at }, from, to, nth, delay]) => ({
      kind: 'message' as const,
      at,
      from,
      to,
      nth,
      ...(delay > 0 && { delay }),
    })),
  fc.tuple(spans, peers, fc.integer({ min: 1, max: 5 })).map(([span, peer, propagatePeerNum]) => ({
    kind: 'parameters' as const,
    ...span,
    of: [peer],
    parameters: { propagatePeerNum },
  })),
  fc
    .tuple(spans, peers, fc.array(misdeeds, { minLength: 1, maxLength: 2 }))
    .map(([span, peer, does]) => ({
      kind: 'byzantine' as const,
      ...span,
      peer,
      does: [...new Set(does)],
      rate: 20,
    })),
);

const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    seed: fc.nat(2 ** 31),
    counts: fc.tuple(
      fc.integer({ min: 2, max: 4 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 2 }),
    ),
    profile: fc.constantFrom('fabric-2.5' as const, 'fabric-3.1' as const, 'hardened' as const),
    links: fc.record({
      latency: fc.oneof(
        fc.integer({ min: 0, max: 50 }),
        fc.constant({ uniform: [1, 40] as const }),
      ),
      duplication: fc.constantFrom(0, 0.05),
      reordering: fc.constantFrom(0, 0.1),
    }),
    faults: fc.array(faults, { maxLength: 6 }),
  })
  .map(({ seed, counts, profile, links, faults: drawn }) => {
    const organisations = counts.flatMap((count, org) =>
      count === 0 ? [] : [{ name: `Org${org + 1}`, peers: count, region: '', hidden: 0 }],
    );
    const names = organisations.map((o) => o.name);
    const scenario = scenarioOf({
      seed,
      profile,
      duration: TROUBLE_MS + QUIET_MS,
      startWithin: 1_000,
      organisations,
      channels: [
        { name: 'everybody', organisations: names, without: [] },
        { name: 'some-of-us', organisations: names.slice(0, 2), without: [] },
      ],
      parameters,
      blocks: [
        { channel: 'everybody', from: 8_000, every: 3_000, count: 15, size: 50, transactions: 1 },
        { channel: 'some-of-us', from: 9_000, every: 10_000, count: 4, size: 50, transactions: 1 },
      ],
      links,
    });
    const there = new Set(peerNames(scenario));
    return {
      ...scenario,
      faults: drawn.flatMap((fault): Fault[] => {
        if (fault.kind === 'partition')
          return [{ ...fault, sides: fault.sides.map((side) => side.filter((p) => there.has(p))) }];
        return namedIn(fault).every((name) => there.has(name)) ? [fault] : [];
      }),
    };
  });

function namedIn(fault: Fault): readonly string[] {
  if (fault.kind === 'link') return fault.between ?? [];
  if (fault.kind === 'message') return [fault.from, fault.to];
  if (fault.kind === 'parameters') return fault.of;
  return 'peer' in fault ? [fault.peer] : [];
}

describe('random scenarios', () => {
  it('SYS-I1, SYS-I3, SYS-I4, LINK-I1, LINK-I2, MEMB-I1 to MEMB-I6, PUSH-I1, PUSH-I2, XFER-I1, XFER-I2: safe under faults, alive after them', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        expect(problemsOf(scenario)).toEqual([]);
        const { breaches, notJudged } = runScenario(scenario);
        expect(breaches).toEqual([]);
        // A message that comes late in the quiet time is trouble of its own.
        if (!scenario.faults.some(({ kind }) => kind === 'message')) expect(notJudged).toEqual([]);
      }),
      {
        numRuns: RUNS,
        // What takes longer is left for a run that has the time.
        ...(process.env.SIMULATOR_RUNS === undefined && { interruptAfterTimeLimit: 20_000 }),
        ...(process.env.SIMULATOR_SEED !== undefined && {
          seed: Number(process.env.SIMULATOR_SEED),
          path: process.env.SIMULATOR_PATH ?? '',
        }),
      },
    );
  }, 3_600_000);
});
