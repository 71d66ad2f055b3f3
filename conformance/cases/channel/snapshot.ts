/** 9 Channel: snapshots of StateInfo, asked for and answered. */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import type { Member } from '../../harness/scene.js';
import { channelMac, stateInfoPullRequest } from '../../harness/wire/channel-messages.js';
import { hex } from '../../harness/wire/sign.js';

const answered = defineCase({
  id: 'channel/snapshot-answers-request',
  clauses: ['CHAN-52', 'CHAN-53', 'CHAN-D28'],
  level: 'MUST',
  title: 'a peer answers a StateInfoPullRequest with what it holds of the channel',
  needs: ['channels'],
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2', { external: false })];
    const snapshot = await at.snapshot(o1);
    const both = snapshot.of(o1.probe) !== undefined && snapshot.of(o2.probe) !== undefined;
    scene.expect.that(both, 'a snapshot of o1 and o2', snapshot.told);
    const { tag, nonce } = snapshot.seen.decoded.message!;
    scene.expect.that(
      tag === Tag.CHAN_OR_ORG && nonce === 0n,
      'tag CHAN_OR_ORG and nonce 0',
      `tag ${tag}, nonce ${nonce}`,
    );
  },
});

const own = defineCase({
  id: 'channel/snapshot-has-own-stateinfo',
  clauses: ['CHAN-37', 'CHAN-53'],
  level: 'MUST',
  title: 'a peer that has published its StateInfo tells it in its snapshots',
  needs: ['channels'],
  async run(scene) {
    const channel = scene.channel('ch1');
    const target = await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const o1 = await at.joined('o1');
    await scene.assume.message(o1.probe, 'stateInfo', {
      where: ({ pkiId }) => hex(pkiId) === hex(target.credentials.pkiId),
      that: 'of the target',
    });
    const snapshot = await at.snapshot(o1);
    scene.expect.that(snapshot.of(target) !== undefined, 'a snapshot of the target', snapshot.told);
  },
});

const stranger = defineCase({
  id: 'channel/snapshot-answers-whoever-is-no-member',
  clauses: ['CHAN-52', 'CHAN-D28'],
  level: 'MUST',
  title:
    'a peer answers a requester of the channel’s organisations that is neither alive nor joined',
  needs: ['channels'],
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const o1 = await at.joined('o1');
    const f1 = await scene.probe('f1');
    const snapshot = await at.snapshot({ probe: f1, connection: await f1.connect() });
    scene.expect.that(snapshot.of(o1.probe) !== undefined, 'a snapshot of o1', snapshot.told);
  },
});

const hidden = defineCase({
  id: 'channel/snapshot-for-foreign-requester-leaves-out-hidden-members',
  clauses: ['CHAN-53'],
  level: 'MUST',
  title: 'a peer tells other organisations no StateInfo of its members without external endpoint',
  needs: ['channels'],
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2', { external: false })];
    const f1 = await at.joined('f1');
    const snapshot = await at.snapshot(f1);
    scene.expect.that(snapshot.of(o1.probe) !== undefined, 'a snapshot of o1', snapshot.told);
    scene.expect.that(snapshot.of(o2.probe) === undefined, 'a snapshot without o2', snapshot.told);
  },
});

