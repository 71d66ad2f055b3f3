/** 6 Push: whom an alive message may reach, and in what form. */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import type { Entry } from '../../harness/evidence.js';
import type { Probe } from '../../harness/probe.js';
import type { Member, Scene } from '../../harness/scene.js';
import { aliveOf } from '../../harness/wire/authored.js';
import { hex } from '../../harness/wire/sign.js';

/** Sends an alive message of `author` from `sender`; returns what `receiver` is to get. */
function pushed(sender: Member, envelope: Envelope) {
  sender.connection.send(envelope);
  return {
    where: (_: unknown, { envelope: got }: { envelope: Envelope }) =>
      hex(got.payload) === hex(envelope.payload),
    that: `as ${sender.probe.name} pushed it`,
  };
}

/** Who must get a message, with or without its secret, and who must not get it at all. */
interface Route {
  readonly name: string;
  readonly title: string;
  readonly clauses: readonly [string, ...string[]];
  readonly author: string;
  /** Whether the author announces an external endpoint. */
  readonly endpoint: boolean;
  readonly sender: string;
  /** The one that shows the message passing. */
  readonly reached: string;
  readonly secret?: 'kept' | 'left out';
  readonly unreached?: { readonly name: string; readonly external: boolean };
}

const ROUTES: readonly Route[] = [
  {
    name: 'own-alive-with-endpoint-reaches-foreign-member',
    title: 'forwards to a foreign member, without secret, what a member with endpoint says',
    clauses: ['PUSH-3', 'PUSH-D5', 'WIRE-40'],
    author: 'o9',
    endpoint: true,
    sender: 'o1',
    reached: 'f1',
    secret: 'left out',
  },
  {
    name: 'own-alive-with-endpoint-keeps-secret-inside',
    title: 'forwards inside its organisation, with its secret, what a member says',
    clauses: ['PUSH-D3', 'PUSH-8'],
    author: 'o9',
    endpoint: true,
    sender: 'o1',
    reached: 'o2',
    secret: 'kept',
  },
  {
    name: 'own-alive-without-endpoint-stays-inside',
    title: 'forwards to its organisation only what a member without endpoint says',
    clauses: ['PUSH-D4', 'PUSH-D3', 'PUSH-I2'],
    author: 'o9',
    endpoint: false,
    sender: 'o1',
    reached: 'o2',
    unreached: { name: 'f1', external: true },
  },
  {
    name: 'foreign-alive-reaches-own-member',
    title: 'forwards to its organisation what a foreign peer says',
    clauses: ['PUSH-D8'],
    author: 'f9',
    endpoint: true,
    sender: 'f1',
    reached: 'o1',
  },
  {
    name: 'foreign-alive-reaches-the-authors-organisation',
    title: 'forwards to the author’s organisation, without secret, what a foreign peer says',
    clauses: ['PUSH-D9', 'WIRE-40'],
    author: 'f9',
    endpoint: true,
    sender: 'f1',
    reached: 'f2',
    secret: 'left out',
  },
  {
    name: 'foreign-alive-does-not-reach-third-organisation',
    title: 'does not forward to a third organisation what a foreign peer says',
    clauses: ['PUSH-D6', 'PUSH-I2'],
    author: 'f9',
    endpoint: true,
    sender: 'f1',
    reached: 'o1',
    unreached: { name: 'g1', external: true },
  },
  {
    name: 'foreign-alive-does-not-reach-hidden-member',
    title: 'does not forward to a member without endpoint what a foreign peer says',
    clauses: ['PUSH-D7'],
    author: 'f9',
    endpoint: true,
    sender: 'f1',
    reached: 'o1',
    unreached: { name: 'o2', external: false },
  },
];

const isForeign = (name: string | undefined): boolean =>
  name !== undefined && !name.startsWith('o');

const routeCases = ROUTES.map((route) =>
  defineCase({
    id: `push/${route.name}`,
    clauses: route.clauses,
    level: 'MUST',
    title: `a peer ${route.title}`,
    ...([route.author, route.sender, route.reached, route.unreached?.name].some(isForeign) && {
      needs: ['multi-org'] as const,
    }),
    ...(route.unreached && { twin: 'self' }),
    run: (scene) => play(scene, route),
  }),
);

async function play(scene: Scene, route: Route): Promise<void> {
  await scene.start();
  const sender = await scene.member(route.sender);
  const reached = await scene.member(route.reached);
  const unreached =
    route.unreached &&
    (await scene.member(route.unreached.name, { external: route.unreached.external }));
  const author = await scene.probe(route.author, { external: route.endpoint });
  const got = await scene.expect.message(reached.probe, 'aliveMsg', pushed(sender, author.alive()));
  const secret = got.decoded.envelope.secretEnvelope === undefined ? 'left out' : 'kept';
  if (route.secret) {
    scene.expect.that(secret === route.secret, `its secret ${route.secret}`, `${secret}`);
  }
  if (unreached) {
    const own = route.sender.startsWith('o') ? sender : await scene.witness();
    await scene.expect.nothing({ witness: own, on: [unreached.probe] });
    const leaked = scene.evidence.entries.filter(
      (e) =>
        e.type === 'received' &&
        e.probe === unreached.probe.name &&
        e.decoded?.message?.content.case === 'aliveMsg' &&
        aliveOf(author)(e.decoded.message.content.value),
    );
    scene.expect.that(leaked.length === 0, `nothing of ${author.name}`, 'its alive message');
  }
}

