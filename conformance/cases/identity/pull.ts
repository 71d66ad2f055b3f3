/** 3 Identity, 7 Pull: how identities spread, and which are believed. */

import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase, type Profile } from '../../harness/case.js';
import type { Seen } from '../../harness/expect.js';
import type { Probe } from '../../harness/probe.js';
import type { Member, Scene } from '../../harness/scene.js';
import { aliveOf } from '../../harness/wire/authored.js';
import {
  peerIdentity,
  pullDigest,
  pullHello,
  pullRequest,
  pullUpdate,
} from '../../harness/wire/channel-messages.js';
import type { Credentials } from '../../harness/wire/credentials.js';
import { contentOf, decoded } from '../../harness/wire/decode.js';
import { hex, isSignedBy } from '../../harness/wire/sign.js';
import { PULL_TIMINGS } from '../pull/timings.js';

const isOfIdentities = ({ msgType }: { msgType: PullMsgType }): boolean =>
  msgType === PullMsgType.IDENTITY_MSG;

/** Says Hello for identities and returns the digest. */
async function digestFor(scene: Scene, { connection }: Member): Promise<Seen<'dataDig'>> {
  const nonce = scene.nonce();
  connection.send(pullHello('identities', nonce));
  return scene.expect.message(connection, 'dataDig', {
    where: (digest) => digest.nonce === nonce,
    that: 'with the nonce of the hello',
  });
}

const lists = ({ content }: Seen<'dataDig'>, { credentials }: { credentials: Credentials }) =>
  content.digests.some((item) => hex(item) === hex(credentials.pkiId));

/** The target's next Hello for identities to this member. */
const hello = (scene: Scene, { connection }: Member): Promise<Seen<'hello'>> =>
  scene.expect.message(connection, 'hello', {
    where: isOfIdentities,
    that: 'for identities',
    within: 'identityRound',
    since: scene.mark(),
  });

/** Offers identities to the target and returns its request. */
async function offered(
  scene: Scene,
  member: Member,
  pkiIds: readonly Uint8Array[],
): Promise<Seen<'dataReq'>> {
  const { nonce } = (await hello(scene, member)).content;
  member.connection.send(pullDigest('identities', nonce, pkiIds));
  return scene.expect.message(member.connection, 'dataReq', {
    where: (request) => request.nonce === nonce,
    that: 'with the nonce of the hello',
    within: 'pullRound',
  });
}

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
  clauses: ['PULL-5', 'PULL-7', 'PULL-38', 'PULL-D7', 'PULL-D9'],
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

/** Sends an alive message without identity of `author`; whether o2 gets it tells whether it is known. */
async function isKnown(scene: Scene, by: Member, author: Probe, to: Member): Promise<void> {
  by.connection.send(author.alive({ identity: new Uint8Array() }));
  await scene.expect.message(to.probe, 'aliveMsg', {
    where: aliveOf(author),
    that: `of ${author.name}, whose identity was pulled`,
  });
}

async function isUnknown(scene: Scene, by: Member, author: Probe, to: Member): Promise<void> {
  const since = scene.mark();
  by.connection.send(author.alive({ identity: new Uint8Array() }));
  await scene.expect.never([to.connection], 'aliveMsg', {
    where: aliveOf(author),
    that: `of ${author.name}`,
    since,
    witness: by,
  });
}

const believed = defineCase({
  id: 'identity/pulled-identity-believed-and-offered',
  clauses: ['PULL-35', 'PULL-14', 'PULL-D23', 'PULL-D10'],
  level: 'MUST',
  title: 'a peer verifies messages by an identity that it pulled, and offers it to others',
  needs: ['timings'],
  async run(scene) {
    await scene.start({ timings: PULL_TIMINGS });
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const o9 = await scene.probe('o9');
    const { nonce } = (await offered(scene, o1, [o9.credentials.pkiId])).content;
    o1.connection.send(pullUpdate('identities', nonce, [peerIdentity(o9.credentials)]));
    await scene.quiet();
    await isKnown(scene, o1, o9, o2);
    const seen = await digestFor(scene, o2);
    scene.expect.that(lists(seen, o9), 'o9 in the digest', 'it is not');
  },
});

