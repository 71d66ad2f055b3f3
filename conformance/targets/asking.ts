/**
 * Questions to a child process: one JSON object a line on its stdin, `{"id":1,"query":"rejects"}`, and one a line
 * on its stdout, `{"re":1,"value":…}`. Whatever else it writes there goes to its log.
 */
import type { ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { TargetError } from './target.js';

/** Resolves to the value of the answer. `request`: what stands beside the id, the main thing first. */
export type Asking = (request: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** How long an answer may take. Milliseconds. */
export const ANSWER_MS_MAX = 10_000;

type Answer = Readonly<Record<string, unknown>>;

export function asking(child: ChildProcess, log: string, ended: Promise<unknown>): Asking {
  const waiting = new Map<unknown, (answer: Answer | undefined) => void>();
  let asked = 0;
  let isOver = false;
  void ended.then(() => {
    isOver = true;
    for (const answered of waiting.values()) answered(undefined);
  });
  // A process that has ended says so by its end, not by a broken pipe.
  child.stdin!.on('error', () => {});
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const answer = answerIn(line);
    const answered = answer && waiting.get(answer.re);
    if (answered) answered(answer);
    else appendFileSync(log, `${line}\n`);
  });

  return async (request) => {
    const [verb] = Object.keys(request);
    const about = verb === 'query' ? String(request.query) : verb;
    asked += 1;
    const id = asked;
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<Answer | undefined>((resolve, reject) => {
      if (isOver) return resolve(undefined);
      waiting.set(id, resolve);
      const late = `asked "${about}" it has not answered within ${ANSWER_MS_MAX} ms`;
      timer = setTimeout(() => reject(new TargetError(late)), ANSWER_MS_MAX);
      child.stdin!.write(`${JSON.stringify({ id, ...request })}\n`);
    }).finally(() => {
      clearTimeout(timer);
      waiting.delete(id);
    });
    if (answer === undefined) throw new TargetError(`it ended before it had answered "${about}"`);
    if (!('value' in answer))
      throw new TargetError(`asked "${about}" it answered ${JSON.stringify(answer)}`);
    return answer.value;
  };
}

function answerIn(line: string): Answer | undefined {
  try {
    const said: unknown = JSON.parse(line);
    return typeof said === 'object' && said !== null ? (said as Answer) : undefined;
  } catch {
    return undefined;
  }
}
