/** Each lesson is a checked scenario: it is lived through, and what its text says is what happens. */
import { beforeAll, describe, expect, it } from 'vitest';
import { pathOf } from '../../studio/block/path.js';
import { parseLesson } from '../../studio/lesson/lesson.js';
import { BLOCK, BREACH, countAt, SENT, STEP, VERDICT } from '../../studio/run/recording.js';
import { createStudioRun, type StudioRun } from '../../studio/run/studio-run.js';
import { createTimeline, type Scene } from '../../studio/time/scene.js';
import { stepText } from '../../studio/time/step-text.js';
import { lessonFiles } from '../../tools/studio/lessons.js';

const lessons = lessonFiles();

/** A lesson's run, and what is asked of it. */
function lived(title: string) {
  const { scenario } = lessons.find((one) => one.title === title)!;
  let run!: StudioRun;
  beforeAll(() => {
    run = createStudioRun(scenario);
    while (run.advance(50_000));
  }, 60_000);
  const sceneAt = (ms: number): Scene =>
    createTimeline(run.recording, run.cast, run.scenario.faults.length).seek(
      countAt(run.recording, ms),
    );
  return {
    of: () => run,
    leadersAt: (ms: number) => namesOf(run, sceneAt(ms).leads),
    heightsAt: (ms: number) => [...sceneAt(ms).height],
    digestsAt: (ms: number) => [...sceneAt(ms).digest],
    /** Peers that took a row between two instants. */
    tookRow: (row: string, fromMs: number, toMs: number) => {
      const { recording, cast } = run;
      const found: string[] = [];
      for (let i = countAt(recording, fromMs); i < countAt(recording, toMs); i++)
        if (recording.kind[i] === STEP && stepText(recording.strings[recording.c[i]!]!).row === row)
          found.push(cast.peers[recording.a[i]!]!.name);
      return found;
    },
    /** Members in a state, counted over all peers. */
    membersAt: (ms: number, state: string) => {
      const timeline = createTimeline(run.recording, run.cast, run.scenario.faults.length);
      timeline.seek(countAt(run.recording, ms));
      return timeline.countOf('member', state);
    },
    /** Who gave a verdict by a row or clause between two instants. */
    judgedBy: (clause: string, fromMs: number, toMs: number) => {
      const { recording, cast } = run;
      const found: string[] = [];
      for (let i = countAt(recording, fromMs); i < countAt(recording, toMs); i++)
        if (
          recording.kind[i] === VERDICT &&
          recording.strings[recording.b[i]!]!.split('\t')[1] === clause
        )
          found.push(cast.peers[recording.a[i]!]!.name);
      return found;
    },
    /** Messages of a kind that were sent between two instants. */
    sent: (kind: string, fromMs: number, toMs: number) => {
      const { recording } = run;
      let count = 0;
      for (let i = countAt(recording, fromMs); i < countAt(recording, toMs); i++)
        if (recording.kind[i] === SENT && recording.strings[recording.c[i]!] === kind) count += 1;
      return count;
    },
    hasNoBreach() {
      const { kind, length } = run.recording;
      expect(kind.subarray(0, length).includes(BREACH)).toBe(false);
    },
  };
}

const namesOf = (run: StudioRun, flags: Uint8Array): string[] =>
  run.cast.peers.flatMap(({ name }, peer) => (flags[peer] === 1 ? [name] : []));

describe('alive and dead', () => {
  const lesson = lived('Alive and dead');
  it('twelve members are alive when everybody knows everybody', () => {
    const { recording, cast } = lesson.of();
    const timeline = createTimeline(recording, cast, 1);
    timeline.seek(countAt(recording, 10_000));
    expect(timeline.countOf('member', 'alive')).toBe(12);
  });
  it('three see by a failed link that one is gone, within 4 s', () => {
    expect(lesson.tookRow('MEMB-R6', 45_000, 49_000).sort()).toEqual([
      'peer0.Org1',
      'peer1.Org1',
      'peer2.Org1',
    ]);
  });
  it('a newer alive message brings it back for all three', () => {
    expect(lesson.tookRow('MEMB-R10', 100_000, 103_000)).toHaveLength(3);
    lesson.hasNoBreach();
  });
});

describe('push and its residue', () => {
  const lesson = lived('Push, its residue, and pull');
  const stops = (ms: number) =>
    pathOf(lesson.of().recording, 0, 1, countAt(lesson.of().recording, ms));
  it('push leaves five of forty without the block', () => {
    expect(stops(35_200)).toHaveLength(35);
    expect(
      stops(35_200)
        .slice(1)
        .every(({ source }) => source === 'push'),
    ).toBe(true);
    expect(Math.max(...stops(35_200).map(({ hops }) => hops))).toBeGreaterThanOrEqual(4);
  });
  it('pull brings it to the rest', () => {
    const all = stops(39_500);
    expect(all).toHaveLength(40);
    expect(all.slice(35).map(({ source }) => source)).toEqual(Array(5).fill('pull'));
    lesson.hasNoBreach();
  });
});

