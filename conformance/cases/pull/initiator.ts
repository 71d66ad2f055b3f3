/** 7 Pull: the asking side, for the blocks of a channel: whom it greets, and what it asks for. */
import { type Case, defineCase } from '../../harness/case.js';
import { expectPause } from '../../harness/pauses.js';
import { blockDigest, pullDigest } from '../../harness/wire/channel-messages.js';
import { CH1, hello, isOfBlocks, offered, started } from './pull-scene.js';

const asks = defineCase({
  id: 'pull/target-greets-own-members-of-the-channel',
  clauses: ['PULL-42', 'PULL-1', 'PULL-R1', 'CHAN-I2'],
  level: 'MUST',
  title:
    'a peer says hello for blocks to members of its organisation in the channel, to nobody else',
  needs: ['channels', 'timings'],
  twin: 'self',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    const [o2, f1] = [await scene.member('o2'), await at.joined('f1')];
    const since = scene.mark();
    await hello(scene, o1);
    await hello(scene, o1);
    await scene.expect.never([o2.connection, f1.connection], 'hello', {
      where: isOfBlocks,
      that: 'for blocks',
      since,
      witness: o1,
    });
  },
});

const draws = defineCase({
  id: 'pull/target-greets-three-of-more-members',
  clauses: ['PULL-1'],
  level: 'MUST',
  title: 'a peer says hello for blocks to pullPeerNum members in a round, where there are more',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    for (const name of ['o1', 'o2', 'o3', 'o4', 'o5']) await at.joined(name);
    const hellos = (since: number): number =>
      scene.evidence.entries.slice(since).filter(({ type, decoded }) => {
        const content = decoded?.message?.content;
        return type === 'received' && content?.case === 'hello' && isOfBlocks(content.value);
      }).length;
    const round = async (since: number): Promise<number> => {
      await scene.expect.eventually(() => hellos(since) > 0, 'a hello for blocks', 'pullRound');
      await scene.pass(scene.timings.pullIntervalMs / 2);
      return hellos(since);
    };
    // The first may have begun before all had joined.
    await round(scene.mark());
    const greeted = await round(scene.mark());
    scene.expect.that(greeted === 3, 'hellos to three members', `to ${greeted}`);
  },
});

const requests = defineCase({
  id: 'pull/target-requests-what-it-lacks',
  clauses: ['PULL-5', 'PULL-7', 'PULL-18', 'PULL-44', 'PULL-D5', 'PULL-D6', 'PULL-D9'],
  level: 'MUST',
  title: 'a peer asks for the blocks of a digest from its height on, and for nothing else in it',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    o1.connection.send(at.block(1));
    await at.committed(o1, 1, { as: scene.assume });
    const odd = ['x', '', '-4', '99999999999999999999999'].map((text) => Buffer.from(text));
    const wanted = await offered(scene, o1, [...odd, ...[0, 1, 2, 3].map(blockDigest)]);
    const asked = wanted.digests.map((item) => Buffer.from(item).toString()).sort();
    scene.expect.that(asked.join(' ') === '2 3', 'a request for 2 and 3', `for ${asked.join(' ')}`);
  },
});

const oneOwner = defineCase({
  id: 'pull/target-requests-each-item-of-one-owner',
  clauses: ['PULL-7'],
  level: 'MUST',
  title: 'a peer asks one of those that have a block for it, and no other',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const members = [await at.joined('o1'), await at.joined('o2')];
    const since = scene.mark();
    const nonces = await Promise.all(members.map((member) => hello(scene, member)));
    const digests = [1, 2, 3, 4, 5, 6].map(blockDigest);
    for (const [i, { connection }] of members.entries())
      connection.send(pullDigest(CH1, nonces[i]!.nonce, digests));
    const asked = (): string =>
      scene.evidence.entries
        .slice(since)
        .flatMap(({ type, decoded }) => {
          const content = decoded?.message?.content;
          const isRequest = type === 'received' && content?.case === 'dataReq';
          return isRequest && isOfBlocks(content.value) ? content.value.digests : [];
        })
        .map((item) => Buffer.from(item).toString())
        .sort()
        .join(' ');
    await scene.expect.eventually(() => asked() !== '', 'requests for blocks', 'pullRound');
    await scene.quiet();
    scene.expect.that(asked() === '1 2 3 4 5 6', 'requests for 1 2 3 4 5 6', `for ${asked()}`);
  },
});

