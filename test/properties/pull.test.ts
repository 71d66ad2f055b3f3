/**
 * Pull under random messages: a peer on a channel is told, asked and fed anything by members, foreigners
 * and strangers, in any order and at any time. Its stores stay bounded, nothing unproven gets in, and
 * when all is quiet nothing is left over.
 */

import { describe, expect, it } from 'vitest';
import type { SignedMessage } from '../../src/wire/envelope.js';
import { payloadOf, pushedBlock } from '../support/block-messages.js';
import { type BlockScene, blockScene } from '../support/block-scene.js';
import { fc } from '../support/drawing.js';
import {
  aliveMessage,
  emptyMessage,
  identityOf,
  pkiIdOfName,
  pkiOf,
} from '../support/gossip-builders.js';
import { dataRequest, digest, hello, peerIdentity, update } from '../support/pull-messages.js';
import { NAMES } from '../support/scene.js';

/** So tight that every limit is met. */
const PARAMETERS = {
  pullNoncesMax: 3,
  pullItemsMax: 6,
  identitiesMax: 5,
  maxBlockCountToStore: 3,
  aliveExpirationTimeout: 1_000_000,
};
const SENDERS = ['ann.A', 'bob.A', 'eve.B'] as const;
const PROFILES = ['fabric-2.5', 'fabric-3.1', 'hardened'] as const;
/** Of those that the peer awaits an answer to, one by its place; or any other. */
const nonces = fc.oneof(
  { weight: 3, arbitrary: fc.nat(2) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n, 2n, 3n, 4n, 2n ** 64n - 1n) },
);
const channels = fc.constantFrom(undefined, 'ch1');

const names = fc.constantFrom(...NAMES);
const bytes = fc.uint8Array({ maxLength: 33 });
const text = new TextEncoder();
const digests = fc.array(
  fc.oneof(
    names.map(pkiIdOfName),
    bytes,
    fc
      .constantFrom('0', '1', '2', '7', '30', '007', '-1', '')
      .map((number) => new Uint8Array(text.encode(number))),
  ),
  { maxLength: 8 },
);

type Item = (scene: BlockScene) => SignedMessage;
const items: fc.Arbitrary<Item> = fc.oneof(
  names.map(
    (name): Item =>
      () =>
        peerIdentity(name),
  ),
  fc.tuple(names, names).map(
    ([name, signer]): Item =>
      () =>
        peerIdentity(name, { signer }),
  ),
  fc.integer({ min: 1, max: 14 }).map(
    (n): Item =>
      ({ chain }) =>
        pushedBlock(payloadOf(chain.blocks[n]!)),
  ),
  fc.constantFrom<Item>(
    emptyMessage,
    () => aliveMessage('bob.A'),
    () => pushedBlock(undefined),
  ),
);

interface Happening {
  /** For who reads a counterexample. */
  readonly what: string;
  run(scene: BlockScene, links: ReadonlyMap<string, string>): void;
}
type Message = (scene: BlockScene, nonce: bigint, of: { channel?: string }) => SignedMessage;
const told = (kind: string, messages: fc.Arbitrary<Message>): fc.Arbitrary<Happening> =>
  fc
    .tuple(fc.constantFrom(...SENDERS), nonces, channels, messages)
    .map(([sender, nonce, channel, message]) => ({
      what: `${sender}: ${kind} ${nonce} ${channel ?? 'identities'}`,
      run(scene, links) {
        const engine = channel ? scene.entry().pull : scene.peer.state.identityPull;
        const named =
          typeof nonce === 'bigint' ? nonce : ([...engine.outstanding.keys()][nonce] ?? 5n);
        scene.receive(links.get(sender)!, message(scene, named, channel ? { channel } : {}));
      },
    }));

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  told(
    'hello',
    fc.constant<Message>((_, nonce, of) => hello(nonce, of)),
  ),
  told(
    'digest',
    digests.map(
      (list): Message =>
        (_, nonce, of) =>
          digest(nonce, list, of),
    ),
  ),
  told(
    'request',
    digests.map(
      (list): Message =>
        (_, nonce, of) =>
          dataRequest(nonce, list, of),
    ),
  ),
  told(
    'sound update',
    fc.uniqueArray(fc.nat(13), { minLength: 1, maxLength: 4 }).map(
      (list): Message =>
        ({ chain }, nonce, of) =>
          update(
            nonce,
            list.map((n) =>
              of.channel
                ? pushedBlock(payloadOf(chain.blocks[n + 1]!))
                : peerIdentity(NAMES[n % NAMES.length]!),
            ),
            of,
          ),
    ),
  ),
  told(
    'update',
    fc.array(items, { maxLength: 4 }).map(
      (list): Message =>
        (scene, nonce, of) =>
          update(
            nonce,
            list.map((item) => item(scene)),
            of,
          ),
    ),
  ),
  fc.constantFrom(1, 400, 1_000, 1_000, 2_600).map((ms) => ({
    what: `${ms} ms`,
    run: (scene: BlockScene) => scene.advance(ms),
  })),
);

describe('pull under random messages', () => {
  it('PULL-I1, PULL-I2, PULL-I4: stores stay bounded and sound, and empty when all is quiet', () => {
    const isKnown = new Set(NAMES.map(pkiOf));
    fc.assert(
      fc.property(
        fc.constantFrom(...PROFILES),
        fc.array(happenings, { minLength: 30, maxLength: 80, size: 'max' }),
        (profile, story) => {
          const scene = blockScene({ profile, chainLength: 14, parameters: PARAMETERS });
          const links = new Map<string, string>(
            SENDERS.map((name) => [name, scene.channelMember(name)]),
          );
          const { identities, identityPull } = scene.peer.state;
          for (const happen of story) {
            happen.run(scene, links);
            scene.taken();
            for (const engine of [identityPull, scene.entry().pull]) {
              expect(engine.outstanding.size).toBeLessThanOrEqual(PARAMETERS.pullNoncesMax);
              expect(engine.nonces.size).toBeLessThanOrEqual(PARAMETERS.pullNoncesMax);
              expect(engine.items.size).toBeLessThanOrEqual(PARAMETERS.pullItemsMax);
              for (const { owners } of engine.rounds.values())
                expect(owners.size).toBeLessThanOrEqual(PARAMETERS.pullItemsMax);
            }
            for (const [pki, { identity }] of identities) {
              expect(isKnown).toContain(pki);
              expect(NAMES.map(identityOf)).toContainEqual(identity);
            }
            for (const pki of identityPull.items.keys()) {
              expect(isKnown).toContain(pki);
              if (profile === 'hardened') expect(identities.has(pki)).toBe(true);
            }
            for (const number of scene.entry().pull.items.keys())
              expect(scene.entry().window.has(BigInt(number))).toBe(true);
          }
          scene.peer.state.tickers.clear();
          for (const timer of [...scene.timers.keys()])
            if (timer.startsWith('ticker/')) scene.feed({ type: 'timer.fired', timer });
          scene.advance(10_000);
          for (const engine of [identityPull, scene.entry().pull])
            expect([engine.rounds.size, engine.outstanding.size, engine.nonces.size]).toEqual([
              0, 0, 0,
            ]);
        },
      ),
      { numRuns: 40 },
    );
  });
});
