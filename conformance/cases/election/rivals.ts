/** 10 Election: what others declare, and what a peer does with it. */
import { type Case, defineCase } from '../../harness/case.js';
import { electing, keepDeclaring, leading, rival, standingAgain } from './setting.js';

const deposed = defineCase({
  id: 'election/lower-declaration-deposes',
  clauses: ['ELEC-21', 'ELEC-26', 'DELV-21', 'ELEC-R15', 'ELEC-I2', 'ELEC-I3'],
  level: 'MUST',
  title: 'a leader stops leading when a lower PKI-ID declares itself, for as long as it does',
  needs: ['channels', 'delivery', 'timings'],
  twin: 'self',
  async run(scene) {
    const election = await electing(scene);
    const o1 = await rival(scene, election, 'o1', 'lower');
    await leading(scene, election, o1);
    keepDeclaring(scene, election, o1);
    await scene.expect.eventually(() => !election.fetches(), 'no Deliver stream', 'election');
    const since = scene.mark();
    await scene.expect.never([o1.connection], 'leadershipMsg', {
      where: election.own(true),
      that: 'that declares the target',
      since,
      forMs: 2 * scene.settings.leaderAliveThresholdMs,
      witness: o1,
    });
    scene.expect.that(!election.fetches(), 'no Deliver stream', 'one');
  },
});

const stays = defineCase({
  id: 'election/higher-declaration-is-answered',
  clauses: ['ELEC-20', 'ELEC-R16'],
  level: 'MUST',
  title: 'a leader answers the declaration of a higher PKI-ID with its own at once, and leads on',
  needs: ['channels', 'delivery', 'timings'],
  async run(scene) {
    const election = await electing(scene, { leaderAliveThresholdMs: 8_000 });
    const o1 = await rival(scene, election, 'o1', 'higher');
    await leading(scene, election, o1);
    const since = scene.mark();
    const sentMs = scene.clock.now();
    o1.connection.send(election.at.declaration(o1.probe));
    await election.declares(o1, since);
    const tookMs = scene.clock.now() - sentMs;
    const halfMs = scene.settings.leaderAliveThresholdMs / 2;
    scene.expect.that(tookMs < 0.8 * halfMs, 'a declaration at once', `after ${tookMs} ms`);
    scene.expect.that(election.fetches(), 'the Deliver stream still open', 'it is not');
  },
});

const follows = defineCase({
  id: 'election/follower-stays-quiet-while-somebody-leads',
  clauses: ['ELEC-22', 'ELEC-R25', 'ELEC-I2'],
  level: 'MUST',
  title: 'a peer neither proposes nor declares itself while a member of any PKI-ID declares itself',
  needs: ['channels', 'delivery', 'timings'],
  twin: 'election/follower-takes-over-from-silent-leader',
  async run(scene) {
    const election = await electing(scene);
    const o1 = await rival(scene, election, 'o1', 'higher');
    const since = await standingAgain(scene, election, o1);
    keepDeclaring(scene, election, o1);
    await scene.expect.never([o1.connection], 'leadershipMsg', {
      where: ({ pkiId }) => Buffer.compare(pkiId, election.target.credentials.pkiId) === 0,
      that: 'of the target',
      since,
      forMs: 3 * scene.settings.leaderAliveThresholdMs,
      witness: o1,
    });
    scene.expect.that(!election.fetches(), 'no Deliver stream', 'one');
  },
});

const takesOver = defineCase({
  id: 'election/follower-takes-over-from-silent-leader',
  clauses: ['ELEC-22', 'ELEC-18', 'ELEC-25', 'ELEC-R26'],
  level: 'MUST',
  title: 'a follower proposes and declares itself once its leader has been silent',
  needs: ['channels', 'delivery', 'timings'],
  async run(scene) {
    const election = await electing(scene);
    const o1 = await rival(scene, election, 'o1', 'lower');
    await leading(scene, election, o1);
    const stop = keepDeclaring(scene, election, o1);
    await scene.assume.eventually(() => !election.fetches(), 'no Deliver stream', 'election');
    await scene.pass(2 * scene.settings.leaderAliveThresholdMs);
    stop();
    const since = scene.mark();
    const stoppedMs = scene.clock.now();
    await election.proposes(o1, since);
    const tookMs = scene.clock.now() - stoppedMs;
    const leastMs = 0.5 * scene.settings.leaderAliveThresholdMs;
    scene.expect.that(tookMs >= leastMs, `no proposal before ${leastMs} ms`, `after ${tookMs} ms`);
    await election.declares(o1, since);
    await scene.expect.eventually(election.fetches, 'a Deliver stream', 'election');
  },
});

const relayedInside = defineCase({
  id: 'election/declaration-passed-on-by-own-member-counts',
  clauses: ['ELEC-21', 'ELEC-10', 'ELEC-D5'],
  level: 'MUST',
  title: 'a leader heeds the declaration of a lower PKI-ID whichever member passes it on',
  needs: ['channels', 'delivery', 'timings'],
  async run(scene) {
    const election = await electing(scene);
    const [o1, o2] = [await rival(scene, election, 'o1', 'lower'), await election.at.joined('o2')];
    await leading(scene, election, o2);
    o2.connection.send(election.at.declaration(o1.probe));
    await scene.expect.eventually(() => !election.fetches(), 'no Deliver stream', 'election');
  },
});

const notRelayed = defineCase({
  id: 'election/leadership-messages-not-relayed',
  clauses: ['ELEC-5'],
  level: 'MUST',
  title: 'a peer passes on no leadership message',
  needs: ['channels', 'delivery', 'timings'],
  twin: 'self',
  async run(scene) {
    const election = await electing(scene);
    const [o1, o2] = [await rival(scene, election, 'o1', 'lower'), await election.at.joined('o2')];
    await leading(scene, election, o2);
    const since = scene.mark();
    o1.connection.send(election.at.proposal(o1.probe));
    o1.connection.send(election.at.declaration(o1.probe));
    await scene.expect.eventually(() => !election.fetches(), 'no Deliver stream', 'election');
    await scene.expect.never([o2.connection], 'leadershipMsg', {
      where: ({ pkiId }) => Buffer.compare(pkiId, o1.probe.credentials.pkiId) === 0,
      that: 'of o1',
      since,
      witness: o2,
    });
  },
});

export const rivalCases: readonly Case[] = [
  deposed,
  stays,
  follows,
  takesOver,
  relayedInside,
  notRelayed,
];
