/** Images: a restored peer is the captured one, and the hash tells any two states apart. */

import { describe, expect, it } from 'vitest';
import { canonical, capture, hashOf, type PeerImage, restore } from '../../src/peer/image.js';
import { step } from '../../src/peer/peer.js';
import { fc } from '../support/drawing.js';
import { aliveMessage, internalOf, membershipResponse } from '../support/gossip-builders.js';
import { createPlainChoose, createScene } from '../support/scene.js';
import { commands, createWalker } from '../support/walks.js';

const walk = fc.array(commands, { maxLength: 25, size: 'max' });
const options = {
  bootstrap: [internalOf('ann.A'), internalOf('bob.A')],
  anchors: [{ endpoint: internalOf('eve.B'), mspId: 'B' }],
  parameters: { propagateIterations: 2 },
};

describe('images', () => {
  it.each(['fabric-2.5', 'fabric-3.1', 'hardened'] as const)(
    'a restored peer behaves as the captured one, under any inputs (%s)',
    (profile) => {
      fc.assert(
        fc.property(walk, walk, (before, after) => {
          const scene = createScene({ ...options, profile });
          const walker = createWalker(scene);
          for (const command of before) walker.perform(command);
          const image = capture(scene.peer);
          const captured = canonical(image);
          const restored = restore(scene.peer.config, structuredClone(image));
          const { choose } = createPlainChoose(scene.nextNonce());
          const [inputCount, effectCount] = [scene.inputs.length, walker.effects.length];
          expect(hashOf(restored)).toBe(hashOf(scene.peer));
          scene.taken();

          for (const command of after) walker.perform(command);
          const effects = scene.inputs
            .slice(inputCount)
            .flatMap(({ input, atMs }) => step(restored, input, atMs, choose));
          expect(effects).toEqual(walker.effects.slice(effectCount));
          expect(hashOf(restored)).toBe(hashOf(scene.peer));
          expect(restored.state).toEqual(scene.peer.state);
          // Nothing that either did has touched the image.
          expect(canonical(image)).toBe(captured);
        }),
        { numRuns: 25 },
      );
    },
  );

  it('an image names the timers that are armed, and when they are due', () => {
    const scene = createScene(options);
    createWalker(scene).perform({ do: 'connect', name: 'ann.A' });
    expect(capture(scene.peer).timers).toEqual(scene.timers);
  });

  it('equal histories give equal hashes', () => {
    fc.assert(
      fc.property(walk, (history) => {
        const [one, other] = [createScene(options), createScene(options)];
        for (const scene of [one, other]) history.forEach(createWalker(scene).perform);
        expect(hashOf(one.peer)).toBe(hashOf(other.peer));
      }),
      { numRuns: 20 },
    );
  });
});

/** Every state that differs from the given one in a single place. */
function* mutationsOf(image: PeerImage): Generator<[string, PeerImage]> {
  const paths: (readonly (string | number)[])[] = [];
  const visit = (value: unknown, path: readonly (string | number)[]) => {
    paths.push(path);
    if (value instanceof Uint8Array) return;
    const entries =
      value instanceof Map || Array.isArray(value)
        ? [...value.values()].entries()
        : Object.entries(typeof value === 'object' && value !== null ? value : {});
    for (const [key, entry] of entries) visit(entry, [...path, key]);
  };
  visit(image, []);
  for (const path of paths)
    for (const change of changesOf(path.reduce<unknown>(inside, image))) {
      const copy = structuredClone(image);
      if (path.length === 0) continue;
      put(path.slice(0, -1).reduce<unknown>(inside, copy), path.at(-1)!, change);
      yield [`${path.join('.')} = ${String(change)}`, copy];
    }
}

const inside = (value: unknown, key: string | number): unknown =>
  value instanceof Map ? [...value.values()][key as number] : (value as any)[key];

function put(holder: unknown, key: string | number, value: unknown): void {
  if (holder instanceof Map) holder.set([...holder.keys()][key as number], value);
  else (holder as any)[key] = value;
}

function changesOf(value: unknown): unknown[] {
  if (value instanceof Uint8Array) {
    const longer = Uint8Array.of(...value, 0);
    return value.length === 0 ? [longer] : [longer, value.map((byte, i) => byte ^ Number(i === 0))];
  }
  if (value instanceof Map) {
    const entries = [...value];
    const reversed = entries.length > 1 ? [new Map(entries.toReversed())] : [];
    return [...reversed, new Map([...entries, ['new', 0]]), ...(entries.length ? [new Map()] : [])];
  }
  if (Array.isArray(value)) return [[...value, 0]];
  switch (typeof value) {
    case 'number':
      return [Number.isFinite(value) ? value + 1 : 0, BigInt(Math.min(value, 2 ** 53)), `${value}`];
    case 'bigint':
      return [value + 1n, Number(value)];
    case 'string':
      return [`${value}x`, undefined];
    case 'boolean':
      return [!value, String(value)];
    case 'undefined':
      return ['undefined', null, new Uint8Array()];
    default:
      return [];
  }
}

describe('hash of a state', () => {
  /** A peer that remembers something of every kind. */
  function full() {
    const scene = createScene(options);
    const link = scene.connect('dan.A');
    scene.receive(link, aliveMessage('bob.A', { metadata: Uint8Array.of(1) }));
    scene.receive(link, membershipResponse({ dead: [aliveMessage('eve.B')] }));
    scene.advance(26_000);
    scene.receive(link, aliveMessage('cat.A', { seqNum: 2n }));
    scene.connect('ann.A');
    return scene;
  }
  it('differs for every single change: of a value, of its type, of an order', () => {
    const scene = full();
    const { state, config } = scene.peer;
    for (const store of ['links', 'members', 'identities', 'aliveStore', 'contacts', 'timers'])
      expect((state as any)[store].size).toBeGreaterThan(0);
    expect([state.burst.length, state.pings.size, state.diallingTo.size]).not.toContain(0);
    const hash = hashOf(scene.peer);
    const unseen: string[] = [];
    let count = 0;
    for (const [what, image] of mutationsOf(capture(scene.peer))) {
      count += 1;
      if (hashOf({ config, state: image }) === hash) unseen.push(what);
    }
    expect(unseen).toEqual([]);
    expect(count).toBeGreaterThan(300);
    expect(hashOf(scene.peer)).toBe(hash);
  });
  it('does not depend on the order in which a record’s fields were written', () => {
    expect(canonical({ b: 1, a: [{ d: 2n, c: 'x' }] })).toBe(
      canonical({ a: [{ c: 'x', d: 2n }], b: 1 }),
    );
    expect(canonical(['a', 'b'])).not.toBe(canonical(['a,b']));
    expect(canonical({ a: '1' })).not.toBe(canonical({ a: 1 }));
    expect(canonical(new Map([['a', 1]]))).not.toBe(canonical({ a: 1 }));
  });
});