describe('a newcomer', () => {
  const lesson = lived('A newcomer catches up');
  it('takes no block that is pushed to it while they are far ahead', () => {
    const { recording } = lesson.of();
    const [from, to] = [countAt(recording, 90_000), countAt(recording, 99_000)];
    const count = (fits: (i: number) => boolean) =>
      Array.from({ length: to - from }, (_, i) => from + i).filter(fits).length;
    const isPushed = (i: number) =>
      recording.kind[i] === SENT && recording.b[i] === 2 && recording.d[i]! > 50;
    expect(count(isPushed)).toBeGreaterThan(5);
    expect(count((i) => recording.kind[i] === BLOCK && recording.a[i] === 2)).toBe(0);
    expect(lesson.heightsAt(99_000)[2]).toBe(1);
    expect(lesson.heightsAt(99_000)[0]).toBeGreaterThan(50);
  });
  it('is told eleven blocks by each answer', () => {
    const { recording } = lesson.of();
    const stops = Array.from({ length: 22 }, (_, i) =>
      pathOf(recording, 0, i + 1, recording.length).find(({ peer }) => peer === 2),
    );
    const instants = new Set(stops.map((stop) => stop!.atMs));
    expect(instants.size).toBe(2);
    expect(stops.every((stop) => stop!.source === 'transfer')).toBe(true);
  });
  it('is level with the others a second later, with the same digest', () => {
    expect(new Set(lesson.heightsAt(101_500)).size).toBe(1);
    expect(new Set(lesson.digestsAt(101_500)).size).toBe(1);
    expect(lesson.tookRow('XFER-R31', 99_000, 101_000).length).toBeGreaterThanOrEqual(4);
    lesson.hasNoBreach();
  });
});

describe('leader election', () => {
  const lesson = lived('A leader is elected, and replaced');
  it('two lead for a moment, and the higher gives way', () => {
    expect(lesson.leadersAt(8_340)).toEqual(['peer0.Org1', 'peer3.Org1']);
    expect(lesson.leadersAt(9_000)).toEqual(['peer0.Org1']);
    const [first, third] = [lesson.of().cast.peers[0]!, lesson.of().cast.peers[3]!];
    expect(first.pki < third.pki).toBe(true);
  });
  it('another leads 21 s after the leader was killed, and blocks come again', () => {
    expect(lesson.leadersAt(80_000)).toEqual([]);
    expect(lesson.leadersAt(82_000)).toEqual(['peer1.Org1']);
    expect(lesson.heightsAt(80_000)[1]).toBe(6);
    expect(lesson.heightsAt(82_000)[1]).toBe(12);
  });
  it('the first comes back and leads again, because its PKI-ID is the lower one', () => {
    expect(lesson.leadersAt(117_000)).toEqual(['peer0.Org1']);
    lesson.hasNoBreach();
  });
});

describe('two leaders', () => {
  const lesson = lived('Two leaders after a partition');
  it('each side has one, and both commit the same blocks', () => {
    expect(lesson.leadersAt(79_000)).toEqual(['peer0.Org1', 'peer4.Org1']);
    expect(new Set(lesson.heightsAt(104_000)).size).toBe(1);
    expect(new Set(lesson.digestsAt(104_000)).size).toBe(1);
  });
  it('one is left within 4 s of the end of the partition', () => {
    expect(lesson.leadersAt(131_000)).toHaveLength(2);
    expect(lesson.leadersAt(134_000)).toEqual(['peer0.Org1']);
    lesson.hasNoBreach();
  });
});

describe('resurrection', () => {
  const lesson = lived('Resurrection, and why replay fails');
  it('three members are dead, and fifty seconds of replays bring none back', () => {
    expect(lesson.membersAt(50_000, 'dead')).toBe(3);
    expect(lesson.judgedBy('MEMB-D10', 60_000, 110_000).length).toBeGreaterThan(0);
    expect(lesson.tookRow('MEMB-R10', 60_000, 119_999)).toEqual([]);
    expect(lesson.membersAt(110_000, 'dead')).toBe(3);
  });
  it('its next life does, in each of the three', () => {
    expect(lesson.tookRow('MEMB-R10', 120_000, 125_000).sort()).toEqual([
      'peer0.Org1',
      'peer1.Org1',
      'peer2.Org1',
    ]);
    lesson.hasNoBreach();
  });
});

describe('why pull is needed', () => {
  const lesson = lived('Why pull is needed');
  const level = (ms: number) => lesson.heightsAt(ms).filter((height) => height === 9).length;
  it('after eight blocks 19 of 30 have all of them, and two have none', () => {
    expect(level(58_000)).toBe(19);
    expect(lesson.heightsAt(58_000).filter((height) => height === 1)).toHaveLength(2);
    expect([...new Set(lesson.heightsAt(58_000))].sort()).toEqual([1, 2, 3, 6, 7, 8, 9]);
  });
  it('one round of pull levels 29, and the next one all', () => {
    expect(level(68_000)).toBe(29);
    expect(lesson.heightsAt(68_000)[7]).toBe(7);
    expect(level(118_000)).toBe(29);
    expect(level(130_000)).toBe(30);
    expect(new Set(lesson.digestsAt(130_000)).size).toBe(1);
    lesson.hasNoBreach();
  });
});

