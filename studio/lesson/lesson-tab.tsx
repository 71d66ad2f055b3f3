/** An open lesson: its parts one after the other, each with the run at its instant, and questions to predict by. */

import { useState } from 'preact/hooks';
import { useActions, useStudio } from '../page/use-studio.js';
import { sayMs } from '../time/say-time.js';
import type { LessonQuestion } from './lesson.js';
import { Prose } from './prose.js';

export function LessonTab() {
  const { store, open, seek } = useActions();
  const lessons = useStudio((state) => state.lessons);
  const number = useStudio((state) => state.lesson);
  const part = useStudio((state) => state.lessonPart);
  const lesson = lessons[number];
  const start = (chosen: number) => {
    store.set({ lesson: chosen, lessonPart: 0, isPlaying: false });
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
        <div class="finished">
          <h3>Finished</h3>
          <p>
            The run is yours now: choose a peer, kill it, part the network, change the seed, and see
            whether what you have read still holds.
          </p>
        </div>
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
          {shown.question !== undefined && <Question question={shown.question} />}
        </>
      )}
      <footer>
        <button type="button" disabled={part === 0} onClick={() => go(part - 1)}>
          back
        </button>
        <span>
          {Math.min(part + 1, lesson.parts.length)} of {lesson.parts.length}
        </span>
        <button
          type="button"
          class="next"
          disabled={shown === undefined}
          onClick={() => go(part + 1)}
        >
          {part === lesson.parts.length - 1 ? 'finish' : 'next'}
        </button>
      </footer>
    </article>
  );
}

function Question({ question }: { readonly question: LessonQuestion }) {
  const { seek, store } = useActions();
  const [given, setGiven] = useState(-1);
  const isRight = question.answers[given]?.isRight === true;
  const answer = (index: number) => {
    setGiven(index);
    store.set({ isPlaying: false });
    seek(question.untilMs);
  };
  return (
    <fieldset class="question">
      <legend>
        <Prose text={question.text} />
      </legend>
      {question.answers.map(({ text, isRight: right }, index) => (
        <button
          type="button"
          key={text}
          disabled={given >= 0}
          class={given < 0 ? '' : right ? 'right' : index === given ? 'wrong' : ''}
          onClick={() => answer(index)}
        >
          <Prose text={text} />
        </button>
      ))}
      {given >= 0 && (
        <p role="status">
          <b>{isRight ? 'Yes.' : 'No.'}</b> <Prose text={question.why} />{' '}
          <small>The run is now at {sayMs(question.untilMs)}.</small>
        </p>
      )}
    </fieldset>
  );
}
