/** 3 Identity: what happens to a peer when its identity expires. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Scene } from '../../harness/scene.js';
import { aliveOf } from '../../harness/wire/authored.js';

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
    id: 'identity/alive-of-an-expired-author-not-believed',
    clauses: ['IDENT-46', 'IDENT-53', 'MEMB-D6'],
    level: 'MUST',
    title: 'a peer neither forwards nor believes what a member says after its identity has expired',
    twin: 'self',
    async run(scene) {
      await scene.start();
      const [o2, o3] = [await scene.member('o2'), await scene.member('o3')];
      const o1 = await scene.probe('o1', { credentials: await shortLived(scene, 'o1') });
      const said = (since: number, that: string) => ({ where: aliveOf(o1), that, since }) as const;
      const before = scene.mark();
      o2.connection.send(o1.alive());
      await scene.expect.message(o3.probe, 'aliveMsg', said(before, 'of o1, still valid'));
      await scene.expect.membershipHas(o2, 'o1', 'nowhere', 'expiry');
      for (const identity of [o1.credentials.identity, new Uint8Array()]) {
        const since = scene.mark();
        o2.connection.sendIllegal(o1.alive({ identity }), 'an identity that has expired');
        const expired = said(since, 'of o1, expired');
        await scene.expect.never([o3.connection], 'aliveMsg', { ...expired, witness: o3 });
      }
      const view = await scene.expect.membership(o3);
      scene.expect.that(view.lists('o1') === 'nowhere', 'no o1 in the view', view.told);
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
