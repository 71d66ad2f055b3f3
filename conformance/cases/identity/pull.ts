/** 3 Identity, 7 Pull: the phases of an exchange of identities, both sides. */

import { PullMsgType, GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase, type Profile } from '../../harness/case.js';
import { pullDigest, pullRequest } from '../../harness/wire/channel-messages.js';
import { contentOf, decoded } from '../../harness/wire/decode.js';
import { hex, isSignedBy } from '../../harness/wire/sign.js';
import { PULL_TIMINGS } from '../pull/timings.js';

import { digestFor, hello, lists, offered } from './pull-scene.js';

const digest = defineCase({
  id: 'identity/pull-digest-has-own-pki-id',
  clauses: ['PULL-20', 'PULL-30', 'PULL-32'],
  level: 'MUST',
  title: 'a peer answers a GossipHello for identities with a digest in which its own PKI-ID is',
  async run(scene) {
    const target = await scene.start();
    const o1 = await scene.member('o1');
    const seen = await digestFor(scene, o1);
    scene.expect.that(lists(seen, target), 'the target’s PKI-ID', 'not in the digest');
    const { tag, channel } = seen.decoded.message!;
    scene.expect.that(
      seen.content.msgType === PullMsgType.IDENTITY_MSG &&
        tag === Tag.EMPTY &&
        channel.length === 0,
      'type IDENTITY_MSG, tag EMPTY and no channel',
      `type ${seen.content.msgType}, tag ${tag}`,
    );
  },
});

const update = defineCase({
  id: 'identity/pull-request-answered-with-self-signed-identity',
  clauses: ['PULL-25', 'PULL-30', 'PULL-32'],
  level: 'MUST',
  title:
    'a peer answers a DataRequest with exactly the identities that it holds, each signed by itself',
  async run(scene) {
    const target = await scene.start({ timings: PULL_TIMINGS });
    const o1 = await scene.member('o1');
    const { nonce } = (await digestFor(scene, o1)).content;
    const wanted = [target.credentials.pkiId, new Uint8Array(32)];
    o1.connection.send(pullRequest('identities', nonce, wanted));
    const { content } = await scene.expect.message(o1.connection, 'dataUpdate', {
      where: (got) => got.nonce === nonce,
      that: 'with the nonce of the hello',
    });
    const items = content.data.map((envelope) => decoded(envelope));
    const identity = contentOf(items[0], 'peerIdentity');
    scene.expect.that(
      items.length === 1 &&
        hex(identity?.pkiId ?? new Uint8Array()) === hex(target.credentials.pkiId),
      'the target’s identity alone',
      `${items.length} items`,
    );
    scene.expect.that(
      hex(identity!.cert) === hex(target.credentials.identity),
      'the identity of its certificate',
      'another',
    );
    const { envelope, message } = items[0]!;
    scene.expect.that(
      isSignedBy(target.credentials.certPem, envelope.payload, envelope.signature),
      'signed by its own key',
      'no good signature',
    );
    scene.expect.that(message?.tag === Tag.EMPTY, 'tag EMPTY inside', `tag ${message?.tag}`);
  },
});

const unknownNonce = defineCase({
  id: 'identity/pull-request-with-unknown-nonce-ignored',
  clauses: ['PULL-26'],
  level: 'MUST',
  title: 'a peer does not answer a DataRequest for identities whose nonce came with no GossipHello',
  twin: 'identity/pull-request-answered-with-self-signed-identity',
  async run(scene) {
    const target = await scene.start({ timings: PULL_TIMINGS });
    const o1 = await scene.member('o1');
    await digestFor(scene, o1);
    const since = scene.mark();
    const wanted = [target.credentials.pkiId];
    o1.connection.send(pullRequest('identities', scene.nonce(), wanted));
    await scene.expect.never([o1.connection], 'dataUpdate', { since, witness: o1 });
  },
});

const lateNonce = defineCase({
  id: 'identity/pull-request-after-the-wait-ignored',
  clauses: ['PULL-22', 'PULL-26'],
  level: 'MUST',
  title:
    'a peer does not answer a DataRequest for identities later than requestWaitTime after the hello',
  needs: ['timings'],
  twin: 'identity/pull-request-answered-with-self-signed-identity',
  async run(scene) {
    const target = await scene.start({ timings: PULL_TIMINGS });
    const o1 = await scene.member('o1');
    const { nonce } = (await digestFor(scene, o1)).content;
    await scene.pass(1.3 * scene.timings.requestWaitTimeMs);
    const since = scene.mark();
    o1.connection.send(pullRequest('identities', nonce, [target.credentials.pkiId]));
    await scene.expect.never([o1.connection], 'dataUpdate', { since, witness: o1 });
  },
});

