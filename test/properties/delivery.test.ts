/** A peer that stands for election, under whatever its orderer, its ledger and other peers do. */

import { describe, expect, it } from 'vitest';
import type { PeerEffect } from '../../src/peer/io.js';
import { isIn } from '../../src/peer/run.js';
import { Status } from '../../src/wire/gen/common/common_pb.js';
import {
  blockOf,
  blockResponse,
  deliveryScene,
  statusResponse,
} from '../support/delivery-scene.js';
import { fc } from '../support/drawing.js';
import { declaration, HIGHER, LOWER, proposal } from '../support/election-scene.js';

type Happening =
  | 'opened'
  | 'ended'
  | 'block'
  | 'blocks'
  | 'forged'
  | 'status'
  | 'committed'
  | 'lower'
  | 'higher'
  | 'proposed'
  | { readonly waitMs: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<Happening>(
    ...(['opened', 'opened', 'ended', 'block', 'block', 'blocks', 'forged'] as const),
    ...(['status', 'committed', 'committed', 'lower', 'higher', 'proposed'] as const),
  ),
  fc.record({ waitMs: fc.constantFrom(50, 700, 6_000, 12_000) }),
);

/** What must hold of the streams, whatever happens; told effect by effect. */
function watch() {
  let open: number | undefined;
  let isPaused = false;
  return {
    see(effects: readonly PeerEffect[]): void {
      for (const effect of effects) {
        if (effect.type === 'orderer.open') {
          expect(open, 'DELV-I1: a stream beside another').toBeUndefined();
          [open, isPaused] = [effect.stream, false];
        } else if (effect.type === 'orderer.close') {
          expect(effect.stream, 'DELV-I1').toBe(open);
          open = undefined;
        } else if (effect.type === 'orderer.pause') {
          expect([open, isPaused], 'DELV-I5').toEqual([effect.stream, false]);
          isPaused = true;
        } else if (effect.type === 'orderer.resume') {
          expect([open, isPaused], 'DELV-I5').toEqual([effect.stream, true]);
          isPaused = false;
        }
      }
    },
    /** The orderer, or the network, has ended it. */
    over() {
      open = undefined;
    },
    open: () => open,
    isPaused: () => isPaused,
  };
}

function run(happenings: readonly Happening[], seen: Set<string>): void {
  const scene = deliveryScene({
    leadership: 'election',
    parameters: { blockBufferSize: 1, reconnectTotalTimeThreshold: 500 },
  });
  const link = scene.peerOf(LOWER);
  scene.peerOf(HIGHER);
  const streams = watch();
  const blocks = Array.from({ length: 40 }, () => scene.chain.append());
  let seqNum = 1n;
  const commit = (number: bigint | undefined) => number !== undefined && scene.committed(number);
  const happen = (what: Happening): void => {
    if (typeof what === 'object') return scene.advance(what.waitMs);
    const { delivery, buffer } = scene.entry();
    seqNum += 1n;
    if (what === 'lower') scene.receive(link, declaration(LOWER, { seqNum }));
    else if (what === 'proposed') scene.receive(link, proposal(LOWER, { seqNum }));
    else if (what === 'higher') scene.receive(link, declaration(HIGHER, { seqNum }));
    else if (what === 'committed') commit(buffer.committing[0]?.number);
    else if (streams.open() === undefined) return;
    else if (what === 'opened') scene.opened();
    else if (!isIn('delivery', delivery.instance, 'streaming')) return;
    else if (what === 'ended') {
      streams.over();
      scene.ended();
    } else if (what === 'status') scene.received(statusResponse(Status.SERVICE_UNAVAILABLE));
    else if (what === 'forged') scene.block(blocks[39]!);
    else
      for (let count = what === 'blocks' ? 6 : 1; count > 0; count -= 1) {
        const next = blocks[Number(delivery.nextNumber) - 1];
        if (next === undefined || !isIn('delivery', delivery.instance, 'streaming')) return;
        scene.block(next);
      }
  };
  scene.taken();
  for (const what of happenings) {
    happen(what);
    streams.see(scene.taken());
    const { delivery, election, buffer } = scene.entry();
    const is = (state: string) => isIn('delivery', delivery.instance, state);
    for (const state of ['idle', 'opening', 'streaming', 'holding', 'waiting'])
      if (is(state)) seen.add(state);
    // ELEC-I2, ELEC-25, ELEC-26
    expect(election.leads).toBe(!is('idle'));
    expect(election.leads).toBe(isIn('election', election.instance, 'leading'));
    // DELV-I3
    if (is('opening') || is('streaming') || is('holding'))
      expect(streams.open()).toBe(delivery.stream);
    else expect(streams.open()).toBeUndefined();
    expect(scene.timers.has('delivery/ch1/reconnectWait')).toBe(is('waiting'));
    // DELV-I4, DELV-I5
    expect(delivery.held !== undefined).toBe(is('holding'));
    expect(streams.isPaused() && streams.open() !== undefined).toBe(is('holding'));
    expect(buffer.blocks.size).toBeLessThanOrEqual(3);
  }
}

describe('delivery of an elected leader', () => {
  it('DELV-I1, DELV-I3, DELV-I4, DELV-I5, ELEC-I2: streams follow leadership, one at a time', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) =>
        // So that it leads soon, and has a stream.
        run([{ waitMs: 7_000 }, 'opened', ...happenings], seen),
      ),
      { numRuns: 80 },
    );
    expect([...seen].sort()).toEqual(['holding', 'idle', 'opening', 'streaming', 'waiting']);
  });
});

describe('responses of an orderer that is broken or worse', () => {
  const fresh = () => {
    const scene = deliveryScene({ parameters: { reconnectBackoffThreshold: 1 } });
    scene.opened();
    return scene;
  };
  it('DELV-14, DELV-I2: bytes of any kind are refused, and the peer goes on', () => {
    const scene = fresh();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const asked = scene.received(bytes);
        expect(asked).toEqual(['orderer.close']);
        expect(scene.commits()).toEqual([]);
        scene.advance(1);
        scene.opened();
      }),
      { numRuns: 200 },
    );
    expect(scene.block(scene.chain.append())).toEqual([]);
    expect(scene.commits()).toEqual([1n]);
  });
  it('DELV-I2: a block with a changed byte is refused, or is the same block but for what nobody signs', () => {
    const scene = fresh();
    const block = scene.chain.append();
    const response = blockResponse(block);
    const { header, data } = blockOf(block);
    fc.assert(
      fc.property(fc.nat(response.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const one = fresh();
        const changed = response.slice();
        changed[at]! ^= flip;
        const asked = one.received(changed);
        const [handed] = one.entry().buffer.committing;
        if (handed === undefined) {
          expect(asked).toEqual(['orderer.close']);
          return;
        }
        const taken = blockOf(handed.bytes);
        expect([taken.header, taken.data?.data]).toEqual([header, data?.data]);
      }),
      { numRuns: 300 },
    );
  });
});
