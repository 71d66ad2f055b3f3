/** Each lesson is a checked scenario: it is lived through, and what its text says is what happens. */
import { beforeAll, describe, expect, it } from 'vitest';
import { pathOf } from '../../studio/block/path.js';
import { parseLesson } from '../../studio/lesson/lesson.js';
import { BLOCK, BREACH, countAt, SENT, STEP } from '../../studio/run/recording.js';
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
