/** 5 Membership: what a peer does with a membership request of its own organisation. */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { timeOf } from '../../harness/wire/authored.js';
import { contentOf, internalEndpointOf } from '../../harness/wire/decode.js';
import { membershipRequest } from '../../harness/wire/messages.js';
import { hex, isSignedBy } from '../../harness/wire/sign.js';

export const requestCases: readonly Case[] = [
  defineCase({
    id: 'membership/response-copies-the-nonce',
    clauses: ['MEMB-17', 'MEMB-D24'],
    level: 'MUST',
    title: 'a peer replies to a membership request on the same link and copies its nonce',
    node: 'shared',
    async run({ start, probe, expect, nonce }) {
      await start();
      const o1 = await probe('o1');
      const link = await o1.connect();
      const asked = nonce();
      link.send(o1.membershipRequest({ nonce: asked }));
      const { decoded } = await expect.message(link, 'memRes');
      const { nonce: answered } = decoded.message!;
      expect.that(answered === asked, `nonce ${asked}`, `nonce ${answered}`);
    },
  }),

  defineCase({
    id: 'membership/requester-becomes-a-live-member',
    clauses: ['MEMB-D24', 'MEMB-D14', 'MEMB-R1'],
    level: 'MUST',
    title: 'a peer lists the requester as alive in the very response',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      const view = await expect.membership({ probe: o1, connection: await o1.connect() });
      expect.that(view.lists('o1') === 'alive', 'o1 alive in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/response-ends-with-the-own-alive',
    clauses: ['MEMB-16'],
    level: 'MUST',
    title: 'a peer puts its own alive message last in its response',
    async run({ start, member, expect }) {
      const target = await start();
      await member('o1');
      const view = await expect.membership(await member('o2'));
      const last = contentOf(view.alive.at(-1), 'aliveMsg')?.membership?.pkiId;
      const isOwn = last !== undefined && hex(last) === hex(target.credentials.pkiId);
      expect.that(isOwn, 'target last among alive', view.told);
    },
  }),

  defineCase({
    id: 'membership/own-alive-is-signed',
    clauses: ['MEMB-1'],
    level: 'MUST',
    title: 'a peer signs its alive message, with tag EMPTY, its PKI-ID and its external endpoint',
    node: 'shared',
    async run({ start, witness, expect }) {
      const target = await start();
      const own = (await expect.membership(await witness())).of('target')!;
      const { payload, signature } = own.envelope;
      const good = isSignedBy(target.credentials.certPem, payload, signature);
      expect.that(good, 'a valid signature on the target’s alive message', 'an invalid one');
      const { tag, nonce, channel } = own.message!;
      expect.that(tag === Tag.EMPTY, 'tag EMPTY', `tag ${Tag[tag]}`);
      expect.that(nonce === 0n, 'nonce 0', `nonce ${nonce}`);
      expect.that(channel.length === 0, 'no channel', `channel ${hex(channel)}`);
      const { membership } = contentOf(own, 'aliveMsg')!;
      expect.that(
        membership?.endpoint === target.external,
        `endpoint ${target.external}`,
        `endpoint ${membership?.endpoint}`,
      );
      expect.that(membership?.metadata.length === 0, 'empty metadata', 'metadata');
    },
  }),

  defineCase({
    id: 'membership/own-alive-of-a-hidden-peer-has-no-endpoint',
    clauses: ['MEMB-1', 'MEMB-7'],
    level: 'MUST',
    title: 'a peer without external endpoint tells its internal one in the secret alone',
    async run({ start, member, expect }) {
      const target = await start({ external: false });
      const own = (await expect.membership(await member('o1'))).of('target')!;
      const { endpoint } = contentOf(own, 'aliveMsg')!.membership!;
      expect.that(endpoint === '', 'no endpoint', `endpoint ${endpoint}`);
      const told = internalEndpointOf(own.envelope);
      expect.that(told === target.internal, `secret ${target.internal}`, `secret ${told}`);
    },
  }),

  defineCase({
    id: 'membership/internal-endpoint-in-a-signed-secret',
    clauses: ['MEMB-7', 'MEMB-D27'],
    level: 'MUST',
    title: 'a peer tells its internal endpoint to its organisation in a secret that it signed',
    node: 'shared',
    async run({ start, witness, expect }) {
      const target = await start();
      const { envelope } = (await expect.membership(await witness())).of('target')!;
      const told = internalEndpointOf(envelope);
      expect.that(told === target.internal, `secret ${target.internal}`, `secret ${told}`);
      const { payload, signature } = envelope.secretEnvelope!;
      const good = isSignedBy(target.credentials.certPem, payload, signature);
      expect.that(good, 'a valid signature on the secret', 'an invalid one');
    },
  }),

  defineCase({
    id: 'membership/request-with-anothers-alive-rejected',
    clauses: ['MEMB-15', 'MEMB-D20'],
    level: 'MUST',
    title: 'a peer does nothing on a request whose alive message is not the sender’s',
    twin: 'membership/requester-becomes-a-live-member',
    async run({ start, probe, member, expect }) {
      await start();
      const o1 = await member('o1');
      const o2 = await probe('o2');
      o1.connection.sendIllegal(o2.membershipRequest({ nonce: 7n }), 'a request in another’s name');
      await expect.nothing({ witness: o1 });
      const view = await expect.membership(o1);
      expect.that(view.lists('o2') === 'nowhere', 'o2 nowhere in the view', view.told);
    },
  }),

  ...[
    { name: 'unsigned', signing: 'nobody' as const },
    {
      name: 'badly-signed',
      signing: Uint8Array.of(0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01),
    },
  ].map(({ name, signing }) =>
    defineCase({
      id: `membership/request-with-${name}-alive-refused`,
      clauses: ['MEMB-D21', 'MEMB-8'],
      level: 'MUST',
      title: `a peer neither answers nor admits a requester whose alive message is ${name}`,
      twin: 'membership/requester-becomes-a-live-member',
      async run({ start, probe, member, expect }) {
        await start();
        const witness = await member('o1');
        const o2 = await probe('o2');
        const link = await o2.connect();
        link.sendIllegal(
          membershipRequest(o2.alive({ signing }), { nonce: 7n }),
          `an ${name} alive message in a request`,
        );
        await expect.nothing({ witness });
        const view = await expect.membership(witness);
        expect.that(view.lists('o2') === 'nowhere', 'o2 nowhere in the view', view.told);
      },
    }),
  ),

  defineCase({
    id: 'membership/stale-request-answered',
    clauses: ['MEMB-D22'],
    level: 'MUST',
    title: 'a peer answers a request whose alive message it has seen already',
    async run({ start, member, expect, nonce }) {
      await start();
      const { probe: o1, connection, fallSilent } = await member('o1');
      fallSilent();
      const pushed = o1.alive();
      connection.send(pushed);
      const asked = nonce();
      connection.send(membershipRequest(pushed, { nonce: asked }));
      await expect.message(connection, 'memRes', {
        where: (_, { message }) => message?.nonce === asked,
        that: 'that answers the stale request',
      });
    },
  }),

  defineCase({
    id: 'membership/stale-request-rolls-nothing-back',
    clauses: ['MEMB-D16', 'MEMB-I2'],
    level: 'MUST',
    title: 'a peer keeps the newer alive message of a member that sends a stale request',
    async run({ start, probe, member, expect, assume }) {
      await start();
      const witness = await member('o1');
      const o2 = await probe('o2');
      const link = await o2.connect();
      const old = o2.alive();
      const fresh = o2.alive();
      link.send(fresh);
      await expect.membershipHas(witness, 'o2', 'alive', 'reaction');
      link.send(membershipRequest(old, { nonce: 7n }));
      await assume.message(link, 'memRes', { where: (_, { message }) => message?.nonce === 7n });
      const kept = timeOf((await expect.membership(witness)).of('o2'))?.seqNum;
      expect.that(kept === 2n, 'sequence number 2 of o2', `sequence number ${kept}`);
    },
  }),
];
