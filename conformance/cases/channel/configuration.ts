/** 9 Channel: config blocks that change who is in a channel, and whom a peer contacts because of it. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type ConfigGroup, ConfigGroupSchema } from '../../../src/wire/gen/common/configtx_pb.js';
import { FabricMSPConfigSchema, MSPConfigSchema } from '../../../src/wire/gen/msp/msp_config_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import { anchorPeers, organisationGroup } from '../../harness/minting/channel/config.js';
import { modPolicy } from '../../harness/minting/channel/policies.js';
import type { PeerCredentials } from '../../harness/minting/organisation.js';
import type { Member, Scene } from '../../harness/scene.js';

const applicationOf = (group: ConfigGroup): ConfigGroup => group.groups.Application!;

/** Mints a config block and has the target commit it. */
async function reconfigured(
  at: InChannel,
  by: Member,
  change: (group: ConfigGroup) => void,
): Promise<number> {
  const number = at.channel.reconfigure(change);
  by.connection.send(at.block(number));
  await at.committed(by, number);
  return number;
}

const removed = defineCase({
  id: 'channel/organisation-removed-by-config-block',
  clauses: ['CHAN-22', 'CHAN-15', 'CHAN-D23', 'CHAN-I3'],
  level: 'MUST',
  title:
    'a peer forgets the StateInfo of an organisation that a config block removes, and hears it no more',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const ch1 = scene.channel('ch1');
    // F stays known by the other channel: it is removed from this one alone.
    const ch2 = scene.channel('ch2');
    await scene.start({ channels: [ch1, ch2] });
    const [at, elsewhere] = [inChannel(scene, ch1), inChannel(scene, ch2)];
    const [o1, f1] = [await at.joined('o1'), await at.joined('f1')];
    const number = await reconfigured(at, o1, (group) => {
      const application = applicationOf(group);
      delete application.groups[scene.organisations.F.mspId];
      application.version += 1n;
    });
    await at.snapshotHas(o1, f1.probe, false);
    const since = scene.mark();
    f1.connection.send(at.stateInfo(f1.probe, { height: 5n }));
    f1.connection.send(at.block(number + 1));
    await scene.expect.never([o1.connection], 'dataMsg', {
      where: at.isBlock(number + 1),
      that: `with block ${number + 1}`,
      since,
      witness: o1,
    });
    await at.snapshotHas(o1, f1.probe, false);
    await elsewhere.snapshot(f1);
  },
});

const added = defineCase({
  id: 'channel/organisation-added-by-config-block',
  clauses: ['CHAN-15', 'CHAN-20'],
  level: 'MUST',
  title: 'a peer lets an organisation in that a config block adds',
  needs: ['channels'],
  async run(scene) {
    const channel = scene.channel('ch1', { organisations: ['O'] });
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const o1 = await at.joined('o1');
    const early = await scene.probe('x3');
    const refused = await early.open();
    refused.send(early.handshake(refused));
    await scene.assume.ended(refused, { status: 'UNKNOWN' });
    const { X } = scene.organisations;
    const number = await reconfigured(at, o1, (group) => {
      const application = applicationOf(group);
      application.groups[X.mspId] = create(
        ConfigGroupSchema,
        organisationGroup({ mspId: X.mspId, msp: scene.organisations.msps.X }),
      );
      application.version += 1n;
    });
    const known = await scene.probe('x1');
    const welcome = await known.open();
    welcome.send(known.handshake(welcome));
    await scene.expect.staysOpen(welcome);
    const x2 = await at.joined('x2');
    x2.connection.send(at.block(number + 1));
    await at.committed(o1, number + 1);
  },
});

const revoked = defineCase({
  id: 'channel/identity-revoked-by-config-block',
  clauses: ['CHAN-73', 'CHAN-21', 'IDENT-51', 'IDENT-54', 'CHAN-20'],
  level: 'MUST',
  title: 'a peer ends the link of an identity that a config block revokes',
  needs: ['channels', 'timings'],
  profiles: ['hardened'],
  async run(scene) {
    const { f1, revoke } = await revocable(scene);
    await revoke();
    await scene.expect.ended(f1.connection, {});
    await refusedAgain(scene, f1);
  },
});

const revokedBefore = defineCase({
  id: 'channel/identity-revoked-by-config-block-forgotten-at-the-next',
  clauses: ['CHAN-74', 'CHAN-21', 'IDENT-51', 'IDENT-54', 'CHAN-20'],
  level: 'MUST',
  title: 'a peer ends the link of an identity that a config block revokes at the next one',
  needs: ['channels', 'timings'],
  profiles: ['fabric-2.5', 'fabric-3.1'],
  async run(scene) {
    const { f1, revoke, reconfigure } = await revocable(scene);
    await revoke();
    await scene.expect.staysOpen(f1.connection);
    await refusedAgain(scene, f1);
    await reconfigure();
    await scene.expect.ended(f1.connection, {});
  },
});

