/** Envelopes between peers along a path: what a step sends, what arrives, what is lost. */
import type { StateVector } from '../model.js';
import type { Happening, NetworkView, UnderWay } from '../peers/view.js';

export interface Flight extends UnderWay {
  /** The same while it is under way. */
  readonly id: string;
}

export interface Traffic {
  /** Sent a second time by a fault, and arrived at once. */
  readonly copied: readonly Flight[];
  readonly arrived: readonly Flight[];
  readonly sent: readonly Flight[];
  readonly lost: readonly (Flight & { readonly why: string })[];
}

export interface InFlight {
  /** What is under way in the state to which the last step led. */
  readonly flights: readonly Flight[];
  step(after: StateVector, happening: Happening): Traffic;
}

export function trackFlights(view: NetworkView, initial: StateVector): InFlight {
  let count = 0;
  const numbered = (one: UnderWay): Flight => {
    count += 1;
    return { ...one, id: String(count) };
  };
  const all = (vector: StateVector): UnderWay[] =>
    [...vector.subarray(view.layout.pairs, view.layout.commands)].flatMap((between) =>
      view.underWayIn(between),
    );
  let flights = all(initial).map(numbered);

  return {
    get flights() {
      return flights;
    },
    step(after, { what, arrival }) {
      const left = [...flights];
      const isSame = (one: UnderWay, other: UnderWay): boolean =>
        one.from === other.from && one.to === other.to && one.bytes === other.bytes;
      const take = (one: UnderWay): Flight | undefined => {
        const at = left.findIndex((flight) => isSame(flight, one));
        return at < 0 ? undefined : left.splice(at, 1)[0];
      };
      // Of equal ones the first to arrive is the first that was sent.
      const gone = arrival !== undefined && what !== 'duplicates' ? take(arrival) : undefined;
      const sent: Flight[] = [];
      flights = all(after).map((one) => {
        const known = take(one);
        if (known !== undefined) return known;
        const fresh = numbered(one);
        sent.push(fresh);
        return fresh;
      });
      const copy = arrival !== undefined && what === 'duplicates' ? [numbered(arrival)] : [];
      const isLost = what === 'loses';
      return {
        copied: copy,
        sent,
        arrived: [...(gone && !isLost ? [gone] : []), ...copy],
        lost: [
          ...(gone && isLost ? [{ ...gone, why: 'lost' }] : []),
          ...left.map((flight) => ({ ...flight, why: 'its stream has ended' })),
        ],
      };
    },
  };
}