/** Alive messages of the target itself. */
const ownCases = [
  defineCase({
    id: 'push/heartbeat-to-foreign-member-without-secret',
    clauses: ['PUSH-D5', 'MEMB-7', 'MEMB-I4'],
    level: 'MUST',
    title:
      'a peer leaves the secret out of the alive messages that it pushes to other organisations',
    needs: ['multi-org', 'timings'],
    async run({ start, member, expect }) {
      const target = await start();
      const { probe } = await member('f1');
      const { decoded } = await expect.message(probe, 'aliveMsg', {
        where: aliveOf(target),
        that: 'of the target',
        within: 'heartbeat',
      });
      const { secretEnvelope } = decoded.envelope;
      expect.that(secretEnvelope === undefined, 'no secret envelope', 'a secret envelope');
    },
  }),

  defineCase({
    id: 'push/hidden-target-does-not-beat-to-foreign-members',
    clauses: ['PUSH-D4', 'PUSH-I2'],
    level: 'MUST',
    title: 'a peer without external endpoint pushes its alive messages to its organisation only',
    needs: ['multi-org', 'timings'],
    twin: 'self',
    async run({ start, member, probe, expect, evidence, pass, timings }) {
      const target = await start({ external: false });
      const o1 = await member('o1');
      const f1 = await probe('f1');
      const link = await f1.connect();
      link.send(f1.alive());
      await pass(2 * timings.aliveTimeIntervalMs);
      await expect.message(o1.probe, 'aliveMsg', { where: aliveOf(target), within: 'heartbeat' });
      const leaked = evidence.entries.filter(
        (e) =>
          e.probe === 'f1' &&
          e.type === 'received' &&
          e.decoded?.message?.content.case === 'aliveMsg' &&
          aliveOf(target)(e.decoded.message.content.value),
      );
      expect.that(leaked.length === 0, 'no alive message of the target to f1', `${leaked.length}`);
    },
  }),

  defineCase({
    id: 'push/message-not-returned-to-its-sender',
    clauses: ['PUSH-5', 'PUSH-I1'],
    level: 'MUST',
    title: 'a peer does not push a message to the peer from which it came',
    twin: 'self',
    async run(scene) {
      await scene.start();
      const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
      const o9: Probe = await scene.probe('o9');
      await scene.expect.message(o2.probe, 'aliveMsg', pushed(o1, o9.alive()));
      await scene.expect.nothing({ witness: o1, on: [o1.connection] });
      const returned = scene.evidence.entries.filter(
        (e) =>
          e.type === 'received' &&
          e.probe === 'o1' &&
          e.decoded?.message?.content.case === 'aliveMsg' &&
          aliveOf(o9)(e.decoded.message.content.value),
      );
      scene.expect.that(returned.length === 0, 'nothing of o9 to o1', 'its alive message');
    },
  }),

  defineCase({
    id: 'push/author-gets-its-own-message-as-it-is-or-not-at-all',
    clauses: ['PUSH-9', 'PUSH-5', 'PUSH-8'],
    level: 'MAY',
    title: 'a peer that forwards an alive message to its author too forwards it as it came, once',
    twin: 'self',
    async run(scene) {
      await scene.start();
      const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
      const o3 = await scene.member('o3');
      const said = o1.probe.alive();
      const copies = ({ probe }: Member): Entry[] =>
        scene.evidence.entries.filter(
          ({ type, probe: name, decoded }) =>
            type === 'received' &&
            name === probe.name &&
            hex(decoded?.envelope.payload ?? new Uint8Array()) === hex(said.payload),
        );
      await scene.expect.message(o3.probe, 'aliveMsg', pushed(o2, said));
      await scene.quiet();
      const [toAuthor, toSender] = [copies(o1), copies(o2)];
      scene.expect.that(toSender.length === 0, 'nothing to o2, who passed it on', 'a copy');
      scene.expect.that(toAuthor.length <= 1, 'at most one copy to o1', `${toAuthor.length}`);
      const isSame = toAuthor.every(
        ({ decoded }) => hex(decoded!.envelope.signature) === hex(said.signature),
      );
      scene.expect.that(isSame, 'the copy with the signature of o1', 'another signature');
      await scene.expect.membership(o1);
    },
  }),

  defineCase({
    id: 'push/at-most-three-receivers',
    clauses: ['PUSH-4', 'PUSH-I3'],
    level: 'MUST',
    twin: 'self',
    title: 'a peer pushes a message to exactly propagatePeerNum of more candidates',
    async run(scene) {
      await scene.start();
      const sender = await scene.member('o1');
      const members = [sender];
      for (const name of ['o2', 'o3', 'o4', 'o5', 'o6']) members.push(await scene.member(name));
      const said = (await scene.probe('o9')).alive();
      sender.connection.send(said);
      const isCopy = ({ decoded }: Entry) =>
        decoded !== undefined && hex(decoded.envelope.payload) === hex(said.payload);
      const receivers = () =>
        scene.evidence.entries.filter((e) => e.type === 'received' && isCopy(e));
      await scene.expect.eventually(() => receivers().length >= 3, 'three receivers', 'dial');
      // The author is none of those watched: it never said that it lives on, and may be taken for dead.
      const on = members.map(({ connection }) => connection);
      await scene.expect.nothing({ on, witness: sender, except: isCopy });
      const { length } = receivers();
      scene.expect.that(length === 3, 'three receivers', `${length}`);
    },
  }),
];

export const routingCases: readonly Case[] = [...routeCases, ...ownCases];
