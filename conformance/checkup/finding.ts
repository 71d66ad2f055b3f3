/** What a check of the wiring found, for people: a line, and what to do about it. */

export interface Finding {
  readonly check: string;
  /** `left out`: what it needs is wrong, or not declared. */
  readonly verdict: 'ok' | 'wrong' | 'left out';
  readonly told: string;
  readonly todo?: string;
}

export const fine = (check: string, told: string): Finding => ({ check, verdict: 'ok', told });
export const wrong = (check: string, told: string, todo: string): Finding => ({
  check,
  verdict: 'wrong',
  told,
  todo,
});
export const leftOut = (check: string, told: string): Finding => ({
  check,
  verdict: 'left out',
  told,
});

/** An adapter that does not start, and one that starts and answers something else. */
export const HELLO_TO_DO =
  'if it ended, mend what it says above (is it built?); else answer hello as docs/targets.md shows it';

export const isWrong = ({ verdict }: Finding): boolean => verdict === 'wrong';

const VERDICT_WIDTH = 'left out'.length;

/** `ok        command   …`, further lines indented, and what to do. */
export function findingLines({ check, verdict, told, todo }: Finding): string {
  const [first, ...more] = told.split('\n');
  return [
    `${verdict.padEnd(VERDICT_WIDTH)}  ${check}: ${first}`,
    ...more.map((line) => `            ${line}`),
    ...(todo === undefined ? [] : [`  to do     ${todo}`]),
  ].join('\n');
}
