/** Delivery: attempts, hand-over and room, in time. */
import { describe, expect, it } from 'vitest';
import { ORDERER, settings } from '../../support/channel-scene.js';
import {
  blockResponse,
  type DeliveryScene,
  deliveryScene,
  pushedBlocks,
  streaming,
} from '../../support/delivery-scene.js';

const PROFILES = ['fabric-2.5', 'fabric-3.1', 'hardened'] as const;

describe('delivery: attempts', () => {
  it('DELV-1, DELV-3: opens a stream to an endpoint of the configuration when it starts', () => {
    const scene = deliveryScene();
    expect(scene.orderer(scene.taken())).toEqual([
      {
        type: 'orderer.open',
        channel: 'ch1',
        stream: 1,
        endpoint: ORDERER.endpoint,
        tlsRootCerts: [],
      },
    ]);
  });
  it('DELV-3: draws among all endpoints, one of them', () => {
    const orderers = [1, 2, 3].map((n) => ({ ...ORDERER, endpoint: `ord${n}:7050` }));
    const { draws } = deliveryScene({}, settings('A', { orderers }));
    const last = draws.at(-1)!;
    expect([last.count, last.candidates.map((o) => (o as { endpoint: string }).endpoint)]).toEqual([
      1,
      ['ord1:7050', 'ord2:7050', 'ord3:7050'],
    ]);
  });
  it('DELV-3: without endpoints every attempt fails, and the next waits longer', () => {
    const scene = streaming();
    // Nobody could sign what follows such a configuration: the chain says so, its block is there.
    expect(() => scene.chain.configure(settings('AB', { sequence: 2, orderers: [] }))).toThrow();
    expect(scene.block(scene.chain.blocks.at(-1)!)).toEqual(['orderer.close']);
    expect(scene.stream()).toBe(0);
    scene.advance(1_000);
    expect(scene.orderer(scene.taken())).toEqual([
      { type: 'orderer.close', channel: 'ch1', stream: 1 },
    ]);
    expect(scene.entry().delivery.instance.entity.failureCount).toBe(7);
  });
  it('DELV-4, DELV-5: 100, 120, 144 ms, and 100 again after a block', () => {
    const scene = deliveryScene();
    const waits = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      scene.ended();
      waits.push(scene.nextOpening());
    }
    expect(waits).toEqual([100, 120, 144]);
    scene.opened();
    scene.block(scene.chain.append());
    scene.ended();
    expect(scene.nextOpening()).toBe(100);
  });
  it.each(PROFILES)('DELV-8, DELV-9: what a block does to the time waited (%s)', (profile) => {
    const scene = deliveryScene({ profile });
    scene.ended();
    scene.nextOpening();
    scene.opened();
    scene.block(scene.chain.append());
    const waited = scene.entry().delivery.instance.entity.waitedMs;
    expect(waited).toBe(profile === 'fabric-2.5' ? 100 : 0);
  });
  it('DELV-22: a stream that the orderer has ended is not closed again', () => {
    expect(deliveryScene().ended()).toEqual([]);
    expect(streaming().ended()).toEqual([]);
  });
  it('DELV-7: a static leader does not give up', () => {
    const scene = deliveryScene({ parameters: { reconnectTotalTimeThreshold: 150 } });
    for (let attempt = 0; attempt < 8; attempt += 1) {
      scene.ended();
      scene.nextOpening();
    }
    expect(scene.stream()).toBe(9);
  });
  it('DELV-22: what comes of a closed stream does nothing', () => {
    const scene = streaming();
    const old = scene.stream();
    scene.ended();
    scene.nextOpening();
    scene.opened();
    scene.taken();
    expect(scene.ended(old)).toEqual([]);
    expect(scene.received(blockResponse(scene.chain.append()), old)).toEqual([]);
    expect(scene.taken()).toEqual([]);
    expect(scene.stream()).not.toBe(old);
  });
  it('DELV-2: leading twice is leading once', () => {
    const scene = streaming();
    scene.feed({ type: 'channel.join', ...joinOf(scene) });
    expect(scene.orderer(scene.taken())).toEqual([]);
  });
});

const joinOf = (scene: DeliveryScene) => {
  const { name: channel, configBlock, height, lastHash } = scene.entry();
  return { channel, configBlock, height, lastHash };
};

describe('delivery: hand-over', () => {
  it('DELV-25: a block is pushed to our organisation', () => {
    const scene = streaming();
    scene.peerOf('ann.A');
    scene.peerOf('eve.B');
    scene.taken();
    scene.block(scene.chain.append());
    scene.advance(50);
    expect(pushedBlocks(scene)).toEqual([1n]);
  });
  it('DELV-27: unless that is switched off', () => {
    const scene = streaming({ blockGossip: false });
    scene.peerOf('ann.A');
    scene.taken();
    scene.block(scene.chain.append());
    scene.advance(50);
    expect(pushedBlocks(scene)).toEqual([]);
    expect(scene.entry().buffer.committing[0]?.number).toBe(1n);
  });
  it('DELV-26, DELV-28: a block that the buffer refuses is not pushed, and fails', () => {
    const scene = streaming({ nonBlockingCommit: true, parameters: { blockBufferSize: 2 } });
    scene.peerOf('ann.A');
    scene.taken();
    scene.block(scene.chain.append());
    scene.block(scene.chain.append());
    expect(scene.block(scene.chain.append())).toEqual(['orderer.close']);
    scene.advance(50);
    expect(pushedBlocks(scene)).toEqual([1n, 2n]);
  });
  it('DELV-24, DELV-I4: a full buffer pauses the stream until there is room', () => {
    const scene = streaming({ parameters: { blockBufferSize: 2 } });
    const asked: string[][] = [];
    for (let block = 0; block < 20 && asked.flat().length === 0; block += 1)
      asked.push(scene.block(scene.chain.append()));
    expect(asked.at(-1)).toEqual(['orderer.pause']);
    const { buffer, delivery } = scene.entry();
    const waiting = buffer.blocks.size;
    expect(waiting).toBeLessThanOrEqual(5);
    expect(delivery.held?.number).toBe(scene.chain.tip.height - 1n);
    expect(scene.committed(1n)).toEqual(['orderer.resume']);
    expect(delivery.held).toBeUndefined();
    expect(scene.block(scene.chain.append())).toEqual(['orderer.pause']);
  });
  it('DELV-24: every block is committed once, in order, however slow the ledger', () => {
    const scene = streaming({ parameters: { blockBufferSize: 1 } });
    const blocks = Array.from({ length: 30 }, () => scene.chain.append());
    let paused = false;
    const committed: bigint[] = [];
    for (let at = 0; committed.length < 30; ) {
      if (!paused && at < blocks.length) {
        paused = scene.block(blocks[at]!).includes('orderer.pause');
        at += 1;
      } else {
        const [number, ...more] = scene.commits();
        expect(more).toEqual([]);
        committed.push(number!);
        if (scene.committed(number!).includes('orderer.resume')) paused = false;
      }
    }
    expect(committed).toEqual(blocks.map((_, index) => BigInt(index + 1)));
  });
  it('DELV-29: a response in spite of the pause is a failure, and nothing is lost', () => {
    const scene = streaming({ parameters: { blockBufferSize: 1 } });
    while (scene.entry().delivery.held === undefined) scene.block(scene.chain.append());
    expect(scene.block(scene.chain.append())).toEqual(['orderer.close']);
    expect(scene.entry().delivery.held).toBeUndefined();
    scene.nextOpening();
    scene.opened();
    expect(scene.entry().delivery.nextNumber).toBe(scene.entry().height);
  });
});
