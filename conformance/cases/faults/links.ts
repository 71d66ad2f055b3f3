/** Links that are slow, lossy, dead without a word, or read by somebody who takes his time. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Witness } from '../../harness/expect.js';
import { inChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import { stateRequest } from '../../harness/wire/channel-messages.js';
import { converged } from '../network/converged.js';
import { FIRST_HEIGHT, FIXED, nobodyDead, settled } from './settled-network.js';

const NEEDS = ['channels', 'delivery', 'timings'] as const;
/** Far below a time-out of a dial, which waits for several round trips. */
const DELAY = { ms: 100, jitterMs: 80 };
const LOSS_SHARE = 0.15;

const delay = defineCase({
  id: 'faults/delay-within-limits-kills-nobody',
  clauses: ['SYS-I1', 'MEMB-19', 'XFER-I5'],
  level: 'MUST',
  title: 'a network with slow links takes nobody for dead and brings every block to everybody',
  needs: NEEDS,
  async run(scene) {
    const faults = scene.faults();
    const net = await settled(scene, FIXED);
    const since = scene.mark();
    faults.delay(DELAY.ms, DELAY.jitterMs);
    net.r1.serve(net.channel('shared').channel, FIRST_HEIGHT + 2);
    await scene.pass(2 * scene.timings.aliveExpirationTimeoutMs);
    for (const { node } of net.seats) {
      const witness = await net.witness(node);
      await net.channel('shared').committed(witness, FIRST_HEIGHT + 2, { within: 'network' });
    }
    for (const [at, other] of [
      ['t1', 't2'],
      ['t2', 't1'],
    ] as const) {
      const witness = await net.witness(net.node(at));
      await scene.expect.membershipHas(witness, other, 'alive', 'heartbeat');
    }
    nobodyDead(scene, net, since);
    faults.heal();
    await converged(scene, net, { shared: FIRST_HEIGHT + 2 });
  },
});

const loss = defineCase({
  id: 'faults/loss-stops-no-block',
  clauses: ['XFER-I5', 'XFER-I1', 'SYS-I1'],
  level: 'MUST',
  title: 'a network whose links stall, and break, brings every block to everybody',
  needs: NEEDS,
  async run(scene) {
    const faults = scene.faults();
    const net = await settled(scene, FIXED);
    faults.loss(LOSS_SHARE);
    const arrives = async (number: number): Promise<void> => {
      net.r1.serve(net.channel('shared').channel, number);
      for (const { node } of net.seats) {
        const witness = await net.witness(node);
        await net.channel('shared').committed(witness, number, { within: 'convergence' });
      }
    };
    await arrives(FIRST_HEIGHT + 2);
    // Loss alone breaks a stream rarely.
    const [t1, t2, t3] = [net.node('t1'), net.node('t2'), net.node('t3')];
    for (const [one, other] of [[t1, t2] as const, [t1, t3] as const, [t2, t3] as const]) {
      faults.reset(one, other);
    }
    await arrives(FIRST_HEIGHT + 4);
    faults.heal();
    await converged(scene, net, { shared: FIRST_HEIGHT + 4 });
  },
});

const halfOpen = defineCase({
  id: 'faults/half-open-link-is-given-up',
  clauses: ['MEMB-20', 'MEMB-25', 'MEMB-26', 'SYS-I1'],
  level: 'MUST',
  title:
    'a peer gives up a link on which nothing arrives any more, though nobody ended it, and dials anew',
  needs: NEEDS,
  async run(scene) {
    const faults = scene.faults();
    const net = await settled(scene, FIXED.slice(0, 2));
    const [t1, t2] = [net.node('t1'), net.node('t2')];
    faults.halfOpen(t1, t2);
    // t2 has no leader of its own: what t1 fetches reaches it on a link between the two alone.
    net.r1.serve(net.channel('shared').channel, FIRST_HEIGHT + 1);
    const witness = await net.witness(t2);
    await net.channel('shared').committed(witness, FIRST_HEIGHT + 1, { within: 'convergence' });
    await scene.expect.membershipHas(witness, 't1', 'alive', 'convergence');
    faults.heal();
    await converged(scene, net, { shared: FIRST_HEIGHT + 1 });
  },
});

/** What o1 asks for and hardly reads: some megabytes, more than lies in the buffers of a connection. */
const ROUNDS = 12;
const REQUESTS_A_ROUND = 10;
const READER_BYTES_PER_SECOND = 2_000;

/**
 * The slow reader by a link that lives: its own may have been given up meanwhile, and then it comes
 * again, as others do. That it was shows late, behind all that it has not read yet.
 */
async function heardAgain(scene: Scene, { probe, connection }: Member): Promise<Witness> {
  if (connection.isOpen) {
    const nonce = scene.nonce();
    connection.send(probe.membershipRequest({ nonce }));
    const isAnswered = (): boolean =>
      scene.evidence.entries.some(
        ({ type, stream, decoded }) =>
          type === 'received' && stream === connection.name && decoded?.message?.nonce === nonce,
      );
    await scene.expect.eventually(
      () => !connection.isOpen || isAnswered(),
      `an answer to ${probe.name} or the end of its stream`,
      'bulk',
    );
  }
  return { probe, connection: connection.isOpen ? connection : await probe.connect() };
}

const slowReader = defineCase({
  id: 'faults/slow-reader-holds-up-nobody-else',
  clauses: ['XFER-24', 'MEMB-16', 'SYS-I3'],
  level: 'MUST',
  title: 'a peer answers others while one reads the answers that it asked for very slowly',
  needs: ['channels', 'timings'],
  async run(scene) {
    const faults = scene.faults();
    const channel = scene.channel('slow');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const o1 = await at.joined(await scene.probe('o1', { faulty: true }));
    const o2 = await at.joined('o2');
    for (let number = 1; number <= 9; number += 1) o2.connection.send(at.block(number));
    await at.committed(o2, 9, { as: scene.assume });
    faults.slowReader(o1.probe, READER_BYTES_PER_SECOND);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let i = 0; i < REQUESTS_A_ROUND; i += 1) {
        o1.connection.send(stateRequest('slow', 0, 9, { nonce: scene.nonce() }));
      }
      const { content } = await at.served(o2, 9, 9);
      scene.expect.that(content.payloads.length === 1, 'block 9', `${content.payloads.length}`);
      await scene.expect.membership(o2);
    }
    faults.heal();
    await at.committed(await heardAgain(scene, o1), 9);
  },
});

export const linkFaultCases: readonly Case[] = [delay, loss, halfOpen, slowReader];
