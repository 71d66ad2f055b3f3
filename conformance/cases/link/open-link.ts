/** 4 Link: what may and what may not end an open link. */
import { create } from '@bufbuild/protobuf';
import {
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { messageOf, seal, sealed } from '../../harness/wire/messages.js';

/** Field 1 with a length that runs past the end. */
const UNDECODABLE = Uint8Array.of(0x0a, 0x7f, 0x01);

export const openLinkCases: readonly Case[] = [
  defineCase({
    id: 'link/undecodable-payload-ends-the-link',
    clauses: ['LINK-11', 'LINK-R10'],
    level: 'MUST',
    title: 'an acceptor closes a link with UNKNOWN on an envelope whose payload does not decode',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const link = await (await probe('o1')).connect();
      link.sendIllegal(seal(UNDECODABLE), 'a payload that does not decode');
      await expect.ended(link, { status: 'UNKNOWN' });
    },
  }),

  defineCase({
    id: 'link/peer-may-come-back-after-an-undecodable-payload',
    clauses: ['LINK-8', 'LINK-D13'],
    level: 'MUST',
    title: 'a peer whose link was closed opens a new one that is served',
    node: 'shared',
    async run({ start, probe, expect, assume }) {
      await start();
      const o1 = await probe('o1');
      const first = await o1.connect();
      first.sendIllegal(seal(UNDECODABLE), 'a payload that does not decode');
      await assume.ended(first, {});
      const second = await o1.connect();
      await expect.membership({ probe: o1, connection: second });
    },
  }),

  defineCase({
    id: 'link/peer-may-come-back-after-it-ended-its-link',
    clauses: ['LINK-35', 'LINK-8', 'LINK-D13'],
    level: 'MUST',
    title: 'a peer that has ended its link opens a new one, which is the only one and lasts',
    node: 'shared',
    async run({ start, probe, expect, quiet }) {
      await start();
      const o1 = await probe('o1');
      (await o1.connect()).close();
      await quiet();
      // Where the first was kept, the second is one too many (row LINK-D11).
      const second = await o1.connect();
      await expect.staysOpen(second);
      await expect.membership({ probe: o1, connection: second });
    },
  }),

  defineCase({
    id: 'link/handshake-on-open-link-ignored',
    clauses: ['LINK-13', 'LINK-R12'],
    level: 'MUST',
    title: 'a peer ignores a handshake message on an open link',
    node: 'shared',
    twin: 'link/correct-handshake-is-served',
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      const link = await o1.connect();
      link.send(o1.handshake(link));
      await expect.nothing({ witness: { probe: o1, connection: link } });
    },
  }),

  defineCase({
    id: 'link/empty-content-ignored',
    clauses: ['LINK-13'],
    level: 'MUST',
    title: 'a peer ignores an Empty message on an open link',
    node: 'shared',
    twin: 'link/correct-handshake-is-served',
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      const link = await o1.connect();
      const empty = messageOf({ tag: Tag.EMPTY, content: { case: 'empty', value: {} } });
      link.sendIllegal(sealed(empty), 'a content that has no legal tag');
      await expect.nothing({ witness: { probe: o1, connection: link } });
    },
  }),

  defineCase({
    id: 'link/empty-envelope-ignored',
    clauses: ['LINK-13'],
    level: 'MUST',
    title: 'a peer ignores an envelope without payload on an open link',
    node: 'shared',
    twin: 'link/correct-handshake-is-served',
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      const link = await o1.connect();
      link.sendIllegal(create(EnvelopeSchema), 'an envelope without payload');
      await expect.nothing({ witness: { probe: o1, connection: link } });
    },
  }),

  defineCase({
    id: 'link/correct-handshake-is-served',
    clauses: ['LINK-D7', 'LINK-D13'],
    level: 'MUST',
    title: 'a peer serves the requests of a peer whose handshake it accepted',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      await expect.membership({ probe: o1, connection: await o1.connect() });
    },
  }),
];
