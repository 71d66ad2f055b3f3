/**
 * One target in two channels, with peers of three organisations: what belongs to one channel, or to
 * one organisation, is kept from the other.
 */
import { type Case, defineCase } from '../../harness/case.js';
import type { InChannel } from '../../harness/in-channel.js';
import type { Member } from '../../harness/scene.js';
import {
  pullHello,
  stateInfoPullRequest,
  stateRequest,
} from '../../harness/wire/channel-messages.js';
import { contentOf } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import { digestFor, lists } from '../identity/pull-scene.js';
import { pushed, toldOf, world } from './topology-scene.js';

const NEEDS = ['channels', 'delivery', 'timings'] as const;

const blocks = defineCase({
  id: 'network/blocks-of-two-channels-kept-apart',
  clauses: ['PUSH-I5', 'CHAN-I2', 'CHAN-I4', 'CHAN-I8', 'DELV-25'],
  level: 'MUST',
  title:
    'a leader pushes the blocks of each channel to the members of its organisation that are in it',
  needs: NEEDS,
  twin: 'self',
  async run(scene) {
    const all = await world(scene);
    const { r1, ch1, ch2, o1, o2, f1, g1 } = all;
    r1.serve(ch1.channel, 2);
    r1.serve(ch2.channel, 3);
    const has = (member: Member, at: InChannel, count: number) => () =>
      new Set(pushed(scene, member, at)).size === count;
    await scene.expect.eventually(has(o1, ch1, 2), 'blocks 1 and 2 of first to o1', 'delivery');
    await scene.expect.eventually(has(o1, ch2, 3), 'blocks 1 to 3 of second to o1', 'delivery');
    await scene.expect.eventually(has(o2, ch1, 2), 'blocks 1 and 2 of first to o2', 'delivery');
    await scene.quiet();
    const amiss = [
      ['second to o2', pushed(scene, o2, ch2)],
      ['first to f1', pushed(scene, f1, ch1)],
      ['second to g1', pushed(scene, g1, ch2)],
    ] as const;
    for (const [what, numbers] of amiss) {
      scene.expect.that(numbers.length === 0, `no block of ${what}`, `${numbers.join(', ')}`);
    }
    for (const [member, at] of [
      [f1, ch2],
      [g1, ch1],
    ] as const) {
      const told = toldOf(scene, member, at, all);
      const what = `no word of ${at.channel.id} to ${member.probe.name}`;
      scene.expect.that(told === '', what, told);
    }
    await scene.expect.membership(o1);
  },
});

const asked = defineCase({
  id: 'network/channel-refused-to-member-of-another',
  clauses: ['CHAN-I1', 'CHAN-I8', 'XFER-20', 'CHAN-52'],
  level: 'MUST',
  title: 'a peer gives nothing of a channel to a member of another that asks for it by name',
  needs: NEEDS,
  twin: 'self',
  async run(scene) {
    const all = await world(scene);
    const { r1, ch2, o1, f1, g1 } = all;
    r1.serve(ch2.channel, 2);
    await ch2.committed(o1, 2, { within: 'delivery' });
    const since = scene.mark();
    f1.connection.send(stateRequest('second', 1, 2, { nonce: scene.nonce() }));
    f1.connection.send(stateInfoPullRequest(f1.probe.credentials, 'second'));
    f1.connection.send(pullHello({ channel: 'second' }, scene.nonce()));
    await scene.quiet();
    const answers = scene.evidence.entries
      .slice(since)
      .filter(
        ({ type, probe, decoded }) =>
          type === 'received' &&
          probe === 'f1' &&
          ['stateResponse', 'stateSnapshot', 'dataDig'].includes(decoded?.kind ?? ''),
      )
      .map(({ decoded }) => decoded?.kind);
    scene.expect.that(answers.length === 0, 'no answer to f1', answers.join(', '));
    const told = toldOf(scene, f1, ch2, all);
    scene.expect.that(told === '', 'no word of second to f1', told);
    // g1, who is in it, is answered.
    await ch2.committed(g1, 2);
    await ch2.snapshotHas(g1, o1.probe, true);
  },
});

