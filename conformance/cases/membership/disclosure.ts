/** 5 Membership: what a peer tells, to whom, of its own organisation and of others. */
import { type Case, defineCase } from '../../harness/case.js';
import type { View } from '../../harness/view.js';
import { decoded, internalEndpointOf } from '../../harness/wire/decode.js';

/** Whether any alive message of the view still has its secret envelope. */
const tellsASecret = ({ alive, dead }: View): boolean =>
  [...alive, ...dead].some(({ envelope }) => envelope.secretEnvelope !== undefined);

export const disclosureCases: readonly Case[] = [
  defineCase({
    id: 'membership/own-organisation-not-told-of-foreign-members',
    clauses: ['MEMB-28', 'MEMB-D31'],
    level: 'MUST',
    title: 'a peer tells its organisation of no foreign member',
    needs: ['multi-org'],
    twin: 'membership/foreign-requester-told-of-its-own-organisation',
    async run({ start, member, expect }) {
      await start();
      await member('f1');
      const view = await expect.membership(await member('o1'));
      expect.that(view.lists('f1') === 'nowhere', 'f1 nowhere in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/foreign-requester-told-of-members-with-endpoint',
    clauses: ['MEMB-28', 'MEMB-D30'],
    level: 'MUST',
    title: 'a peer tells a foreign requester of its own organisation’s members with endpoint',
    needs: ['multi-org'],
    async run({ start, member, expect }) {
      await start();
      await member('o1');
      const view = await expect.membership(await member('f1'));
      expect.that(view.lists('o1') === 'alive', 'o1 alive in the view', view.told);
      expect.that(view.lists('target') === 'alive', 'the target alive in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/foreign-requester-not-told-of-hidden-members',
    clauses: ['MEMB-28', 'MEMB-D31'],
    level: 'MUST',
    title: 'a peer tells a foreign requester of no member without external endpoint',
    needs: ['multi-org'],
    twin: 'membership/foreign-requester-told-of-members-with-endpoint',
    async run({ start, member, expect }) {
      await start();
      await member('o1', { external: false });
      const view = await expect.membership(await member('f1'));
      expect.that(view.lists('o1') === 'nowhere', 'o1 nowhere in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/foreign-requester-told-no-secret',
    clauses: ['MEMB-I4', 'MEMB-D30', 'MEMB-D28', 'WIRE-40'],
    level: 'MUST',
    title: 'a peer leaves out every secret envelope in a response to another organisation',
    needs: ['multi-org'],
    twin: 'membership/internal-endpoint-in-a-signed-secret',
    async run({ start, member, expect }) {
      await start();
      await member('o1');
      await member('f2');
      const view = await expect.membership(await member('f1'));
      expect.that(view.alive.length === 4, 'o1, f1, f2 and target alive', view.told);
      expect.that(!tellsASecret(view), 'no secret envelope', view.told);
    },
  }),

  defineCase({
    id: 'membership/foreign-requester-told-of-its-own-organisation',
    clauses: ['MEMB-28', 'MEMB-D28'],
    level: 'MUST',
    title: 'a peer tells a foreign requester of all members of the requester’s organisation',
    needs: ['multi-org'],
    async run({ start, member, expect }) {
      await start();
      await member('f2');
      const view = await expect.membership(await member('f1'));
      expect.that(view.lists('f2') === 'alive', 'f2 alive in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/foreign-requester-not-told-of-third-organisation',
    clauses: ['MEMB-28', 'MEMB-D31', 'MEMB-I4'],
    level: 'MUST',
    title: 'a peer tells a foreign requester of no member of a third organisation',
    needs: ['multi-org'],
    twin: 'membership/foreign-requester-told-of-its-own-organisation',
    async run({ start, member, expect }) {
      await start();
      await member('g1');
      const view = await expect.membership(await member('f1'));
      expect.that(view.lists('g1') === 'nowhere', 'g1 nowhere in the view', view.told);
    },
  }),

  ...[
    { name: 'requester-without-endpoint', probe: false, target: true, who: 'a foreign requester' },
    { name: 'target-without-endpoint', probe: true, target: false, who: 'any foreign requester' },
  ].map(({ name, probe: external, target, who }) =>
    defineCase({
      id: `membership/foreign-${name}-gets-no-response`,
      clauses: ['MEMB-D25', 'MEMB-D31', 'LINK-12'],
      level: 'MUST',
      title: `a peer that may not show itself ends with OK the link to ${who}`,
      needs: ['multi-org'],
      twin: 'membership/foreign-requester-told-of-members-with-endpoint',
      async run({ start, probe, expect, evidence, witness }) {
        await start({ external: target });
        const f1 = await probe('f1', { external });
        const link = await f1.connect();
        link.send(f1.membershipRequest({ nonce: 7n }));
        await expect.ended(link, { status: 'OK' });
        const answers = evidence.entries.filter((e) => e.decoded?.kind === 'memRes');
        expect.that(answers.length === 0, 'no response', `${answers.length} responses`);
        await expect.membership(await witness());
      },
    }),
  ),

  defineCase({
    id: 'membership/request-to-foreign-member-without-secret',
    clauses: ['MEMB-35'],
    level: 'MUST',
    title: 'a peer leaves its secret envelope out of a request to a foreign member',
    needs: ['multi-org', 'timings'],
    twin: 'membership/request-to-own-member-with-secret',
    async run({ start, member, expect }) {
      await start();
      const { probe } = await member('f1');
      const { content } = await expect.message(probe, 'memReq', { within: 'synchronisation' });
      const self = content.selfInformation && decoded(content.selfInformation);
      expect.that(self !== undefined, 'an own alive message', 'none');
      const told = self && internalEndpointOf(self.envelope);
      expect.that(told === undefined, 'no secret', `secret ${told}`);
    },
  }),

  defineCase({
    id: 'membership/request-to-own-member-with-secret',
    clauses: ['MEMB-7', 'MEMB-6'],
    level: 'MUST',
    title: 'a peer tells a member of its organisation its internal endpoint in a request',
    needs: ['timings'],
    async run({ start, member, expect }) {
      const target = await start();
      const { probe } = await member('o1');
      const { content } = await expect.message(probe, 'memReq', { within: 'synchronisation' });
      const self = content.selfInformation && decoded(content.selfInformation);
      const told = self && internalEndpointOf(self.envelope);
      expect.that(told === target.internal, `secret ${target.internal}`, `secret ${told}`);
    },
  }),
];
