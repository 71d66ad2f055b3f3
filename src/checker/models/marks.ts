/** Properties of steps, as bits that a model remembers (CHEK-35): one that is broken, or was shown, stays so. */
import type { NetworkProperty } from '../peers/network.js';

/** The bit of a name. */
export const markOf =
  <Name extends string>(names: readonly Name[]) =>
  (name: Name): number =>
    1 << names.indexOf(name);

/** Facts are 1 where it is broken, or shown. */
export const holdsOf =
  (kind: 'always' | 'sometimes') =>
  (facts: readonly number[]): boolean =>
    kind === 'always' ? facts.every((fact) => fact === 0) : facts.some((fact) => fact === 1);

/** *always*: no step sets the bit. *sometimes*: one does. */
export const marked = (
  bit: number,
  id: string,
  kind: 'always' | 'sometimes',
  about: string,
): NetworkProperty => ({
  id,
  kind,
  about,
  factOf: (_state, _peer, { marks }) => ((marks & bit) === 0 ? 0 : 1),
  holds: holdsOf(kind),
});