const asks = defineCase({
  id: 'identity/target-requests-identities-that-it-lacks',
  clauses: ['PULL-5', 'PULL-7', 'PULL-D7', 'PULL-D9'],
  level: 'MUST',
  title:
    'a peer asks its members for identities, and then for those of a digest that it does not hold',
  needs: ['timings'],
  async run(scene) {
    const target = await scene.start({ timings: PULL_TIMINGS });
    const o1 = await scene.member('o1');
    const o9 = await scene.probe('o9');
    const ids = [target.credentials.pkiId, o9.credentials.pkiId];
    const { content } = await offered(scene, o1, ids);
    const asked = content.digests.map((item) => hex(item));
    scene.expect.that(
      asked.length === 1 && asked[0] === hex(o9.credentials.pkiId),
      'a request for o9 alone',
      `for ${asked.length} identities`,
    );
  },
});

const greetsAll = defineCase({
  id: 'identity/target-greets-members-of-any-organisation',
  clauses: ['PULL-38'],
  level: 'MUST',
  title: 'a peer says hello for identities to members of any organisation',
  needs: ['channels', 'timings'],
  async run(scene) {
    await scene.start({ channels: [scene.channel('ch1')], timings: PULL_TIMINGS });
    for (const name of ['o1', 'f1']) await hello(scene, await scene.member(name));
  },
});

const ODD: readonly {
  readonly name: string;
  readonly title: string;
  readonly clause: string;
  readonly profiles: readonly Profile[];
  readonly isAsked: boolean;
}[] = [
  {
    name: 'requested',
    title: 'requests the items of a digest of identities that are no PKI-IDs as well',
    clause: 'PULL-53',
    profiles: ['fabric-2.5', 'fabric-3.1'],
    isAsked: true,
  },
  {
    name: 'not-requested',
    title: 'requests no item of a digest of identities that is no PKI-ID',
    clause: 'PULL-52',
    profiles: ['hardened'],
    isAsked: false,
  },
];

const odd = ODD.map(({ name, title, clause, profiles, isAsked }) =>
  defineCase({
    id: `identity/pull-item-that-is-no-pki-id-${name}`,
    clauses: [clause, 'PULL-5'],
    level: 'MUST',
    title: `a peer ${title}`,
    needs: ['timings'],
    profiles,
    async run(scene) {
      await scene.start({ timings: PULL_TIMINGS });
      const o1 = await scene.member('o1');
      const o9 = await scene.probe('o9');
      const short = Uint8Array.of(1, 2, 3);
      const { content } = await offered(scene, o1, [short, o9.credentials.pkiId]);
      const asked = content.digests.map((item) => hex(item));
      const wanted = [hex(o9.credentials.pkiId), ...(isAsked ? [hex(short)] : [])];
      scene.expect.that(
        asked.length === wanted.length && wanted.every((item) => asked.includes(item)),
        `a request for ${wanted.length} items, o9 among them`,
        `for ${asked.length} items`,
      );
    },
  }),
);

const strangeNonce = defineCase({
  id: 'identity/pull-digest-with-unknown-nonce-ignored',
  clauses: ['PULL-D1', 'PULL-4'],
  level: 'MUST',
  title: 'a peer requests nothing of a digest of identities with a nonce that it has not sent',
  needs: ['timings'],
  twin: 'identity/target-requests-identities-that-it-lacks',
  async run(scene) {
    await scene.start({ timings: PULL_TIMINGS });
    const o1 = await scene.member('o1');
    const o9 = await scene.probe('o9');
    await hello(scene, o1);
    const since = scene.mark();
    o1.connection.send(pullDigest('identities', scene.nonce(), [o9.credentials.pkiId]));
    await scene.expect.never([o1.connection], 'dataReq', {
      since,
      forMs: scene.timings.digestWaitTimeMs + 500,
      witness: o1,
    });
  },
});

export const identityPullCases: readonly Case[] = [
  digest,
  update,
  unknownNonce,
  lateNonce,
  asks,
  greetsAll,
  strangeNonce,
  ...odd,
];
