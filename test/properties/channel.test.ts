/**
 * Channels under random messages, commands and configurations, and StateInfo in a network that loses
 * messages. A failure prints what fast-check needs to repeat it.
 */

import { describe, expect, it } from 'vitest';
import { channelConfigOf } from '../../src/peer/channel/access.js';
import { reconfigure } from '../../src/peer/channel/join.js';
import { perform } from '../../src/peer/perform.js';
import type { Run } from '../../src/peer/run.js';
import { isNewer, type Timestamp } from '../../src/rules/alive-message.js';
import { createSymbolicChain } from '../../src/simulator/symbolic-blocks.js';
import { createSymbolicChannelReader } from '../../src/wire/channel/symbolic.js';
import type { SignedMessage } from '../../src/wire/envelope.js';
import {
  blockHello,
  blockMessage,
  channelScene,
  settings,
  snapshot,
  snapshotRequest,
  stateInfo,
  world,
} from '../support/channel-scene.js';
import { fc } from '../support/drawing.js';
import { aliveMessage, leadershipMessage, pkiOf } from '../support/gossip-builders.js';
import { createPlainChoose, verdictsIn } from '../support/scene.js';
import { crypto, orgOfName, simulationOf } from '../support/symbolic-peers.js';

const SPEAKERS = ['ann.A', 'bob.A', 'cat.A', 'eve.B', 'fay.B', 'gus.C'];
const tiny = { stateInfosMax: 3, channelsMax: 2 };
const ORGANISATIONS = ['A', 'AB', 'AC', 'ABC', 'BC'];

const speaker = fc.constantFrom(...SPEAKERS);
const channel = fc.constantFrom('ch1', 'ch2', 'ch9');
const info = fc
  .record({
    author: speaker,
    channel,
    seqNum: fc.bigInt({ min: 1n, max: 6n }),
    left: fc.boolean(),
    wrong: fc.constantFrom('no', 'no', 'no', 'signer', 'timestamp', 'properties', 'pkiId'),
  })
  .map(({ author, wrong, ...fields }) => {
    if (wrong === 'signer') return stateInfo(author, { ...fields, signer: 'nobody.A' });
    return stateInfo(author, wrong === 'no' ? fields : { ...fields, without: [wrong] });
  });
const message: fc.Arbitrary<SignedMessage> = fc.oneof(
  { weight: 4, arbitrary: info },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.array(info, { maxLength: 6 }), channel)
      .map(([infos, name]) => snapshot(infos, name)),
  },
  fc.tuple(speaker, channel, speaker).map(([name, c, as]) => snapshotRequest(name, c, as)),
  fc.tuple(speaker, fc.bigInt(1n, 9n)).map(([name, seqNum]) => aliveMessage(name, { seqNum })),
  channel.map((name) => blockHello(name)),
  channel.map((name) => blockMessage(name)),
  fc.tuple(speaker, channel).map(([name, c]) => leadershipMessage(name, c)),
);
/** Bytes changed or cut out. */
const damaged = fc
  .tuple(message, fc.nat(), fc.nat(255), fc.nat(3))
  .map(([{ bytes }, at, put, cut]) => {
    const from = at % bytes.length;
    return Uint8Array.of(...bytes.subarray(0, from), put, ...bytes.subarray(from + cut));
  });

type Deed =
  | { readonly kind: 'say'; readonly by: string; readonly what: SignedMessage | Uint8Array }
  | { readonly kind: 'join' | 'leave'; readonly channel: string; readonly organisations: string }
  | { readonly kind: 'configure'; readonly channel: string; readonly organisations: string }
  | { readonly kind: 'wait'; readonly ms: number };
const organisations = fc.constantFrom(...ORGANISATIONS);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      by: speaker,
      what: fc.oneof({ weight: 3, arbitrary: message }, damaged),
    }),
  },
  fc.record({
    kind: fc.constantFrom('join' as const, 'leave' as const),
    channel,
    organisations,
  }),
  fc.record({ kind: fc.constant('configure' as const), channel, organisations }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(10, 4_000, 21_000) }),
);

describe('channels under random messages', () => {
  it('CHAN-I3, CHAN-I5, CHAN-12, CHAN-46: stores keep their bounds, their order and their members', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 60, size: 'max' }), (deeds) => {
        const scene = channelScene({ ch1: 'ABC' }, { parameters: tiny });
        const links = new Map(SPEAKERS.map((name) => [name, scene.member(name)]));
        const before = new Map<string, Timestamp>();
        for (const todo of deeds) {
          act(scene, links, todo);
          check(scene, before);
          for (const verdict of verdictsIn(scene.taken())) met.add(verdict);
        }
      }),
      { numRuns: 120 },
    );
    for (const row of ['CHAN-11', 'CHAN-D7', 'CHAN-D10', 'CHAN-D21', 'CHAN-D23', 'CHAN-D27'])
      expect([...met].some((verdict) => verdict.endsWith(row))).toBe(true);
  });
});

