/** 4 Link: a correct handshake, from the acceptor's side. */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { decodeIdentity } from '../../harness/wire/decode.js';
import { hex, isSignedBy, pkiIdOf } from '../../harness/wire/sign.js';

export const handshakeCases: readonly Case[] = [
  defineCase({
    id: 'link/ping-answered-without-handshake',
    clauses: ['LINK-21'],
    level: 'MUST',
    title: 'a peer replies to Ping before any handshake',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      const answer = await o1.ping().then(
        () => 'Empty',
        (error: Error) => error.message,
      );
      expect.that(answer === 'Empty', 'Empty in reply to Ping', answer);
    },
  }),

  defineCase({
    id: 'link/acceptor-sends-its-handshake-first',
    clauses: ['LINK-1', 'LINK-R2'],
    level: 'MUST',
    title: 'an acceptor sends its handshake message without waiting for the dialler’s',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const silent = await (await probe('o1')).open();
      await expect.message(silent, 'conn');
    },
  }),

  defineCase({
    id: 'link/handshake-message-is-well-formed',
    clauses: ['LINK-3', 'LINK-16'],
    level: 'MUST',
    title: 'a handshake message has tag EMPTY, nonce 0, no channel and no probe mark',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const { content, decoded } = await expect.message(await (await probe('o1')).open(), 'conn');
      const { tag, nonce, channel } = decoded.message!;
      expect.that(tag === Tag.EMPTY, 'tag EMPTY', `tag ${Tag[tag]}`);
      expect.that(nonce === 0n, 'nonce 0', `nonce ${nonce}`);
      expect.that(channel.length === 0, 'no channel', `channel ${hex(channel)}`);
      expect.that(!content.probe, 'probe false', 'probe true');
    },
  }),

  defineCase({
    id: 'link/handshake-message-names-the-identity',
    clauses: ['LINK-3'],
    level: 'MUST',
    title: 'a handshake message carries the identity and the PKI-ID that follows from it',
    node: 'shared',
    async run({ start, probe, expect }) {
      const target = await start();
      const { content } = await expect.message(await (await probe('o1')).open(), 'conn');
      const identity = decodeIdentity(content.identity);
      const derived = identity && hex(pkiIdOf(identity.mspid, identity.idBytes));
      expect.that(
        identity?.mspid === target.credentials.mspId,
        `an identity of ${target.credentials.mspId}`,
        identity ? `one of ${identity.mspid}` : 'bytes that are no identity',
      );
      expect.that(
        derived === hex(content.pkiId),
        'pki_id = SHA-256 of MSP ID and certificate PEM',
        `pki_id ${hex(content.pkiId)}, derived ${derived}`,
      );
    },
  }),

  defineCase({
    id: 'link/handshake-message-names-the-tls-certificate',
    clauses: ['LINK-3', 'LINK-I2'],
    level: 'MUST',
    title: 'a handshake message carries the SHA-256 of the TLS leaf that its sender presented',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const stream = await (await probe('o1')).open();
      const { content } = await expect.message(stream, 'conn');
      const presented = stream.targetTlsHash && hex(stream.targetTlsHash);
      expect.that(
        hex(content.tlsCertHash) === presented,
        `tls_cert_hash ${presented}`,
        `tls_cert_hash ${hex(content.tlsCertHash)}`,
      );
    },
  }),

  defineCase({
    id: 'link/handshake-message-is-signed',
    clauses: ['LINK-3'],
    level: 'MUST',
    title: 'a handshake message is signed by the identity that it names, with low s',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const { content, decoded } = await expect.message(await (await probe('o1')).open(), 'conn');
      const pem = Buffer.from(decodeIdentity(content.identity)?.idBytes ?? []).toString();
      const { payload, signature } = decoded.envelope;
      expect.that(
        isSignedBy(pem, payload, signature),
        'a low-s signature over the payload bytes under the identity of the message',
        `a signature of ${signature.length} bytes that does not verify`,
      );
    },
  }),

  defineCase({
    id: 'link/correct-handshake-opens-a-lasting-link',
    clauses: ['LINK-6', 'LINK-D7', 'LINK-D13'],
    level: 'MUST',
    title: 'a peer keeps a link after a correct handshake, without any traffic',
    async run({ start, probe, expect, pass, timings }) {
      await start();
      const link = await (await probe('o1')).connect();
      await pass(2 * timings.connTimeoutMs);
      await expect.staysOpen(link);
    },
  }),

  defineCase({
    id: 'link/silent-dialler-closed-after-handshake-wait',
    clauses: ['LINK-4', 'LINK-R9'],
    level: 'MUST',
    title: 'an acceptor closes a stream without handshake message after handshakeWait',
    needs: ['timings'],
    node: 'shared',
    async run({ start, probe, expect, clock, timings }) {
      await start();
      const sinceMs = clock.now();
      const silent = await (await probe('o1')).open();
      await expect.message(silent, 'conn');
      await expect.ended(silent, {
        status: 'UNKNOWN',
        within: 'handshakeTimeout',
        notBefore: { ms: 0.8 * timings.connTimeoutMs, sinceMs },
      });
    },
  }),

  ...[
    { name: 'tag', outer: { tag: Tag.CHAN_AND_ORG } },
    { name: 'nonce', outer: { nonce: 77n } },
    { name: 'channel', outer: { channel: new TextEncoder().encode('ch') } },
  ].map(({ name, outer }) =>
    defineCase({
      id: `link/handshake-with-unusual-${name}-accepted`,
      clauses: ['LINK-22'],
      level: 'MUST',
      title: `a peer accepts a handshake message whatever its ${name}`,
      node: 'shared',
      async run({ start, probe, expect, witness }) {
        await start();
        await witness();
        const o1 = await probe('o1');
        const link = await o1.open();
        link.sendIllegal(o1.handshake(link, outer), `unusual ${name} of a handshake message`);
        await expect.message(link, 'conn');
        await expect.membership({ probe: o1, connection: link });
      },
    }),
  ),

  defineCase({
    id: 'link/probe-answered-and-ended-with-ok',
    clauses: ['LINK-7', 'LINK-R4'],
    level: 'MUST',
    title: 'an acceptor answers a probe with its handshake message and ends it with OK',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      const stream = await o1.open();
      stream.send(o1.handshake(stream, { probe: true }));
      await expect.message(stream, 'conn');
      await expect.ended(stream, { status: 'OK' });
    },
  }),

  defineCase({
    id: 'link/probe-leaves-the-existing-link-alone',
    clauses: ['LINK-7', 'LINK-8'],
    level: 'MUST',
    title: 'a probe by a peer that has a link already does not touch that link',
    node: 'shared',
    async run({ start, probe, expect }) {
      await start();
      const o1 = await probe('o1');
      const link = await o1.connect();
      const stream = await o1.open();
      stream.send(o1.handshake(stream, { probe: true }));
      await expect.ended(stream, { status: 'OK' });
      await expect.staysOpen(link);
      await expect.membership({ probe: o1, connection: link });
    },
  }),

  defineCase({
    id: 'link/probe-makes-no-member',
    clauses: ['LINK-7', 'MEMB-40'],
    level: 'MUST',
    title: 'a peer does not take a probe as a sign of life',
    async run({ start, probe, expect, assume, witness }) {
      await start();
      const o1 = await probe('o1');
      const stream = await o1.open();
      stream.send(o1.handshake(stream, { probe: true }));
      await assume.ended(stream, { status: 'OK' });
      const view = await expect.membership(await witness());
      expect.that(view.lists('o1') === 'nowhere', 'o1 nowhere in the view', view.told);
    },
  }),

  defineCase({
    id: 'link/second-link-ends-the-first',
    clauses: ['LINK-9', 'LINK-8', 'LINK-R11'],
    level: 'MUST',
    title: 'an acceptor ends the older link with OK when its peer connects again',
    async run({ start, probe, expect, pass, timings }) {
      await start();
      const o1 = await probe('o1');
      const first = await o1.connect();
      const second = await o1.open();
      second.send(o1.handshake(second));
      await expect.ended(first, { status: 'OK' });
      // The newer one may or may not survive (row LINK-D11); a third must work in any case.
      await pass(timings.aliveTimeIntervalMs);
      second.close();
      await pass(timings.aliveTimeIntervalMs);
      const third = await o1.connect();
      await expect.membership({ probe: o1, connection: third });
    },
  }),

  defineCase({
    id: 'link/second-link-survives-the-first',
    clauses: ['LINK-D12', 'LINK-I1'],
    level: 'MUST',
    title: 'an acceptor keeps the newer link when its peer connects again',
    profiles: ['hardened'],
    async run({ start, probe, expect, assume }) {
      await start();
      const o1 = await probe('o1');
      const first = await o1.connect();
      const second = await o1.connect();
      await assume.ended(first, { status: 'OK' });
      await expect.staysOpen(second);
      await expect.membership({ probe: o1, connection: second });
    },
  }),
];
