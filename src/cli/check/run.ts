/** The work of `fabric-gossip check`: portions of an exploration, with news in between. */
import { setImmediate } from 'node:timers/promises';
import { UserMistake } from '../../adapters/user-mistake.js';
import { createExploration, type Exploration } from '../../checker/explore.js';
import type { Model } from '../../checker/model.js';
import { type ModelEntry, models } from '../../checker/models/registry.js';
import { createProgress } from './progress.js';
import { resultOf } from './result.js';
import { textOf } from './text.js';

export interface CheckOptions {
  readonly size?: number;
  readonly depth?: number;
  readonly states?: number;
  readonly order: 'bfs' | 'dfs';
  readonly exact?: boolean;
  readonly counterexample?: string;
  readonly json?: boolean;
}

export function listModels({ json }: Pick<CheckOptions, 'json'>): void {
  const listed = models.map(({ name, about, sized }) => ({ name, about, size: sized }));
  if (json) return console.log(JSON.stringify(listed, null, 2));
  for (const { name, about, size } of listed) {
    const of = size === undefined ? '' : ` (--size: ${size.what}, ${size.default})`;
    console.log(`${name.padEnd(20)} ${about}${of}`);
  }
}

/** @throws UserMistake if there is no such model, or not of that size. */
export async function check(name: string, options: CheckOptions): Promise<void> {
  const entry = entryOf(name);
  const model = entry.make(sizeFor(entry, options.size));
  const { depth, states, order, exact } = options;
  const exploration = createExploration(model, {
    order,
    isExact: exact === true,
    ...(depth !== undefined && { depth }),
    ...(states !== undefined && { states }),
  });
  const startedMs = performance.now();
  const isInterrupted = await work(exploration);
  const seconds = (performance.now() - startedMs) / 1000;
  const result = resultOf(model, exploration, { isInterrupted, seconds });
  console.log(options.json ? JSON.stringify(result, null, 2) : textOf(result));
  if (options.counterexample !== undefined)
    await writeCounterexample(options.counterexample, model, exploration);
  if (isInterrupted) process.exitCode = 130;
  else if (result.properties.some(({ verdict }) => verdict === 'violated')) process.exitCode = 1;
}

function entryOf(name: string): ModelEntry {
  const entry = models.find((model) => model.name === name);
  if (entry !== undefined) return entry;
  throw new UserMistake(
    `unknown model "${name}": expected one of ${models.map((model) => model.name).join(', ')}`,
  );
}

function sizeFor({ name, sized }: ModelEntry, asked: number | undefined): number {
  if (sized === undefined) {
    if (asked === undefined) return 0;
    throw new UserMistake(`--size ${asked}: ${name} has one size`);
  }
  const size = asked ?? sized.default;
  if (size < sized.min || size > sized.max)
    throw new UserMistake(
      `--size ${size}: ${name} takes ${sized.min} to ${sized.max} ${sized.what}`,
    );
  return size;
}

/** States expanded before the host looks up: some milliseconds. */
const PORTION = 2_000;

/** Whether it was interrupted. */
async function work(exploration: Exploration): Promise<boolean> {
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  const progress = createProgress(exploration);
  while (!isInterrupted && exploration.advance(PORTION)) {
    progress.tell();
    await setImmediate();
  }
  process.off('SIGINT', interrupt);
  return isInterrupted;
}

async function writeCounterexample(
  path: string,
  model: Model,
  exploration: Exploration,
): Promise<void> {
  const broken = exploration.judgements.find(
    ({ verdict, witness }) => verdict === 'violated' && witness !== undefined,
  );
  if (broken === undefined) return console.error(`${path}: nothing to write, no state is wrong`);
  const { writeTrace } = await import('./counterexample.js');
  writeTrace(path, model, exploration.pathTo(broken.witness!));
}
