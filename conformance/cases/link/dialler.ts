/** 4 Link: the dialler's side, seen by a listener that the target dials as its bootstrap peer. */
import { saysNothing } from '../../harness/background.js';
import { type Case, defineCase } from '../../harness/case.js';
import type { Connection, Probe } from '../../harness/probe.js';
import type { Member, Scene } from '../../harness/scene.js';
import { contentOf } from '../../harness/wire/decode.js';
import { sha256, signature } from '../../harness/wire/sign.js';
import type { Timings } from '../../targets/target.js';

/** Handshake messages of an acceptor that a dialler may not accept. */
const WRONG_ANSWERS = [
  {
    name: 'with-wrong-tls-hash',
    title: 'names another TLS certificate',
    clause: 'LINK-D4',
    answer: (o1: Probe, connection: Connection) =>
      o1.handshake(connection, { tlsCertHash: sha256(Uint8Array.of(1)) }),
  },
  {
    name: 'with-wrong-signature',
    title: 'is badly signed',
    clause: 'LINK-D5',
    answer: (o1: Probe, connection: Connection) =>
      o1.handshake(connection, { signing: signature(o1.credentials.keyPem, Uint8Array.of(1)) }),
  },
  {
    name: 'that-says-it-is-a-probe',
    title: 'says that it is a probe',
    clause: 'LINK-D6',
    answer: (o1: Probe, connection: Connection) => o1.handshake(connection, { probe: true }),
  },
] as const;

/** o2 is a live member whose stream ends; the target will dial its endpoint to reach it. */
async function toBeDialled(
  scene: Scene,
  timings: Timings = {},
): Promise<{ o1: Member; o2: Member }> {
  await scene.start({ timings: { aliveExpirationTimeoutMs: 60_000, ...timings } });
  const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
  o2.fallSilent();
  return { o1, o2 };
}

/** What came on streams that the target opened to this probe: `probe`, or the kind of the message. */
const kindsOnDialled = ({ evidence }: Scene, probe: Probe): readonly string[] => {
  const dialled = probe.connections.filter((c) => c.openedBy === 'target').map((c) => c.name);
  return evidence.entries
    .filter((e) => e.type === 'received' && dialled.includes(e.stream) && !saysNothing(e))
    .map(({ decoded }) => (contentOf(decoded, 'conn')?.probe ? 'probe' : (decoded?.kind ?? '')));
};

