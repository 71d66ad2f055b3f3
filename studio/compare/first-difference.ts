/**
 * The first instant at which two runs differ. Events are compared by what they mean: names and texts may
 * have other numbers in the other recording. What was done to a run, and what is seen of it between two
 * slices of its recording, is not compared.
 */
import type { Cast } from '../run/cast.js';
import {
  BLOCK,
  CHANNEL,
  COMMIT,
  countAt,
  DROPPED,
  GONE,
  LEADS,
  LIFE,
  RECEIVED,
  type Recording,
  SENT,
  STEP,
  VERDICT,
} from '../run/recording.js';

export interface Run {
  readonly cast: Cast;
  readonly recording: Recording;
}

export interface Difference {
  readonly atMs: number;
  /** Index of the event that comes first here, or next; -1 where the run has ended. */
  readonly here: number;
  readonly there: number;
}

/** What the columns of an event hold. */
type Column = 'peer' | 'text' | 'channel' | 'number' | 'sent' | 'source' | 'none';
const COLUMNS: Readonly<Record<number, readonly [Column, Column, Column, Column]>> = {
  [SENT]: ['peer', 'peer', 'text', 'number'],
  [RECEIVED]: ['peer', 'peer', 'sent', 'none'],
  [DROPPED]: ['peer', 'peer', 'sent', 'text'],
  [STEP]: ['peer', 'text', 'text', 'number'],
  [VERDICT]: ['peer', 'text', 'peer', 'none'],
  [BLOCK]: ['peer', 'channel', 'number', 'source'],
  [COMMIT]: ['peer', 'channel', 'number', 'text'],
  [LEADS]: ['peer', 'channel', 'number', 'none'],
  [LIFE]: ['peer', 'number', 'none', 'none'],
  [CHANNEL]: ['peer', 'channel', 'text', 'number'],
  [GONE]: ['peer', 'text', 'text', 'none'],
};

export interface Comparison {
  /** Goes on as far as both are recorded. `isOver`: neither will have more. */
  advance(untilMs: number, isOver: boolean): Difference | undefined;
}

/** Numbers of names there by those here: what is not there gets a number that nothing has. */
const NOBODY = -1_000;

export function compareRuns(here: Run, there: Run): Comparison {
  const peerThere = numbersOf(here.cast.peers, there.cast.peers);
  const channelThere = numbersOf(here.cast.channels, there.cast.channels);
  const texts = new Map<string, number>();
  let known = 0;
  const textThere: number[] = [];
  const textOf = (number: number): number => {
    const { strings } = there.recording;
    for (; known < strings.length; known++) texts.set(strings[known]!, known);
    textThere[number] ??= texts.get(here.recording.strings[number] ?? '') ?? NOBODY;
    return textThere[number];
  };
  const isColumn = (what: Column, mine: number, theirs: number): boolean => {
    switch (what) {
      case 'none':
        return true;
      case 'number':
        return mine === theirs;
      case 'peer':
        return mine < 0 ? mine === theirs : peerThere[mine] === theirs;
      case 'channel':
        return mine < 0 ? mine === theirs : channelThere[mine] === theirs;
      case 'text':
        return textOf(mine) === theirs;
      case 'sent':
        return here.recording.at[mine] === there.recording.at[theirs];
      case 'source': {
        const [sender, other] = [Math.floor(mine / 8) - 1, Math.floor(theirs / 8) - 1];
        return mine % 8 === theirs % 8 && isColumn('peer', sender, other);
      }
    }
  };
  const isSame = (i: number, j: number): boolean => {
    const [one, two] = [here.recording, there.recording];
    if (one.kind[i] !== two.kind[j] || one.at[i] !== two.at[j]) return false;
    const [a, b, c, d] = COLUMNS[one.kind[i]!]!;
    return (
      isColumn(a, one.a[i]!, two.a[j]!) &&
      isColumn(b, one.b[i]!, two.b[j]!) &&
      isColumn(c, one.c[i]!, two.c[j]!) &&
      isColumn(d, one.d[i]!, two.d[j]!)
    );
  };
  let i = 0;
  let j = 0;
  let found: Difference | undefined;
  const nextIn = ({ recording }: Run, from: number, end: number): number => {
    let at = from;
    while (at < end && COLUMNS[recording.kind[at]!] === undefined) at += 1;
    return at;
  };
  return {
    advance(untilMs, isOver) {
      const [endHere, endThere] = [
        countAt(here.recording, untilMs),
        countAt(there.recording, untilMs),
      ];
      while (found === undefined) {
        i = nextIn(here, i, endHere);
        j = nextIn(there, j, endThere);
        const [isHere, isThere] = [i < endHere, j < endThere];
        if (!isHere && !isThere) break;
        // More may come at the last instant that is recorded.
        if ((!isHere || !isThere) && !isOver) break;
        if (isHere && isThere && isSame(i, j)) {
          i += 1;
          j += 1;
          continue;
        }
        const instants = [
          isHere ? here.recording.at[i]! : Infinity,
          isThere ? there.recording.at[j]! : Infinity,
        ];
        found = { atMs: Math.min(...instants), here: isHere ? i : -1, there: isThere ? j : -1 };
      }
      return found;
    },
  };
}

interface Named {
  readonly name: string;
}

const numbersOf = (here: readonly Named[], there: readonly Named[]): number[] => {
  const numbers = new Map(there.map(({ name }, index) => [name, index]));
  return here.map(({ name }) => numbers.get(name) ?? NOBODY);
};
