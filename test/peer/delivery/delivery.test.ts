/** Delivery: attempts, hand-over and room, in time. */
import { describe, expect, it } from 'vitest';
import { Status } from '../../../src/wire/gen/common/common_pb.js';
import { ORDERER, settings } from '../../support/channel-scene.js';
import {
  altered,
  blockResponse,
  type DeliveryScene,
  deliveryScene,
  emptyResponse,
  statusResponse,
} from '../../support/delivery-scene.js';
import { contentOf } from '../../support/gossip-builders.js';
import { sentIn } from '../../support/scene.js';

const PROFILES = ['fabric-2.5', 'fabric-3.1', 'hardened'] as const;
const CHAINED = ['fabric-3.1', 'hardened'] as const;

/** A stream that has been sought on. */
function streaming(...args: Parameters<typeof deliveryScene>): DeliveryScene {
  const scene = deliveryScene(...args);
  scene.opened();
  scene.taken();
  return scene;
}
const pushedBlocks = (scene: DeliveryScene) =>
  sentIn(scene.taken())
    .filter(({ kind }) => kind === 'dataMsg')
    .map(({ message }) => contentOf(message, 'dataMsg').payload!.seqNum);

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

describe('delivery: responses', () => {
  it.each([Status.SUCCESS, Status.SERVICE_UNAVAILABLE, Status.FORBIDDEN])(
    'DELV-D1, DELV-15: status %i closes the stream',
    (status) => {
      const scene = streaming();
      expect(scene.received(statusResponse(status))).toEqual(['orderer.close']);
      const [refusal] = scene.refusals();
      expect(refusal).toMatchObject({ verdict: 'ignore', clause: 'DELV-D1' });
      expect(refusal!.reason).toContain(Status[status]);
      expect(scene.nextOpening()).toBe(100);
    },
  );
  it.each([
    ['nothing', emptyResponse()],
    ['what does not decode', Uint8Array.of(0x12, 0x7f, 1)],
  ])('DELV-D2, DELV-15: %s closes the stream', (_, bytes) => {
    const scene = streaming();
    expect(scene.received(bytes)).toEqual(['orderer.close']);
    expect(scene.refusals()).toMatchObject([{ verdict: 'reject', clause: 'DELV-D2' }]);
  });
  it.each(CHAINED)('DELV-D3, DELV-16: a gap is refused (%s)', (profile) => {
    const scene = streaming({ profile });
    scene.chain.append();
    expect(scene.block(scene.chain.append())).toEqual(['orderer.close']);
    expect(scene.refusals()).toMatchObject([{ clause: 'DELV-D3' }]);
    expect(scene.commits()).toEqual([]);
  });
  it.each(CHAINED)('DELV-D4, DELV-16: a block of another chain is refused (%s)', (profile) => {
    const scene = streaming({ profile });
    const other = deliveryScene({}, settings('AB', { sequence: 2 }));
    expect(scene.block(other.chain.append())).toEqual(['orderer.close']);
    expect(scene.refusals()).toMatchObject([{ clause: 'DELV-D4' }]);
  });
  it.each(CHAINED)('DELV-D4, DELV-16: so it is after a block of the stream (%s)', (profile) => {
    const scene = streaming({ profile });
    const other = deliveryScene({}, settings('AB', { sequence: 2 }));
    other.chain.append();
    scene.block(scene.chain.append());
    scene.taken();
    expect(scene.block(other.chain.append())).toEqual(['orderer.close']);
    expect(scene.refusals()).toMatchObject([{ clause: 'DELV-D4' }]);
  });
  it.each(CHAINED)('DELV-D5: incomplete metadata is refused (%s)', (profile) => {
    const scene = streaming({ profile });
    const short = altered(scene.chain.append(), (block) => block.metadata!.metadata.pop());
    expect(scene.block(short)).toEqual(['orderer.close']);
    expect(scene.refusals()).toMatchObject([{ clause: 'DELV-D5' }]);
  });
  it.each(PROFILES)(
    'DELV-D6, DELV-I2: what is not signed is neither kept nor pushed (%s)',
    (profile) => {
      const scene = streaming({ profile });
      scene.peerOf('ann.A');
      scene.taken();
      const forged = altered(scene.chain.append(), (block) => {
        block.metadata!.metadata[0] = new Uint8Array();
      });
      expect(scene.block(forged)).toEqual(['orderer.close']);
      expect(scene.refusals()).toMatchObject([{ verdict: 'reject', clause: 'DELV-D6' }]);
      scene.advance(50);
      expect(pushedBlocks(scene)).toEqual([]);
      expect(scene.entry().buffer.blocks.size).toBe(0);
    },
  );
  it.each(PROFILES)('DELV-D6: data that was exchanged is refused (%s)', (profile) => {
    const scene = streaming({ profile });
    const transactions = altered(scene.chain.append(), (block) => {
      block.data!.data = [...block.data!.data, ...block.data!.data];
    });
    expect(scene.block(transactions)).toEqual(['orderer.close']);
    expect(scene.refusals()).toMatchObject([{ clause: 'DELV-D6' }]);
  });
  it.each(PROFILES)('DELV-D7, DELV-23: blocks in a row are handed over (%s)', (profile) => {
    const scene = streaming({ profile });
    expect(scene.block(scene.chain.append())).toEqual([]);
    expect(scene.block(scene.chain.append())).toEqual([]);
    expect(scene.commits()).toEqual([1n]);
    scene.committed(1n);
    expect(scene.commits()).toEqual([2n]);
  });
  it('DELV-18: profile fabric-2.5 compares neither number nor previous hash', () => {
    const scene = streaming({ profile: 'fabric-2.5' });
    scene.chain.append();
    expect(scene.block(scene.chain.append())).toEqual([]);
    expect([...scene.entry().buffer.blocks.keys()]).toEqual([2n]);
  });
  it.each(CHAINED)(
    'DELV-16: a new stream begins with the ledger, whatever came before (%s)',
    (profile) => {
      const scene = streaming({ profile });
      const [one, two] = [scene.chain.append(), scene.chain.append()];
      scene.block(one);
      scene.block(two); // both in the buffer, none committed
      scene.ended();
      scene.nextOpening();
      scene.opened();
      expect(scene.block(one)).toEqual([]);
      expect(scene.block(two)).toEqual([]);
      expect(scene.block(scene.chain.append())).toEqual([]);
    },
  );
  it.each(CHAINED)('DELV-16: and whatever the ledger got by other means (%s)', (profile) => {
    const scene = streaming({ profile });
    scene.block(scene.chain.append());
    scene.committed(1n);
    const entry = scene.entry();
    scene.chain.append();
    entry.height = scene.chain.tip.height;
    entry.lastHash = scene.chain.tip.lastHash;
    entry.buffer.next = entry.height;
    scene.ended();
    scene.nextOpening();
    scene.opened();
    expect(scene.block(scene.chain.append())).toEqual([]);
  });
});

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
    expect(scene.entry().buffer.committing?.number).toBe(1n);
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

