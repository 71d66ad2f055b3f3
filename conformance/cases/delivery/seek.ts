/** 12 Delivery: how a leader asks the ordering service for blocks. */
import { HeaderType } from '../../../src/wire/gen/common/common_pb.js';
import {
  SeekInfo_SeekBehavior as Behavior,
  SeekInfo_SeekContentType as ContentType,
  SeekInfo_SeekErrorResponse as ErrorResponse,
} from '../../../src/wire/gen/orderer/ab_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Orderer } from '../../harness/ordering.js';
import type { Scene, TargetNode } from '../../harness/scene.js';
import { hex } from '../../harness/wire/sign.js';
import type { ChannelSettings } from '../../targets/target.js';

const UINT64_MAX = 2n ** 64n - 1n;
/** How far a target's clock may be from the suite's. Milliseconds. */
const CLOCK_SKEW_MS = 120_000;

/** A target that fetches the blocks of ch1 from r1. */
export async function fetching(
  scene: Scene,
  settings: Partial<ChannelSettings> = {},
): Promise<{ at: InChannel; r1: Orderer; target: TargetNode }> {
  const r1 = await scene.orderer();
  const channel = scene.channel('ch1', { ordererEndpoints: [r1.endpoint] });
  const target = await scene.start({
    channels: [channel],
    settings: { leadership: 'static', ...settings },
  });
  return { at: inChannel(scene, channel), r1, target };
}

/** The target has opened so many Deliver streams to this orderer. */
export const sought = (scene: Scene, orderer: Orderer, count = 1): Promise<void> =>
  scene.expect.eventually(
    () => orderer.deliveries.length >= count,
    `${count} Deliver streams to ${orderer.name}`,
    'delivery',
  );

const fields = defineCase({
  id: 'delivery/seek-names-the-next-block',
  clauses: ['DELV-11', 'DELV-1'],
  level: 'MUST',
  title: 'a leader asks the ordering service for every block from its height on, as they come',
  needs: ['channels', 'delivery'],
  async run(scene) {
    const { r1 } = await fetching(scene);
    await sought(scene, r1);
    const { info } = r1.deliveries[0]!.seek;
    const [start, stop] = [info.start?.Type, info.stop?.Type];
    const isRange =
      start?.case === 'specified' &&
      start.value.number === 1n &&
      stop?.case === 'specified' &&
      stop.value.number === UINT64_MAX;
    const told = [start, stop].map((at) => (at?.case === 'specified' ? at.value.number : at?.case));
    scene.expect.that(isRange, 'from block 1 to 2^64 - 1', `from ${told[0]} to ${told[1]}`);
    scene.expect.that(
      info.behavior === Behavior.BLOCK_UNTIL_READY &&
        info.errorResponse === ErrorResponse.STRICT &&
        info.contentType === ContentType.BLOCK,
      'BLOCK_UNTIL_READY, STRICT, BLOCK',
      `${info.behavior}, ${info.errorResponse}, ${info.contentType}`,
    );
    await scene.quiet();
    const streams = r1.deliveries.length;
    scene.expect.that(
      streams === 1 && r1.deliveries[0]!.isOpen,
      'nothing else on the stream, and no other one',
      `${streams} streams, the first ${r1.deliveries[0]!.isOpen ? 'open' : 'ended'}`,
    );
  },
});

const header = defineCase({
  id: 'delivery/seek-is-signed-by-the-peer',
  clauses: ['DELV-11', 'DELV-12'],
  level: 'MUST',
  title:
    'a leader signs what it asks for with its own identity, for the channel, with time and nonce',
  needs: ['channels', 'delivery'],
  async run(scene) {
    const { r1, target } = await fetching(scene);
    await sought(scene, r1);
    const { channelHeader, creator, nonce, isSigned } = r1.deliveries[0]!.seek;
    scene.expect.that(isSigned, 'a good signature', 'none');
    scene.expect.that(
      hex(creator) === hex(target.credentials.identity),
      'the target’s identity as creator',
      'another',
    );
    scene.expect.that(nonce.length > 0, 'a nonce', 'none');
    const { type, version, channelId, epoch, timestamp, tlsCertHash } = channelHeader;
    scene.expect.that(
      type === HeaderType.DELIVER_SEEK_INFO && version === 0 && epoch === 0n && channelId === 'ch1',
      'type DELIVER_SEEK_INFO, version 0, epoch 0 and channel ch1',
      `type ${type}, version ${version}, epoch ${epoch}, channel ${channelId}`,
    );
    const tookMs = Math.abs(Number(timestamp?.seconds ?? 0n) * 1_000 - scene.clock.now());
    scene.expect.that(tookMs < CLOCK_SKEW_MS, 'the present as timestamp', `${tookMs} ms off`);
    scene.expect.that(tlsCertHash.length === 0, 'no TLS hash', 'one');
  },
});

const height = defineCase({
  id: 'delivery/seek-after-restart-names-the-height',
  clauses: ['DELV-11'],
  level: 'MUST',
  title: 'a leader that starts again asks from the height of its ledger on',
  needs: ['channels', 'delivery', 'restart'],
  async run(scene) {
    const { at, r1, target } = await fetching(scene);
    r1.serve(at.channel, 3);
    const o1 = await scene.member('o1');
    await at.committed(o1, 3, { as: scene.assume });
    await target.kill();
    const before = r1.deliveries.length;
    await target.restart();
    await sought(scene, r1, before + 1);
    const { from } = r1.deliveries.at(-1)!;
    scene.expect.that(from === 4, 'from block 4 on', `from ${from} on`);
  },
});

const follower = defineCase({
  id: 'delivery/follower-opens-no-stream',
  clauses: ['ELEC-I2', 'ELEC-14'],
  level: 'MUST',
  title: 'a peer that is neither elected nor set to lead opens no stream to the ordering service',
  needs: ['channels', 'delivery'],
  twin: 'self',
  async run(scene) {
    const { at, r1 } = await fetching(scene, { leadership: 'none' });
    const o1 = await at.joined('o1');
    await scene.quiet();
    o1.connection.send(at.block(1));
    await at.committed(o1, 1);
    await scene.quiet();
    scene.expect.that(r1.deliveries.length === 0, 'no stream', `${r1.deliveries.length}`);
  },
});

export const seekCases: readonly Case[] = [fields, header, height, follower];