const unasked = defineCase({
  id: 'identity/unsolicited-identity-not-offered',
  clauses: ['PULL-12', 'PULL-47'],
  level: 'MUST',
  title: 'a peer does not offer an identity that came in an update that it did not ask for',
  needs: ['timings'],
  twin: 'identity/pulled-identity-believed-and-offered',
  async run(scene) {
    await scene.start({ timings: PULL_TIMINGS });
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const o9 = await scene.probe('o9');
    o1.connection.send(pullUpdate('identities', scene.nonce(), [peerIdentity(o9.credentials)]));
    await scene.quiet();
    const seen = await digestFor(scene, o2);
    scene.expect.that(!lists(seen, o9), 'o9 not in the digest', 'it is');
  },
});

/** Identities that are not to be believed; each beside a good one in the same update. */
const FALSE: readonly {
  readonly name: string;
  /** What decides, before what the others of the list have in common. */
  readonly clause: string;
  readonly title: string;
  readonly profiles?: readonly Profile[];
  readonly make: (scene: Scene, of: Probe) => Promise<Envelope> | Envelope;
}[] = [
  {
    name: 'signed-by-another',
    clause: 'PULL-D21',
    title: 'that another key has signed',
    make: ({ organisations }, { credentials }) =>
      peerIdentity(credentials, { signing: { keyPem: organisations.O.admin.keyPem } }),
  },
  {
    name: 'without-signature',
    clause: 'PULL-D21',
    title: 'without signature',
    make: (_, { credentials }) => peerIdentity(credentials, { signing: 'nobody' }),
  },
  {
    name: 'with-another-pki-id',
    clause: 'PULL-D17',
    title: 'with another PKI-ID',
    make: ({ organisations }, { credentials }) =>
      peerIdentity(credentials, { pkiId: organisations.O.admin.pkiId }),
  },
  {
    name: 'of-unknown-organisation',
    clause: 'PULL-D20',
    title: 'of an organisation that it does not know',
    profiles: ['fabric-2.5', 'fabric-3.1'],
    make: async ({ organisations }) => peerIdentity(await organisations.X.mintPeer('x9')),
  },
  {
    name: 'revoked',
    clause: 'PULL-D18',
    title: 'that is revoked',
    make: ({ organisations }) => peerIdentity(organisations.revoked),
  },
  {
    name: 'of-another-kind',
    clause: 'PULL-D16',
    title: 'that is no identity',
    make: (_, of) => of.alive(),
  },
];

const disbelieved = FALSE.map(({ name, clause, title, profiles, make }) =>
  defineCase({
    id: `identity/pull-update-with-item-${name}-taken-not-at-all`,
    clauses: [clause, 'PULL-13', 'PULL-33', 'PULL-I2'],
    level: 'MUST',
    title: `a peer takes nothing of an update in which there is an item ${title}`,
    needs: ['timings'],
    ...(profiles && { profiles }),
    twin: 'identity/pulled-identity-believed-and-offered',
    async run(scene) {
      await scene.start({ timings: PULL_TIMINGS });
      const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
      const [good, bad] = [await scene.probe('o8'), await scene.probe('o9')];
      const ids = [good.credentials.pkiId, bad.credentials.pkiId];
      const { nonce } = (await offered(scene, o1, ids)).content;
      const items = [peerIdentity(good.credentials), await make(scene, bad)];
      o1.connection.sendIllegal(pullUpdate('identities', nonce, items), `an item ${title}`);
      await scene.quiet();
      await isUnknown(scene, o1, good, o2);
      await isUnknown(scene, o1, bad, o2);
    },
  }),
);

const strangerSkipped = defineCase({
  id: 'identity/pull-item-of-unknown-organisation-skipped',
  clauses: ['PULL-D19', 'PULL-33'],
  level: 'MUST',
  title: 'a peer skips an item of an organisation that it does not know, and takes the others',
  needs: ['timings'],
  profiles: ['hardened'],
  async run(scene) {
    await scene.start({ timings: PULL_TIMINGS });
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const o8 = await scene.probe('o8');
    const x9 = await scene.organisations.X.mintPeer('x9');
    const { nonce } = (await offered(scene, o1, [o8.credentials.pkiId, x9.pkiId])).content;
    const items = [peerIdentity(x9), peerIdentity(o8.credentials)];
    o1.connection.sendIllegal(pullUpdate('identities', nonce, items), 'a stranger');
    await scene.quiet();
    await isKnown(scene, o1, o8, o2);
  },
});

