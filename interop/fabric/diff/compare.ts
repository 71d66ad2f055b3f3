/** What two nodes did, side by side. */

/** What one side did, played once or several times. */
export type Facts = readonly string[];

export interface Difference {
  /** In every play of the reference and in none of Fabric's. */
  readonly reference: Facts;
  /** The other way round. */
  readonly fabric: Facts;
}

export const isEmpty = ({ reference, fabric }: Difference): boolean =>
  reference.length === 0 && fabric.length === 0;

/** What differs each time; with one play of each, what differs at all. */
export function difference(reference: readonly Facts[], fabric: readonly Facts[]): Difference {
  return { reference: always(reference, fabric), fabric: always(fabric, reference) };
}

function always(own: readonly Facts[], other: readonly Facts[]): Facts {
  const [first = [], ...rest] = own.map((facts) => new Set(facts));
  const others = new Set(other.flat());
  return [...first].filter((fact) => rest.every((set) => set.has(fact)) && !others.has(fact));
}
