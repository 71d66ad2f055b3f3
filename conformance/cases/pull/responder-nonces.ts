/** 7 Pull: the answering side, for the blocks of a channel: whose nonces are good, and for how long. */
import { type Case, defineCase } from '../../harness/case.js';
import { blockDigest, pullHello, pullRequest } from '../../harness/wire/channel-messages.js';
import { CH1 } from './pull-scene.js';
import { greet, holding, served } from './responder-scene.js';

const unknownNonce = defineCase({
  id: 'pull/request-with-unknown-nonce-ignored',
  clauses: ['PULL-26', 'PULL-R12'],
  level: 'MUST',
  title: 'a peer does not answer a DataRequest whose nonce came with no GossipHello',
  needs: ['channels'],
  twin: 'pull/request-answered-with-blocks',
  async run(scene) {
    const { o1 } = await holding(scene);
    await greet(scene, o1);
    const since = scene.mark();
    o1.connection.send(pullRequest(CH1, scene.nonce(), [blockDigest(1)]));
    await scene.expect.never([o1.connection], 'dataUpdate', { since, witness: o1 });
  },
});

const lateNonce = defineCase({
  id: 'pull/request-after-the-wait-ignored',
  clauses: ['PULL-22', 'PULL-26', 'PULL-R17', 'PULL-R18'],
  level: 'MUST',
  title:
    'a peer does not answer a DataRequest that comes later than requestWaitTime after the hello',
  needs: ['channels', 'timings'],
  twin: 'pull/request-answered-with-blocks',
  async run(scene) {
    const { o1 } = await holding(scene);
    const nonce = await greet(scene, o1);
    await scene.pass(scene.timings.requestWaitTimeMs * 1.3);
    const since = scene.mark();
    o1.connection.send(pullRequest(CH1, nonce, [blockDigest(1)]));
    await scene.expect.never([o1.connection], 'dataUpdate', { since, witness: o1 });
  },
});

const furtherHello = defineCase({
  id: 'pull/further-hello-does-not-extend',
  clauses: ['PULL-22', 'PULL-R14'],
  level: 'MUST',
  title: 'a peer counts requestWaitTime from the first of several GossipHello with the same nonce',
  needs: ['channels', 'timings'],
  twin: 'pull/request-answered-with-blocks',
  async run(scene) {
    const { o1 } = await holding(scene);
    const nonce = await greet(scene, o1);
    await scene.pass(scene.timings.requestWaitTimeMs * 0.5);
    o1.connection.send(pullHello(CH1, nonce));
    await scene.pass(scene.timings.requestWaitTimeMs * 0.7);
    const since = scene.mark();
    o1.connection.send(pullRequest(CH1, nonce, [blockDigest(1)]));
    await scene.expect.never([o1.connection], 'dataUpdate', { since, witness: o1 });
  },
});

const borrowedNonce = defineCase({
  id: 'pull/nonce-of-another-member-good',
  clauses: ['PULL-29', 'PULL-R16'],
  level: 'MUST',
  title: 'a peer answers a DataRequest whose nonce came with the GossipHello of another member',
  needs: ['channels'],
  profiles: ['fabric-2.5', 'fabric-3.1'],
  async run(scene) {
    const { at, o1 } = await holding(scene);
    const o2 = await at.joined('o2');
    const nonce = await greet(scene, o1);
    o2.connection.send(pullRequest(CH1, nonce, [blockDigest(1)]));
    const numbers = await served(scene, o2, nonce);
    scene.expect.that(numbers === '1', 'block 1', `blocks ${numbers}`);
  },
});

const foreignNonce = defineCase({
  id: 'pull/nonce-of-another-member-ignored',
  clauses: ['PULL-24', 'PULL-R15'],
  level: 'MUST',
  title: 'a peer ignores a DataRequest whose nonce came with the GossipHello of another member',
  needs: ['channels'],
  profiles: ['hardened'],
  twin: 'pull/request-answered-with-blocks',
  async run(scene) {
    const { at, o1 } = await holding(scene);
    const o2 = await at.joined('o2');
    const nonce = await greet(scene, o1);
    const since = scene.mark();
    o2.connection.send(pullRequest(CH1, nonce, [blockDigest(1)]));
    await scene.expect.never([o2.connection], 'dataUpdate', { since, witness: o1 });
  },
});

export const pullNonceCases: readonly Case[] = [
  unknownNonce,
  lateNonce,
  furtherHello,
  borrowedNonce,
  foreignNonce,
];
