/** Delivery: which responses a peer takes, and what a config block among them changes. */
import { describe, expect, it } from 'vitest';
import { Status } from '../../../src/wire/gen/common/common_pb.js';
import { ORDERER, settings } from '../../support/channel-scene.js';
import {
  altered,
  type DeliveryScene,
  deliveryScene,
  emptyResponse,
  pushedBlocks,
  statusResponse,
  streaming,
} from '../../support/delivery-scene.js';

const PROFILES = ['fabric-2.5', 'fabric-3.1', 'hardened'] as const;
const CHAINED = ['fabric-3.1', 'hardened'] as const;

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