type Scene = ReturnType<typeof channelScene>;

function act(scene: Scene, links: Map<string, string>, todo: Deed): void {
  if (todo.kind === 'wait') return scene.advance(todo.ms);
  if (todo.kind === 'say') {
    const link = links.get(todo.by)!;
    scene.receive(link, todo.what);
    if (!scene.peer.state.links.has(link)) links.set(todo.by, scene.connect(todo.by));
    return;
  }
  if (todo.kind === 'leave')
    return void scene.feed({ type: 'channel.leave', channel: todo.channel });
  const entry = scene.peer.state.channels.get(todo.channel);
  if (todo.kind === 'join' && entry === undefined)
    return void scene.join(todo.channel, todo.organisations);
  if (todo.kind === 'join')
    return void scene.feed({
      type: 'channel.join',
      channel: todo.channel,
      configBlock: entry!.configBlock,
      height: 1n,
      lastHash: entry!.lastHash,
    });
  if (entry === undefined) return;
  const { peer } = scene;
  const { choose } = createPlainChoose();
  const run: Run = {
    config: peer.config,
    state: peer.state,
    at: scene.now(),
    choose,
    out: [],
    perform,
  };
  reconfigure(run, entry, scene.chainOf(todo.channel).configure(settings(todo.organisations)));
  peer.config = run.config;
}

function check({ peer, now }: Scene, before: Map<string, Timestamp>): void {
  const { channels, foreignStateInfos } = peer.state;
  expect(channels.size).toBeLessThanOrEqual(tiny.channelsMax);
  expect(foreignStateInfos.size).toBeLessThanOrEqual(tiny.stateInfosMax);
  const { choose } = createPlainChoose();
  const run: Run = { config: peer.config, state: peer.state, at: now(), choose, out: [], perform };
  for (const [name, entry] of channels) {
    expect(entry.stateInfos.size).toBeLessThanOrEqual(tiny.stateInfosMax);
    const config = channelConfigOf(run, entry);
    const members = new Set(config.organisations.map(({ mspId }) => mspId));
    for (const author of SPEAKERS) {
      const key = `${name} ${author}`;
      const stored = entry.stateInfos.get(pkiOf(author));
      const was = before.get(key);
      if (stored === undefined) {
        before.delete(key);
        continue;
      }
      expect(members).toContain(orgOfName(author));
      if (was !== undefined && was !== stored.timestamp)
        expect(isNewer(stored.timestamp, was)).toBe(true);
      before.set(key, stored.timestamp);
    }
  }
}

describe('StateInfo in a network', () => {
  const NAMES = ['ann.A', 'bob.A', 'cat.A', 'eve.B', 'fay.B'];

  /** Who knows whose newest StateInfo, after losses and a quiet time. */
  function converged(seed: number, lossPercent: number): string[] {
    let percent = lossPercent;
    const simulation = simulationOf(NAMES, { seed, lossNow: () => percent / 100 }, (name) => ({
      authority: world,
      channelReader: createSymbolicChannelReader(world, orgOfName(name)),
      bootstrap: [orgOfName(name) === 'A' ? 'ann.A:7000' : 'eve.B:7003'],
    }));
    const anchors = { A: ['ext.ann.A:7000'], B: ['ext.eve.B:7003'] };
    const { configBlock } = createSymbolicChain(crypto, 'ch1', settings('AB', { anchors }));
    for (const name of NAMES) {
      simulation.start(name);
      simulation.join(name, 'ch1', configBlock);
    }
    simulation.advance(40_000);
    percent = 0;
    simulation.advance(60_000);
    const newest = (name: string) => simulation.peer(name).state.channels.get('ch1')!;
    return NAMES.flatMap((knower) =>
      NAMES.filter((author) => {
        const { incNum, changedNum } = newest(author);
        const stored = newest(knower).stateInfos.get(pkiOf(author));
        return stored?.timestamp.incNum !== incNum || stored.timestamp.seqNum !== changedNum;
      }).map((author) => `${knower} lacks ${author}`),
    );
  }

  it('CHAN-I6: every member comes to know the newest of every other, whatever was lost', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 10, 40), (seed, percent) => {
        expect(converged(seed, percent)).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });
});
