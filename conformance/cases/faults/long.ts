/** Silence that lasts longer than anybody is remembered. */
import { type Case, defineCase } from '../../harness/case.js';
import { contentOf } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import { converged } from '../network/converged.js';
import { FIRST_HEIGHT, settled } from './settled-network.js';

const NEEDS = ['channels', 'delivery', 'timings'] as const;
/** A member is forgotten after twice this many times aliveExpirationTimeout. */
const FACTOR = 2;
const TIMINGS = { msgExpirationFactor: FACTOR };
const LEADER = { leadership: 'static' } as const;
const FOLLOWER = { leadership: 'none' } as const;

const bootstrap = defineCase({
  id: 'faults/partition-past-expiry-heals-by-the-bootstrap-peer',
  clauses: ['MEMB-24', 'MEMB-25', 'MEMB-26', 'SYS-I1'],
  level: 'MUST',
  title:
    'a peer cut off until it is forgotten finds its bootstrap peer again, and is a member again',
  needs: NEEDS,
  async run(scene) {
    const faults = scene.faults();
    const seats = [
      { name: 't1', settings: LEADER },
      { name: 't2', settings: FOLLOWER },
    ];
    const net = await settled(scene, seats, { timings: TIMINGS });
    const [t1, t2] = [net.node('t1'), net.node('t2')];
    // Whom t1 knows by requests and responses alone, it may never forget (DEV-3).
    await scene.assume.message((await net.witness(t1)).probe, 'aliveMsg', {
      where: ({ membership }) => hex(membership!.pkiId) === hex(t2.credentials.pkiId),
      that: 'of t2 that t1 passes on',
      within: 'heartbeat',
      since: scene.mark(),
    });
    faults.partition([t1], [t2]);
    await scene.assume.membershipHas(await net.witness(t1), 't2', 'nowhere', 'oblivion');
    // What t1 has forgotten, t2 would have, too, by now.
    await scene.pass(2 * scene.timings.aliveExpirationTimeoutMs);
    await scene.expect.membershipHas(await net.witness(t2), 't1', 'dead', 'reaction');
    faults.heal();
    await converged(scene, net, { shared: FIRST_HEIGHT });
  },
});

const anchors = defineCase({
  id: 'faults/partition-past-expiry-heals-by-anchor-peers',
  clauses: ['MEMB-24', 'MEMB-25', 'MEMB-26', 'SYS-I1', 'CHAN-I6'],
  level: 'MUST',
  title: 'a peer that has forgotten another organisation finds it again by its anchor peer',
  needs: NEEDS,
  async run(scene) {
    const faults = scene.faults();
    const seats = [
      { name: 't1', settings: LEADER },
      { name: 't3', organisation: 'F', settings: FOLLOWER },
    ] as const;
    const net = await settled(scene, seats, { timings: TIMINGS });
    const [t1, t3] = [net.node('t1'), net.node('t3')];
    // Both have found the other's anchor peer: whoever still looks for it would find it after the heal.
    await scene.pass(2 * scene.timings.reconnectIntervalMs);
    faults.partition([t1], [t3]);
    await scene.pass(2.5 * FACTOR * scene.timings.aliveExpirationTimeoutMs);
    net.r1.serve(net.channel('shared').channel, FIRST_HEIGHT + 1);
    await net.channel('shared').committed(await net.witness(t1), FIRST_HEIGHT + 1);
    await net.channel('shared').notCommitted(await net.witness(t3), FIRST_HEIGHT + 1);
    faults.heal();
    await converged(scene, net, { shared: FIRST_HEIGHT + 1 });
  },
});

const rumours = defineCase({
  id: 'faults/rumours-of-a-lost-peer-die-out',
  clauses: ['MEMB-I2', 'MEMB-9', 'MEMB-12', 'MEMB-I6'],
  level: 'MUST',
  title: 'a network tells nobody any more that a peer lives which is gone for good',
  needs: NEEDS,
  async run(scene) {
    const seats = [
      { name: 't1', settings: LEADER },
      { name: 't2', settings: FOLLOWER },
      { name: 't4', settings: FOLLOWER },
    ];
    scene.faults();
    const net = await settled(scene, seats, { timings: TIMINGS });
    const t4 = net.node('t4');
    await t4.kill();
    const rest = net.seats.filter(({ node }) => node !== t4);
    for (const { node } of rest) {
      await scene.expect.membershipHas(await net.witness(node), 't4', 'dead', 'death');
    }
    // Some may still name it among the dead (DEV-3), but nobody may pass its life on.
    await scene.pass(2 * FACTOR * scene.timings.aliveExpirationTimeoutMs);
    const since = scene.mark();
    await scene.pass(2 * scene.timings.aliveExpirationTimeoutMs);
    for (const { node } of rest) {
      const view = await scene.expect.membership(await net.witness(node));
      scene.expect.that(view.lists('t4') !== 'alive', 't4 alive in no view', view.told);
    }
    const told = scene.evidence.entries.slice(since).filter(({ type, decoded }) => {
      const author = contentOf(decoded, 'aliveMsg')?.membership?.pkiId;
      return type === 'received' && author && hex(author) === hex(t4.credentials.pkiId);
    });
    scene.expect.that(told.length === 0, 'no alive message of t4', `${told.length}`);
    await converged(scene, { ...net, seats: rest }, { shared: FIRST_HEIGHT });
  },
});

export const longFaultCases: readonly Case[] = [bootstrap, anchors, rumours];
