/** 4 Link, 5 Membership: how often a peer tries to reach somebody who does not answer. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Connection, Probe } from '../../harness/probe.js';
import type { Scene } from '../../harness/scene.js';

/** Streams that the target has opened to a probe since an entry of the evidence. */
const streamsTo = ({ evidence }: Scene, { name }: Probe, since = 0): number =>
  evidence.entries.slice(since).filter(({ type, probe }) => type === 'accepted' && probe === name)
    .length;

const oneAtATime = defineCase({
  id: 'link/one-stream-is-opened-at-a-time',
  clauses: ['LINK-19'],
  level: 'MUST',
  title: 'a peer opens no second stream to a member while it waits for an answer on the first',
  needs: ['timings'],
  twin: 'link/ended-link-dialled-again',
  async run(scene) {
    await scene.start({ timings: { aliveExpirationTimeoutMs: 60_000 } });
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    let first: Connection | undefined;
    o2.probe.accepts = (connection) => {
      first ??= connection;
    };
    o2.fallSilent();
    const since = scene.mark();
    o2.connection.close();
    await scene.assume.eventually(() => first !== undefined, 'a stream to o2', 'synchronisation');
    // The target has more and more to tell o2 while it waits.
    await scene.pass(0.7 * scene.timings.connTimeoutMs);
    const entries = scene.evidence.entries.slice(since);
    const [one, other] = entries.filter(
      ({ type, probe }) => type === 'accepted' && probe === o2.probe.name,
    );
    // On a slow machine the target may have given the first one up by then, and may open another.
    const end = entries.find(({ type, stream }) => type === 'ended' && stream === one?.stream);
    const atATime = other === undefined || (end !== undefined && end.n < other.n) ? 1 : 2;
    scene.expect.that(atATime === 1, 'one stream to o2 at a time', `${atATime}`);
    await scene.expect.membership(o1);
  },
});

const deaf = defineCase({
  id: 'link/unanswered-ping-fails-the-dial',
  clauses: ['LINK-34'],
  level: 'MUST',
  title: 'a peer opens no stream where its Ping is not answered, and dials again',
  needs: ['timings'],
  twin: 'self',
  async run(scene) {
    const o1 = await scene.probe('o1');
    o1.answersPings = false;
    await scene.start({ bootstrap: [o1] });
    const pings = (): number =>
      scene.evidence.entries.filter(({ type, probe }) => type === 'pinged' && probe === 'o1')
        .length;
    await scene.expect.eventually(() => pings() >= 2, 'a second Ping of o1', 'reconnection');
    const count = streamsTo(scene, o1);
    scene.expect.that(count === 0, 'no stream to o1', `${count}`);
    o1.answersPings = true;
    await scene.expect.message(o1, 'memReq', { within: 'reconnection' });
  },
});

const ATTEMPTS = 2;

const abandoned = defineCase({
  id: 'membership/contact-abandoned-after-its-attempts',
  clauses: ['MEMB-33', 'MEMB-R30', 'MEMB-R31'],
  level: 'MUST',
  title: 'a peer probes a bootstrap peer that does not answer maxConnectionAttempts times',
  needs: ['timings'],
  twin: 'self',
  async run(scene) {
    const o1 = await scene.probe('o1');
    o1.accepts = () => {};
    await scene.start({ bootstrap: [o1], timings: { maxConnectionAttempts: ATTEMPTS } });
    const tried = () => streamsTo(scene, o1) >= ATTEMPTS;
    await scene.expect.eventually(tried, `${ATTEMPTS} probes`, 'reconnection');
    const { connTimeoutMs, reconnectIntervalMs } = scene.timings;
    await scene.pass(2 * (connTimeoutMs + reconnectIntervalMs));
    const count = streamsTo(scene, o1);
    scene.expect.that(count === ATTEMPTS, `${ATTEMPTS} probes and no more`, `${count}`);
    await scene.expect.membership(await scene.witness());
  },
});

export const attemptCases: readonly Case[] = [oneAtATime, deaf, abandoned];
