/**
 * 3 Identity: whoever sends what is faked is named. o1 sends what claims to be of o9 and is signed by somebody else;
 * the target is asked what it has rejected. The twin sends the same, signed by o9.
 */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Probe } from '../../harness/probe.js';
import type { Member, Scene, TargetNode } from '../../harness/scene.js';
import {
  peerIdentity,
  pullUpdate,
  stateInfoSnapshot,
} from '../../harness/wire/channel-messages.js';
import { type ConnOptions, membershipResponse, type Signing } from '../../harness/wire/messages.js';
import { hex } from '../../harness/wire/sign.js';
import type { Feature, Rejected } from '../../targets/target.js';

interface Kind {
  /** Completes the id `identity/forged-…-names-sender-and-author`. */
  readonly name: string;
  /** Completes the sentence "o1 sends …". */
  readonly title: string;
  /** Field of GossipMessage in which it comes. */
  readonly message: string;
  readonly isOfChannel?: true;
  readonly clauses: readonly string[];
  /** What o9 says, signed as told: by itself unless it is forged. */
  readonly of: (at: InChannel, o9: Probe, signing: Signing) => Envelope;
}

const KINDS: readonly Kind[] = [
  {
    name: 'alive',
    title: 'an alive message of o9',
    message: 'aliveMsg',
    clauses: ['MEMB-8', 'MEMB-D7'],
    of: (_, o9, signing) => o9.alive({ signing }),
  },
  {
    name: 'element-of-membership-response',
    title: 'a MembershipResponse with an alive message of o9',
    message: 'memRes',
    clauses: ['MEMB-36', 'MEMB-D7'],
    of: (_, o9, signing) => membershipResponse({ alive: [o9.alive({ signing })] }),
  },
  {
    name: 'stateinfo',
    title: 'a StateInfo of o9',
    message: 'stateInfo',
    isOfChannel: true,
    clauses: ['CHAN-40', 'CHAN-41'],
    of: (at, o9, signing) => at.stateInfo(o9, { signing }),
  },
  {
    name: 'element-of-snapshot',
    title: 'a snapshot with a StateInfo of o9',
    message: 'stateSnapshot',
    isOfChannel: true,
    clauses: ['CHAN-55', 'CHAN-40'],
    of: (at, o9, signing) => stateInfoSnapshot('ch1', [at.stateInfo(o9, { signing })]),
  },
  {
    name: 'declaration',
    title: 'a leadership message of o9',
    message: 'leadershipMsg',
    isOfChannel: true,
    clauses: ['CHAN-29'],
    of: (at, o9, signing) => at.declaration(o9, { signing }),
  },
];

interface Cast {
  readonly target: TargetNode;
  readonly at: InChannel;
  readonly o1: Member;
  readonly o9: Member;
}

/** o1 and o9 are members, of the channel too if there is one, so that the target has their identities. */
async function cast(scene: Scene, isOfChannel = false): Promise<Cast> {
  const at = inChannel(scene, scene.channel('ch1'));
  const target = await scene.start(isOfChannel ? { channels: [at.channel] } : {});
  const meet = (name: string) => (isOfChannel ? at.joined(name) : scene.member(name));
  const [o1, o9] = [await meet('o1'), await meet('o9')];
  const before = await target.rejects();
  scene.assume.that(before.length === 0, 'no rejected message so far', told(before));
  return { target, at, o1, o9 };
}

/** What the target has rejected once everything that was sent has had its effect. */
async function rejectedBy(scene: Scene, { target, o1 }: Cast): Promise<readonly Rejected[]> {
  await scene.assume.membership(o1);
  return target.rejects();
}

const told = (rejects: readonly Rejected[]): string =>
  rejects
    .map(({ clause, message, sender, author }) => {
      const [from, of] = [sender, author].map((pkiId) => (pkiId ? `${pkiId.slice(0, 8)}…` : '—'));
      return `${message} (${clause}) from ${from} of ${of}`;
    })
    .join('; ') || 'nothing rejected';

const pkiIdOf = ({ probe }: Member): string => hex(probe.credentials.pkiId);

const needs = (isOfChannel?: boolean): readonly Feature[] =>
  isOfChannel ? ['channels', 'rejects'] : ['rejects'];

