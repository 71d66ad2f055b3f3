/** Which messages a space-time diagram shows, and who has a lane in it. */
import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';
import { createRecording, note, SENT } from '../../studio/run/recording.js';
import { createStudioRun } from '../../studio/run/studio-run.js';
import {
  ANY_CHANNEL,
  type Choice,
  LANES_MAX,
  lanesOf,
  meant,
  NO_CHANNEL,
} from '../../studio/sequence/choose-lanes.js';
import { linesOf } from '../../studio/sequence/select-messages.js';
import { classroom } from '../support/studio-scenario.js';

const everything: Choice = { hidden: new Set(), channel: ANY_CHANNEL, peers: new Set() };
const channel = (name: string, ...organisations: string[]) => ({
  name,
  organisations,
  without: [],
});

describe('of a run with two channels', () => {
  const scenario = scenarioOf({
    ...classroom,
    channels: [channel('ch1', 'Org1', 'Org2'), channel('ch2', 'Org1')],
    blocks: [
      ...classroom.blocks,
      { channel: 'ch2', from: 36_000, every: 1_000, count: 3, size: 500, transactions: 1 },
    ],
  });
  const run = createStudioRun(scenario);
  while (run.advance(20_000));
  const { recording, cast } = run;
  const sent = (choice: Partial<Choice>) => {
    const isMeant = meant(recording, { ...everything, ...choice });
    return Array.from({ length: recording.length }, (_, i) => i).filter(
      (i) => recording.kind[i] === SENT && isMeant(i),
    );
  };
  const kindsOf = (indexes: readonly number[]) =>
    new Set(indexes.map((i) => recording.strings[recording.c[i]!]!));

  it('tells every message by its channel', () => {
    const [all, first, second, none] = [
      {},
      { channel: 0 },
      { channel: 1 },
      { channel: NO_CHANNEL },
    ].map(sent) as [number[], number[], number[], number[]];
    expect(first.length + second.length + none.length).toBe(all.length);
    const ofChannels = [
      'dataMsg',
      'leadershipMsg',
      'stateInfo',
      'stateInfoPullReq',
      'stateSnapshot',
    ];
    for (const kind of ofChannels) {
      expect(kindsOf(first)).toContain(kind);
      expect(kindsOf(second)).toContain(kind);
      expect(kindsOf(none)).not.toContain(kind);
    }
    // Identities are pulled, too, and those are of no channel.
    for (const kind of ['conn', 'memReq', 'memRes', 'hello', 'dataDig', 'dataUpdate'])
      expect(kindsOf(none)).toContain(kind);
    expect(kindsOf(none)).toContain('aliveMsg');
    expect(kindsOf(first)).not.toContain('aliveMsg');
  });
  it('sends nothing of a channel to an organisation that is not in it', () => {
    const members = new Set(cast.channels[1]!.members);
    const indexes = sent({ channel: 1 });
    expect(indexes.length).toBeGreaterThan(50);
    for (const i of indexes) {
      expect(members).toContain(recording.a[i]);
      expect(members).toContain(recording.b[i]);
    }
  });
  it('keeps what comes from or goes to a chosen peer, and nothing else', () => {
    const one = sent({ peers: new Set([2]) });
    expect(one.length).toBeGreaterThan(100);
    expect(one.length).toBeLessThan(sent({}).length);
    expect(one.every((i) => recording.a[i] === 2 || recording.b[i] === 2)).toBe(true);
    expect(one.some((i) => recording.a[i] === 2)).toBe(true);
    expect(one.some((i) => recording.b[i] === 2)).toBe(true);
  });
  it('draws what is asked for in all three ways at once', () => {
    const choice = { hidden: new Set(['pull']), channel: 0, peers: new Set([1]) };
    const { lines, count } = linesOf(recording, 0, recording.length, {
      fromMs: 0,
      toMs: scenario.duration,
      lanes: new Set(cast.peers.keys()),
      choice,
      max: 100_000,
    });
    expect(count).toBe(sent(choice).length);
    expect(lines.map(({ index }) => index).reverse()).toEqual(sent(choice));
    expect(kindsOf(sent(choice))).not.toContain('hello');
  });
  it('gives a lane to the members of the channel, and to who is chosen', () => {
    const lanes = (choice: Partial<Choice>) =>
      lanesOf(cast, recording, { ...everything, ...choice }, -1);
    expect(lanes({})).toEqual([0, 1, 2, 3]);
    expect(lanes({ channel: 1 })).toEqual([0, 1]);
    expect(lanes({ channel: 1, peers: new Set([3]) })).toEqual([0, 1, 3]);
  });
});

it('of many peers shows the chosen one with whom it has most to do with', () => {
  const peers = Array.from({ length: 100 }, (_, i) => ({
    name: `peer${i}.Org1`,
    organisation: 0,
    pki: '',
  }));
  const cast = { organisations: ['Org1'], peers, channels: [] };
  const recording = createRecording();
  recording.strings.push('aliveMsg');
  for (const other of [97, 97, 13]) note(recording, 1, SENT, 55, other, 0, -1);
  note(recording, 1, SENT, 13, 80, 0, -1);
  const lanes = lanesOf(cast, recording, { ...everything, peers: new Set([55]) }, 3);
  expect(lanes).toHaveLength(LANES_MAX);
  for (const peer of [13, 55, 97]) expect(lanes).toContain(peer);
  expect(lanes).not.toContain(80);
});
