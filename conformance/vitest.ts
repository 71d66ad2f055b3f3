/**
 * The cases of the suite as tests of a user's own vitest: one `it` for each, so that an implementation is
 * judged where its other tests run. Selection by vitest (`-t`, `.only`) works: only those cases play.
 */
import { afterAll, describe, it } from 'vitest';
import type { Case } from './harness/case.js';
import { clauseTexts } from './harness/clauses.js';
import type { CaseResult } from './harness/result.js';
import { CASES } from './registry.js';
import { type Choice, choose } from './selection.js';
import { type JudgeOptions, judge } from './suite.js';
import type { Target } from './targets/target.js';

export interface ConformanceTestsOptions extends Choice {
  /** As on the command line (`inproc`, `./target.json`, `exec:COMMAND`), or one made by a program. */
  readonly target: string | Target;
  readonly run?: Omit<JudgeOptions, 'progress' | 'stop' | 'repeat' | 'stage'>;
  /** How long a test may take, with the cases before it. Milliseconds, default 30 minutes. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30 * 60_000;

/**
 * Declares the tests. What the target does not declare, or is listed as known to fail, is skipped with
 * the reason; a missed SHOULD is told and passes. @throws UserMistake if nothing is chosen.
 */
export function conformanceTests(options: ConformanceTestsOptions): void {
  const { target, run = {}, timeoutMs = TIMEOUT_MS, profile } = options;
  const cases = choose(CASES, options);
  const results = new Map(cases.map(({ id }) => [id, deferred<CaseResult>()]));
  const name = typeof target === 'string' ? target : target.name;
  describe(`conformance of ${name}`, () => {
    const stop = new AbortController();
    let playing: Promise<unknown> | undefined;
    const begin = (wanted: readonly Case[]): Promise<unknown> =>
      judge(target, wanted, {
        ...(profile && { profile }),
        ...run,
        command: run.command ?? 'vitest',
        stop: stop.signal,
        progress: (result) => results.get(result.case.id)?.resolve(result),
      }).catch((error) => {
        for (const { reject, promise } of results.values()) {
          // Those that vitest did not select have nobody who waits.
          promise.catch(() => {});
          reject(error);
        }
      });
    afterAll(async () => {
      stop.abort();
      await playing;
    }, timeoutMs);
    for (const definition of cases) {
      const { id, title } = definition;
      it(titleOf(definition), { timeout: timeoutMs }, async ({ skip, task }) => {
        // The first test begins the run, of all that vitest is about to ask for.
        playing ??= begin(chosenBy(task.suite, cases));
        const result = await results.get(id)!.promise;
        const { verdict, message } = result;
        if (verdict === 'unsupported' || verdict === 'xfail') skip(`${verdict}: ${message}`);
        if (verdict === 'warn') console.warn(verdictText(result, name, run.seed));
        else if (verdict !== 'pass') {
          const error = new Error(verdictText(result, name, run.seed));
          // Where the suite stands in its source tells nobody anything about the target.
          error.stack = `${verdict}: ${title}`;
          throw error;
        }
      });
    }
  });
}

const titleOf = ({ id, title }: Case): string => `${id}: ${title}`;

interface Suite {
  readonly tasks?: readonly { readonly name: string; readonly mode: string }[];
}

/** The cases whose tests vitest is about to run. */
function chosenBy(suite: Suite | undefined, cases: readonly Case[]): readonly Case[] {
  const { tasks = [] } = suite ?? {};
  const running = new Set(tasks.filter(({ mode }) => mode === 'run').map(({ name }) => name));
  return running.size === 0 ? cases : cases.filter((one) => running.has(titleOf(one)));
}

/** What a reader has to know of a case that did not pass. */
function verdictText(result: CaseResult, target: string, seed: string | undefined): string {
  const { case: definition, verdict, reason, expected, observed, message, logTail } = result;
  const [main] = definition.clauses;
  const again = `fabric-gossip conform '${definition.id}' --target ${target}`;
  return [
    `${verdict}${reason ? `, ${reason}` : ''}: ${definition.title}`,
    `clause    ${main}: ${clauseTexts()(main).text}`,
    ...(expected ? [`expected  ${expected}`, `observed  ${observed}`] : []),
    ...(message ? [`because   ${message}`] : []),
    ...(logTail.length > 0 ? ['log', ...logTail.map((line) => `  ${line}`)] : []),
    `again     ${again}${seed ? ` --seed ${seed}` : ''}`,
  ].join('\n');
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** As Promise.withResolvers, which Node 20 has not. */
function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'>;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle! };
}
