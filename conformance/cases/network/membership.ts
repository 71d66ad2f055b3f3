/** Nodes under test among themselves, without a channel; and a peer whose clock is far ahead. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Member, Scene, TargetNode } from '../../harness/scene.js';
import { aliveOf } from '../../harness/wire/authored.js';

/** A probe that is linked to this node and kept alive there. */
async function watching(scene: Scene, name: string, node: TargetNode): Promise<Member> {
  const probe = await scene.probe(name);
  const connection = await probe.connect(node);
  const fallSilent = probe.keepAlive(connection, scene.timings.aliveTimeIntervalMs);
  return { probe, connection, fallSilent };
}

const mutual = defineCase({
  id: 'network/mutual-bootstrap-settles',
  clauses: ['MEMB-29', 'LINK-I1', 'LINK-D9', 'MEMB-I6'],
  level: 'MUST',
  title: 'a peer and its bootstrap peer that start together find each other, and keep each other',
  needs: ['timings'],
  async run(scene) {
    const [first, second] = [await scene.reserve(), await scene.reserve()];
    const nodes = await Promise.all([
      scene.start({ name: 't1', listen: first, bootstrap: [second] }),
      scene.start({ name: 't2', listen: second, bootstrap: [first] }),
    ]);
    const [o1, o2] = [await watching(scene, 'o1', nodes[0]), await watching(scene, 'o2', nodes[1])];
    await scene.expect.membershipHas(o1, 't2', 'alive', 'retry');
    await scene.expect.membershipHas(o2, 't1', 'alive', 'retry');
    await scene.pass(2 * scene.timings.aliveExpirationTimeoutMs);
    const views = [await scene.expect.membership(o1), await scene.expect.membership(o2)];
    scene.expect.that(
      views[0]!.lists('t2') === 'alive' && views[1]!.lists('t1') === 'alive',
      'each alive in the view of the other',
      views.map(({ told }) => told).join(' / '),
    );
  },
});

const ahead = defineCase({
  id: 'membership/clock-far-ahead-concerns-its-owner-alone',
  clauses: ['MEMB-11', 'MEMB-12'],
  level: 'MUST',
  title: 'a peer takes a timestamp at the end of time from one member, and the others as before',
  async run(scene) {
    await scene.start();
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const o9 = await scene.probe('o9');
    const last = 2n ** 64n - 1n;
    o1.connection.send(o9.alive({ incNum: last, seqNum: last }));
    await scene.expect.message(o2.probe, 'aliveMsg', { where: aliveOf(o9, last), that: 'of o9' });
    const next = o1.probe.alive();
    const since = scene.mark();
    o1.connection.send(next);
    await scene.expect.message(o2.probe, 'aliveMsg', {
      where: aliveOf(o1.probe),
      that: 'of o1, again',
      since,
    });
    const view = await scene.expect.membership(o1);
    const alive = ['o1', 'o2', 'o9'].every((name) => view.lists(name) === 'alive');
    scene.expect.that(alive, 'o1, o2 and o9 alive', view.told);
  },
});

export const networkMembershipCases: readonly Case[] = [mutual, ahead];
