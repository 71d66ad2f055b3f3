/** 9 Channel: snapshots of StateInfo, asked for and told. */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase, type Profile } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import {
  channelMac,
  stateInfoPullRequest,
  stateInfoSnapshot,
} from '../../harness/wire/channel-messages.js';
import { seal } from '../../harness/wire/messages.js';
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
    await scene.expect.message(o1.probe, 'stateInfoPullReq', asked(o1));
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

const learned = defineCase({
  id: 'channel/snapshot-makes-member-of-channel',
  clauses: ['CHAN-54', 'PUSH-D43'],
  level: 'MUST',
  title: 'a peer learns from a snapshot which of its members are in the channel',
  needs: ['channels'],
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    o1.connection.send(stateInfoSnapshot('ch1', [at.stateInfo(o2.probe)]));
    await at.snapshotHas(o1, o2.probe, true);
    o1.connection.send(at.block(1));
    await scene.expect.message(o2.probe, 'dataMsg', { where: at.isBlock(1), that: 'with block 1' });
  },
});

const notRelayed = defineCase({
  id: 'channel/snapshot-not-relayed',
  clauses: ['CHAN-54'],
  level: 'MUST',
  title: 'a peer pushes nothing that it learned from a snapshot',
  needs: ['channels'],
  twin: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2, o3] = [
      await scene.member('o1'),
      await scene.member('o2'),
      await scene.member('o3'),
    ];
    const since = scene.mark();
    o1.connection.send(stateInfoSnapshot('ch1', [at.stateInfo(o2.probe)]));
    await at.snapshotHas(o1, o2.probe, true);
    await scene.expect.never([o3.connection], 'stateInfo', {
      where: ({ pkiId }) => hex(pkiId) === hex(o2.probe.credentials.pkiId),
      that: 'of o2',
      since,
      witness: o1,
    });
  },
});

const skipped = defineCase({
  id: 'channel/snapshot-of-non-member-skipped',
  clauses: ['CHAN-57', 'CHAN-54'],
  level: 'MUST',
  title: 'a peer skips a StateInfo in a snapshot whose author is no member, and takes the rest',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    // It makes its identity known and never says that it is alive.
    const o3 = await scene.probe('o3');
    await o3.connect();
    const elements = [at.stateInfo(o3), at.stateInfo(o2.probe)];
    o1.connection.send(stateInfoSnapshot('ch1', elements));
    await at.snapshotHas(o1, o2.probe, true);
    await at.snapshotHas(o1, o3, false);
  },
});

/** Snapshots whose first element spoils them, or is skipped: the second one is of o2. */
const SPOILED: readonly {
  readonly name: string;
  readonly title: string;
  readonly clause: string;
  readonly profiles?: readonly Profile[];
  readonly isRestTaken?: true;
  readonly first: (at: InChannel, scene: Scene) => Promise<Envelope>;
}[] = [
  {
    name: 'undecodable-element',
    title: 'that does not decode',
    clause: 'CHAN-55',
    first: async () => seal(Uint8Array.of(0x0a, 0x7f, 0x01)),
  },
  {
    name: 'element-of-another-channel',
    title: 'of another channel',
    clause: 'CHAN-55',
    first: async (_, scene) => {
      const o3 = await scene.member('o3');
      return inChannel(scene, scene.channel('elsewhere')).stateInfo(o3.probe);
    },
  },
  {
    name: 'badly-signed-element',
    title: 'that its author has not signed',
    clause: 'CHAN-55',
    first: async (at, scene) => {
      const o3 = await scene.member('o3');
      return at.stateInfo(o3.probe, { signing: { keyPem: scene.organisations.O.admin.keyPem } });
    },
  },
  {
    name: 'element-of-member-outside-the-channel',
    title: 'of a member whose organisation is not in the channel',
    clause: 'CHAN-58',
    profiles: ['fabric-2.5', 'fabric-3.1'],
    first: async (at, scene) => at.stateInfo((await scene.member('g1')).probe),
  },
  {
    name: 'element-of-member-outside-the-channel-skipped',
    title: 'of a member whose organisation is not in the channel',
    clause: 'CHAN-59',
    profiles: ['hardened'],
    isRestTaken: true,
    first: async (at, scene) => at.stateInfo((await scene.member('g1')).probe),
  },
];

const spoiled = SPOILED.map(({ name, title, clause, profiles, isRestTaken, first }) =>
  defineCase({
    id: `channel/snapshot-with-${name}`,
    clauses: [clause, 'CHAN-54'],
    level: 'MUST',
    title: `a peer ${
      isRestTaken ? 'takes what follows' : 'leaves a snapshot off at'
    } an element ${title}`,
    needs: ['channels'],
    ...(profiles && { profiles }),
    twin: 'channel/snapshot-makes-member-of-channel',
    async run(scene) {
      const ch1 = scene.channel('ch1');
      const ch2 = scene.channel('ch2', { organisations: ['O', 'G'] });
      await scene.start({ channels: [ch1, ch2] });
      const at = inChannel(scene, ch1);
      const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
      const elements = [await first(at, scene), at.stateInfo(o2.probe)];
      o1.connection.sendIllegal(stateInfoSnapshot('ch1', elements), `an element ${title}`);
      await scene.quiet();
      await at.snapshotHas(o1, o2.probe, isRestTaken === true);
    },
  }),
);

const noReader = defineCase({
  id: 'channel/snapshot-with-element-of-author-outside-readers-skipped',
  clauses: ['CHAN-70', 'CHAN-D11', 'CHAN-I3'],
  level: 'MUST',
  title: 'a peer skips a StateInfo in a snapshot whose author is no reader, and takes the rest',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const channel = scene.channel('ch1', { readers: 'PEER' });
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const credentials = await scene.organisations.O.mintPeer('o3', { units: ['client'] });
    const o3 = await scene.member('o3', { credentials });
    const elements = [at.stateInfo(o3.probe), at.stateInfo(o2.probe)];
    o1.connection.send(stateInfoSnapshot('ch1', elements));
    await at.snapshotHas(o1, o2.probe, true);
    await at.snapshotHas(o1, o3.probe, false);
  },
});

const foreignSender = defineCase({
  id: 'channel/snapshot-from-outside-the-channel-ignored',
  clauses: ['CHAN-D23', 'CHAN-I1'],
  level: 'MUST',
  title: 'a peer ignores a snapshot from an organisation that is not in the channel',
  needs: ['channels'],
  twin: 'channel/snapshot-makes-member-of-channel',
  async run(scene) {
    const ch1 = scene.channel('ch1');
    const ch2 = scene.channel('ch2', { organisations: ['O', 'G'] });
    await scene.start({ channels: [ch1, ch2] });
    const at = inChannel(scene, ch1);
    const [o1, o2, g1] = [
      await scene.member('o1'),
      await scene.member('o2'),
      await scene.member('g1'),
    ];
    g1.connection.send(stateInfoSnapshot('ch1', [at.stateInfo(o2.probe)]));
    await scene.quiet();
    await at.snapshotHas(o1, o2.probe, false);
  },
});

export const snapshotCases: readonly Case[] = [
  answered,
  own,
  stranger,
  hidden,
  ...refused,
  asks,
  learned,
  notRelayed,
  skipped,
  ...spoiled,
  noReader,
  foreignSender,
];