const waits = defineCase({
  id: 'pull/target-waits-for-digests',
  clauses: ['PULL-7', 'PULL-R6'],
  level: 'MUST',
  title: 'a peer sends its DataRequest digestWaitTime after its hello',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    const since = scene.mark();
    const { nonce } = await offered(scene, o1, [blockDigest(1)]);
    const entries = scene.evidence.entries.slice(since);
    const instant = (kind: 'hello' | 'dataReq'): number =>
      entries.find(({ type, decoded }) => {
        const content = decoded?.message?.content;
        return type === 'received' && content?.case === kind && content.value.nonce === nonce;
      })?.atMs ?? 0;
    const tookMs = instant('dataReq') - instant('hello');
    const wantedMs = scene.timings.digestWaitTimeMs;
    const expected = `a request about ${wantedMs} ms after the hello`;
    expectPause(scene, { tookMs, wantedMs, leastShare: 0.8, expected });
    scene.expect.that(
      tookMs < wantedMs + scene.deadlineMs('reaction'),
      expected,
      `after ${Math.round(tookMs)} ms`,
    );
  },
});

const nothingNew = defineCase({
  id: 'pull/target-requests-nothing-that-it-has',
  clauses: ['PULL-19', 'PULL-D6'],
  level: 'MUST',
  title: 'a peer sends no DataRequest where a digest has nothing for it',
  needs: ['channels', 'timings'],
  twin: 'pull/target-requests-what-it-lacks',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    const { nonce } = await hello(scene, o1);
    const since = scene.mark();
    o1.connection.send(pullDigest(CH1, nonce, [blockDigest(0)]));
    await scene.expect.never([o1.connection], 'dataReq', {
      where: isOfBlocks,
      since,
      forMs: scene.timings.digestWaitTimeMs + 500,
      witness: o1,
    });
  },
});

const strangeNonce = defineCase({
  id: 'pull/digest-with-unknown-nonce-ignored',
  clauses: ['PULL-4', 'PULL-D1'],
  level: 'MUST',
  title: 'a peer sends no DataRequest on a digest with a nonce that it has not sent',
  needs: ['channels', 'timings'],
  twin: 'pull/target-requests-what-it-lacks',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    await hello(scene, o1);
    const since = scene.mark();
    o1.connection.send(pullDigest(CH1, scene.nonce(), [blockDigest(1)]));
    await scene.expect.never([o1.connection], 'dataReq', {
      where: isOfBlocks,
      since,
      forMs: scene.timings.digestWaitTimeMs + 500,
      witness: o1,
    });
  },
});

const lateDigest = defineCase({
  id: 'pull/digest-after-the-wait-ignored',
  clauses: ['PULL-4', 'PULL-D3', 'PULL-R7'],
  level: 'MUST',
  title:
    'a peer sends no DataRequest on a digest that comes later than digestWaitTime after its hello',
  needs: ['channels', 'timings'],
  twin: 'pull/target-requests-what-it-lacks',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    const { nonce } = await hello(scene, o1);
    await scene.pass(scene.timings.digestWaitTimeMs * 1.3);
    const since = scene.mark();
    o1.connection.send(pullDigest(CH1, nonce, [blockDigest(1)]));
    await scene.expect.never([o1.connection], 'dataReq', {
      where: ({ nonce: of }) => of === nonce,
      since,
      forMs: scene.timings.digestWaitTimeMs,
      witness: o1,
    });
  },
});

const foreignDigest = defineCase({
  id: 'pull/digest-of-foreign-member-ignored',
  clauses: ['CHAN-D24', 'CHAN-I2'],
  level: 'MUST',
  title: 'a peer ignores a digest of a member of another organisation, though its nonce is good',
  needs: ['channels', 'timings'],
  twin: 'pull/target-requests-what-it-lacks',
  async run(scene) {
    const at = await started(scene);
    const [o1, f1] = [await at.joined('o1'), await at.joined('f1')];
    const { nonce } = await hello(scene, o1);
    const since = scene.mark();
    f1.connection.send(pullDigest(CH1, nonce, [blockDigest(1)]));
    await scene.expect.never([o1.connection, f1.connection], 'dataReq', {
      where: isOfBlocks,
      since,
      forMs: scene.timings.digestWaitTimeMs + 500,
      witness: o1,
    });
  },
});

export const pullInitiatorCases: readonly Case[] = [
  asks,
  draws,
  requests,
  oneOwner,
  waits,
  nothingNew,
  strangeNonce,
  lateDigest,
  foreignDigest,
];
