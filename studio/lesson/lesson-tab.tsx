/** An open lesson: its parts one after the other, each with the run at its instant, and questions to predict by. */

import { useActions, useStudio } from '../page/use-studio.js';
import { sayMs } from '../time/say-time.js';
import { Finished } from './finished.jsx';
import { Prose } from './prose.js';
import { Question } from './question.jsx';

export function LessonTab() {
  const { store, open, seek } = useActions();
  const lessons = useStudio((state) => state.lessons);
  const number = useStudio((state) => state.lesson);
  const part = useStudio((state) => state.lessonPart);
  const answers = useStudio((state) => state.answers);
  const lesson = lessons[number];
  const start = (chosen: number) => {
    store.set({ lesson: chosen, lessonPart: 0, answers: new Map(), isPlaying: false });
    open(lessons[chosen]!.scenario, lessons[chosen]!.parts[0]?.atMs ?? 0);
  };
  if (lesson === undefined)
    return (
      <div class="lessons">
        <p>
          Each lesson is a run with text beside it. Predict what happens next, then let it happen.
        </p>
        <ol>
          {lessons.map(({ title, about }, index) => (
            <li key={title}>
              <button type="button" onClick={() => start(index)}>
                {title}
              </button>
              <p>{about}</p>
            </li>
          ))}
        </ol>
      </div>
    );
  const shown = lesson.parts[part];
  const isOpen = shown?.question !== undefined && !answers.has(part);
  const answer = (given: number) => store.set({ answers: new Map(answers).set(part, given) });
  const go = (to: number) => {
    store.set({ lessonPart: to, isPlaying: false });
    const next = lesson.parts[to];
    if (next !== undefined) seek(next.atMs);
  };
  return (
    <article class="lesson" key={`${number} ${part}`}>
      <header>
        <h2>{lesson.title}</h2>
        <button type="button" onClick={() => store.set({ lesson: -1 })}>
          all lessons
        </button>
      </header>
      {shown === undefined ? (
        <Finished lesson={lesson} answers={answers} onBack={go} />
      ) : (
        <>
          <h3>
            {shown.title} <small>{sayMs(shown.atMs)}</small>
          </h3>
          {shown.text.map((paragraph) => (
            <p key={paragraph}>
              <Prose text={paragraph} />
            </p>
          ))}
          {shown.question !== undefined && (
            <Question question={shown.question} given={answers.get(part)} onAnswer={answer} />
          )}
        </>
      )}
      <footer>
        <button type="button" disabled={part === 0} onClick={() => go(part - 1)}>
          back
        </button>
        <span>
          {isOpen
            ? 'predict first, or skip'
            : `${Math.min(part + 1, lesson.parts.length)} of ${lesson.parts.length}`}
        </span>
        <button
          type="button"
          class="next"
          disabled={shown === undefined || isOpen}
          onClick={() => go(part + 1)}
        >
          {part === lesson.parts.length - 1 ? 'finish' : 'next'}
        </button>
      </footer>
    </article>
  );
}
