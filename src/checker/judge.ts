/** Judges states by properties, each until it is decided. */
import type { Property, StateVector } from './model.js';

/** CHEK-4: calls `decided` with the place of a property when a state breaks an *always* or shows a *sometimes*. */
export function createJudge(
  properties: readonly Property[],
  decided: (property: number) => void,
): (state: StateVector) => void {
  let open = properties.map((property, place) => ({
    place,
    holds: property.holds,
    decides: property.kind === 'sometimes',
  }));
  return (state) => {
    let isOne = false;
    for (const one of open)
      if (one.holds(state) === one.decides) {
        decided(one.place);
        one.place = -1;
        isOne = true;
      }
    if (isOne) open = open.filter(({ place }) => place >= 0);
  };
}
