/** Whether a target has come to the end of what a member sent it. */
import { arrivals } from '../../harness/arrivals.js';
import type { Member, Scene } from '../../harness/scene.js';

/** Between two requests of one that was not answered. */
const ASK_AGAIN_MS = 1_000;

/**
 * The target has read what this member sent: it answers a MembershipRequest, asked again and again,
 * for what comes while `sendBuffSize` responses wait to be sent finds no room. A precondition: how
 * long who asks so often waits for its own answers is left open.
 */
export async function hasRead(scene: Scene, { probe, connection }: Member): Promise<void> {
  const { clock, assume } = scene;
  const withinMs = scene.deadlineMs('bulk');
  const untilMs = clock.now() + withinMs;
  const nonces = new Set<bigint>();
  const arrived = arrivals(scene.evidence, [connection], scene.mark());
  const isAnswered = () =>
    arrived().some(
      ({ decoded }) =>
        decoded?.message?.content.case === 'memRes' && nonces.has(decoded.message.nonce),
    );
  while (!isAnswered()) {
    const told = `none to ${nonces.size} requests`;
    assume.that(clock.now() < untilMs, `a MembershipResponse within ${withinMs} ms`, told);
    const nonce = scene.nonce();
    nonces.add(nonce);
    connection.send(probe.membershipRequest({ nonce }));
    await clock.until(isAnswered, ASK_AGAIN_MS);
  }
}
