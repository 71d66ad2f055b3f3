/** What election cases share: a target that elects, rivals above and below it, and what it says. */
import type { Expect, Seen } from '../../harness/expect.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Orderer } from '../../harness/ordering.js';
import { orgOf } from '../../harness/organisations.js';
import type { Member, Scene, TargetNode } from '../../harness/scene.js';
import type { Content, Decoded } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import type { ChannelSettings } from '../../targets/target.js';

export interface Election {
  readonly at: InChannel;
  readonly r1: Orderer;
  readonly target: TargetNode;
  /** `where` of an expectation: said by the target for ch1, a declaration or a proposal. */
  readonly own: (
    isDeclaration: boolean,
  ) => (content: Content<'leadershipMsg'>, decoded: Decoded) => boolean;
  /** The target's next declaration or proposal to this member. */
  declares(to: Member, since?: number, as?: Expect): Promise<Seen<'leadershipMsg'>>;
  proposes(to: Member, since?: number, as?: Expect): Promise<Seen<'leadershipMsg'>>;
  /** Whether the target has a Deliver stream open. */
  fetches(): boolean;
}

/** Starts a target in ch1 (O, F) and ch2 (O), both ordered by r1, that elects its leader. */
export async function electing(
  scene: Scene,
  settings: Partial<ChannelSettings> = {},
): Promise<Election> {
  const r1 = await scene.orderer();
  const channel = scene.channel('ch1', { ordererEndpoints: [r1.endpoint] });
  const target = await scene.start({
    channels: [channel],
    settings: { leadership: 'elected', ...settings },
  });
  const own: Election['own'] = (isDeclaration) => (content, decoded) =>
    content.isDeclaration === isDeclaration &&
    hex(content.pkiId) === hex(target.credentials.pkiId) &&
    Buffer.from(decoded.message?.channel ?? []).toString() === 'ch1';
  const next =
    (isDeclaration: boolean) =>
    (to: Member, since = 0, as = scene.expect) =>
      as.message(to.probe, 'leadershipMsg', {
        where: own(isDeclaration),
        that: `${isDeclaration ? 'that declares' : 'that proposes'} the target`,
        within: 'election',
        since,
      });
  return {
    at: inChannel(scene, channel),
    r1,
    target,
    own,
    declares: next(true),
    proposes: next(false),
    fetches: () => r1.deliveries.some(({ isOpen }) => isOpen),
  };
}

/** A member whose PKI-ID is lower, or higher, than the target's: it wins, or loses, against it. */
export async function rival(
  scene: Scene,
  { at, target }: Election,
  name: string,
  side: 'lower' | 'higher',
  join: (who: Awaited<ReturnType<Scene['probe']>>) => Promise<Member> = (probe) => at.joined(probe),
): Promise<Member> {
  for (;;) {
    const credentials = await orgOf(scene.organisations, name).mintPeer(name);
    const order = Buffer.compare(credentials.pkiId, target.credentials.pkiId);
    if (order < 0 === (side === 'lower')) return join(await scene.probe(name, { credentials }));
  }
}

/** Keeps declaring a rival until the returned function is called. */
export function keepDeclaring(scene: Scene, { at }: Election, member: Member): () => void {
  const everyMs = scene.settings.leaderAliveThresholdMs / 3;
  let cancel = (): void => {};
  const beat = (): void => {
    if (!member.connection.isOpen) return;
    member.connection.send(at.declaration(member.probe), 'routine');
    cancel = scene.clock.after(everyMs, beat);
  };
  beat();
  return () => cancel();
}

/** Brings the target to lead. */
export async function leading(
  scene: Scene,
  election: Election,
  seenBy: Member,
  as = scene.assume,
): Promise<void> {
  await election.declares(seenBy, 0, as);
  await as.eventually(election.fetches, 'a Deliver stream of the leader', 'election');
}

/**
 * Brings the target to a new election that a case can watch from its beginning: it led, a lower PKI-ID
 * declared itself once, and has been silent since. Returns from when on to look.
 */
export async function standingAgain(
  scene: Scene,
  election: Election,
  seenBy: Member,
): Promise<number> {
  await leading(scene, election, seenBy);
  const o9 = await rival(scene, election, 'o9', 'lower');
  o9.connection.send(election.at.declaration(o9.probe));
  await scene.assume.eventually(() => !election.fetches(), 'no Deliver stream', 'election');
  return scene.mark();
}