/** A live member of F without endpoint; such a one gets no view, so that nothing tells it is known. */
async function hiddenForeigner(scene: Scene): Promise<Member> {
  const probe = await scene.probe('f2', { external: false });
  const connection = await probe.connect();
  const fallSilent = probe.keepAlive(connection, scene.timings.aliveTimeIntervalMs);
  return { probe, connection, fallSilent };
}

const disclosed = defineCase({
  id: 'identity/pull-digest-by-organisation',
  clauses: ['PULL-31', 'PULL-D25', 'PULL-D26', 'PULL-D27', 'PULL-D28', 'PULL-I3'],
  level: 'MUST',
  title:
    'a peer offers its own organisation every identity, and others those of theirs and its own that have an endpoint',
  needs: ['channels', 'timings'],
  async run(scene) {
    const channel = scene.channel('ch1', { organisations: ['O', 'F', 'G'] });
    const target = await scene.start({ channels: [channel], timings: PULL_TIMINGS });
    const o1 = await scene.member('o1');
    const others = [
      await scene.member('f1'),
      await hiddenForeigner(scene),
      await scene.member('g1'),
      await scene.member('o2'),
      await scene.member('o3', { external: false }),
    ];
    const [f1] = others as [Member];
    const { nonce } = (
      await offered(
        scene,
        o1,
        others.map(({ probe }) => probe.credentials.pkiId),
      )
    ).content;
    const identities = others.map(({ probe }) => peerIdentity(probe.credentials));
    o1.connection.send(pullUpdate('identities', nonce, identities));
    await scene.quiet();
    const inside = await digestFor(scene, o1);
    for (const { probe } of others) {
      scene.expect.that(lists(inside, probe), `${probe.name} told to o1`, 'it is not');
    }
    const outside = await digestFor(scene, f1);
    const told = others
      .map(({ probe }) => probe)
      .filter((probe) => lists(outside, probe))
      .map(({ name }) => name);
    scene.expect.that(
      told.join(' ') === 'f1 o2' && lists(outside, target),
      'f1, o2 and the target told to f1',
      `${told.join(', ')}${lists(outside, target) ? ' and the target' : ''}`,
    );
  },
});

const hiddenTarget = defineCase({
  id: 'identity/hidden-peer-offers-foreigners-nothing',
  clauses: ['PULL-31', 'PULL-21', 'PULL-D27'],
  level: 'MUST',
  title:
    'a peer without external endpoint does not answer a GossipHello for identities of a foreign peer',
  needs: ['channels', 'timings'],
  twin: 'identity/pull-digest-by-organisation',
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel], external: false, timings: PULL_TIMINGS });
    const o1 = await scene.member('o1');
    const f1 = await scene.probe('f1', { external: false });
    const link = await f1.connect();
    const since = scene.mark();
    link.send(pullHello('identities', scene.nonce()));
    await scene.expect.never([link], 'dataDig', { since, witness: o1 });
  },
});

const alone = defineCase({
  id: 'identity/stand-alone-identity-ignored',
  clauses: ['PULL-37'],
  level: 'MUST',
  title: 'a peer ignores a PeerIdentity that comes in no update',
  twin: 'identity/pulled-identity-believed-and-offered',
  async run(scene) {
    await scene.start({ timings: PULL_TIMINGS });
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const o9 = await scene.probe('o9');
    o1.connection.send(peerIdentity(o9.credentials, { tag: Tag.ORG_ONLY }));
    await scene.quiet();
    await isUnknown(scene, o1, o9, o2);
  },
});

export const identityPullCases: readonly Case[] = [
  digest,
  update,
  unknownNonce,
  lateNonce,
  asks,
  ...odd,
  strangeNonce,
  believed,
  unasked,
  ...disbelieved,
  strangerSkipped,
  disclosed,
  hiddenTarget,
  alone,
];
