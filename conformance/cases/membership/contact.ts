/** 5 Membership: how a peer makes itself known at its bootstrap peers. */
import { saysNothing } from '../../harness/background.js';
import { type Case, defineCase } from '../../harness/case.js';
import type { Probe } from '../../harness/probe.js';
import type { Scene } from '../../harness/scene.js';
import { aliveOf } from '../../harness/wire/authored.js';
import { contentOf, decoded, internalEndpointOf } from '../../harness/wire/decode.js';
import { membershipResponse } from '../../harness/wire/messages.js';

/** A bootstrap peer that the target contacts as soon as it starts. */
async function contacted({ probe, start }: Scene, name = 'o1'): Promise<Probe> {
  const boot = await probe(name);
  await start({ bootstrap: [boot] });
  return boot;
}

/** What o1 saw so far: `Ping`, `stream` (opened by the target), kinds of messages, `end`. */
const seen = ({ evidence }: Scene, probe: Probe): readonly string[] =>
  evidence.entries
    .filter((e) => e.probe === probe.name && !saysNothing(e))
    .flatMap(({ type, decoded: d }) => {
      if (type === 'pinged') return ['Ping'];
      if (type === 'accepted') return ['stream'];
      if (type === 'ended') return ['end'];
      if (type !== 'received') return [];
      return [contentOf(d, 'conn')?.probe ? 'probe' : (d?.kind ?? '')];
    });

const isRandom = (_: unknown, { message }: { message: { nonce: bigint } | undefined }) =>
  message !== undefined && message.nonce !== 0n;

