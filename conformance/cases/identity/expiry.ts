/** 3 Identity: what happens to a peer when its identity expires. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Scene } from '../../harness/scene.js';

/** Long enough to be known as live first, short enough to be waited for. */
const LIFE_MS = 3_000;
const DAY_MS = 86_400_000;

const wholeSecond = (ms: number): Date => new Date(Math.ceil(ms / 1_000) * 1_000);

/** Credentials whose validity ends soon, on a whole second. */
const shortLived = ({ clock, organisations }: Scene, name: string) =>
  organisations.O.mintPeer(name, {
    validity: {
      notBefore: wholeSecond(clock.now() - DAY_MS),
      notAfter: wholeSecond(clock.now() + LIFE_MS),
    },
  });

export const expiryCases: readonly Case[] = [
  defineCase({
    id: 'identity/expired-identity-loses-its-link',
    clauses: ['IDENT-54', 'IDENT-47', 'IDENT-R2'],
    level: 'MUST',
    title: 'a peer closes the link to a remote whose identity expires',
    async run(scene) {
      await scene.start();
      const o1 = await scene.probe('o1', { credentials: await shortLived(scene, 'o1') });
      const link = await o1.connect();
      await scene.assume.staysOpen(link);
      await scene.expect.ended(link, { status: 'OK', within: 'expiry' });
    },
  }),

  defineCase({
    id: 'identity/expired-identity-leaves-membership',
    clauses: ['IDENT-53', 'IDENT-R2'],
    level: 'MUST',
    title: 'a peer forgets a live member whose identity expires, and does not look for it',
    twin: 'membership/dead-member-pinged-and-asked',
    async run(scene) {
      await scene.start();
      const witness = await scene.witness();
      const o1 = await scene.member('o1', { credentials: await shortLived(scene, 'o1') });
      await scene.assume.membershipHas(witness, 'o1', 'alive', 'reaction');
      await scene.expect.membershipHas(witness, 'o1', 'nowhere', 'expiry');
      o1.fallSilent();
      const since = scene.mark();
      // A member that was only hidden would be taken for dead by now, and pinged.
      const { aliveExpirationTimeoutMs, reconnectIntervalMs } = scene.timings;
      await scene.pass(1.2 * aliveExpirationTimeoutMs + 2 * reconnectIntervalMs);
      const pings = scene.evidence.entries
        .slice(since)
        .filter(({ probe, type }) => probe === 'o1' && type === 'pinged');
      scene.expect.that(pings.length === 0, 'no Ping of o1', `${pings.length} of them`);
    },
  }),

  defineCase({
    id: 'identity/expired-identity-is-not-admitted-again',
    clauses: ['IDENT-46', 'IDENT-D6'],
    level: 'MUST',
    title: 'a peer refuses a remote that comes back after its identity has expired',
    async run(scene) {
      await scene.start();
      await scene.witness();
      const o1 = await scene.probe('o1', { credentials: await shortLived(scene, 'o1') });
      await scene.assume.ended(await o1.connect(), { within: 'expiry' });
      const again = await o1.open();
      again.sendIllegal(o1.handshake(again), 'an identity that has expired');
      await scene.expect.ended(again, { status: 'UNKNOWN' });
    },
  }),
];
