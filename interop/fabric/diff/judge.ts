/** Plays a script to both sides, again where they differ, and says what came of it. */
import { type Difference, difference, type Facts, isEmpty } from './compare.js';
import { explained } from './explained.js';
import type { Played } from './play/play.js';
import type { Script } from './script/script.js';

/**
 * `equal`: both did the same. `explained`: they differ each time, and chapter 91 says so. `unexplained`:
 * it does not. `unsteady`: they differed once, and not when they were played again. `withheld`: the
 * Fabric peer ended or no longer answered. `unplayed`: a side could not be started.
 */
export type Verdict = 'equal' | 'explained' | 'unexplained' | 'unsteady' | 'withheld' | 'unplayed';

export interface Judged {
  readonly verdict: Verdict;
  /** What differed; absent where nothing did. */
  readonly difference?: Difference;
  /** Entries of chapter 91. */
  readonly devs?: readonly string[];
  /** Why it could not be played, or how a side ended. */
  readonly message?: string;
  /** Steps that were really done, as "kind / variant". */
  readonly done: readonly string[];
  /** How many facts both share. */
  readonly shared: number;
}

export type Play = (script: Script) => Promise<Played>;

export interface Sides {
  readonly reference: Play;
  readonly fabric: Play;
}

/** How often each side plays before a difference counts. */
const TIMES = 3;

export async function judge(script: Script, sides: Sides): Promise<Judged> {
  const plays: Record<keyof Sides, Facts[]> = { reference: [], fabric: [] };
  let done: readonly string[] = [];
  let first: Difference | undefined;
  for (let time = 1; time <= TIMES; time += 1) {
    for (const side of ['reference', 'fabric'] as const) {
      const played = await sides[side](script);
      if (played.outcome === 'gone') return gone(side, played.how, done);
      plays[side].push(played.facts);
      done = played.done;
    }
    const now = difference(plays.reference, plays.fabric);
    const shared = plays.reference[0]!.filter((fact) => plays.fabric[0]!.includes(fact)).length;
    if (isEmpty(now)) {
      if (first === undefined) return { verdict: 'equal', done, shared };
      return { verdict: 'unsteady', difference: first, done, shared };
    }
    first ??= now;
    if (time === TIMES) {
      const devs = explained(now, script);
      return devs
        ? { verdict: 'explained', difference: now, devs, done, shared }
        : { verdict: 'unexplained', difference: now, done, shared };
    }
  }
  throw new RangeError('a script is played at least once');
}

/** A reference that ends is a defect of ours. */
const gone = (side: keyof Sides, how: string, done: readonly string[]): Judged =>
  side === 'fabric'
    ? { verdict: 'withheld', message: how, done, shared: 0 }
    : {
        verdict: 'unexplained',
        message: `the reference ${how}`,
        difference: { reference: [`it ${how}`], fabric: [] },
        done,
        shared: 0,
      };
