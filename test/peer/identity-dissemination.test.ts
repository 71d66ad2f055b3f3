/** Identities in small simulated networks: how they spread by pull, and what a renewed one replaces. */
import { describe, expect, it } from 'vitest';
import type { PeerOptions } from '../../src/peer/config.js';
import { membershipOf } from '../../src/peer/peer.js';
import { createSimulation, type Simulation } from '../../src/simulator/simulation.js';
import { PullMsgType } from '../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../src/wire/hex.js';
import { contentOf, opened, pkiOf, reenveloped } from '../support/gossip-builders.js';
import { optionsFor, orgOfName } from '../support/symbolic-peers.js';

const PROFILES = ['fabric-2.5', 'fabric-3.1', 'hardened'] as const;

const heldBy = (simulation: Simulation, name: string): string[] =>
  [...simulation.peer(name).state.identityPull.items.keys()].sort();
const storedBy = (simulation: Simulation, name: string, whose: string): boolean =>
  simulation.peer(name).state.identities.has(pkiOf(whose));
const pkisOf = (names: readonly string[]) => names.map(pkiOf).sort();

/** Peers that all bootstrap from the first of their organisation, and the first of others as anchors. */
function network(
  names: readonly string[],
  seed: number,
  extra: Partial<PeerOptions> = {},
  sent: (from: string, to: string, bytes: Uint8Array) => void = () => {},
) {
  const all = optionsFor(names);
  const simulation = createSimulation({
    seed,
    isLost(from, to, bytes) {
      sent(from, to, bytes);
      return false;
    },
  });
  const firsts = new Map(
    names.map((name) => [orgOfName(name), name]).reverse() as [string, string][],
  );
  const add = (name: string, more: Partial<PeerOptions> = {}) => {
    const contacts = {
      bootstrap: [all.get(firsts.get(orgOfName(name))!)!.endpoint],
      anchors: [...firsts]
        .filter(([mspId]) => mspId !== orgOfName(name))
        .map(([mspId, first]) => ({ mspId, endpoint: all.get(first)!.externalEndpoint! })),
    };
    simulation.add(name, { ...all.get(name)!, ...contacts, ...extra, ...more });
  };
  return { simulation, add, optionsOf: (name: string) => all.get(name)! };
}

describe('identities spread by pull', () => {
  it.each(PROFILES)(
    'PULL-I5: in one organisation everybody holds every identity: %s',
    (profile) => {
      const names = Array.from({ length: 8 }, (_, i) => `p${i}.A`);
      const { simulation, add } = network(names, 7, { profile });
      for (const name of names) {
        add(name);
        simulation.start(name);
      }
      simulation.advance(60_000);
      for (const name of names) expect(heldBy(simulation, name)).toEqual(pkisOf(names));
    },
  );
  it.each(PROFILES)(
    'PULL-I3: nobody is shown a third organisation, or who hides: %s',
    (profile) => {
      const names = ['a1.A', 'a2.A', 'b1.B', 'b2.B', 'c1.C', 'c2.C'];
      const HIDDEN = 'a2.A';
      const shown = new Set<string>();
      const { simulation, add } = network(names, 3, { profile }, (from, to, bytes) => {
        for (const pki of identitiesShownIn(bytes)) {
          const whose = names.find((name) => pkiOf(name) === pki)!;
          if (orgOfName(from) !== orgOfName(to)) shown.add(`${whose} by ${from} to ${to}`);
        }
      });
      for (const name of names) {
        add(name, name === HIDDEN ? { externalEndpoint: '', anchors: [] } : {});
        simulation.start(name);
      }
      simulation.advance(40_000);
      expect(shown).toContain('a1.A by a1.A to b1.B');
      for (const line of shown) {
        const [whose, , from, , to] = line.split(' ') as [string, string, string, string, string];
        expect([orgOfName(from), orgOfName(to)]).toContain(orgOfName(whose));
        expect(whose).not.toBe(HIDDEN);
      }
      expect(heldBy(simulation, 'a1.A')).toContain(pkiOf(HIDDEN));
    },
  );
});

/** PKI-IDs in a digest or an update of identities. */
function identitiesShownIn(bytes: Uint8Array): string[] {
  const { content } = opened(bytes).message;
  if (content.case === 'dataDig' && content.value.msgType === PullMsgType.IDENTITY_MSG)
    return content.value.digests.map(toHex);
  if (content.case !== 'dataUpdate' || content.value.msgType !== PullMsgType.IDENTITY_MSG)
    return [];
  return content.value.data.map((envelope) =>
    toHex(contentOf(reenveloped(envelope), 'peerIdentity').pkiId),
  );
}

describe('a renewed certificate', () => {
  it.each(PROFILES)(
    'IDENT-I7: a peer that comes back with one replaces its old self: %s',
    (profile) => {
      const others = ['p0.A', 'p1.A', 'p2.A', 'p3.A'];
      const { simulation, add, optionsOf } = network([...others, 'old.A', 'new.A'], 11, {
        profile,
        parameters: {
          aliveExpirationTimeout: 12_000,
          reconnectInterval: 5_000,
          identityUsageThreshold: 120_000,
          identityIdleCheckInterval: 12_000,
        },
      });
      for (const name of [...others, 'old.A']) {
        add(name);
        simulation.start(name);
      }
      simulation.advance(40_000);
      for (const name of others) {
        expect(heldBy(simulation, name)).toContain(pkiOf('old.A'));
        expect(membershipOf(simulation.peer(name)).map(({ pkiId }) => pkiId)).toContain(
          pkiOf('old.A'),
        );
      }
      simulation.kill('old.A');
      const { endpoint, externalEndpoint } = optionsOf('old.A');
      add('new.A', { endpoint, externalEndpoint: externalEndpoint! });
      simulation.start('new.A');
      simulation.advance(60_000);
      for (const name of others) {
        expect(storedBy(simulation, name, 'new.A')).toBe(true);
        expect(heldBy(simulation, name)).toContain(pkiOf('new.A'));
        const there = membershipOf(simulation.peer(name)).filter(
          (m) => m.internalEndpoint === endpoint,
        );
        expect(there.map(({ pkiId, state }) => [pkiId, state])).toEqual([
          [pkiOf('new.A'), 'alive'],
        ]);
      }
    },
  );
});
