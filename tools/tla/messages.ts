/** What TLC says with `-tool`: messages with numbers, between marks. */

export interface Message {
  readonly code: number;
  readonly text: string;
}

const START = /^@!@!@STARTMSG (\d+):\d+ @!@!@$/;
const END = /^@!@!@ENDMSG \d+ @!@!@$/;

/** Takes output line by line and tells each message once it is whole. */
export function createMessageReader(tell: (message: Message) => void) {
  let code: number | undefined;
  let lines: string[] = [];
  return (line: string): void => {
    const start = START.exec(line);
    if (start !== null) {
      code = Number(start[1]);
      lines = [];
    } else if (code !== undefined && END.test(line)) {
      tell({ code, text: lines.join('\n').trim() });
      code = undefined;
    } else if (code !== undefined) lines.push(line);
  };
}

export const VERSION = 2262;
export const PROGRESS = 2200;
/** The last word on how many states there are. */
export const COUNTS = 2199;
export const DEPTH = 2194;
export const COMPLETE = 2193;
const INVARIANT_BROKEN = 2110;
const INITIAL_BROKEN = 2107;
const ACTION_BROKEN = 2112;
const TEMPORAL_BROKEN = 2116;
const DEADLOCK = 2114;
export const STATE = 2217;
/** A lasso goes back to the state whose number the text names; or it stutters. */
export const BACK_TO_STATE = 2122;
export const STUTTERS = 2218;

/** States in a progress report or a last word. */
export function countsIn(text: string): { generated: number; distinct: number } | undefined {
  const found = /([\d,]+) states generated.*?([\d,]+) distinct states found/.exec(text);
  if (found === null) return undefined;
  const [generated, distinct] = found.slice(1).map((digits) => Number(digits.replaceAll(',', '')));
  return { generated: generated!, distinct: distinct! };
}

/** Name of what is violated; undefined if the message is of something else. */
export function violationIn({ code, text }: Message): string | undefined {
  if (code === INVARIANT_BROKEN || code === INITIAL_BROKEN || code === ACTION_BROKEN)
    return /(?:Invariant|Action property) (\S+) is violated/.exec(text)?.[1] ?? text;
  if (code === TEMPORAL_BROKEN) return 'a temporal property';
  return code === DEADLOCK ? 'no deadlock' : undefined;
}

/** TLC is not the same everywhere in what it calls an error; these are none. */
const HARMLESS = new Set([2121, BACK_TO_STATE, STATE, STUTTERS]);

/** What keeps TLC from an answer: a module that does not parse, an expression that has no value. */
export function failureIn({ code, text }: Message): string | undefined {
  const isFailure = code >= 1000 && code < 2185 && !HARMLESS.has(code);
  return isFailure && violationIn({ code, text }) === undefined ? text : undefined;
}
