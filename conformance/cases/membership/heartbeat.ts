/** 5 Membership: what a peer says of itself, and when. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Scene } from '../../harness/scene.js';
import { aliveOf, timeOf } from '../../harness/wire/authored.js';
import { contentOf, type Decoded } from '../../harness/wire/decode.js';

/** Alive messages that the target has pushed to this probe so far, oldest first. */
const heartbeats = ({ evidence }: Scene, target: Parameters<typeof aliveOf>[0]): Decoded[] =>
  evidence.entries
    .filter(({ type, decoded }) => {
      const alive = contentOf(decoded, 'aliveMsg');
      return type === 'received' && alive !== undefined && aliveOf(target)(alive);
    })
    .map(({ decoded }) => decoded!);

export const heartbeatCases: readonly Case[] = [
  defineCase({
    id: 'membership/no-heartbeat-without-members',
    clauses: ['PUSH-3'],
    level: 'MUST',
    title: 'a peer pushes no alive message over the link of somebody who is no live member',
    needs: ['timings'],
    twin: 'membership/heartbeat-every-interval',
    async run({ start, probe, expect, pass, evidence, timings }) {
      await start();
      const o1 = await probe('o1');
      const link = await o1.connect();
      await pass(3 * timings.aliveTimeIntervalMs);
      const heard = evidence.entries.filter((e) => e.decoded?.kind === 'aliveMsg');
      expect.that(heard.length === 0, 'no alive message', `${heard.length}`);
      await expect.membership({ probe: o1, connection: link });
    },
  }),

  defineCase({
    id: 'membership/heartbeat-every-interval',
    clauses: ['MEMB-5', 'MEMB-R17'],
    level: 'MUST',
    title: 'a peer with a live member pushes an alive message every aliveTimeInterval',
    needs: ['timings'],
    async run(scene) {
      const target = await scene.start();
      const { probe } = await scene.member('o1');
      for (let beats = 1; beats <= 3; beats += 1) {
        await scene.expect.eventually(
          () => heartbeats(scene, target).length >= beats,
          `alive message ${beats} of the target`,
          'heartbeat',
        );
      }
      const [first, , third] = scene.evidence.entries.filter(
        (e) => e.probe === probe.name && heartbeats(scene, target).includes(e.decoded!),
      );
      const tookMs = third!.atMs - first!.atMs;
      // Half an interval for two of them: a beat that waited in a buffer may be late, the next is not.
      scene.expect.that(
        tookMs >= scene.timings.aliveTimeIntervalMs,
        `at least ${scene.timings.aliveTimeIntervalMs} ms for two intervals`,
        `${tookMs} ms`,
      );
    },
  }),

  defineCase({
    id: 'membership/incarnation-constant-and-sequence-rising',
    clauses: ['MEMB-2', 'MEMB-3'],
    level: 'MUST',
    title: 'a peer keeps its inc_num and gives each alive message a larger seq_num',
    needs: ['timings'],
    async run(scene) {
      const target = await scene.start();
      await scene.member('o1');
      await scene.assume.eventually(
        () => heartbeats(scene, target).length >= 4,
        'four alive messages',
        'death',
      );
      const times = heartbeats(scene, target).map((d) => timeOf(d)!);
      const told = times.map((t) => `(${t.incNum}, ${t.seqNum})`).join(' ');
      scene.expect.that(
        times.every((t, i) => i === 0 || t.incNum === times[0]!.incNum),
        'the same inc_num in all',
        told,
      );
      const sorted = times.map((t) => t.seqNum).toSorted((a, b) => (a < b ? -1 : 1));
      scene.expect.that(
        sorted.every((seq, i) => i === 0 || seq > sorted[i - 1]!),
        'no seq_num twice',
        told,
      );
    },
  }),

  defineCase({
    id: 'membership/incarnation-grows-with-restart',
    clauses: ['MEMB-2'],
    level: 'MUST',
    title: 'a peer that starts again uses a larger inc_num, in nanoseconds',
    needs: ['restart'],
    async run({ start, probe, expect }) {
      const target = await start();
      const o1 = await probe('o1');
      const before = timeOf(
        (await expect.membership({ probe: o1, connection: await o1.connect() })).of('target'),
      )!;
      // What no clock that certificates are valid by is far from: after 2001.
      expect.that(
        before.incNum > 10n ** 18n,
        'inc_num in nanoseconds since 1970',
        `${before.incNum}`,
      );
      await target.kill();
      await target.restart();
      const after = timeOf(
        (await expect.membership({ probe: o1, connection: await o1.connect() })).of('target'),
      )!;
      expect.that(
        after.incNum > before.incNum,
        `inc_num above ${before.incNum}`,
        `${after.incNum}`,
      );
    },
  }),

  defineCase({
    id: 'membership/identity-in-alive-messages-after-start',
    clauses: ['MEMB-4'],
    level: 'MUST',
    title: 'a peer puts its identity into alive messages within publishCertPeriod of its start',
    needs: ['timings'],
    async run({ start, member, expect }) {
      const target = await start({ timings: { publishCertPeriodMs: 60_000 } });
      const { probe } = await member('o1');
      const { content } = await expect.message(probe, 'aliveMsg', {
        where: aliveOf(target),
        that: 'of the target',
        within: 'heartbeat',
      });
      expect.that(content.identity.length > 0, 'an alive message with identity', 'one without');
    },
  }),

  defineCase({
    id: 'membership/no-identity-in-later-alive-messages',
    clauses: ['MEMB-4', 'MEMB-R19'],
    level: 'MUST',
    title: 'a peer leaves its identity out of alive messages after publishCertPeriod',
    needs: ['timings'],
    async run({ start, member, expect, pass, mark, timings }) {
      const publishCertPeriodMs = 300;
      const target = await start({ timings: { publishCertPeriodMs } });
      const { probe } = await member('o1');
      await pass(publishCertPeriodMs + timings.aliveTimeIntervalMs);
      const { content } = await expect.message(probe, 'aliveMsg', {
        where: aliveOf(target),
        that: 'of the target',
        within: 'heartbeat',
        since: mark(),
      });
      expect.that(content.identity.length === 0, 'an alive message without identity', 'one with');
    },
  }),

  defineCase({
    id: 'membership/membership-asked-every-pull-interval',
    clauses: ['MEMB-6', 'MEMB-44'],
    level: 'MUST',
    title: 'a peer asks each of up to three live members for their view every pullInterval',
    needs: ['timings'],
    async run({ start, member, expect, mark }) {
      await start();
      const members = [await member('o1'), await member('o2'), await member('o3')];
      for (let round = 1; round <= 2; round += 1) {
        const since = mark();
        for (const { probe } of members) {
          const { content } = await expect.message(probe, 'memReq', {
            where: (_, { message }) => message?.nonce === 0n,
            that: 'with nonce 0',
            within: 'synchronisation',
            since,
          });
          expect.that(content.known.length === 0, 'known empty', `${content.known.length} items`);
        }
      }
    },
  }),

  defineCase({
    id: 'membership/own-alive-replayed-to-its-author-ignored',
    clauses: ['MEMB-9', 'MEMB-D12', 'MEMB-I1'],
    level: 'MUST',
    title: 'a peer neither forwards nor stores its own alive message',
    twin: 'membership/alive-of-a-new-author-forwarded',
    async run(scene) {
      const target = await scene.start();
      const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
      const copiesOf = (one: Decoded): Decoded[] =>
        heartbeats(scene, target).filter((d) => timeOf(d)?.seqNum === timeOf(one)?.seqNum);
      const toBoth = () => heartbeats(scene, target).find((d) => copiesOf(d).length === 2);
      await scene.assume.eventually(
        () => toBoth() !== undefined,
        'an alive message of the target to o1 and o2',
        'heartbeat',
      );
      const said = toBoth()!;
      o1.connection.send(said.envelope);
      await scene.expect.nothing({ witness: o2 });
      const { length } = copiesOf(said);
      scene.expect.that(length === 2, 'that message no third time', `${length} times`);
      const view = await scene.expect.membership(o2);
      const listed = [...view.alive, ...view.dead].filter((d) => {
        const alive = contentOf(d, 'aliveMsg');
        return alive !== undefined && aliveOf(target)(alive);
      });
      scene.expect.that(listed.length === 1, 'the target once in its view', view.told);
    },
  }),
];
