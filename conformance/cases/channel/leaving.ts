/** 9 Channel: a peer that leaves a channel, and one that has never been let in. */
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Member, Scene, TargetNode } from '../../harness/scene.js';
import { pullHello, stateInfoPullRequest } from '../../harness/wire/channel-messages.js';
import type { Content } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import { electing, leading, rival } from '../election/setting.js';

const CH1 = { channel: 'ch1' } as const;

/** A target that holds block 1 of ch1, has left it, and has said so to o1. */
async function left(
  scene: Scene,
): Promise<{ at: InChannel; o1: Member; o2: Member; target: TargetNode }> {
  const channel = scene.channel('ch1');
  const target = await scene.start({ channels: [channel] });
  const at = inChannel(scene, channel);
  const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
  o1.connection.send(at.block(1));
  await at.committed(o1, 1, { as: scene.assume });
  const since = scene.mark();
  await target.leave('ch1');
  await scene.expect.message(o1.probe, 'stateInfo', {
    where: (info: Content<'stateInfo'>) =>
      hex(info.pkiId) === hex(target.credentials.pkiId) && info.properties?.leftChannel === true,
    that: 'of the target that says it has left',
    since,
  });
  return { at, o1, o2, target };
}

const told = defineCase({
  id: 'channel/leaving-is-told',
  clauses: ['CHAN-26'],
  level: 'MUST',
  title: 'a peer that is told to leave a channel says so in its StateInfo',
  needs: ['channels', 'leave'],
  async run(scene) {
    const { at, o1, target } = await left(scene);
    const says = (info: Content<'stateInfo'>) => info.properties?.leftChannel === true;
    await at.snapshotHas(o1, target, says);
  },
});

const notPulled = defineCase({
  id: 'channel/left-channel-not-pulled',
  clauses: ['CHAN-27', 'CHAN-D25'],
  level: 'MUST',
  title: 'a peer that has left a channel neither pulls its blocks nor offers them',
  needs: ['channels', 'leave', 'timings'],
  twin: 'pull/digest-lists-blocks-held',
  async run(scene) {
    const { o1, o2 } = await left(scene);
    const since = scene.mark();
    o1.connection.send(pullHello(CH1, scene.nonce()));
    const watched = [o1.connection, o2.connection];
    await scene.expect.never(watched, 'dataDig', { since, witness: o1 });
    await scene.expect.never(watched, 'hello', {
      where: ({ msgType }) => msgType === 1,
      that: 'for blocks',
      forMs: 2 * scene.timings.pullIntervalMs,
      witness: o1,
    });
  },
});

const forwarded = defineCase({
  id: 'channel/blocks-of-a-left-channel-forwarded',
  clauses: ['CHAN-28'],
  level: 'MUST',
  title: 'a peer that has left a channel goes on forwarding its blocks and telling of its members',
  needs: ['channels', 'leave'],
  async run(scene) {
    const { at, o1, o2 } = await left(scene);
    o1.connection.send(at.block(2));
    await scene.expect.message(o2.probe, 'dataMsg', { where: at.isBlock(2), that: 'with block 2' });
    await at.snapshotHas(o1, o2.probe, true);
  },
});

const ceases = defineCase({
  id: 'election/leaving-ends-leadership-and-delivery',
  clauses: ['ELEC-16'],
  level: 'MUST',
  title: 'a leader that leaves a channel ends its Deliver stream and declares itself no more',
  needs: ['channels', 'delivery', 'leave', 'timings'],
  twin: 'self',
  async run(scene) {
    const election = await electing(scene);
    const o1 = await rival(scene, election, 'o1', 'higher');
    await leading(scene, election, o1);
    await election.target.leave('ch1');
    await scene.expect.eventually(() => !election.fetches(), 'no Deliver stream', 'delivery');
    await scene.expect.never([o1.connection], 'leadershipMsg', {
      where: election.own(true),
      that: 'that declares the target',
      since: scene.mark(),
      forMs: 2 * scene.settings.leaderAliveThresholdMs,
      witness: o1,
    });
  },
});

const outside = defineCase({
  id: 'channel/channel-of-other-organisations-not-joined',
  clauses: ['CHAN-14', 'LINK-28'],
  level: 'MUST',
  title: 'a peer told to join a channel of which its organisation is none stays out of it',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const ours = inChannel(scene, scene.channel('ch1'));
    const theirs = inChannel(scene, scene.channel('ch2', { organisations: ['F', 'G'] }));
    await scene.start({ channels: [ours.channel, theirs.channel] });
    const o1 = await ours.joined('o1');
    const f1 = await ours.joined('f1');
    const since = scene.mark();
    f1.connection.send(theirs.stateInfo(f1.probe));
    f1.connection.send(stateInfoPullRequest(f1.probe.credentials, 'ch2'));
    const isTheirs = (_: unknown, { message }: { message: { channel: Uint8Array } | undefined }) =>
      Buffer.from(message?.channel ?? []).toString() === 'ch2';
    await scene.expect.never([f1.connection, o1.connection], 'stateSnapshot', {
      where: isTheirs,
      that: 'of ch2',
      since,
      witness: o1,
    });
    await ours.snapshot(f1);
  },
});

export const leavingCases: readonly Case[] = [told, notPulled, forwarded, ceases, outside];
