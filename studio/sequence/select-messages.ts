/** Which messages a space-time diagram shows: of a span of time, of the families, channels and peers that are asked for. */
import { familyOf } from '../network/families.js';
import { type Recording, SENT } from '../run/recording.js';
import { type Choice, meant } from './choose-lanes.js';

export interface Line {
  /** Index of the event. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly sentMs: number;
  /** When it arrived or was lost. */
  readonly endMs: number;
  readonly isLost: boolean;
  readonly family: number;
}

export interface Selection {
  readonly fromMs: number;
  readonly toMs: number;
  /** By number: whether a peer has a lane. */
  readonly lanes: ReadonlySet<number>;
  /** What else is asked for. */
  readonly choice: Choice;
  readonly max: number;
}

/** The newest `max` of them, and how many there are. `first` and `end` are indexes of events that bound the span. */
export function linesOf(
  recording: Recording,
  first: number,
  end: number,
  { fromMs, toMs, lanes, choice, max }: Selection,
): { readonly lines: readonly Line[]; readonly count: number } {
  const { kind, a, b, c, at, ends, strings } = recording;
  const isMeant = meant(recording, choice);
  const lines: Line[] = [];
  let count = 0;
  for (let index = end - 1; index >= first; index--) {
    if (kind[index] !== SENT) continue;
    const [from, to] = [a[index]!, b[index]!];
    if (!lanes.has(from) || !lanes.has(to) || !isMeant(index)) continue;
    const ended = ends[index]!;
    const endMs = Number.isNaN(ended) ? toMs : ended < 0 ? -1 - ended : ended;
    if (endMs < fromMs) continue;
    count += 1;
    if (lines.length >= max) continue;
    const family = familyOf(strings[c[index]!]!);
    lines.push({ index, from, to, sentMs: at[index]!, endMs, isLost: ended < 0, family });
  }
  return { lines, count };
}