export const contactCases: readonly Case[] = [
  defineCase({
    id: 'membership/bootstrap-peer-probed-then-asked',
    clauses: ['MEMB-29', 'MEMB-31', 'MEMB-R25', 'MEMB-R27', 'LINK-32'],
    level: 'MUST',
    title: 'a peer probes its bootstrap peer, then links to it and asks for its view',
    async run(scene) {
      const o1 = await contacted(scene);
      await scene.expect.message(o1, 'memReq', {
        where: isRandom,
        that: 'with a nonce',
        within: 'dial',
      });
      const order = seen(scene, o1)
        .filter((what) => what !== 'end')
        .slice(0, 7);
      const expected = ['Ping', 'stream', 'probe', 'Ping', 'stream', 'conn', 'memReq'];
      scene.expect.that(
        order.join(', ') === expected.join(', '),
        expected.join(', '),
        order.join(', '),
      );
    },
  }),

  defineCase({
    id: 'membership/bootstrap-request-carries-own-secret',
    clauses: ['MEMB-7', 'MEMB-31', 'MEMB-44'],
    level: 'MUST',
    title: 'a peer tells a bootstrap peer of its organisation its internal endpoint',
    async run(scene) {
      const o1 = await scene.probe('o1');
      const target = await scene.start({ bootstrap: [o1] });
      const { content } = await scene.expect.message(o1, 'memReq', { within: 'dial' });
      const self = content.selfInformation && decoded(content.selfInformation);
      const alive = contentOf(self, 'aliveMsg');
      scene.expect.that(
        alive !== undefined && aliveOf(target)(alive),
        'the target’s own alive message',
        'another',
      );
      const told = self && internalEndpointOf(self.envelope);
      scene.expect.that(told === target.internal, `secret ${target.internal}`, `secret ${told}`);
      scene.expect.that(content.known.length === 0, 'known empty', `${content.known.length} items`);
    },
  }),

  defineCase({
    id: 'membership/unanswered-bootstrap-request-repeated',
    clauses: ['MEMB-32', 'MEMB-R36', 'MEMB-R38'],
    level: 'MUST',
    title: 'a peer repeats the request with its nonce to a bootstrap peer that does not answer',
    needs: ['timings'],
    async run(scene) {
      const o1 = await contacted(scene);
      const first = await scene.expect.message(o1, 'memReq', { where: isRandom, within: 'dial' });
      const nonce = first.decoded.message!.nonce;
      await scene.expect.message(o1, 'memReq', {
        where: (_, { message }) => message?.nonce === nonce,
        that: `with nonce ${nonce} again`,
        within: 'retry',
        since: first.entry.n + 1,
      });
    },
  }),

  defineCase({
    id: 'membership/answered-bootstrap-request-not-repeated',
    clauses: ['MEMB-32', 'MEMB-R34'],
    level: 'MUST',
    title: 'a peer does not repeat a request that was answered',
    needs: ['timings'],
    async run(scene) {
      const o1 = await contacted(scene);
      const { decoded: request, entry } = await scene.expect.message(o1, 'memReq', {
        where: isRandom,
        within: 'dial',
      });
      const { nonce } = request.message!;
      const connection = o1.connections.find((c) => c.name === entry.stream)!;
      connection.send(membershipResponse({ alive: [o1.alive()] }, { nonce }));
      await scene.pass(5_000 + 2 * scene.timings.reconnectIntervalMs);
      const repeated = scene.evidence.entries.filter(
        (e) => e.type === 'received' && e.n > entry.n && e.decoded?.message?.nonce === nonce,
      );
      scene.expect.that(repeated.length === 0, `no request with nonce ${nonce}`, 'a repetition');
    },
  }),

  defineCase({
    id: 'membership/bootstrap-peer-of-unknown-organisation-not-asked',
    clauses: ['LINK-R22', 'MEMB-43', 'MEMB-R31'],
    level: 'MUST',
    title: 'a peer sends nothing to a bootstrap peer of an unknown organisation, and probes again',
    needs: ['timings'],
    twin: 'membership/bootstrap-peer-probed-then-asked',
    async run(scene) {
      // Its TLS is in order, or it would not come to a handshake.
      const { tls } = await scene.organisations.O.mintPeer('tls');
      const credentials = { ...(await scene.organisations.X.mintPeer('x1')), tls };
      await probedAgainButNotAsked(scene, await scene.probe('x1', { credentials }));
    },
  }),

  defineCase({
    id: 'membership/bootstrap-peer-of-foreign-organisation-not-asked',
    clauses: ['MEMB-30', 'MEMB-D49', 'MEMB-R29', 'MEMB-43'],
    level: 'MUST',
    title: 'a peer sends nothing to a bootstrap peer of another organisation, and probes again',
    needs: ['timings', 'multi-org'],
    twin: 'membership/bootstrap-peer-probed-then-asked',
    run: async (scene) => probedAgainButNotAsked(scene, await scene.probe('f1')),
  }),
];

/** The target probes this peer more than once and says nothing else to it. */
async function probedAgainButNotAsked(scene: Scene, boot: Probe): Promise<void> {
  await scene.start({ bootstrap: [boot] });
  const probes = () => seen(scene, boot).filter((what) => what === 'probe').length;
  await scene.assume.eventually(() => probes() >= 1, 'a probe', 'dial');
  await scene.expect.eventually(() => probes() >= 2, 'a second probe', 'reconnection');
  const [first, second] = scene.evidence.entries.filter(
    ({ probe, decoded: d }) => probe === boot.name && contentOf(d, 'conn')?.probe,
  );
  const betweenMs = second!.atMs - first!.atMs;
  // The interval runs from the end of the first; half of it allows for one that came late.
  const { reconnectIntervalMs } = scene.timings;
  scene.expect.that(
    betweenMs >= 0.5 * reconnectIntervalMs,
    `at least ${0.5 * reconnectIntervalMs} ms between the probes`,
    `${betweenMs} ms`,
  );
  const said = seen(scene, boot).filter((w) => !['Ping', 'stream', 'probe', 'end'].includes(w));
  scene.expect.that(said.length === 0, 'only Ping and probes', said.join(', '));
  await scene.expect.membership(await scene.witness());
}
