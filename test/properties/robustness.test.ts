/** Whatever remotes send, a peer neither throws nor remembers more than its parameters allow. */

import { describe, expect, it } from 'vitest';
import { membershipOf } from '../../src/peer/peer.js';
import type { PeerState } from '../../src/peer/state.js';
import { fc } from '../support/drawing.js';
import {
  aliveMessage,
  emptyMessage,
  handshake,
  internalOf,
  leadershipMessage,
  membershipRequest,
  membershipResponse,
} from '../support/gossip-builders.js';
import { createScene, NAMES, type Scene, verdictsIn } from '../support/scene.js';
import { commands, createWalker } from '../support/walks.js';

/** So small that every bound is met within a few steps. */
const tiny = {
  linksMax: 4,
  sendBuffSize: 2,
  membersMax: 3,
  aliveStoreMax: 2,
  contactsMax: 2,
  identitiesMax: 4,
  maxPropagationBurstSize: 3,
  propagateIterations: 2,
  aliveExpirationTimeout: 2_000,
  msgExpirationFactor: 2,
  reconnectInterval: 1_000,
};
const options = {
  parameters: tiny,
  bootstrap: [internalOf('ann.A'), internalOf('bob.A'), internalOf('cat.A')],
};

/** The size of every store, and the most that it may have. */
const sizesOf = (state: PeerState): Record<string, readonly [number, number]> => ({
  links: [state.links.size, tiny.linksMax],
  linkOf: [state.linkOf.size, state.links.size],
  diallingTo: [state.diallingTo.size, state.links.size],
  queues: [Math.max(0, ...[...state.links.values()].map((l) => l.queue.length)), tiny.sendBuffSize],
  members: [state.members.size, tiny.membersMax],
  aliveStore: [state.aliveStore.size, tiny.aliveStoreMax],
  identities: [state.identities.size, tiny.identitiesMax],
  contacts: [state.contacts.size, tiny.contactsMax],
  pings: [state.pings.size, tiny.membersMax],
  burst: [state.burst.length, tiny.maxPropagationBurstSize],
  // One for each link and contact, and those of the peer itself.
  timers: [state.timers.size, state.links.size + state.contacts.size + 4 + state.tickers.size],
});
const overfull = (state: PeerState): string[] =>
  Object.entries(sizesOf(state)).flatMap(([store, [size, most]]) =>
    size > most ? [`${store}: ${size} of ${most}`] : [],
  );

describe('robustness: memory', () => {
  it.each(['fabric-3.1', 'hardened'] as const)(
    'MEMB-I5, MEMB-41, MEMB-42, LINK-20, LINK-25: every store keeps its bound (%s)',
    (profile) => {
      const met = new Set<string>();
      const walk = fc.array(commands, { maxLength: 60, size: 'max' });
      fc.assert(
        fc.property(walk, (history) => {
          const scene = createScene({ ...options, profile });
          const walker = createWalker(scene);
          for (const command of history) {
            walker.perform(command);
            expect(overfull(scene.peer.state)).toEqual([]);
            for (const [store, [size, most]] of Object.entries(sizesOf(scene.peer.state)))
              if (size === most && size > 0) met.add(store);
          }
        }),
        { numRuns: 80 },
      );
      // The bounds were not out of reach.
      for (const store of ['links', 'members', 'aliveStore', 'identities', 'contacts', 'queues'])
        expect(met).toContain(store);
    },
  );

  // Fabric keeps a link that it dialled until it next sends on it (DEV-2).
  it('what was opened is gone when all remotes have gone', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 40 }), (history) => {
        const scene = createScene({ ...options, profile: 'hardened' });
        const walker = createWalker(scene);
        for (const command of history) walker.perform(command);
        for (const link of [...scene.peer.state.links.keys()]) {
          scene.feed({ type: 'dial.failed', link, reason: 'refused' });
          scene.feed({ type: 'stream.ended', link, status: 'UNKNOWN' });
        }
        quietly(scene, 60_000);
        const { links, linkOf, diallingTo } = scene.peer.state;
        expect([links.size, linkOf.size, diallingTo.size]).toEqual([0, 0, 0]);
      }),
      { numRuns: 40 },
    );
  });
});

