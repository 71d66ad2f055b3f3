/** 5 Membership: what a peer does with membership responses, asked for or not. */
import { create } from '@bufbuild/protobuf';
import {
  type Envelope,
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { contentOf } from '../../harness/wire/decode.js';
import { membershipResponse, messageOf, seal, sealed } from '../../harness/wire/messages.js';
import { hex } from '../../harness/wire/sign.js';

/** Field 1 with a length that runs past the end. */
const UNDECODABLE = seal(Uint8Array.of(0x0a, 0x7f, 0x01));

/** Elements of `alive` at which a receiver stops. */
const MALFORMED: readonly { name: string; title: string; element: Envelope }[] = [
  { name: 'undecodable', title: 'does not decode', element: UNDECODABLE },
  { name: 'empty', title: 'is an empty envelope', element: create(EnvelopeSchema) },
  {
    name: 'other',
    title: 'is no alive message',
    element: sealed(messageOf({ tag: Tag.EMPTY, content: { case: 'empty', value: {} } })),
  },
];

export const responseCases: readonly Case[] = [
  defineCase({
    id: 'membership/unsolicited-response-applied',
    clauses: ['MEMB-48', 'MEMB-36', 'MEMB-D36', 'MEMB-R1'],
    level: 'MUST',
    title: 'a peer learns a live member from a response that it has not asked for',
    async run({ start, member, probe, expect }) {
      await start();
      const o1 = await member('o1');
      const o7 = await probe('o7');
      o1.connection.send(membershipResponse({ alive: [o7.alive()] }));
      await expect.membershipHas(o1, 'o7', 'alive', 'reaction');
    },
  }),

  defineCase({
    id: 'membership/alive-in-response-not-forwarded',
    clauses: ['MEMB-46'],
    level: 'MUST',
    title: 'a peer does not forward an alive message that came in a response',
    twin: 'membership/alive-of-a-new-author-forwarded',
    async run({ start, member, probe, expect }) {
      await start();
      const [o1, o2] = [await member('o1'), await member('o2')];
      const o7 = await probe('o7');
      const said = o7.alive();
      o1.connection.send(membershipResponse({ alive: [said] }));
      await expect.nothing({ witness: o2, on: [o1.connection, o2.connection] });
    },
  }),

  defineCase({
    id: 'membership/alive-in-response-still-forwarded-when-pushed',
    clauses: ['MEMB-46', 'MEMB-D13', 'MEMB-D16'],
    level: 'MUST',
    title: 'a peer forwards a pushed alive message that it knows only from a response',
    async run({ start, member, probe, expect }) {
      await start();
      const [o1, o2] = [await member('o1'), await member('o2')];
      const o7 = await probe('o7');
      const said = o7.alive();
      o1.connection.send(membershipResponse({ alive: [said] }));
      await expect.membershipHas(o1, 'o7', 'alive', 'reaction');
      o1.connection.send(said);
      await expect.message(o2.probe, 'aliveMsg', {
        where: (_, { envelope }) => hex(envelope.payload) === hex(said.payload),
        that: 'of o7 as o1 pushed it',
      });
    },
  }),

  defineCase({
    id: 'membership/forged-alive-in-response-skipped',
    clauses: ['MEMB-D35', 'MEMB-I3'],
    level: 'MUST',
    title: 'a peer does not learn a member whose alive message in a response is forged',
    twin: 'membership/unsolicited-response-applied',
    async run({ start, member, probe, expect, organisations }) {
      await start();
      const o1 = await member('o1');
      const o7 = await probe('o7');
      const { keyPem } = await organisations.O.mintPeer('other');
      o1.connection.sendIllegal(
        membershipResponse({ alive: [o7.alive({ signing: { keyPem } })] }),
        'an alive message signed by another key',
      );
      await expect.nothing({ witness: o1 });
      const view = await expect.membership(o1);
      expect.that(view.lists('o7') === 'nowhere', 'o7 nowhere in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/forged-dead-in-response-skipped',
    clauses: ['MEMB-37', 'MEMB-D41', 'MEMB-I3'],
    level: 'MUST',
    title: 'a peer does not learn a dead member whose alive message in a response is forged',
    twin: 'membership/unknown-dead-learned',
    async run({ start, member, probe, expect, organisations }) {
      await start();
      const o1 = await member('o1');
      const [o7, o8] = [await probe('o7'), await probe('o8')];
      const { keyPem } = await organisations.O.mintPeer('other');
      o1.connection.sendIllegal(
        membershipResponse({ dead: [o7.alive({ signing: { keyPem } }), o8.alive()] }),
        'an alive message signed by another key',
      );
      await expect.membershipHas(o1, 'o8', 'dead', 'reaction');
      const view = await expect.membership(o1);
      expect.that(view.lists('o7') === 'nowhere', 'o7 nowhere in the view', view.told);
    },
  }),

  ...MALFORMED.map(({ name, title, element }) =>
    defineCase({
      id: `membership/response-with-${name}-element-aborted`,
      clauses: ['MEMB-38', 'MEMB-D32'],
      level: 'MUST',
      title: `a peer ignores what follows an element of alive that ${title}`,
      twin: 'membership/unsolicited-response-applied',
      async run({ start, member, probe, expect }) {
        await start();
        const o1 = await member('o1');
        const [o7, o8] = [await probe('o7'), await probe('o8')];
        o1.connection.sendIllegal(
          membershipResponse({ alive: [o7.alive(), element, o8.alive()] }),
          `an element that ${title}`,
        );
        await expect.membershipHas(o1, 'o7', 'alive', 'reaction');
        const view = await expect.membership(o1);
        expect.that(view.lists('o8') === 'nowhere', 'o8 nowhere in the view', view.told);
      },
    }),
  ),

  defineCase({
    id: 'membership/response-with-unsigned-element-goes-on',
    clauses: ['MEMB-36', 'MEMB-D51', 'MEMB-37', 'MEMB-D52'],
    level: 'MUST',
    title: 'a peer applies what follows an alive message without signature',
    async run({ start, member, probe, expect }) {
      await start();
      const o1 = await member('o1');
      const [o7, o8, o9] = [await probe('o7'), await probe('o8'), await probe('o9')];
      const unsigned = create(EnvelopeSchema, { payload: o7.alive().payload });
      o1.connection.sendIllegal(
        membershipResponse({ alive: [unsigned, o8.alive()], dead: [unsigned, o9.alive()] }),
        'an alive message without signature',
      );
      await expect.membershipHas(o1, 'o8', 'alive', 'reaction');
      await expect.membershipHas(o1, 'o9', 'dead', 'reaction');
      const view = await expect.membership(o1);
      expect.that(view.lists('o7') === 'nowhere', 'o7 nowhere in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/response-with-undecodable-dead-element-ignored',
    clauses: ['MEMB-38', 'MEMB-D38'],
    level: 'MUST',
    title: 'a peer ignores what follows an element of dead that does not decode',
    twin: 'membership/unknown-dead-learned',
    async run({ start, member, probe, expect }) {
      await start();
      const o1 = await member('o1');
      const o7 = await probe('o7');
      o1.connection.sendIllegal(
        membershipResponse({ dead: [UNDECODABLE, o7.alive()] }),
        'an element that does not decode',
      );
      await expect.nothing({ witness: o1 });
      const view = await expect.membership(o1);
      expect.that(view.lists('o7') === 'nowhere', 'o7 nowhere in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/empty-response-ignored',
    clauses: ['MEMB-36', 'MEMB-37'],
    level: 'MUST',
    title: 'a peer does nothing on a response with two empty lists',
    twin: 'membership/unsolicited-response-applied',
    async run({ start, member, expect }) {
      await start();
      const o1 = await member('o1');
      o1.connection.send(membershipResponse({}));
      await expect.nothing({ witness: o1 });
    },
  }),

  defineCase({
    id: 'membership/live-member-not-killed-by-a-response',
    clauses: ['MEMB-37', 'MEMB-D39', 'MEMB-R4'],
    level: 'MUST',
    title: 'a peer keeps a live member that a response lists as dead',
    twin: 'membership/unknown-dead-learned',
    async run({ start, member, expect }) {
      await start();
      const [o1, o2] = [await member('o1'), await member('o2')];
      o1.connection.send(membershipResponse({ dead: [o2.probe.alive()] }));
      await expect.nothing({ witness: o1 });
      const view = await expect.membership(o1);
      expect.that(view.lists('o2') === 'alive', 'o2 alive in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/unknown-dead-learned',
    clauses: ['MEMB-37', 'MEMB-D43', 'MEMB-R2'],
    level: 'MUST',
    title: 'a peer learns as dead an unknown member that a response lists as dead',
    async run({ start, member, probe, expect }) {
      await start();
      const o1 = await member('o1');
      const o7 = await probe('o7', { listens: false });
      o1.connection.send(membershipResponse({ dead: [o7.alive()] }));
      await expect.membershipHas(o1, 'o7', 'dead', 'reaction');
    },
  }),

  defineCase({
    id: 'membership/learned-dead-pinged-and-asked',
    clauses: ['MEMB-25', 'MEMB-26'],
    level: 'MUST',
    title: 'a peer pings a member that it learned as dead and, if it answers, asks it for its view',
    needs: ['timings'],
    async run({ start, member, probe, expect, evidence }) {
      await start();
      const o1 = await member('o1');
      const o7 = await probe('o7');
      o1.connection.send(membershipResponse({ dead: [o7.alive()] }));
      const pinged = () => evidence.entries.some((e) => e.probe === 'o7' && e.type === 'pinged');
      await expect.eventually(pinged, 'Ping to o7', 'reconnection');
      const { content } = await expect.message(o7, 'memReq', {
        where: (_, { message }) => message?.nonce === 0n,
        that: 'with nonce 0',
        within: 'reconnection',
      });
      expect.that(content.selfInformation !== undefined, 'an own alive message', 'none');
    },
  }),

  defineCase({
    id: 'membership/target-in-a-response-ignored',
    clauses: ['MEMB-D33', 'MEMB-I1'],
    level: 'MUST',
    title: 'a peer does not become a member of its own membership',
    twin: 'membership/unsolicited-response-applied',
    async run({ start, member, expect, assume }) {
      await start();
      const o1 = await member('o1');
      const own = (await assume.membership(o1)).of('target')!.envelope;
      o1.connection.send(membershipResponse({ alive: [own], dead: [own] }));
      await expect.nothing({ witness: o1 });
      const view = await expect.membership(o1);
      const pkiId = contentOf(view.alive.at(-1), 'aliveMsg')?.membership?.pkiId;
      const times = [...view.alive, ...view.dead].filter((d) => {
        const author = contentOf(d, 'aliveMsg')?.membership?.pkiId;
        return author && pkiId && hex(author) === hex(pkiId);
      });
      expect.that(times.length === 1, 'the target once in its view', view.told);
    },
  }),
];
