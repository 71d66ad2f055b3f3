/**
 * What the suite asks of a running node besides gossip, the same of every target: it tells of itself,
 * joins and leaves, stands still, and comes back with or without what it had stored.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equals, fromBinary } from '@bufbuild/protobuf';
import { afterAll, describe, expect, it } from 'vitest';
import { isInProcess } from '../../../conformance/harness/bench.js';
import { defineCase } from '../../../conformance/harness/case.js';
import { playCases } from '../../../conformance/suite.js';
import { targetNamed } from '../../../conformance/targets/named.js';
import type { RunningNode, StartNode, Target } from '../../../conformance/targets/target.js';
import { BlockDataSchema, BlockSchema } from '../../../src/wire/gen/common/common_pb.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-life-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The target, and the node that it has started last. */
function watched(target: Target): { target: Target; current: () => RunningNode } {
  let current: RunningNode | undefined;
  const seen =
    <A extends unknown[]>(start: (node: StartNode, ...rest: A) => Promise<RunningNode>) =>
    async (node: StartNode, ...rest: A): Promise<RunningNode> => {
      current = await start(node, ...rest);
      return current;
    };
  const own: Target = isInProcess(target)
    ? ({
        ...target,
        bench: (...args: Parameters<typeof target.bench>) => {
          const bench = target.bench(...args);
          return { ...bench, start: seen(bench.start) };
        },
      } as Target)
    : { ...target, start: seen((node) => target.start(node)) };
  return { target: own, current: () => current! };
}

const life = (current: () => RunningNode) =>
  defineCase({
    id: 'smoke/life-of-a-node',
    clauses: ['LINK-21'],
    level: 'MUST',
    title: 'a node tells, joins, leaves, stands still and comes back',
    async run(scene) {
      const { expect: judge, clock } = scene;
      const [first, second] = [await scene.channel('ch1'), await scene.channel('ch2')];
      const node = await scene.start({ channels: [first], settings: { leadership: 'static' } });
      const { probe, connection } = await scene.member('o1');
      const running = current();
      const asked = (question: Parameters<NonNullable<RunningNode['query']>>[0]) =>
        clock.settled(running.query!(question));
      const is = (what: string, told: unknown, wanted: unknown): void =>
        judge.that(
          JSON.stringify(told) === JSON.stringify(wanted),
          `${what}: ${JSON.stringify(wanted)}`,
          JSON.stringify(told),
        );
      is('members', await asked({ what: 'membership' }), { alive: [probe.endpoint], dead: [] });
      is('leader', await asked({ what: 'leader', channel: 'ch1' }), true);
      is('height', await asked({ what: 'height', channel: 'ch1' }), '1');
      const block = await asked({ what: 'block', channel: 'ch1', number: 0 });
      // Of its metadata each peer has its own.
      const told = fromBinary(BlockSchema, Buffer.from(String(block), 'base64'));
      const own = fromBinary(BlockSchema, first.genesis);
      judge.that(
        equals(BlockDataSchema, told.data!, own.data!),
        'the data of block 0',
        'other data',
      );
      is('block 1', await asked({ what: 'block', channel: 'ch1', number: 1 }), null);

      const path = join(folder, `${running.endpoint.replace(':', '-')}.block`);
      writeFileSync(path, second.genesis);
      await clock.settled(running.join!({ id: 'ch2', genesisBlock: path }));
      is('height of a second', await asked({ what: 'height', channel: 'ch2' }), '1');
      await clock.settled(running.leave!('ch2'));
      is('leader of one it left', await asked({ what: 'leader', channel: 'ch2' }), false);

      await node.pause();
      let answered = false;
      probe.ping().then(
        () => {
          answered = true;
        },
        () => {},
      );
      await scene.quiet();
      judge.that(!answered, 'no answer while it stands still', 'an answer');
      await node.resume();
      await clock.settled(probe.ping());

      connection.close();
      await node.kill();
      await node.restart('kept');
      await clock.settled(probe.ping());
      await node.kill();
      await node.restart('lost');
      is('members afterwards', await asked({ what: 'membership' }), { alive: [], dead: [] });
      is('height afterwards', await asked({ what: 'height', channel: 'ch1' }), '1');
      const left = await running.query!({ what: 'height', channel: 'ch2' }).then(
        () => 'there',
        () => 'gone',
      );
      is('a channel that was lost', left, 'gone');
    },
  });

describe('the life of a node', () => {
  it.each(['inproc', 'reference', `exec:${process.execPath} bin/fabric-gossip.js conform adapter`])(
    'is the same for %s',
    { timeout: 120_000 },
    async (name) => {
      const { target, current } = watched(targetNamed(name, 1));
      await target.identify();
      const { results } = await playCases(target, [life(current)]);
      const [{ verdict, expected, observed, message }] = results as [(typeof results)[0]];
      expect([verdict, expected, observed, message]).toEqual([
        'pass',
        undefined,
        undefined,
        undefined,
      ]);
    },
  );
});
