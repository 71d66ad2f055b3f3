/** 5 Membership: requests that lack what they are made of. The target stays alive and serves on. */
import { create } from '@bufbuild/protobuf';
import {
  type Envelope,
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { membershipRequest, messageOf, seal, sealed } from '../../harness/wire/messages.js';

const SELF: readonly { name: string; title: string; self: Envelope | undefined }[] = [
  { name: 'without-self', title: 'has no alive message', self: undefined },
  { name: 'with-empty-self', title: 'has an empty envelope', self: create(EnvelopeSchema) },
  {
    name: 'with-undecodable-self',
    title: 'has an envelope that does not decode',
    self: seal(Uint8Array.of(0x0a, 0x7f, 0x01)),
  },
  {
    name: 'with-contentless-self',
    title: 'has a message without content',
    self: sealed(messageOf({ tag: Tag.EMPTY })),
  },
  {
    name: 'with-another-kind-of-self',
    title: 'has a message that is no alive message',
    self: sealed(messageOf({ tag: Tag.EMPTY, content: { case: 'empty', value: {} } })),
  },
];

export const membershipRobustnessCases: readonly Case[] = SELF.map(({ name, title, self }) =>
  defineCase({
    id: `membership/request-${name}-rejected`,
    clauses: ['MEMB-15', 'MEMB-D19'],
    level: 'MUST',
    title: `a peer does nothing on a membership request that ${title}`,
    twin: 'membership/response-copies-the-nonce',
    async run({ start, member, expect, nonce }) {
      await start();
      const o1 = await member('o1');
      o1.connection.sendIllegal(
        membershipRequest(self, { nonce: nonce() }),
        `a request that ${title}`,
      );
      await expect.nothing({ witness: o1 });
    },
  }),
);