/** Requests that nobody may answer. The requester is of `who`. */
const REFUSED: readonly {
  readonly name: string;
  /** What decides, before what the others of the list have in common. */
  readonly clause: string;
  readonly title: string;
  readonly who: string;
  readonly rule?: string;
  readonly request: (member: Member, other: Member) => Envelope;
}[] = [
  {
    name: 'with-mac-of-another-peer',
    clause: 'CHAN-32',
    title: 'with the MAC of another peer',
    who: 'o1',
    rule: 'the MAC of another PKI-ID',
    request: ({ probe }, other) =>
      stateInfoPullRequest(probe.credentials, 'ch1', {
        mac: channelMac(other.probe.credentials.pkiId, 'ch1'),
      }),
  },
  {
    name: 'with-mac-of-another-channel',
    clause: 'CHAN-D21',
    title: 'with the MAC of a channel that it is not in',
    who: 'o1',
    request: ({ probe }) => stateInfoPullRequest(probe.credentials, 'elsewhere'),
  },
  {
    name: 'with-channel-name-for-mac',
    clause: 'CHAN-32',
    title: 'with the bare name of the channel for a MAC',
    who: 'o1',
    rule: 'a name for a MAC',
    request: ({ probe }) =>
      stateInfoPullRequest(probe.credentials, 'ch1', { mac: new TextEncoder().encode('ch1') }),
  },
  {
    name: 'from-outside-the-channel',
    clause: 'CHAN-D23',
    title: 'from an organisation that is not in the channel',
    who: 'g1',
    request: ({ probe }) => stateInfoPullRequest(probe.credentials, 'ch1'),
  },
];

const refused = REFUSED.map(({ name, clause, title, who, rule, request }) =>
  defineCase({
    id: `channel/snapshot-request-${name}-ignored`,
    clauses: [clause, 'CHAN-30', 'CHAN-I1'],
    level: 'MUST',
    title: `a peer does not answer a StateInfoPullRequest ${title}`,
    needs: ['channels'],
    twin: 'channel/snapshot-answers-request',
    async run(scene) {
      const ch1 = scene.channel('ch1');
      const ch2 = scene.channel('ch2', { organisations: ['O', 'F', 'G'] });
      await scene.start({ channels: [ch1, ch2] });
      const o2 = await inChannel(scene, ch1).joined('o2');
      const asking = await scene.member(who);
      const since = scene.mark();
      const asked = request(asking, o2);
      if (rule) asking.connection.sendIllegal(asked, rule);
      else asking.connection.send(asked);
      await scene.expect.never([asking.connection], 'stateSnapshot', { since, witness: o2 });
    },
  }),
);

const asks = defineCase({
  id: 'channel/target-asks-members-for-snapshots',
  clauses: ['CHAN-50', 'CHAN-51', 'CHAN-I8'],
  level: 'MUST',
  title: 'a peer asks members of the channel’s organisations, and nobody else, for their StateInfo',
  needs: ['channels', 'timings'],
  twin: 'self',
  async run(scene) {
    const ch1 = scene.channel('ch1');
    const ch2 = scene.channel('ch2', { organisations: ['O', 'G'] });
    const target = await scene.start({ channels: [ch1, ch2] });
    const [o1, f1, g1] = [
      await scene.member('o1'),
      await scene.member('f1'),
      await scene.member('g1'),
    ];
    const asked = ({ probe }: Member) => ({
      where: ({ channelMAC }: { channelMAC: Uint8Array }) =>
        hex(channelMAC) === hex(channelMac(target.credentials.pkiId, 'ch1')),
      that: `for ch1, with the MAC of the target, to ${probe.name}`,
      within: 'snapshotRequest' as const,
    });
    const { decoded } = await scene.expect.message(o1.probe, 'stateInfoPullReq', asked(o1));
    const { tag, nonce, channel } = decoded.message!;
    const { signature } = decoded.envelope;
    scene.expect.that(
      tag === Tag.CHAN_OR_ORG && nonce === 0n && channel.length === 0 && signature.length === 0,
      'tag CHAN_OR_ORG, nonce 0, no channel name and no signature',
      `tag ${tag}, nonce ${nonce}, channel ${Buffer.from(channel)}, signature of ${signature.length}`,
    );
    await scene.expect.message(f1.probe, 'stateInfoPullReq', asked(f1));
    const { where, that } = asked(g1);
    const forMs = 2 * scene.timings.requestStateInfoIntervalMs;
    await scene.expect.never([g1.connection], 'stateInfoPullReq', {
      where,
      that,
      since: 0,
      forMs,
      witness: o1,
    });
  },
});

export const snapshotCases: readonly Case[] = [answered, own, stranger, hidden, ...refused, asks];
