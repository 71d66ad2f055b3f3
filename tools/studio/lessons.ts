/** Lessons: Markdown that people read in docs/lessons, taken apart for the page. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario } from '../../src/cli/simulate/scenario-file.js';
import { type Lesson, parseLesson } from '../../studio/lesson/lesson.js';

const FOLDER = 'docs/lessons';

/** In the order of their file names. */
export const lessonFiles = (): Lesson[] =>
  !existsSync(FOLDER)
    ? []
    : readdirSync(FOLDER)
        .filter((name) => /^\d+-.*\.md$/.test(name))
        .sort()
        .map((name) => {
          const path = join(FOLDER, name);
          const scenario = path.replace(/\.md$/, '.yaml');
          return {
            ...parseLesson(readFileSync(path, 'utf8')),
            scenario: parseScenario(scenario, readFileSync(scenario, 'utf8')),
          };
        });
