/** 2 Wire: a message with another tag than its content's is rejected, whatever it says. */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { membershipResponse } from '../../harness/wire/messages.js';
import { hex } from '../../harness/wire/sign.js';
import { TAGS } from '../../harness/wire/tags.js';

/** A value that the enumeration has no name for. */
const UNNAMED = 9 as Tag;
const NOT_EMPTY = [...TAGS.filter((tag) => tag !== Tag.EMPTY), UNNAMED];

export const tagCases: readonly Case[] = [
  defineCase({
    id: 'wire/alive-with-wrong-tag-rejected',
    clauses: ['WIRE-50', 'WIRE-D2', 'WIRE-22'],
    level: 'MUST',
    title: 'a peer does nothing on an alive message with any other tag than EMPTY',
    twin: 'self',
    async run({ start, member, probe, expect }) {
      await start();
      const [o1, o2] = [await member('o1'), await member('o2')];
      const o9 = await probe('o9');
      for (const tag of NOT_EMPTY) {
        o1.connection.sendIllegal(o9.alive({ tag }), `tag ${Tag[tag] ?? tag} on an alive message`);
      }
      await expect.nothing({ witness: o2 });
      const view = await expect.membership(o2);
      expect.that(view.lists('o9') === 'nowhere', 'o9 nowhere in the view', view.told);
      const right = o9.alive();
      o1.connection.send(right);
      await expect.message(o2.probe, 'aliveMsg', {
        where: (_, { envelope }) => hex(envelope.payload) === hex(right.payload),
        that: 'of o9 with tag EMPTY',
      });
    },
  }),

  defineCase({
    id: 'wire/request-with-wrong-tag-rejected',
    clauses: ['WIRE-50', 'WIRE-D2'],
    level: 'MUST',
    title: 'a peer does not answer a membership request with any other tag than EMPTY',
    twin: 'self',
    async run({ start, member, expect, nonce }) {
      await start();
      const o1 = await member('o1');
      for (const tag of NOT_EMPTY) {
        o1.connection.sendIllegal(
          o1.probe.membershipRequest({ tag, nonce: nonce() }),
          `tag ${Tag[tag] ?? tag} on a membership request`,
        );
      }
      await expect.nothing({ witness: o1 });
    },
  }),

  defineCase({
    id: 'wire/response-with-wrong-tag-rejected',
    clauses: ['WIRE-50', 'WIRE-D2'],
    level: 'MUST',
    title: 'a peer learns nothing from a membership response with any other tag than EMPTY',
    twin: 'self',
    async run({ start, member, probe, expect }) {
      await start();
      const o1 = await member('o1');
      const o7 = await probe('o7');
      const alive = [o7.alive()];
      for (const tag of NOT_EMPTY) {
        o1.connection.sendIllegal(
          membershipResponse({ alive }, { tag }),
          `tag ${Tag[tag] ?? tag} on a membership response`,
        );
      }
      await expect.nothing({ witness: o1 });
      const view = await expect.membership(o1);
      expect.that(view.lists('o7') === 'nowhere', 'o7 nowhere in the view', view.told);
      o1.connection.send(membershipResponse({ alive }));
      await expect.membershipHas(o1, 'o7', 'alive', 'reaction');
    },
  }),

  defineCase({
    id: 'wire/nested-message-with-unusual-tag-accepted',
    clauses: ['WIRE-51'],
    level: 'MUST',
    title: 'a peer accepts an alive message in a response whatever the alive message’s tag',
    async run({ start, member, probe, expect }) {
      await start();
      const o1 = await member('o1');
      const o7 = await probe('o7');
      o1.connection.send(membershipResponse({ alive: [o7.alive({ tag: Tag.CHAN_ONLY })] }));
      await expect.membershipHas(o1, 'o7', 'alive', 'reaction');
    },
  }),
];
