/**
 * Invariants of links, membership and push in small networks of three organisations under random
 * trouble: partitions, deaths, returns and lost envelopes. A failure prints what fast-check needs to
 * repeat it.
 */

import { describe, expect, it } from 'vitest';
import { membershipOf } from '../../src/peer/peer.js';
import { createSeededBits } from '../../src/simulator/choose-seeded.js';
import type { Simulation } from '../../src/simulator/simulation.js';
import { fc } from '../support/drawing.js';
import { pkiOf } from '../support/gossip-builders.js';
import { watchNetwork } from '../support/network-watch.js';
import { orgOfName, simulationOf } from '../support/symbolic-peers.js';

const NAMES = ['a1.A', 'a2.A', 'a3.A', 'b1.B', 'b2.B', 'c1.C', 'c2.C'];
/** Without an external endpoint: known inside its organisation only. */
const HIDDEN = 'a3.A';
const endpointOf = (name: string) => `${name}:${7000 + NAMES.indexOf(name)}`;

const parameters = { aliveExpirationTimeout: 12_000, reconnectInterval: 5_000 };

/** Every peer knows the first of its organisation, and the first of the organisations as anchors. */
const contactsOf = (name: string) => ({
  bootstrap: [endpointOf(firstOf(name))],
  anchors: ['a1.A', 'b1.B', 'c1.C']
    .filter((anchor) => orgOfName(anchor) !== orgOfName(name))
    .map((anchor) => ({ endpoint: `ext.${endpointOf(anchor)}`, mspId: orgOfName(anchor) })),
});
const firstOf = (name: string) => `${name[0]}1.${orgOfName(name)}`;

type Trouble =
  | { readonly kind: 'part'; readonly sides: number }
  | { readonly kind: 'lose'; readonly percent: number }
  | { readonly kind: 'kill' | 'start'; readonly name: string };

const troubles: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ kind: fc.constant('part' as const), sides: fc.nat(2 ** NAMES.length - 1) }),
  fc.record({ kind: fc.constant('lose' as const), percent: fc.constantFrom(0, 5, 30) }),
  fc.record({
    kind: fc.constantFrom('kill', 'start'),
    name: fc.constantFrom(...NAMES),
  }) as fc.Arbitrary<Trouble>,
);

interface Story {
  /** Where it is small, members are forgotten for good within the story. */
  readonly msgExpirationFactor: number;
  readonly seed: number;
  readonly profile: 'fabric-2.5' | 'fabric-3.1' | 'hardened';
  readonly chapters: readonly { readonly trouble: Trouble; readonly ms: number }[];
}
const stories: fc.Arbitrary<Story> = fc.record({
  msgExpirationFactor: fc.constant(20),
  seed: fc.nat(),
  profile: fc.constantFrom('fabric-2.5', 'fabric-3.1', 'hardened'),
  chapters: fc.array(
    fc.record({ trouble: troubles, ms: fc.constantFrom(100, 3_000, 15_000, 40_000) }),
    { minLength: 2, maxLength: 5, size: 'max' },
  ),
});

/** A story in which everything happens that is to happen at least once. */
const eventful: Story = {
  msgExpirationFactor: 3,
  seed: 1,
  profile: 'hardened',
  chapters: [
    { trouble: { kind: 'kill', name: 'a2.A' }, ms: 15_000 },
    { trouble: { kind: 'start', name: 'a2.A' }, ms: 15_000 },
    { trouble: { kind: 'part', sides: 0b0010101 }, ms: 15_000 },
    { trouble: { kind: 'part', sides: 0 }, ms: 15_000 },
    { trouble: { kind: 'lose', percent: 30 }, ms: 15_000 },
    { trouble: { kind: 'kill', name: 'c2.C' }, ms: 45_000 },
  ],
};

function tell({ seed, profile, chapters, msgExpirationFactor }: Story) {
  let sides = 0;
  let percent = 0;
  const bits = createSeededBits(seed);
  const running = new Set<string>();
  const side = (name: string) => (sides >> NAMES.indexOf(name)) & 1;
  const watch = watchNetwork(NAMES, () => network);
  const network: Simulation = simulationOf(
    NAMES,
    {
      seed,
      isReachable: (from, to) => side(from) === side(to),
      isLost(from, to, bytes) {
        watch.sent(from, to, bytes);
        return bits() % 100 < percent;
      },
      onTrace: watch.onTrace,
    },
    (name) => ({
      profile,
      parameters: { ...parameters, msgExpirationFactor },
      ...contactsOf(name),
      ...(name === HIDDEN ? { externalEndpoint: '' } : {}),
    }),
  );
  const start = (name: string) => {
    if (!running.has(name)) network.start(name);
    running.add(name);
  };
  const bring = (trouble: Trouble) => {
    if (trouble.kind === 'part') sides = trouble.sides;
    else if (trouble.kind === 'lose') percent = trouble.percent;
    else if (trouble.kind === 'start') start(trouble.name);
    else if (running.delete(trouble.name)) network.kill(trouble.name);
  };
  NAMES.forEach(start);
  network.advance(12_000);
  for (const { trouble, ms } of chapters) {
    bring(trouble);
    network.advance(ms);
  }
  // The end of all trouble.
  sides = 0;
  percent = 0;
  NAMES.forEach(start);
  network.advance(70_000);
  return { network, watch };
}

/** Names of those whom a peer believes to be alive. */
const liveIn = (network: Simulation, name: string): string[] =>
  membershipOf(network.peer(name))
    .filter(({ state }) => state === 'alive')
    .map(({ pkiId }) => NAMES.find((other) => pkiOf(other) === pkiId)!)
    .sort();

/** Members of its own organisation that a peer does not believe to be alive. */
const missingIn = (network: Simulation, name: string): string[] => {
  const live = liveIn(network, name);
  const isOurs = (other: string) => other !== name && orgOfName(other) === orgOfName(name);
  return NAMES.filter((other) => isOurs(other) && !live.includes(other));
};

describe('networks of three organisations', () => {
  it('LINK-I1, LINK-I2, MEMB-I1, MEMB-I2, MEMB-I3, MEMB-I4, MEMB-I5, MEMB-I6, PUSH-I1, PUSH-I2: hold whatever happens', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { network, watch } = tell(story);
        expect(watch.breaches).toEqual([]);
        for (const name of NAMES) expect([name, missingIn(network, name)]).toEqual([name, []]);
      }),
      { numRuns: 5 },
    );
  });

  it('LINK-I4, MEMB-I7, PUSH-I3: come about', () => {
    const { network, watch } = tell(eventful);
    expect(watch.breaches).toEqual([]);
    for (const goal of ['LINK-I4', 'MEMB-I7', 'PUSH-I3']) expect(watch.seen).toContain(goal);
    // Silence, failure, return, oblivion; dials that fail, and that come too late.
    for (const row of ['MEMB-R5', 'MEMB-R6', 'MEMB-R10', 'MEMB-R13', 'LINK-R15', 'LINK-R20'])
      expect(watch.seen).toContain(row);
    // Organisations know one another, but not whom they are not told of.
    expect(liveIn(network, 'a1.A')).toEqual(NAMES.filter((name) => name !== 'a1.A'));
    expect(liveIn(network, 'b1.B')).not.toContain(HIDDEN);
  });
});
