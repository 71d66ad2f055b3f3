/**
 * A lesson: text in parts, each at an instant of a scripted run, some with a question. Written as
 * Markdown; what a heading holds in brackets is the instant, `## The leader falls silent (1m10s)`.
 */
import type { Scenario } from '../../src/simulator/scenario/scenario.js';

export interface LessonPart {
  readonly title: string;
  /** Where the run stands while this is read, ms since the start. */
  readonly atMs: number;
  /** Paragraphs. */
  readonly text: readonly string[];
  readonly question: LessonQuestion | undefined;
}

export interface LessonQuestion {
  readonly text: string;
  readonly answers: readonly { readonly text: string; readonly isRight: boolean }[];
  /** Said once an answer is given. */
  readonly why: string;
  /** The run goes on until then, so that the answer is seen. */
  readonly untilMs: number;
}

export interface LessonText {
  readonly title: string;
  readonly about: string;
  readonly parts: readonly LessonPart[];
}

export interface Lesson extends LessonText {
  readonly scenario: Scenario;
}

const msOf = (text: string): number => {
  const match = /^(?:(\d+)m)?(?:([\d.]+)s)?$/.exec(text);
  if (match === null) throw new RangeError(`instant: expected such as 1m10s, got "${text}"`);
  return 60_000 * Number(match[1] ?? 0) + 1_000 * Number(match[2] ?? 0);
};

/** @throws RangeError if a part has no instant, or a question no right answer. */
export function parseLesson(markdown: string): LessonText {
  const [head = '', ...sections] = markdown.split(/^## /m);
  return {
    title: /^# (.*)/.exec(head)?.[1] ?? '',
    about: paragraphs(head.replace(/^# .*/, ''))[0] ?? '',
    parts: sections.map(parsePart),
  };
}

function parsePart(section: string): LessonPart {
  const [, title, at] = /^(.*?) \(([^)]*)\)\n/.exec(section) ?? [];
  if (title === undefined || at === undefined)
    throw new RangeError(
      `heading: expected an instant in brackets, got "${section.split('\n')[0]}"`,
    );
  const body = section.slice(section.indexOf('\n') + 1);
  const [text = '', asked] = body
    .split(/^\*\*Question \(until ([^)]*)\)\.\*\* /m)
    .filter((_, i) => i !== 1);
  const [, until] = /^\*\*Question \(until ([^)]*)\)\.\*\* /m.exec(body) ?? [];
  return {
    title,
    atMs: msOf(at),
    text: paragraphs(text),
    question: asked === undefined ? undefined : parseQuestion(asked, msOf(until!)),
  };
}

function parseQuestion(asked: string, untilMs: number): LessonQuestion {
  const blocks = paragraphs(asked.replace(/^- /gm, '\n- '));
  const answers = blocks
    .filter((block) => block.startsWith('- ['))
    .map((block) => ({ text: block.slice(6), isRight: block.startsWith('- [x]') }));
  const [text = '', ...rest] = blocks.filter((block) => !block.startsWith('- ['));
  if (answers.filter(({ isRight }) => isRight).length !== 1)
    throw new RangeError(`question: expected one right answer: "${text}"`);
  return { text, answers, why: rest.join(' '), untilMs };
}

const paragraphs = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => part !== '');
