/** Verdicts on endless runs for people. */
import type { RunResult } from './runs.js';

const OPEN: Readonly<Record<NonNullable<RunResult['why']>, string>> = {
  bounds: 'a run goes wrong, but only because the model is bounded there',
  states: 'not every state was looked at: bounds cut some off, or there are more than --liveness',
};

export function runLines({
  id,
  kind,
  about,
  verdict,
  why,
  stem,
  loop,
  state,
}: RunResult): string[] {
  const line = `${verdict.padEnd(8)} ${id} (${kind}): ${about}`;
  if (why !== undefined) return [line, `  ${OPEN[why]}`];
  if (stem === undefined || loop === undefined) return [line];
  const round =
    loop.length === 0
      ? ['  and nothing has to happen any more']
      : ['  and then again and again:', ...numbered(loop, stem.length)];
  return [
    line,
    `  after ${stem.length} steps:`,
    ...numbered(stem, 0),
    ...round,
    '  the state before that is:',
    ...(state ?? []).map((part) => `      ${part}`),
  ];
}

const numbered = (steps: readonly string[], before: number): string[] =>
  steps.map((step, index) => `  ${String(before + index + 1).padStart(3)} ${step}`);
