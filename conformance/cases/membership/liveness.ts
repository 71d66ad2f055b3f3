/** 5 Membership: when a peer takes a member for dead, and when for alive again. */

import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import type { Member, Scene } from '../../harness/scene.js';
import { timeOf } from '../../harness/wire/authored.js';
import { membershipResponse } from '../../harness/wire/messages.js';
import { hex } from '../../harness/wire/sign.js';

/** o1 and o2 live; o2's last words are known, and it has not spoken since. */
async function silenced(
  scene: Scene,
): Promise<{ o1: Member; o2: Member; last: Envelope; atMs: number }> {
  await scene.start();
  const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
  o2.fallSilent();
  const last = o2.probe.alive();
  o2.connection.send(last);
  return { o1, o2, last, atMs: scene.clock.now() };
}

/** Death ends the link: while messages still came, and not once they had ceased. */
const isDeadMeanwhile = ({ expect }: Scene, { connection }: Member): void =>
  expect.that(
    connection.end !== undefined,
    `the end of stream ${connection.name} while messages still come`,
    'it is still open',
  );

export const livenessCases: readonly Case[] = [
  defineCase({
    id: 'membership/silent-member-loses-its-link',
    clauses: ['MEMB-20', 'MEMB-19', 'MEMB-R5', 'LINK-12'],
    level: 'MUST',
    title: 'a peer ends with OK the link to a member silent for aliveExpirationTimeout',
    needs: ['timings'],
    async run(scene) {
      const { o2, atMs } = await silenced(scene);
      await scene.expect.ended(o2.connection, {
        status: 'OK',
        within: 'death',
        notBefore: { ms: scene.timings.aliveExpirationTimeoutMs, sinceMs: atMs },
      });
    },
  }),

  defineCase({
    id: 'membership/silent-member-listed-dead',
    clauses: ['MEMB-20', 'MEMB-16', 'MEMB-I6'],
    level: 'MUST',
    title: 'a peer lists a silent member as dead, with its last alive message',
    needs: ['timings'],
    async run(scene) {
      const { o1, last } = await silenced(scene);
      const view = await scene.expect.membershipHas(o1, 'o2', 'dead', 'death');
      scene.expect.that(
        hex(view.of('o2')!.envelope.payload) === hex(last.payload),
        'the last alive message of o2 among dead',
        view.told,
      );
    },
  }),

  defineCase({
    id: 'membership/speaking-member-stays-alive',
    clauses: ['MEMB-12', 'MEMB-D17'],
    level: 'MUST',
    title: 'a peer keeps a member that sends alive messages for longer than the timeout',
    needs: ['timings'],
    async run({ start, member, expect, pass, timings }) {
      await start();
      const o1 = await member('o1');
      await pass(2 * timings.aliveExpirationTimeoutMs);
      const view = await expect.membership(await member('o2'));
      expect.that(view.lists('o1') === 'alive', 'o1 alive in the view', view.told);
      expect.that(!o1.connection.end, 'its link open', 'its link ended');
    },
  }),

  defineCase({
    id: 'membership/replays-keep-nobody-alive',
    clauses: ['MEMB-40', 'MEMB-D10', 'MEMB-D16'],
    level: 'MUST',
    title: 'a peer takes a member for dead although its last alive message is repeated',
    needs: ['timings'],
    async run(scene) {
      const { o1, o2, last } = await silenced(scene);
      const beat = scene.timings.aliveTimeIntervalMs;
      const rounds = Math.ceil((4 * scene.timings.aliveExpirationTimeoutMs) / beat);
      for (let i = 0; i < rounds && !o2.connection.end; i += 1) {
        o1.connection.send(last);
        o1.connection.send(membershipResponse({ alive: [last] }));
        await scene.pass(beat);
      }
      isDeadMeanwhile(scene, o2);
      await scene.expect.membershipHas(o1, 'o2', 'dead', 'reaction');
    },
  }),

  defineCase({
    id: 'membership/other-messages-keep-nobody-alive',
    clauses: ['MEMB-40'],
    level: 'MUST',
    title: 'a peer takes a member for dead that sends messages but no alive message',
    needs: ['timings'],
    async run(scene) {
      const { o2 } = await silenced(scene);
      const beat = scene.timings.aliveTimeIntervalMs;
      const rounds = Math.ceil((4 * scene.timings.aliveExpirationTimeoutMs) / beat);
      for (let i = 0; i < rounds && !o2.connection.end; i += 1) {
        o2.connection.send(membershipResponse({}));
        o2.connection.send(o2.probe.handshake(o2.connection));
        await scene.pass(beat);
      }
      isDeadMeanwhile(scene, o2);
      await scene.expect.ended(o2.connection, { status: 'OK' });
    },
  }),

  defineCase({
    id: 'membership/replayed-alive-does-not-resurrect',
    clauses: ['MEMB-I2', 'MEMB-D10', 'MEMB-D16'],
    level: 'MUST',
    title: 'a peer leaves a dead member dead when its last alive message comes again',
    needs: ['timings'],
    twin: 'membership/newer-alive-resurrects',
    async run(scene) {
      const { o1, last } = await silenced(scene);
      await scene.assume.membershipHas(o1, 'o2', 'dead', 'death');
      o1.connection.send(last);
      o1.connection.send(membershipResponse({ alive: [last] }));
      await scene.expect.nothing({ witness: o1 });
      const view = await scene.expect.membership(o1);
      scene.expect.that(view.lists('o2') === 'dead', 'o2 dead in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/newer-alive-resurrects',
    clauses: ['MEMB-D18', 'MEMB-R10', 'MEMB-I7'],
    level: 'MUST',
    title: 'a peer takes a dead member for alive again on a newer alive message',
    needs: ['timings'],
    async run(scene) {
      const { o1, o2 } = await silenced(scene);
      await scene.assume.membershipHas(o1, 'o2', 'dead', 'death');
      const fresh = o2.probe.alive();
      o1.connection.send(fresh);
      const view = await scene.expect.membershipHas(o1, 'o2', 'alive', 'reaction');
      const seen = timeOf(view.of('o2'))?.seqNum;
      scene.expect.that(
        hex(view.of('o2')!.envelope.payload) === hex(fresh.payload),
        'the newer alive message of o2',
        `sequence number ${seen}`,
      );
    },
  }),

  defineCase({
    id: 'membership/unreachable-member-dead-before-the-timeout',
    clauses: ['MEMB-21', 'MEMB-R6', 'LINK-18'],
    level: 'MUST',
    title: 'a peer takes a member for dead once it cannot be reached, though it is not yet silent',
    needs: ['timings'],
    async run({ start, member, expect }) {
      await start({ timings: { aliveExpirationTimeoutMs: 60_000 } });
      const o1 = await member('o1');
      const o2 = await member('o2', { listens: false });
      o2.fallSilent();
      o2.connection.close();
      await expect.membershipHas(o1, 'o2', 'dead', 'reconnection');
    },
  }),

  defineCase({
    id: 'membership/dead-member-pinged-and-asked',
    clauses: ['MEMB-25', 'MEMB-26', 'MEMB-R21'],
    level: 'MUST',
    title: 'a peer pings a dead member and, if it answers, asks it for its view with nonce 0',
    needs: ['timings'],
    async run(scene) {
      const { o1, o2 } = await silenced(scene);
      await scene.assume.membershipHas(o1, 'o2', 'dead', 'death');
      const since = scene.mark();
      const pinged = () =>
        scene.evidence.entries.slice(since).some((e) => e.probe === 'o2' && e.type === 'pinged');
      await scene.expect.eventually(pinged, 'Ping to o2', 'reconnection');
      await scene.expect.message(o2.probe, 'memReq', {
        where: (_, { message }) => message?.nonce === 0n,
        that: 'with nonce 0',
        within: 'reconnection',
        since,
      });
    },
  }),

  defineCase({
    id: 'membership/long-silent-member-forgotten',
    clauses: ['MEMB-24', 'MEMB-22', 'MEMB-R13'],
    level: 'MUST',
    title: 'a peer forgets a member when its alive message expires',
    needs: ['timings'],
    async run({ start, member, expect }) {
      await start({ timings: { msgExpirationFactor: 2 } });
      const o1 = await member('o1');
      const o2 = await member('o2', { listens: false });
      o2.fallSilent();
      await expect.membershipHas(o1, 'o2', 'dead', 'death');
      await expect.membershipHas(o1, 'o2', 'nowhere', 'expiry');
    },
  }),

  defineCase({
    id: 'membership/long-silent-bootstrap-member-kept',
    clauses: ['MEMB-24', 'MEMB-R12'],
    level: 'MUST',
    title: 'a peer does not forget a member whose endpoint is a bootstrap endpoint',
    needs: ['timings'],
    async run({ start, member, probe, expect, assume, pass, timings }) {
      const o2 = await probe('o2');
      await start({ bootstrap: [o2], timings: { msgExpirationFactor: 2 } });
      const o1 = await member('o1');
      const { entry } = await assume.message(o2, 'memReq', { within: 'dial' });
      o2.connections.find((c) => c.name === entry.stream)!.send(o2.alive());
      await expect.membershipHas(o1, 'o2', 'dead', 'death');
      await pass(3 * timings.aliveExpirationTimeoutMs);
      const view = await expect.membership(o1);
      expect.that(view.lists('o2') === 'dead', 'o2 dead in the view', view.told);
    },
  }),

  defineCase({
    id: 'membership/internal-endpoint-kept-without-secret',
    clauses: ['MEMB-13'],
    level: 'MUST',
    title: 'a peer still dials the internal endpoint of a member whose newer alive has no secret',
    needs: ['timings'],
    async run(scene) {
      await scene.start({ timings: { aliveExpirationTimeoutMs: 60_000 } });
      await scene.member('o1');
      const o2 = await scene.member('o2');
      o2.fallSilent();
      o2.connection.send(o2.probe.alive({ endpoint: '127.0.0.1:1' }));
      o2.connection.send(o2.probe.alive({ endpoint: '127.0.0.1:1', internal: undefined }));
      // Not a request of o2: it would tell the internal endpoint again.
      await scene.quiet();
      const since = scene.mark();
      o2.connection.close();
      await scene.expect.message(o2.probe, 'conn', { since, within: 'synchronisation' });
    },
  }),
];