const strangers = defineCase({
  id: 'network/third-organisation-unheard',
  clauses: ['PUSH-I2', 'MEMB-I4', 'MEMB-28', 'PULL-I5'],
  level: 'MUST',
  title: 'a peer tells its own organisation of both others, and neither of the other',
  needs: NEEDS,
  twin: 'self',
  async run(scene) {
    const { target, o1, f1, g1 } = await world(scene);
    const hears = (listener: Member, author: Member): boolean =>
      scene.evidence.entries.some(({ type, probe, decoded }) => {
        const of = contentOf(decoded, 'aliveMsg')?.membership?.pkiId;
        const isListeners = type === 'received' && probe === listener.probe.name;
        return isListeners && of && hex(of) === hex(author.probe.credentials.pkiId);
      });
    for (const foreign of [f1, g1]) {
      const { name } = foreign.probe;
      const heard = () => hears(o1, foreign);
      await scene.expect.eventually(heard, `an alive message of ${name} to o1`, 'synchronisation');
    }
    for (const [listener, author] of [
      [f1, g1],
      [g1, f1],
    ] as const) {
      const [at, of] = [listener.probe.name, author.probe.name];
      scene.expect.that(!hears(listener, author), `no alive message of ${of} to ${at}`, 'one came');
      const view = await scene.expect.membership(listener);
      scene.expect.that(view.lists(of) === 'nowhere', `${of} in no view of ${at}`, view.told);
      const digest = await digestFor(scene, listener);
      const others = lists(digest, author.probe);
      scene.expect.that(!others, `no identity of ${of} in a digest for ${at}`, 'it is there');
      const own = lists(digest, target);
      scene.expect.that(own, `the target's identity in a digest for ${at}`, 'it is not there');
    }
  },
});

const snapshots = defineCase({
  id: 'network/snapshots-of-two-channels-kept-apart',
  clauses: ['CHAN-53', 'CHAN-I1', 'CHAN-I4', 'XFER-11'],
  level: 'MUST',
  title: 'a peer tells of each channel its own members and its own height',
  needs: NEEDS,
  async run(scene) {
    const { target, r1, ch1, ch2, o1, o2, f1, g1 } = await world(scene);
    r1.serve(ch1.channel, 2);
    r1.serve(ch2.channel, 4);
    const at = (height: bigint) => (info: { properties?: { ledgerHeight: bigint } | undefined }) =>
      info.properties?.ledgerHeight === height;
    for (const [witness, channel, height] of [
      [f1, ch1, 3n],
      [o1, ch1, 3n],
      [g1, ch2, 5n],
      [o1, ch2, 5n],
    ] as const) {
      await channel.snapshotHas(witness, target, at(height), 'delivery');
    }
    const first = await ch1.snapshot(o1);
    const second = await ch2.snapshot(o1);
    const inFirst = [o1, o2, f1].every(({ probe }) => first.of(probe)) && !first.of(g1.probe);
    scene.expect.that(inFirst, 'o1, o2 and f1 in first, not g1', first.told);
    const inSecond = [o1, g1].every(({ probe }) => second.of(probe));
    const others = second.of(o2.probe) ?? second.of(f1.probe);
    scene.expect.that(inSecond && !others, 'o1 and g1 in second, not o2 and f1', second.told);
  },
});

const leadership = defineCase({
  id: 'network/leadership-of-two-channels-stays-inside',
  clauses: ['CHAN-I2', 'PUSH-10', 'ELEC-4', 'CHAN-I8'],
  level: 'MUST',
  title: 'a peer declares itself leader of each channel to its own organisation alone',
  needs: NEEDS,
  twin: 'self',
  async run(scene) {
    const all = await world(scene, { leadership: 'elected' });
    const { ch1, ch2, o1, f1, g1 } = all;
    for (const { channel } of [ch1, ch2]) {
      await scene.expect.message(o1.probe, 'leadershipMsg', {
        where: (content, { message }) =>
          content.isDeclaration && Buffer.from(message?.channel ?? []).toString() === channel.id,
        that: `that declares the target in ${channel.id}`,
        within: 'election',
      });
    }
    await scene.quiet();
    const foreign = scene.evidence.entries.filter(
      ({ type, probe, decoded }) =>
        type === 'received' &&
        (probe === f1.probe.name || probe === g1.probe.name) &&
        decoded?.kind === 'leadershipMsg',
    );
    scene.expect.that(foreign.length === 0, 'no leadership message to F or G', `${foreign.length}`);
    for (const [member, at] of [
      [f1, ch2],
      [g1, ch1],
    ] as const) {
      const told = toldOf(scene, member, at, all);
      scene.expect.that(told === '', `no word of ${at.channel.id} to ${member.probe.name}`, told);
    }
    await scene.expect.membership(o1);
  },
});

export const topologyCases: readonly Case[] = [blocks, asked, strangers, snapshots, leadership];