export const diallerCases: readonly Case[] = [
  defineCase({
    id: 'link/dialler-handshake-bound-to-its-certificate',
    clauses: ['LINK-1', 'LINK-3', 'LINK-R14'],
    level: 'MUST',
    title: 'a dialler sends its handshake message, bound to the TLS certificate that it presents',
    async run({ probe, start, expect }) {
      const o1 = await probe('o1');
      await start({ bootstrap: [o1] });
      const { content, entry } = await expect.message(o1, 'conn', { within: 'dial' });
      const connection = o1.connections.find((c) => c.name === entry.stream)!;
      const presented = connection.targetTlsHash && Buffer.from(connection.targetTlsHash);
      expect.that(
        presented?.equals(content.tlsCertHash) === true,
        'tls_cert_hash of the client certificate',
        'another hash',
      );
    },
  }),

  defineCase({
    id: 'link/probe-closed-by-its-dialler',
    clauses: ['LINK-15', 'LINK-R18'],
    level: 'MUST',
    title:
      'a dialler closes its probe once it has the handshake message, though the acceptor does not',
    async run({ probe, start, assume, expect }) {
      const o1 = await probe('o1');
      o1.accepts = () => {};
      await start({ bootstrap: [o1] });
      const { content } = await assume.message(o1, 'conn', { within: 'dial' });
      assume.that(content.probe, 'a probe first', 'no probe');
      const [stream] = o1.connections;
      // Said after the dialler has spoken: a probe of the suite that spoke first would end it itself.
      stream!.send(o1.handshake(stream!));
      await expect.ended(stream!, {});
    },
  }),

  ...WRONG_ANSWERS.map(({ name, title, clause, answer }) =>
    defineCase({
      id: `link/acceptor-handshake-${name}-refused`,
      clauses: ['LINK-6', clause, 'LINK-R22'],
      level: 'MUST',
      title: `a dialler sends nothing more to an acceptor whose handshake message ${title}`,
      needs: ['timings'],
      async run(scene) {
        const o1 = await scene.probe('o1');
        o1.accepts = (c) => c.sendIllegal(answer(o1, c), `a handshake message that ${title}`);
        await scene.start({ bootstrap: [o1] });
        const probes = () => kindsOnDialled(scene, o1).length;
        await scene.assume.eventually(() => probes() >= 1, 'a probe', 'dial');
        await scene.expect.eventually(() => probes() >= 2, 'a second probe', 'reconnection');
        const kinds = kindsOnDialled(scene, o1);
        scene.expect.that(
          kinds.every((kind) => kind === 'probe'),
          'only handshake messages of probes',
          kinds.join(', '),
        );
        await scene.expect.membership(await scene.witness());
      },
    }),
  ),

  defineCase({
    id: 'link/silent-acceptor-given-up',
    clauses: ['LINK-26', 'LINK-R25'],
    level: 'MUST',
    title: 'a dialler closes a stream on which no handshake message comes within handshakeWait',
    needs: ['timings'],
    async run({ probe, start, expect, timings, clock }) {
      const o1 = await probe('o1');
      o1.accepts = () => {};
      await start({ bootstrap: [o1] });
      await expect.message(o1, 'conn', { within: 'dial' });
      const sinceMs = clock.now();
      const [stream] = o1.connections;
      await expect.ended(stream!, {
        within: 'handshakeTimeout',
        notBefore: { ms: 0.5 * timings.connTimeoutMs, sinceMs },
      });
    },
  }),

  defineCase({
    id: 'link/ended-link-dialled-again',
    clauses: ['LINK-8', 'LINK-D13', 'LINK-R21'],
    level: 'MUST',
    title: 'a peer dials a live member whose stream has ended, and gossips to it again',
    needs: ['timings'],
    async run(scene) {
      const { o2 } = await toBeDialled(scene);
      const since = scene.mark();
      o2.connection.close();
      await scene.expect.message(o2.probe, 'memReq', { since, within: 'synchronisation' });
    },
  }),

  defineCase({
    id: 'link/dialled-stream-closed-where-a-link-has-opened-meanwhile',
    clauses: ['LINK-10', 'LINK-8', 'LINK-D9', 'LINK-R20'],
    level: 'MUST',
    title: 'a dialler closes its stream when the peer has linked to it before it answers',
    needs: ['timings'],
    async run(scene) {
      const { o2 } = await toBeDialled(scene);
      let dialled: Connection | undefined;
      o2.probe.accepts = (c) => {
        dialled ??= c;
      };
      o2.connection.close();
      await scene.assume.eventually(
        () => dialled !== undefined,
        'a stream to o2',
        'synchronisation',
      );
      const since = scene.mark();
      const link = await o2.probe.connect();
      dialled!.send(o2.probe.handshake(dialled!));
      await scene.expect.ended(dialled!, {});
      await scene.expect.message(link, 'memReq', { since, within: 'synchronisation' });
      await scene.expect.staysOpen(link);
    },
  }),

  defineCase({
    id: 'link/renewed-identity-replaces-the-expected-peer',
    clauses: ['LINK-27', 'MEMB-27', 'MEMB-R9'],
    level: 'MUST',
    title: 'a peer forgets a member at whose endpoint another one of its organisation answers',
    needs: ['timings'],
    async run(scene) {
      // One that was taken for dead is not dialled again so soon, and then forgotten.
      const { o1, o2 } = await toBeDialled(scene, { reconnectIntervalMs: 60_000 });
      const renewed = await scene.probe('o3', { listens: false });
      o2.probe.accepts = (c) => c.send(renewed.handshake(c));
      o2.connection.close();
      await scene.expect.membershipHas(o1, 'o2', 'nowhere', 'synchronisation');
    },
  }),

  defineCase({
    id: 'link/impostor-of-another-organisation-refused',
    clauses: ['LINK-17', 'LINK-D8', 'LINK-8', 'LINK-18', 'LINK-R19'],
    level: 'MUST',
    title: 'a dialler closes the stream when a peer of another organisation answers',
    needs: ['timings', 'multi-org'],
    async run(scene) {
      const { o1, o2 } = await toBeDialled(scene);
      const impostor = await scene.probe('f1', { listens: false });
      o2.probe.accepts = (c) => c.send(impostor.handshake(c));
      o2.connection.close();
      await scene.expect.membershipHas(o1, 'o2', 'dead', 'reconnection');
      const kinds = kindsOnDialled(scene, o2.probe);
      scene.expect.that(
        kinds.length > 0 && kinds.every((kind) => kind === 'conn'),
        'only handshake messages',
        kinds.join(', ') || 'nothing',
      );
      const dialled = o2.probe.connections.find((c) => c.openedBy === 'target');
      await scene.expect.ended(dialled!, {});
    },
  }),
];
