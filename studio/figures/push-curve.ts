/**
 * How a block spreads by push alone, hop by hop: who has just got it hands it to `fanout` others of its
 * organisation, once. Expected shares, computed; what pull adds is not in it.
 */

/** Share of all peers that have the block after 0, 1, 2 … hops, until nobody new gets it. */
export function pushCurve(organisationSizes: readonly number[], fanout: number): number[] {
  const all = organisationSizes.reduce((sum, size) => sum + size, 0);
  if (all === 0) return [];
  const curves = organisationSizes.map((size) => shares(size, fanout));
  const hops = Math.max(...curves.map(({ length }) => length));
  return Array.from({ length: hops }, (_, hop) =>
    curves.reduce((sum, curve, i) => {
      const share = curve[Math.min(hop, curve.length - 1)] ?? 0;
      return sum + (share * organisationSizes[i]!) / all;
    }, 0),
  );
}

/** Fewer than that get it anew: it has spread as far as it goes. */
const NOBODY = 0.005;

/** Of one organisation, whose leader has it to begin with. */
function shares(size: number, fanout: number): number[] {
  if (size <= 0) return [];
  let missing = size - 1;
  let fresh = 1;
  const curve = [1 / size];
  while (fresh > NOBODY && missing > NOBODY && curve.length < 100) {
    // The chance that one of those who push does not choose a certain other.
    const spared = size === 1 ? 0 : Math.max(0, 1 - fanout / (size - 1));
    const left = missing * spared ** fresh;
    fresh = missing - left;
    missing = left;
    curve.push(1 - missing / size);
  }
  return curve;
}

/** The share after `ms`, if a hop takes `hopMs`; the value of the last hop stays. */
export function shareAt(curve: readonly number[], hopMs: number, ms: number): number {
  const hop = Math.max(0, ms / hopMs);
  const before = Math.min(Math.floor(hop), curve.length - 1);
  const after = Math.min(before + 1, curve.length - 1);
  const part = Math.min(1, hop - before);
  return curve[before]! + (curve[after]! - curve[before]!) * part;
}
