/** 10 Election: how a peer comes to lead, and what it says then. */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { expectPause } from '../../harness/pauses.js';
import { hex } from '../../harness/wire/sign.js';
import { electing, leading, rival, standingAgain } from './setting.js';

const alone = defineCase({
  id: 'election/lone-peer-proposes-then-declares',
  clauses: ['ELEC-18', 'ELEC-4', 'ELEC-25', 'ELEC-R14'],
  level: 'MUST',
  title:
    'a peer that hears of no leader proposes itself, waits, declares itself and fetches blocks',
  needs: ['channels', 'delivery', 'timings'],
  async run(scene) {
    const election = await electing(scene);
    const o1 = await election.at.joined('o1');
    await leading(scene, election, o1, scene.expect);
    const since = await standingAgain(scene, election, o1);
    const proposal = await election.proposes(o1, since);
    const declaration = await election.declares(o1, since);
    const waitedMs = declaration.entry.atMs - proposal.entry.atMs;
    const wantedMs = scene.settings.leaderElectionDurationMs;
    expectPause(scene, {
      tookMs: waitedMs,
      wantedMs,
      leastShare: 0.8,
      expected: `a declaration ${wantedMs} ms after the proposal`,
    });
    await scene.expect.eventually(election.fetches, 'a Deliver stream', 'election');
    const { tag, nonce } = declaration.decoded.message!;
    scene.expect.that(
      tag === Tag.CHAN_AND_ORG && nonce === 0n,
      'tag CHAN_AND_ORG and nonce 0',
      `tag ${tag}, nonce ${nonce}`,
    );
  },
});

const heartbeat = defineCase({
  id: 'election/leader-repeats-its-declaration',
  clauses: ['ELEC-19', 'ELEC-3', 'ELEC-R20'],
  level: 'MUST',
  title: 'a leader declares itself every half of leaderAliveThreshold, with rising timestamps',
  needs: ['channels', 'delivery', 'timings'],
  async run(scene) {
    const election = await electing(scene);
    const o1 = await election.at.joined('o1');
    const since = await standingAgain(scene, election, o1);
    const proposal = await election.proposes(o1, since);
    let last = await election.declares(o1, since);
    const isLater = (a: typeof last, b: typeof last): boolean =>
      a.content.timestamp!.incNum === b.content.timestamp!.incNum &&
      a.content.timestamp!.seqNum > b.content.timestamp!.seqNum;
    scene.expect.that(isLater(last, proposal), 'a later time than the proposal’s', 'another');
    const halfMs = scene.settings.leaderAliveThresholdMs / 2;
    const expected = `a declaration every ${halfMs} ms`;
    for (let beat = 0; beat < 3; beat += 1) {
      const next = await election.declares(o1, last.entry.n + 1);
      const pauseMs = next.entry.atMs - last.entry.atMs;
      scene.expect.that(pauseMs < 2 * halfMs, expected, `after ${Math.round(pauseMs)} ms`);
      expectPause(scene, { tookMs: pauseMs, wantedMs: halfMs, leastShare: 0.7, expected });
      scene.expect.that(isLater(next, last), 'a rising timestamp', 'another');
      last = next;
    }
  },
});

const toWhom = defineCase({
  id: 'election/leadership-told-to-own-members-of-the-channel',
  clauses: ['PUSH-10', 'PUSH-27', 'PUSH-D41', 'PUSH-D42', 'PUSH-D43', 'CHAN-I2'],
  level: 'MUST',
  title:
    'a peer tells who leads to all members of its organisation in the channel, and to nobody else',
  needs: ['channels', 'delivery', 'timings'],
  twin: 'self',
  async run(scene) {
    const election = await electing(scene);
    const names = ['o1', 'o2', 'o3', 'o4', 'o5'];
    const members = [];
    for (const name of names) members.push(await election.at.joined(name));
    const [outside, foreign] = [await scene.member('o6'), await election.at.joined('f1')];
    await leading(scene, election, members[0]!);
    const since = scene.mark();
    const { decoded } = await election.declares(members[0]!, since);
    const said = hex(decoded.envelope.payload);
    for (const { probe } of members)
      await scene.expect.message(probe, 'leadershipMsg', {
        where: (_, { envelope }) => hex(envelope.payload) === said,
        that: 'that o1 got',
        since,
      });
    await scene.expect.never([outside.connection, foreign.connection], 'leadershipMsg', {
      since: 0,
      witness: members[0]!,
    });
  },
});

const higherProposal = defineCase({
  id: 'election/higher-proposal-does-not-hinder',
  clauses: ['ELEC-18', 'ELEC-R10', 'ELEC-R14'],
  level: 'MUST',
  title: 'a peer that has proposed itself declares itself although a higher PKI-ID proposed too',
  needs: ['channels', 'delivery', 'timings'],
  async run(scene) {
    const election = await electing(scene);
    const o1 = await rival(scene, election, 'o1', 'higher');
    const again = await standingAgain(scene, election, o1);
    const proposal = await election.proposes(o1, again);
    o1.connection.send(election.at.proposal(o1.probe));
    const declaration = await election.declares(o1, again);
    const tookMs = declaration.entry.atMs - proposal.entry.atMs;
    const mostMs = scene.settings.leaderElectionDurationMs + scene.settings.leaderAliveThresholdMs;
    scene.expect.that(tookMs < mostMs, 'a declaration in the same round', `after ${tookMs} ms`);
  },
});

