/** 4 Link: streams that an acceptor may not make links of, for what was or was not sent on them. */
import { type Case, defineCase } from '../../harness/case.js';
import { conn, seal } from '../../harness/wire/messages.js';
import { signature } from '../../harness/wire/sign.js';

/** Field 1 with a length that runs past the end. */
const UNDECODABLE = Uint8Array.of(0x0a, 0x7f, 0x01);

export const streamRefusedCases: readonly Case[] = [
  defineCase({
    id: 'link/anonymous-stream-refused',
    clauses: ['LINK-2', 'LINK-R1'],
    level: 'MUST',
    title: 'an acceptor closes a stream without TLS certificate before it sends anything',
    node: 'shared',
    async run({ start, probe, expect, witness, evidence }) {
      await start();
      await witness();
      const nobody = await probe('o1', { anonymous: true });
      const stream = await nobody.open();
      await expect.ended(stream, { status: 'UNKNOWN' });
      const heard = evidence.entries.filter((e) => e.probe === 'o1' && e.type === 'received');
      expect.that(heard.length === 0, 'no message to o1', `${heard.length} messages`);
    },
  }),

  defineCase({
    id: 'link/handshake-with-high-s-refused',
    clauses: ['LINK-5', 'LINK-D5'],
    level: 'MUST',
    title: 'an acceptor closes a stream whose handshake message has a signature with high s',
    node: 'shared',
    async run({ start, probe, expect, witness }) {
      await start();
      await witness();
      const o1 = await probe('o1');
      const stream = await o1.open();
      const envelope = o1.handshake(stream);
      envelope.signature = signature(o1.credentials.keyPem, envelope.payload, 'high');
      stream.sendIllegal(envelope, 'a signature with high s');
      await expect.ended(stream, { status: 'UNKNOWN' });
    },
  }),

  defineCase({
    id: 'link/replayed-handshake-refused',
    clauses: ['LINK-D4', 'LINK-I2'],
    level: 'MUST',
    title: 'an acceptor closes a stream on which another peer’s handshake message is replayed',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      const link = await o1.connect();
      const thief = await (await probe('o2')).open();
      const recorded = conn(o1.credentials, { tlsCertHash: link.ownTlsHash! });
      thief.sendIllegal(recorded, 'a handshake message of another connection');
      await expect.ended(thief, { status: 'UNKNOWN' });
      await expect.membership({ probe: o1, connection: link });
    },
  }),

  defineCase({
    id: 'link/undecodable-first-envelope-refused',
    clauses: ['LINK-5', 'LINK-R6'],
    level: 'MUST',
    title: 'an acceptor closes a stream whose first envelope has a payload that does not decode',
    node: 'shared',
    async run({ start, probe, expect, witness }) {
      await start();
      await witness();
      const stream = await (await probe('o1')).open();
      stream.sendIllegal(seal(UNDECODABLE), 'a payload that does not decode');
      await expect.ended(stream, { status: 'UNKNOWN' });
    },
  }),

  defineCase({
    id: 'link/other-first-message-refused',
    clauses: ['LINK-5', 'LINK-D1'],
    level: 'MUST',
    title: 'an acceptor closes a stream whose first message is no handshake message',
    node: 'shared',
    async run({ start, probe, expect, witness }) {
      await start();
      await witness();
      const o1 = await probe('o1');
      const stream = await o1.open();
      stream.sendIllegal(o1.membershipRequest(), 'a request before the handshake');
      await expect.ended(stream, { status: 'UNKNOWN' });
    },
  }),

  defineCase({
    id: 'link/message-before-handshake-changes-nothing',
    clauses: ['LINK-I3'],
    level: 'MUST',
    title: 'a peer learns nothing from a membership request on a stream without handshake',
    async run({ start, probe, expect, assume, witness }) {
      await start();
      const o1 = await probe('o1');
      const stream = await o1.open();
      stream.sendIllegal(o1.membershipRequest(), 'a request before the handshake');
      await assume.ended(stream, {});
      const view = await expect.membership(await witness());
      expect.that(view.lists('o1') === 'nowhere', 'o1 nowhere in the view', view.told);
    },
  }),
];
