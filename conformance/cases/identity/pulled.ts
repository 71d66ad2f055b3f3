/** 3 Identity, 7 Pull: which identities are believed, and who is told of them. */

import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase, type Profile } from '../../harness/case.js';
import type { Probe } from '../../harness/probe.js';
import type { Member, Scene } from '../../harness/scene.js';
import { aliveOf } from '../../harness/wire/authored.js';
import { peerIdentity, pullHello, pullUpdate } from '../../harness/wire/channel-messages.js';
import { PULL_TIMINGS } from '../pull/timings.js';

import { digestFor, lists, offered } from './pull-scene.js';

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

const inOddMessage = defineCase({
  id: 'identity/pulled-identity-in-an-odd-message-believed',
  clauses: ['PULL-34'],
  level: 'MUST',
  title: 'a peer takes a pulled identity whatever nonce and tag the message has that holds it',
  needs: ['timings'],
  async run(scene) {
    await scene.start({ timings: PULL_TIMINGS });
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const o9 = await scene.probe('o9');
    const { nonce } = (await offered(scene, o1, [o9.credentials.pkiId])).content;
    const item = peerIdentity(o9.credentials, { tag: Tag.ORG_ONLY, nonce: 7n });
    o1.connection.sendIllegal(pullUpdate('identities', nonce, [item]), 'nonce and tag of an item');
    await scene.quiet();
    await isKnown(scene, o1, o9, o2);
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

export const pulledIdentityCases: readonly Case[] = [
  believed,
  inOddMessage,
  unasked,
  ...disbelieved,
  strangerSkipped,
  disclosed,
  hiddenTarget,
  alone,
];
