/** 9 Channel: the StateInfo that a peer publishes of itself. */
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import { channelMac } from '../../harness/wire/channel-messages.js';
import type { Content } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';

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

export const ownStateInfoCases: readonly Case[] = [published];