describe('channel isolation', () => {
  const lesson = lived('Channel isolation');
  const ofChannel = (heights: readonly number[], channel: number) =>
    heights.filter((_, i) => i % 2 === channel);
  it('whoever is outside of a channel has no ledger of it', () => {
    expect(ofChannel(lesson.heightsAt(69_000), 0)).toEqual([9, 9, 9, 9, -1, -1]);
    expect(ofChannel(lesson.heightsAt(119_000), 0)).toEqual([13, 13, 13, 13, -1, -1]);
    expect(ofChannel(lesson.heightsAt(119_000), 1)).toEqual([-1, -1, 7, 7, 7, 7]);
  });
  it('organisations that share no channel do not know each other', () => {
    expect(lesson.membersAt(60_000, 'alive')).toBe(2 * 3 + 2 * 5 + 2 * 3);
  });
  it('what is carried across is ignored, or rejected where it pretends to belong', () => {
    expect(lesson.judgedBy('CHAN-D21', 60_000, 70_000)).toEqual([]);
    expect(lesson.judgedBy('CHAN-D21', 70_000, 101_000).length).toBeGreaterThan(20);
    expect(lesson.judgedBy('WIRE-73', 70_000, 101_000).length).toBeGreaterThan(0);
    lesson.hasNoBreach();
  });
});

describe('a Byzantine peer', () => {
  const lesson = lived('A Byzantine peer');
  it('sends blocks under wrong numbers and speaks for others, and is rejected', () => {
    for (const clause of ['WIRE-72', 'MEMB-D7', 'CHAN-29']) {
      expect(lesson.judgedBy(clause, 0, 60_000), clause).toEqual([]);
      expect(lesson.judgedBy(clause, 60_000, 101_000).length, clause).toBeGreaterThan(0);
    }
  });
  it.each([
    [59_000, 6],
    [80_000, 11],
    [119_000, 16],
  ])('at %d ms all are at height %d with one digest', (ms, height) => {
    expect(lesson.heightsAt(ms)).toEqual(Array(5).fill(height));
    expect(new Set(lesson.digestsAt(ms)).size).toBe(1);
    lesson.hasNoBreach();
  });
});

describe('tuning timers', () => {
  const lesson = lived('Tuning timers');
  it('a pause of 12 s is not noticed with the timers of Fabric', () => {
    expect(lesson.membersAt(51_900, 'alive')).toBe(30);
    expect(lesson.tookRow('MEMB-R10', 40_000, 60_000)).toEqual([]);
  });
  it('it is with timers ten times as fast, on both sides, and is over at once', () => {
    expect(lesson.membersAt(126_000, 'dead')).toBe(5);
    const back = lesson.tookRow('MEMB-R10', 132_000, 132_100);
    expect(back).toHaveLength(10);
    expect(back.filter((name) => name === 'peer2.Org1')).toHaveLength(5);
    expect(lesson.membersAt(135_000, 'alive')).toBe(30);
  });
  it('ten times the messages', () => {
    expect(Math.round(lesson.sent('aliveMsg', 20_000, 80_000) / 60)).toBe(21);
    expect(Math.round(lesson.sent('aliveMsg', 90_000, 120_000) / 30)).toBe(215);
  });
  it('of one that is killed two learn by a failed connection, three by silence', () => {
    expect(lesson.tookRow('MEMB-R6', 160_000, 160_021.9).sort()).toEqual([
      'peer2.Org1',
      'peer5.Org1',
    ]);
    expect(lesson.membersAt(160_100, 'dead')).toBe(2);
    expect(lesson.membersAt(164_000, 'dead')).toBe(5);
    lesson.hasNoBreach();
  });
});

describe('every lesson', () => {
  it.each(lessons)('$title: has parts in order of time, and questions within the run', (lesson) => {
    const instants = lesson.parts.flatMap(({ atMs, question }) =>
      question === undefined ? [atMs] : [atMs, question.untilMs],
    );
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    expect(instants.at(-1)!).toBeLessThan(lesson.scenario.duration);
    expect(lesson.parts.filter(({ question }) => question !== undefined).length).toBeGreaterThan(0);
    expect(lesson.parts.every(({ text }) => text.length > 0)).toBe(true);
    expect(lesson.about).not.toBe('');
  });
  it('says what is wrong with a question that has two right answers', () => {
    const text =
      '# A\n\nB\n\n## C (1s)\n\nD\n\n**Question (until 2s).** E?\n\n- [x] F\n- [x] G\n\nH\n';
    expect(() => parseLesson(text)).toThrow(/one right answer/);
  });
  it('says what is wrong with a heading without an instant', () => {
    expect(() => parseLesson('# A\n\nB\n\n## C\n\nD\n')).toThrow(/instant in brackets, got "C"/);
  });
});
