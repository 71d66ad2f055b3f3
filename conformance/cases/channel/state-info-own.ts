/** 9 Channel: the StateInfo that a peer publishes of itself. */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import type { Scene } from '../../harness/scene.js';
import { channelMac } from '../../harness/wire/channel-messages.js';
import type { Content } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import { of } from './state-info-scene.js';

/** Clocks of suite and target may differ by so much. */
const SKEW_NS = 600_000_000_000n;

const isAboutNow = ({ clock }: Scene, instant: bigint): boolean => {
  const apart = instant - BigInt(Math.round(clock.now())) * 1_000_000n;
  return apart > -SKEW_NS && apart < SKEW_NS;
};

const published = defineCase({
  id: 'channel/stateinfo-published-after-commit',
  clauses: [
    'CHAN-36',
    'CHAN-37',
    'CHAN-33',
    'CHAN-34',
    'CHAN-35',
    'CHAN-R1',
    'CHAN-R4',
    'XFER-11',
    'WIRE-63',
  ],
  level: 'MUST',
  title: 'a peer publishes its new ledger height, with the MAC of its own PKI-ID',
  needs: ['channels'],
  async run(scene) {
    const channel = scene.channel('ch1');
    const target = await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const o1 = await at.joined('o1');
    const { pkiId } = target.credentials;
    const isOwn = (info: Content<'stateInfo'>): boolean => hex(info.pkiId) === hex(pkiId);
    const first = await scene.expect.message(o1.probe, 'stateInfo', {
      where: (info) => isOwn(info) && info.properties?.ledgerHeight === 1n,
      that: 'of the target with height 1',
    });
    scene.expect.that(
      hex(first.content.channelMAC) === hex(channelMac(pkiId, 'ch1')),
      'the MAC of channel and PKI-ID',
      'another',
    );
    scene.expect.that(
      first.decoded.message?.channel.length === 0,
      'no channel name',
      'a channel name',
    );
    const { tag, nonce } = first.decoded.message!;
    scene.expect.that(
      tag === Tag.CHAN_OR_ORG && nonce === 0n,
      'tag CHAN_OR_ORG and nonce 0',
      `tag ${tag}, nonce ${nonce}`,
    );
    const { incNum, seqNum } = first.content.timestamp!;
    scene.expect.that(
      [incNum, seqNum].every((instant) => isAboutNow(scene, instant)),
      'incarnation and sequence number about now, in nanoseconds',
      `(${incNum}, ${seqNum})`,
    );
    o1.connection.send(at.block(1));
    const second = await scene.expect.message(o1.probe, 'stateInfo', {
      where: (info) => isOwn(info) && info.properties?.ledgerHeight === 2n,
      that: 'of the target with height 2',
    });
    const [before, after] = [first.content.timestamp!, second.content.timestamp!];
    scene.expect.that(
      after.incNum === before.incNum && after.seqNum > before.seqNum,
      'the same incarnation and a later sequence number',
      `(${before.incNum}, ${before.seqNum}), then (${after.incNum}, ${after.seqNum})`,
    );
  },
});

const notRepeated = defineCase({
  id: 'channel/stateinfo-not-repeated-without-a-change',
  clauses: ['CHAN-36', 'CHAN-37'],
  level: 'MUST',
  title: 'a peer publishes its StateInfo once, and not again before something has changed',
  needs: ['channels', 'timings'],
  twin: 'channel/stateinfo-published-after-commit',
  async run(scene) {
    const target = await scene.start({ channels: [scene.channel('ch1')] });
    const o1 = await scene.member('o1');
    const said = { where: of(target), that: 'of the target' };
    await scene.expect.message(o1.probe, 'stateInfo', said);
    await scene.expect.never([o1.probe], 'stateInfo', {
      ...said,
      since: scene.mark(),
      forMs: 3 * scene.timings.publishStateInfoIntervalMs,
      witness: o1,
    });
  },
});

export const ownStateInfoCases: readonly Case[] = [published, notRepeated];
