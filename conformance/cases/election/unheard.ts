/** 10 Election: declarations that a leader does not heed. */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import { type Election, electing, leading, rival } from './setting.js';

/** Declarations that must not depose; the target leads. */
interface Unheard {
  readonly name: string;
  /** What decides, before what the others of the list have in common. */
  readonly clause: string;
  readonly title: string;
  /** Which rule it breaks, if it is not legal in itself. */
  readonly rule?: string;
  /** Returns who sends what; whoever watches is o8. */
  readonly say: (
    scene: Scene,
    election: Election,
  ) => Promise<{ readonly sender: Member; readonly envelope: Envelope }>;
}

const UNHEARD: readonly Unheard[] = [
  {
    name: 'of-member-not-in-the-channel',
    clause: 'ELEC-D4',
    title: 'of a member that has said nothing of the channel',
    async say(scene, election) {
      const sender = await rival(scene, election, 'o1', 'lower', (p) => scene.member(p));
      return { sender, envelope: election.at.declaration(sender.probe) };
    },
  },
  {
    name: 'of-member-that-left',
    clause: 'ELEC-D4',
    title: 'of a member that has left the channel',
    async say(scene, election) {
      const sender = await rival(scene, election, 'o1', 'lower', (p) =>
        election.at.joined(p, { left: true }),
      );
      return { sender, envelope: election.at.declaration(sender.probe) };
    },
  },
  {
    name: 'of-foreign-member',
    clause: 'CHAN-D27',
    title: 'of a member of another organisation',
    async say(scene, election) {
      const sender = await rival(scene, election, 'f1', 'lower');
      return { sender, envelope: election.at.declaration(sender.probe) };
    },
  },
  {
    name: 'of-foreign-member-passed-on',
    clause: 'ELEC-D2',
    title: 'of a member of another organisation that a member of its own passes on',
    async say(scene, election) {
      const f1 = await rival(scene, election, 'f1', 'lower');
      const sender = await election.at.joined('o2');
      return { sender, envelope: election.at.declaration(f1.probe) };
    },
  },
  {
    name: 'passed-on-by-foreign-member',
    clause: 'CHAN-D27',
    title: 'that a member of another organisation passes on',
    async say(scene, election) {
      const o1 = await rival(scene, election, 'o1', 'lower');
      const sender = await election.at.joined('f1');
      return { sender, envelope: election.at.declaration(o1.probe) };
    },
  },
  {
    name: 'signed-by-another',
    clause: 'CHAN-29',
    title: 'that another peer has signed',
    rule: 'signed by another peer',
    async say(scene, election) {
      const o1 = await rival(scene, election, 'o1', 'lower');
      const sender = await election.at.joined('o2');
      const signing = { keyPem: sender.probe.credentials.keyPem };
      return { sender, envelope: election.at.declaration(o1.probe, { signing }) };
    },
  },
  {
    name: 'without-signature',
    clause: 'CHAN-29',
    title: 'that nobody has signed',
    rule: 'no signature',
    async say(scene, election) {
      const sender = await rival(scene, election, 'o1', 'lower');
      return { sender, envelope: election.at.declaration(sender.probe, { signing: 'nobody' }) };
    },
  },
  {
    name: 'without-author',
    clause: 'CHAN-29',
    title: 'without PKI-ID',
    rule: 'no PKI-ID',
    async say(scene, election) {
      const sender = await rival(scene, election, 'o1', 'lower');
      const pkiId = new Uint8Array();
      return { sender, envelope: election.at.declaration(sender.probe, { pkiId }) };
    },
  },
  {
    name: 'for-another-channel',
    clause: 'CHAN-D21',
    title: 'for a channel that it is not in',
    async say(scene, election) {
      const sender = await rival(scene, election, 'o1', 'lower');
      const elsewhere = inChannel(scene, scene.channel('elsewhere'));
      return { sender, envelope: elsewhere.declaration(sender.probe) };
    },
  },
];

const unheard = UNHEARD.map(({ name, clause, title, rule, say }) =>
  defineCase({
    id: `election/declaration-${name}-ignored`,
    clauses: [clause, 'ELEC-6', 'ELEC-I4'],
    level: 'MUST',
    title: `a leader ignores a declaration ${title}`,
    needs: ['channels', 'delivery', 'timings'],
    twin: 'election/lower-declaration-deposes',
    async run(scene) {
      const election = await electing(scene);
      const o8 = await election.at.joined('o8');
      await leading(scene, election, o8);
      const { sender, envelope } = await say(scene, election);
      if (rule) sender.connection.sendIllegal(envelope, rule);
      else sender.connection.send(envelope);
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