/** Lets time pass in which every dial and every ping fails. */
function quietly(scene: Scene, ms: number): void {
  const fail = () => {
    for (const effect of scene.taken())
      if (effect.type === 'dial')
        scene.feed({ type: 'dial.failed', link: effect.link, reason: 'refused' });
      else if (effect.type === 'ping')
        scene.feed({ type: 'ping.failed', endpoint: effect.endpoint });
  };
  for (let passed = 0; passed < ms; passed += 500) {
    fail();
    scene.advance(500);
  }
  fail();
}

const name = fc.constantFrom(...NAMES.slice(1));
/** Serialized messages that are in order. */
const sound: fc.Arbitrary<Uint8Array> = fc
  .record({ author: name, other: name, seqNum: fc.bigInt({ min: 1n, max: 9n }), kind: fc.nat(5) })
  .map(({ author, other, seqNum, kind }) => {
    const alive = aliveMessage(author, { seqNum });
    const all = [aliveMessage(other), alive];
    const made = [
      () => alive,
      () => membershipRequest(alive),
      () => membershipResponse({ alive: all, dead: all }),
      () => handshake(author),
      () => leadershipMessage(author),
      () => emptyMessage(),
    ];
    return made[kind]!().bytes;
  });
/** A damage: bytes changed, cut out, put in or said twice. */
const damage = fc.record({
  at: fc.nat(),
  length: fc.nat(6),
  put: fc.uint8Array({ maxLength: 6 }),
  twice: fc.boolean(),
});
const damaged = fc
  .tuple(sound, fc.array(damage, { minLength: 1, maxLength: 3 }))
  .map(([bytes, damages]) =>
    damages.reduce((whole, { at, length, put, twice }) => {
      const from = whole.length === 0 ? 0 : at % whole.length;
      const rest = whole.subarray(twice ? from : from + length);
      return Uint8Array.of(...whole.subarray(0, from), ...put, ...rest);
    }, bytes),
  );
const anything = fc.oneof(
  { weight: 4, arbitrary: damaged },
  fc.uint8Array({ maxLength: 200, size: 'max' }),
  sound,
);

describe('robustness: input', () => {
  it('LINK-11, LINK-30: damaged and random envelopes are refused, never thrown at', () => {
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(fc.record({ bytes: anything, name, handshaken: fc.boolean() }), {
          maxLength: 40,
          size: 'max',
        }),
        (messages) => {
          const scene = createScene(options);
          const speakers = new Map<string, string>();
          for (const { bytes, name: speaker, handshaken } of messages) {
            const open = speakers.get(speaker);
            const link = open ?? (handshaken ? scene.connect(speaker) : scene.accept(speaker));
            scene.receive(link, bytes);
            if (scene.peer.state.links.has(link)) speakers.set(speaker, link);
            else speakers.delete(speaker);
            scene.advance(20);
          }
          for (const verdict of verdictsIn(scene.taken())) verdicts.add(verdict);
          expect(overfull(scene.peer.state)).toEqual([]);
          const ownPki = scene.peer.config.pkiHex;
          expect(membershipOf(scene.peer).map(({ pkiId }) => pkiId)).not.toContain(ownPki);
        },
      ),
      { numRuns: 60 },
    );
    // The damage was of many kinds.
    expect(verdicts.size).toBeGreaterThan(8);
  });

  it('SYS-I3: inputs about links, timers, dials and pings that are not there are nothing', () => {
    const strays = fc.constantFrom<Parameters<Scene['feed']>[0]>(
      { type: 'start' },
      { type: 'stream.opened', link: 'd9', remoteTlsHash: undefined, localTlsHash: undefined },
      { type: 'dial.failed', link: 'd9', reason: '' },
      { type: 'stream.ended', link: 'a9', status: 'OK' },
      { type: 'envelope.received', link: 'a9', message: new Uint8Array() },
      { type: 'ping.answered', endpoint: 'nowhere:1' },
      { type: 'ping.failed', endpoint: 'nowhere:1' },
      { type: 'timer.fired', timer: 'link-dialler/d9/handshakeWait' },
      { type: 'timer.fired', timer: 'heartbeat//nothing' },
      { type: 'timer.fired', timer: 'no timer at all' },
      { type: 'timer.fired', timer: '' },
    );
    const scene = createScene();
    fc.assert(
      fc.property(strays, (stray) => {
        expect(scene.feed(stray)).toEqual([]);
      }),
    );
  });
});