const lowerProposal = defineCase({
  id: 'election/lower-proposal-goes-first',
  clauses: ['ELEC-18', 'ELEC-22', 'ELEC-R9', 'ELEC-R13', 'ELEC-R26'],
  level: 'MUST',
  title:
    'a peer gives up the round in which a lower PKI-ID proposed, and leads if nobody else does',
  needs: ['channels', 'delivery', 'timings'],
  twin: 'self',
  async run(scene) {
    const election = await electing(scene);
    const o1 = await rival(scene, election, 'o1', 'lower');
    await election.proposes(o1, await standingAgain(scene, election, o1));
    const since = scene.mark();
    o1.connection.send(election.at.proposal(o1.probe));
    await scene.expect.never([o1.connection], 'leadershipMsg', {
      where: election.own(true),
      that: 'that declares the target',
      since,
      forMs: 1.5 * scene.settings.leaderElectionDurationMs,
      witness: o1,
    });
    await election.proposes(o1, since);
    await election.declares(o1, since);
  },
});

const staticLeader = defineCase({
  id: 'election/static-leader-says-nothing',
  clauses: ['ELEC-13', 'ELEC-14', 'DELV-1'],
  level: 'MUST',
  title: 'a peer that is set to lead fetches blocks at once and sends no leadership messages',
  needs: ['channels', 'delivery', 'timings'],
  twin: 'election/lone-peer-proposes-then-declares',
  async run(scene) {
    const election = await electing(scene, { leadership: 'static' });
    await scene.expect.eventually(election.fetches, 'a Deliver stream', 'election');
    const o1 = await election.at.joined('o1');
    const { leaderAliveThresholdMs, leaderElectionDurationMs } = scene.settings;
    await scene.expect.never([o1.connection], 'leadershipMsg', {
      since: 0,
      forMs: leaderAliveThresholdMs + leaderElectionDurationMs,
      witness: o1,
    });
  },
});

const staticAgainst = defineCase({
  id: 'election/static-leader-disregards-declarations',
  clauses: ['ELEC-11', 'ELEC-14'],
  level: 'MUST',
  title: 'a peer that is set to lead goes on fetching blocks whoever else declares himself',
  needs: ['channels', 'delivery', 'timings'],
  twin: 'election/lower-declaration-deposes',
  async run(scene) {
    const election = await electing(scene, { leadership: 'static' });
    await scene.expect.eventually(election.fetches, 'a Deliver stream', 'election');
    const o1 = await rival(scene, election, 'o1', 'lower');
    o1.connection.send(election.at.declaration(o1.probe));
    await scene.quiet();
    await scene.expect.membership(o1);
    scene.expect.that(election.fetches(), 'the Deliver stream still open', 'it is not');
  },
});

const unreachable = defineCase({
  id: 'election/leader-without-ordering-service-gives-way',
  clauses: ['ELEC-23', 'ELEC-24', 'DELV-6', 'ELEC-R18', 'ELEC-R35'],
  level: 'MUST',
  title: 'a leader that fails too long to reach the ordering service gives way for six windows',
  needs: ['channels', 'delivery', 'timings'],
  twin: 'self',
  async run(scene) {
    const election = await electing(scene, {
      reconnectTotalTimeThresholdMs: 900,
      leaderAliveThresholdMs: 1_000,
      leaderElectionDurationMs: 500,
    });
    election.r1.sought = (delivery) => delivery.status(503);
    const o1 = await election.at.joined('o1');
    await election.declares(o1);
    const silentForMs = 2.5 * scene.settings.leaderAliveThresholdMs;
    const lastSaid = (): number =>
      Math.max(
        ...scene.evidence.entries
          .filter(({ type, decoded }) => type === 'received' && decoded?.kind === 'leadershipMsg')
          .map(({ atMs }) => atMs),
      );
    const startMs = scene.clock.now() - (scene.evidence.entries.at(-1)?.atMs ?? 0);
    await scene.expect.eventually(
      () => scene.clock.now() - startMs - lastSaid() > silentForMs,
      `no leadership messages for ${silentForMs} ms`,
      'yield',
    );
    const silentSinceMs = lastSaid();
    await scene.expect.membership(o1);
    const since = scene.mark();
    election.r1.sought = () => {};
    const { entry } = await scene.expect.message(o1.probe, 'leadershipMsg', {
      where: election.own(false),
      that: 'that proposes the target',
      within: 'yield',
      since,
    });
    // Six windows after it gave way, and it gave way after its last declaration.
    const leastMs = 5.5 * scene.settings.leaderAliveThresholdMs;
    const pauseMs = entry.atMs - silentSinceMs;
    scene.expect.that(
      pauseMs >= leastMs,
      `no proposal within ${leastMs} ms of its last leadership message`,
      `one after ${Math.round(pauseMs)} ms`,
    );
    await election.declares(o1, since);
  },
});

export const leadCases: readonly Case[] = [
  alone,
  heartbeat,
  toWhom,
  higherProposal,
  lowerProposal,
  staticLeader,
  staticAgainst,
  unreachable,
];
