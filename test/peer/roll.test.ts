/** The roll of the living says what the members and the identities say, whatever has happened to them. */
import { describe, expect, it } from 'vitest';
import type { Alive } from '../../src/peer/alive.js';
import { forgetIdentity } from '../../src/peer/identities.js';
import { preferredEndpointOf, updateMember } from '../../src/peer/members.js';
import { livingAt, ROLL, rollOf } from '../../src/peer/roll.js';
import { type Run, stateNameOf } from '../../src/peer/run.js';
import type { LinkEntry, MemberEntry, PeerState, PkiHex } from '../../src/peer/state.js';
import { placeOf } from '../../src/peer/uses.js';
import { createNetwork, SCENARIO_START_MS } from '../../src/simulator/scenario/network.js';
import { armFaults } from '../../src/simulator/scenario/perform-faults.js';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';

const DURATION_MS = 40_000;

/** Members die, come back, are forgotten and find others; identities come, expire and idle away. */
const scenario = scenarioOf({
  seed: 3,
  duration: DURATION_MS,
  organisations: [
    { name: 'A', peers: 4, region: '', hidden: 1 },
    { name: 'B', peers: 3, region: '', hidden: 0 },
  ],
  channels: [{ name: 'ch', organisations: ['A', 'B'], without: [] }],
  faults: [
    { kind: 'crash', at: 8_000, until: 16_000, peer: 'peer1.A', keeps: 'nothing' },
    { kind: 'crash', at: 9_000, until: 22_000, peer: 'peer2.B', keeps: 'everything' },
    { kind: 'pause', at: 20_000, until: 26_000, peer: 'peer0.B' },
    { kind: 'expire', at: 30_000, peer: 'peer1.B' },
  ],
  parameters: {
    aliveTimeInterval: 500,
    aliveExpirationTimeout: 2_500,
    msgExpirationFactor: 2,
    identityUsageThreshold: 4_000,
    identityIdleCheckInterval: 1_000,
  },
} as Parameters<typeof scenarioOf>[0]);

/** Its link, if it is open and not known to be severed. */
function openTo({ linkOf, links }: PeerState, pki: PkiHex): LinkEntry | undefined {
  const entry = links.get(linkOf.get(pki) ?? '');
  const machine = entry?.dialler === undefined ? 'link-acceptor' : 'link-dialler';
  const instance = entry?.dialler ?? entry?.acceptor;
  return instance !== undefined && stateNameOf(machine, instance) === 'open' ? entry : undefined;
}

/** What a roll says of everybody, and what it ought to say. */
function rowsOf(state: PeerState) {
  const run = { state } as Run;
  const roll = rollOf(run);
  const said = state.living.map((member, number) => ({
    number: roll.numberOf.get(member.pki),
    org: roll.orgs[roll.orgOf[number]!],
    hasEndpoint: roll.hasEndpoint[number],
    identity: roll.identities[number],
    place: roll.places[number],
    // Asked for by who sends to it.
    isWay: roll.ways[number] === undefined || roll.ways[number] === openTo(state, member.pki),
    isFound: livingAt(run, preferredEndpointOf(member)).includes(member),
  }));
  const due = state.living.map((member, number) => {
    const identity = state.identities.get(member.pki);
    return {
      number,
      org: identity?.mspId,
      hasEndpoint: member.endpoint === '' ? 0 : 1,
      identity,
      place: identity === undefined ? -1 : placeOf(identity),
      isWay: true,
      isFound: true,
    };
  });
  return { said, due, counts: [roll.numbers.length, roll.numberOf.size] };
}

describe('the roll', () => {
  it('follows every change', () => {
    const network = createNetwork(scenario);
    const { simulation, names } = network;
    armFaults(network, () => {});
    for (const [index, name] of names.entries())
      simulation.clock.after(index * 200, () => network.start(name));
    const sizes = new Set<number>();
    const changes = new Set<number>();
    for (let goesOn = true; goesOn; ) {
      goesOn = simulation.advanceSome(SCENARIO_START_MS + DURATION_MS, 40) > 0;
      for (const name of names) {
        if (!simulation.isRunning(name)) continue;
        const { state } = simulation.peer(name);
        const { said, due, counts } = rowsOf(state);
        expect(said).toEqual(due);
        expect(counts).toEqual([due.length, due.length]);
        sizes.add(due.length);
        changes.add(state[ROLL]!.changes);
      }
    }
    // It was put to the test.
    expect(sizes.size).toBeGreaterThan(4);
    expect(changes.size).toBeGreaterThan(20);
  }, 30_000);

  it('follows an endpoint that moves, and an identity that goes while its member stays', () => {
    const network = createNetwork(scenarioOf({ ...scenario, faults: [] }));
    for (const name of network.names) network.start(name);
    network.simulation.advance(5_000);
    const { state, config } = network.simulation.peer('peer0.A');
    const run = { state, config, at: SCENARIO_START_MS + 5_000 } as Run;
    const [member, other] = state.living as [MemberEntry, MemberEntry];
    expect(rowsOf(state).said).toEqual(rowsOf(state).due);
    const { pki: author, metadata, timestamp, alive: signed } = member;
    const moved = { author, metadata, signed, endpoint: 'elsewhere:1' };
    const later = { ...timestamp, seqNum: timestamp.seqNum + 1n };
    updateMember(run, { ...moved, timestamp: later, internalEndpoint: 'inside:1' } as Alive);
    expect(livingAt(run, 'inside:1')).toEqual([member]);
    forgetIdentity(run, other.pki);
    expect(rowsOf(state).said).toEqual(rowsOf(state).due);
    expect(rowsOf(state).said[1]).toMatchObject({ org: undefined, place: -1 });
  });
});