const forged = ({ name, title, message, isOfChannel, clauses, of }: Kind): Case =>
  defineCase({
    id: `identity/forged-${name}-names-sender-and-author`,
    clauses: ['SYS-5', 'OBSV-19', ...clauses],
    level: 'MUST',
    title: `a peer reports ${title} that is signed by o1, with o1 as sender and o9 as author`,
    needs: needs(isOfChannel),
    async run(scene) {
      const scenery = await cast(scene, isOfChannel);
      const { at, o1, o9 } = scenery;
      const sentMs = scene.clock.now();
      const signing = { keyPem: o1.probe.credentials.keyPem };
      o1.connection.sendIllegal(of(at, o9.probe, signing), 'signed by another than its author');
      const rejects = await rejectedBy(scene, scenery);
      const [reject] = rejects;
      const isNamed =
        rejects.length === 1 &&
        reject!.message === message &&
        reject!.sender === pkiIdOf(o1) &&
        reject!.author === pkiIdOf(o9);
      const whom = `from ${pkiIdOf(o1).slice(0, 8)}… of ${pkiIdOf(o9).slice(0, 8)}…`;
      scene.expect.that(isNamed, `one ${message} rejected, ${whom}`, told(rejects));
      const { clause, reason, atMs } = reject!;
      scene.expect.that(
        /^[A-Z]+-[A-Z]?\d+$/.test(clause) && reason !== '',
        'a clause and a reason',
        `clause "${clause}", reason "${reason}"`,
      );
      const isOnTime = atMs >= sentMs && atMs <= scene.clock.now();
      scene.expect.that(isOnTime, 'the instant at which it came', `${atMs - sentMs} ms after that`);
    },
  });

const honest = defineCase({
  id: 'identity/honest-messages-of-others-accuse-nobody',
  clauses: ['SYS-5', 'OBSV-19'],
  level: 'MUST',
  title: 'a peer reports nothing of what o1 passes on of o9, signed by o9, nor of its repetition',
  needs: ['channels', 'rejects'],
  twin: 'identity/forged-alive-names-sender-and-author',
  async run(scene) {
    const scenery = await cast(scene, true);
    const { at, o1, o9 } = scenery;
    const signing = { keyPem: o9.probe.credentials.keyPem };
    for (const { of } of KINDS) {
      const said = of(at, o9.probe, signing);
      o1.connection.send(said);
      // Gossip comes more than once, and that is nobody's fault.
      o1.connection.send(said);
    }
    const rejects = await rejectedBy(scene, scenery);
    scene.expect.that(rejects.length === 0, 'nothing rejected', told(rejects));
  },
});

const pulled = defineCase({
  id: 'identity/forged-pulled-identity-names-sender-and-author',
  clauses: ['SYS-5', 'OBSV-19', 'PULL-33'],
  level: 'MUST',
  title:
    'a peer reports the identity of another under the PKI-ID of o9 in an update, with o1 as sender',
  needs: ['rejects'],
  profiles: ['fabric-2.5', 'fabric-3.1'],
  async run(scene) {
    const scenery = await cast(scene);
    const { o1, o9 } = scenery;
    const { pkiId } = o9.probe.credentials;
    const item = peerIdentity(o1.probe.credentials, { pkiId });
    const update = pullUpdate('identities', scene.nonce(), [item]);
    o1.connection.sendIllegal(update, 'an identity under the PKI-ID of another');
    const rejects = await rejectedBy(scene, scenery);
    const [reject] = rejects;
    const isNamed =
      rejects.length === 1 && reject!.sender === pkiIdOf(o1) && reject!.author === hex(pkiId);
    scene.expect.that(isNamed, 'one dataUpdate rejected, from o1 of o9', told(rejects));
  },
});

const handshake = defineCase({
  id: 'identity/forged-handshake-names-its-claim-alone',
  clauses: ['SYS-5', 'OBSV-19', 'LINK-6'],
  level: 'MUST',
  title:
    'a peer reports a handshake in the name of o9 that o2 signed, with o9 as author and no sender',
  needs: ['rejects'],
  async run(scene) {
    const scenery = await cast(scene);
    const { target, o9 } = scenery;
    const o2 = await scene.probe('o2');
    const stream = await o2.open();
    const { pkiId, identity } = o9.probe.credentials;
    const claim: ConnOptions = { pkiId, identity };
    stream.sendIllegal(o2.handshake(stream, claim), 'signed by another than its author');
    await scene.assume.ended(stream, { status: 'UNKNOWN' });
    const rejects = await target.rejects();
    const [reject] = rejects;
    const isNamed =
      rejects.length === 1 &&
      reject!.message === 'conn' &&
      reject!.sender === '' &&
      reject!.author === pkiIdOf(o9);
    scene.expect.that(isNamed, 'one conn rejected, from nobody of o9', told(rejects));
  },
});

export const senderCases: readonly Case[] = [...KINDS.map(forged), pulled, handshake, honest];
