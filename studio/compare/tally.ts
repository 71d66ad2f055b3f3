/** Figures of a run up to an instant: counted on as it goes forward, anew when it goes back. */
import { FAMILIES, familyOf } from '../network/families.js';
import { COMMIT, DROPPED, LEADS, type Recording, SENT, STEP, VERDICT } from '../run/recording.js';

export interface Tally {
  readonly sent: number;
  readonly lost: number;
  readonly rejected: number;
  readonly steps: number;
  readonly commits: number;
  /** How often a peer began to lead. */
  readonly leads: number;
  /** Messages sent, by number of the family. */
  readonly byFamily: readonly number[];
}

/** After so many events. The same object each time, changed in place. */
export function createTally(recording: Recording): (index: number) => Tally {
  const none = () => ({ sent: 0, lost: 0, rejected: 0, steps: 0, commits: 0, leads: 0 });
  const tally = { ...none(), byFamily: FAMILIES.map(() => 0) };
  const families: number[] = [];
  const rejections: boolean[] = [];
  let done = 0;
  return (index) => {
    if (index < done) {
      Object.assign(tally, none());
      tally.byFamily.fill(0);
      done = 0;
    }
    const { kind, b, c, strings } = recording;
    for (; done < index; done++)
      switch (kind[done]) {
        case SENT: {
          const number = c[done]!;
          families[number] ??= familyOf(strings[number]!);
          tally.byFamily[families[number]!]! += 1;
          tally.sent += 1;
          break;
        }
        case DROPPED:
          tally.lost += 1;
          break;
        case STEP:
          tally.steps += 1;
          break;
        case VERDICT:
          rejections[b[done]!] ??= strings[b[done]!]!.startsWith('reject');
          if (rejections[b[done]!]) tally.rejected += 1;
          break;
        case COMMIT:
          tally.commits += 1;
          break;
        case LEADS:
          tally.leads += c[done]!;
      }
    return tally;
  };
}