describe('delivery: configurations', () => {
  const elsewhere = { ...ORDERER, endpoint: 'elsewhere:7050' };
  const moved = settings('AB', { sequence: 2, orderers: [elsewhere] });
  const endpoints = (scene: DeliveryScene) =>
    scene
      .orderer(scene.taken())
      .map((effect) => (effect.type === 'orderer.open' ? effect.endpoint : effect.type));

  it.each(CHAINED)('DELV-10, DELV-19: other endpoints are gone to at once (%s)', (profile) => {
    const scene = streaming({ profile });
    scene.block(scene.chain.configure(moved));
    expect(endpoints(scene)).toEqual(['orderer.close', 'elsewhere:7050']);
    scene.opened();
    scene.committed(1n);
    expect(endpoints(scene)).toEqual(['orderer.send']);
  });
  it('DELV-20: in profile fabric-2.5 when the block is committed', () => {
    const scene = streaming({ profile: 'fabric-2.5' });
    scene.block(scene.chain.configure(moved));
    expect(endpoints(scene)).toEqual([]);
    scene.committed(1n);
    expect(endpoints(scene)).toEqual(['orderer.close', 'elsewhere:7050']);
  });
  it.each(CHAINED)('DELV-17: the blocks after it are judged by it (%s)', (profile) => {
    const scene = streaming({ profile });
    // Another orderer signs from now on, at the same endpoint.
    const successor = { ...ORDERER, name: 'gus.C', mspId: 'C' };
    scene.block(scene.chain.configure(settings('AB', { sequence: 2, orderers: [successor] })));
    scene.opened();
    const isReopened = scene.stream() !== 1;
    if (isReopened) scene.block(scene.chain.blocks[1]!);
    scene.taken();
    expect(scene.block(scene.chain.append())).toEqual([]);
    expect(scene.refusals()).toEqual([]);
  });
  it('DELV-18: in profile fabric-2.5 by the one in force', () => {
    const scene = streaming({ profile: 'fabric-2.5' });
    const successor = { ...ORDERER, name: 'gus.C', mspId: 'C' };
    scene.block(scene.chain.configure(settings('AB', { sequence: 2, orderers: [successor] })));
    scene.taken();
    expect(scene.block(scene.chain.append())).toEqual(['orderer.close']);
    expect(scene.refusals()).toMatchObject([{ clause: 'DELV-D6' }]);
  });
  it('DELV-10: a configuration with the same endpoints changes nothing', () => {
    const scene = streaming();
    scene.block(scene.chain.configure(settings('A', { sequence: 2 })));
    scene.committed(1n);
    expect(endpoints(scene)).toEqual([]);
  });
});
