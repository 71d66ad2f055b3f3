/** What was predicted in a lesson is counted at its end. */
import { expect, it } from 'vitest';
import { parseLesson } from '../../studio/lesson/lesson.js';
import { predictionsIn, SKIPPED, sayPredictions } from '../../studio/lesson/predictions.js';

const question = (right: number) =>
  `**Question (until 9s).** What?\n\n${[0, 1].map((i) => `- [${i === right ? 'x' : ' '}] ${i}`).join('\n')}\n\nSo.\n\n`;
const lesson = parseLesson(
  `# A\n\nAbout.\n\n## One (1s)\n\nText.\n\n${question(0)}## Two (2s)\n\nText.\n\n## Three (3s)\n\nText.\n\n${question(1)}`,
);
const came = (answers: readonly (readonly [number, number])[]) =>
  predictionsIn(lesson, new Map(answers));

it('tells of every question whether its answer was right', () => {
  expect(
    came([
      [0, 0],
      [2, 0],
    ]),
  ).toEqual([
    { part: 0, title: 'One', came: 'right' },
    { part: 2, title: 'Three', came: 'wrong' },
  ]);
  expect(
    sayPredictions(
      came([
        [0, 0],
        [2, 1],
      ]),
    ),
  ).toBe('2 of 2 predicted');
  expect(
    sayPredictions(
      came([
        [0, 1],
        [2, 1],
      ]),
    ),
  ).toBe('1 of 2 predicted, 1 wrong');
});
it('counts what was skipped, or never asked, as skipped', () => {
  expect(came([[0, SKIPPED]]).map((one) => one.came)).toEqual(['skipped', 'skipped']);
  expect(
    sayPredictions(
      came([
        [0, SKIPPED],
        [2, 1],
      ]),
    ),
  ).toBe('1 of 2 predicted, 1 skipped');
});
