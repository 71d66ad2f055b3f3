/** 10 Election: declarations that a leader does not heed. */
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Probe } from '../../harness/probe.js';
import type { Member, Scene } from '../../harness/scene.js';
import type { LeadershipOptions } from '../../harness/wire/channel-messages.js';
import { type Election, electing, leading, rival } from './setting.js';

/** Declarations of a PKI-ID lower than the leader's that must not depose it. */
interface Unheard {
  readonly name: string;
  /** What decides, before what the others of the list have in common. */
  readonly clause: string;
  readonly title: string;
  /** Which rule it breaks, if it is not legal in itself. */
  readonly rule?: string;
  /** Default o1. */
  readonly author?: 'f1';
  /** How the author becomes a member. Default: it has joined the channel. */
  readonly join?: (scene: Scene, at: InChannel, author: Probe) => Promise<Member>;
  /** Who sends it in the author's place. */
  readonly sender?: 'o2' | 'f1';
  /** What is unusual about it. */
  readonly overrides?: (sender: Probe) => Partial<LeadershipOptions>;
  /** Which channel it is for. Default ch1. */
  readonly channel?: string;
}

const UNHEARD: readonly Unheard[] = [
  {
    name: 'of-member-not-in-the-channel',
    clause: 'ELEC-D4',
    title: 'of a member that has said nothing of the channel',
    join: (scene, _, author) => scene.member(author),
  },
  {
    name: 'of-member-that-left',
    clause: 'ELEC-D4',
    title: 'of a member that has left the channel',
    join: (_, at, author) => at.joined(author, { left: true }),
  },
  {
    name: 'of-foreign-member',
    clause: 'CHAN-D27',
    title: 'of a member of another organisation',
    author: 'f1',
  },
  {
    name: 'of-foreign-member-passed-on',
    clause: 'ELEC-D2',
    title: 'of a member of another organisation that a member of its own passes on',
    author: 'f1',
    sender: 'o2',
  },
  {
    name: 'passed-on-by-foreign-member',
    clause: 'CHAN-D27',
    title: 'that a member of another organisation passes on',
    sender: 'f1',
  },
  {
    name: 'signed-by-another',
    clause: 'CHAN-29',
    title: 'that another peer has signed',
    rule: 'signed by another peer',
    sender: 'o2',
    overrides: ({ credentials: { keyPem } }) => ({ signing: { keyPem } }),
  },
  {
    name: 'without-signature',
    clause: 'CHAN-29',
    title: 'that nobody has signed',
    rule: 'no signature',
    overrides: () => ({ signing: 'nobody' }),
  },
  {
    name: 'without-author',
    clause: 'CHAN-29',
    title: 'without PKI-ID',
    rule: 'no PKI-ID',
    overrides: () => ({ pkiId: new Uint8Array() }),
  },
  {
    name: 'for-another-channel',
    clause: 'CHAN-D21',
    title: 'for a channel that it is not in',
    channel: 'elsewhere',
  },
];

async function say(scene: Scene, election: Election, unheard: Unheard): Promise<void> {
  const { rule, author: name = 'o1', join, sender: passes, overrides, channel } = unheard;
  const { at } = election;
  const author = await rival(scene, election, name, 'lower', (probe) =>
    join ? join(scene, at, probe) : at.joined(probe),
  );
  const sender = passes ? await at.joined(passes) : author;
  const within = channel ? inChannel(scene, scene.channel(channel)) : at;
  const envelope = within.declaration(author.probe, overrides?.(sender.probe));
  if (rule) sender.connection.sendIllegal(envelope, rule);
  else sender.connection.send(envelope);
}

const unheard = UNHEARD.map((one) =>
  defineCase({
    id: `election/declaration-${one.name}-ignored`,
    clauses: [one.clause, 'ELEC-6', 'ELEC-I4'],
    level: 'MUST',
    title: `a leader ignores a declaration ${one.title}`,
    needs: ['channels', 'delivery', 'timings'],
    twin: 'election/lower-declaration-deposes',
    async run(scene) {
      const election = await electing(scene);
      const o8 = await election.at.joined('o8');
      await leading(scene, election, o8);
      await say(scene, election, one);
      await scene.quiet();
      await scene.expect.membership(o8);
      await election.declares(o8, scene.mark());
      const streams = election.r1.deliveries.length;
      scene.expect.that(
        streams === 1 && election.fetches(),
        'the one Deliver stream, still open',
        `${streams} streams`,
      );
    },
  }),
);

const replayed = defineCase({
  id: 'election/replayed-declaration-ignored',
  clauses: ['ELEC-D3', 'ELEC-7', 'ELEC-I5'],
  level: 'MUST',
  title: 'a leader ignores a declaration that it has heard before',
  needs: ['channels', 'delivery', 'timings'],
  twin: 'election/lower-declaration-deposes',
  async run(scene) {
    const election = await electing(scene);
    const o1 = await rival(scene, election, 'o1', 'lower');
    await leading(scene, election, o1);
    const declaration = election.at.declaration(o1.probe);
    o1.connection.send(declaration);
    await scene.expect.eventually(() => !election.fetches(), 'no Deliver stream', 'election');
    await election.declares(o1, scene.mark());
    await scene.assume.eventually(election.fetches, 'a Deliver stream', 'election');
    const streams = election.r1.deliveries.length;
    o1.connection.send(declaration);
    await scene.quiet();
    await election.declares(o1, scene.mark());
    scene.expect.that(
      election.r1.deliveries.length === streams && election.fetches(),
      'the Deliver stream that it had, still open',
      `${election.r1.deliveries.length} streams in place of ${streams}`,
    );
  },
});

export const unheardDeclarationCases: readonly Case[] = [...unheard, replayed];
