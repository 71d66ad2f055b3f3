/** 7 Pull: members that share an endpoint, as a peer does with itself after a renewal of its identity. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Member, Scene } from '../../harness/scene.js';
import { hello, isOfBlocks, started } from './pull-scene.js';

/** o1, and o2 at the endpoint of o1; both in ch1, on links of their own. */
async function sharing(scene: Scene): Promise<{ readonly o1: Member; readonly o2: Member }> {
  const at = await started(scene);
  const o1 = await at.joined('o1');
  const o2 = await at.joined(await scene.probe('o2', { at: o1.probe.endpoint }));
  return { o1, o2 };
}

export const sharedPullCases: readonly Case[] = [
  defineCase({
    id: 'pull/hello-for-an-endpoint-reaches-all-its-members',
    clauses: ['PULL-8'],
    level: 'MUST',
    title: 'a peer sends a hello to every member that has the endpoint of the one it drew',
    needs: ['channels', 'timings'],
    profiles: ['fabric-2.5', 'fabric-3.1'],
    async run(scene) {
      const { o1, o2 } = await sharing(scene);
      const { nonce } = await hello(scene, o1);
      await scene.expect.message(o2.connection, 'hello', {
        where: (got) => got.nonce === nonce,
        that: 'with the nonce of the hello to o1',
      });
    },
  }),
  defineCase({
    id: 'pull/hello-reaches-the-drawn-member-alone',
    clauses: ['PULL-11'],
    level: 'MUST',
    title: 'a peer sends a hello to nobody but the member for whom it drew the nonce',
    needs: ['channels', 'timings'],
    profiles: ['hardened'],
    twin: 'self',
    async run(scene) {
      const { o1, o2 } = await sharing(scene);
      const since = scene.mark();
      const { nonce } = await hello(scene, o1);
      await scene.expect.message(o2.connection, 'hello', {
        where: isOfBlocks,
        that: 'for blocks',
        within: 'pullRound',
        since,
      });
      await scene.expect.never([o2.connection], 'hello', {
        where: (got) => got.nonce === nonce,
        that: 'with the nonce of the hello to o1',
        since,
        witness: o2,
      });
    },
  }),
];
