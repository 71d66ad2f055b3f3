/** The lines of a space-time diagram in two runs: each marked if only one of them has it. */
import { type Marked, markDifferences } from '../compare/only-in-one.js';
import type { TwoRuns } from '../compare/use-comparison.js';
import type { Cast } from '../run/cast.js';
import { countAt, type Recording } from '../run/recording.js';
import type { Choice } from './choose-lanes.js';
import { type Line, linesOf } from './select-messages.js';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  /** Numbers of peers here. */
  readonly lanes: readonly number[];
  readonly choice: Choice;
}

/** Of the other run; more are not looked for. */
const THERE_MAX = 1_500;
/** Lines may have begun so long before the span. */
const BEFORE_MS = 1_000;

/** Lines of the other run have the numbers of peers here, and no index. */
export function comparedLines(
  { here, former, difference, untilMs }: TwoRuns,
  lines: readonly Line[],
  { fromMs, toMs, nowMs, lanes, choice }: Span,
): Marked[] {
  const { shown: there } = former;
  // Up to there they are the same, and beyond what both have nothing is known.
  if (difference === undefined || toMs < difference.atMs || nowMs > untilMs)
    return lines.map((line) => ({ ...line, only: undefined }));
  const numbers = new Map(there.cast.peers.map(({ name }, index) => [name, index]));
  const toHere = new Map(
    lanes.flatMap((one) => {
      const number = numbers.get(here.cast.peers[one]!.name);
      return number === undefined ? [] : [[number, one] as const];
    }),
  );
  const { recording } = there;
  const found = linesOf(
    recording,
    countAt(recording, fromMs - BEFORE_MS),
    countAt(recording, nowMs),
    {
      fromMs,
      toMs,
      lanes: new Set(toHere.keys()),
      choice: choiceThere(choice, here.cast, there.cast),
      max: THERE_MAX,
    },
  );
  const marked = markDifferences(lines, found.lines, keyIn(here), keyIn(there));
  return marked.map((line) =>
    line.only === 'there'
      ? { ...line, index: -1, from: toHere.get(line.from)!, to: toHere.get(line.to)! }
      : line,
  );
}

/** What another run has not is nowhere there. */
const NOWHERE = -3;

/** The same choice by the numbers of another run. */
function choiceThere({ hidden, channel, peers }: Choice, here: Cast, there: Cast): Choice {
  const { name } = here.channels[channel] ?? {};
  const same = there.channels.findIndex((one) => one.name === name);
  const numbers = [...peers].map((peer) =>
    there.peers.findIndex((one) => one.name === here.peers[peer]!.name),
  );
  return {
    hidden,
    channel: channel < 0 ? channel : same < 0 ? NOWHERE : same,
    peers: new Set(numbers),
  };
}

const keyIn =
  ({ cast, recording }: { readonly cast: Cast; readonly recording: Recording }) =>
  ({ index, from, to, isLost }: Line): string =>
    [
      cast.peers[from]!.name,
      cast.peers[to]!.name,
      recording.strings[recording.c[index]!],
      recording.at[index],
      isLost,
    ].join(' ');