/** A member of another organisation in a channel, with an identity that config blocks can revoke. */
async function revocable(scene: Scene) {
  const channel = scene.channel('ch1');
  // A peer that is refused falls silent: so late that it is not what ends the link.
  await scene.start({ channels: [channel], timings: { aliveExpirationTimeoutMs: 60_000 } });
  const at = inChannel(scene, channel);
  const o1 = await at.joined('o1');
  const { F } = scene.organisations;
  const credentials = await F.mintPeer('f1');
  const f1 = await scene.member('f1', { credentials });
  const revoking = async (whom: PeerCredentials): Promise<void> => {
    const list = Buffer.from(await F.revoke([whom]));
    await reconfigured(at, o1, (group) => {
      const value = applicationOf(group).groups[F.mspId]!.values.MSP!;
      value.value = withRevocationList(value.value, list);
      value.version += 1n;
    });
  };
  return {
    f1,
    revoke: () => revoking(credentials),
    /** A configuration that says nothing of anybody here. */
    reconfigure: async () => revoking(await F.mintPeer('f2')),
  };
}

async function refusedAgain(scene: Scene, { probe }: Member): Promise<void> {
  const again = await probe.open();
  again.send(probe.handshake(again));
  await scene.expect.ended(again, { status: 'UNKNOWN' });
}

function withRevocationList(msp: Uint8Array, list: Uint8Array): Uint8Array {
  const outer = fromBinary(MSPConfigSchema, msp);
  const config = fromBinary(FabricMSPConfigSchema, outer.config);
  config.revocationList.push(list);
  outer.config = toBinary(FabricMSPConfigSchema, config);
  return toBinary(MSPConfigSchema, outer);
}

/** The probe sees that the target contacts it: a probe handshake, then a MembershipRequest. */
const contacted = (scene: Scene, name: string): Promise<unknown> => {
  const requests = (): number =>
    scene.evidence.entries.filter(
      ({ type, probe, decoded }) =>
        type === 'received' && probe === name && decoded?.kind === 'memReq',
    ).length;
  return scene.expect.eventually(() => requests() > 0, `a MembershipRequest to ${name}`, 'dial');
};

const anchors = ['o1', 'f1'].map((name) =>
  defineCase({
    id: `channel/anchor-of-${name === 'o1' ? 'own' : 'foreign'}-organisation-contacted`,
    clauses: ['CHAN-23', 'CHAN-65', 'MEMB-30'],
    level: 'MUST',
    title: `a peer that joins a channel contacts the anchor peers of ${
      name === 'o1' ? 'its own' : 'another'
    } organisation`,
    needs: ['channels'],
    async run(scene) {
      const probe = await scene.probe(name);
      const letter = name === 'o1' ? 'O' : 'F';
      // The first of them is unusable, and no reason to overlook the second.
      const anchors = { [letter]: ['127.0.0.1:0', probe.endpoint] };
      const channel = scene.channel('ch1', { anchors });
      await scene.start({ channels: [channel] });
      await contacted(scene, name);
    },
  }),
);

const newAnchor = defineCase({
  id: 'channel/new-anchor-of-a-config-block-contacted',
  clauses: ['CHAN-23', 'CHAN-65'],
  level: 'MUST',
  title: 'a peer contacts an anchor peer that a config block names',
  needs: ['channels'],
  async run(scene) {
    const f1 = await scene.probe('f1');
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const o1 = await at.joined('o1');
    await reconfigured(at, o1, (group) => {
      const organisation = applicationOf(group).groups[scene.organisations.F.mspId]!;
      organisation.values.AnchorPeers = {
        $typeName: 'common.ConfigValue',
        version: 0n,
        value: anchorPeers([f1.endpoint]),
        modPolicy,
      };
      organisation.version += 1n;
    });
    await contacted(scene, 'f1');
  },
});

const hiddenAnchor = defineCase({
  id: 'channel/hidden-peer-does-not-contact-foreign-anchors',
  clauses: ['CHAN-23', 'MEMB-30'],
  level: 'MUST',
  title: 'a peer without external endpoint contacts no anchor peers of other organisations',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const [o2, f1] = [await scene.probe('o2'), await scene.probe('f1')];
    const anchored = { O: [o2.endpoint], F: [f1.endpoint] };
    const channel = scene.channel('ch1', { anchors: anchored });
    await scene.start({ channels: [channel], external: false });
    await contacted(scene, 'o2');
    await scene.quiet();
    const tries = scene.evidence.entries.filter(({ probe }) => probe === 'f1').length;
    scene.expect.that(tries === 0, 'no attempt at f1', `${tries} signs of one`);
  },
});

export const configurationCases: readonly Case[] = [
  removed,
  added,
  revoked,
  revokedBefore,
  ...anchors,
  newAnchor,
  hiddenAnchor,
];
