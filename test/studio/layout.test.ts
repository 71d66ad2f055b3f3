/** Where the peers of the network picture stand: none on another, none on the ordering service. */
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../studio/network/layout.js';

/** From the middle of the ordering service's square to its side, px, as it is painted. */
const halfOf = (radius: number): number => (radius >= 8 ? 13 : 8);

function castOf(organisations: number, each: number) {
  return {
    organisations: Array.from({ length: organisations }, (_, o) => `Org${o + 1}`),
    peers: Array.from({ length: organisations * each }, (_, i) => ({
      name: `peer${i % each}.Org${Math.floor(i / each) + 1}`,
      organisation: Math.floor(i / each),
      pki: '',
    })),
    channels: [],
  };
}

describe.each([
  [880, 560],
  [860, 330],
  [560, 560],
  [340, 300],
  [800, 190],
])('a picture of %i by %i px', (width, height) => {
  const sizes = [1, 2, 3, 4, 5, 6].flatMap((organisations) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((each) => [organisations, each] as const),
  );
  it.each(sizes)('has room for %i organisations of %i', (organisations, each) => {
    const layout = layoutOf(castOf(organisations, each), width, height);
    const { x, y, radius, orderer, organisations: discs } = layout;
    for (const disc of discs) {
      expect(disc.nameY).toBeGreaterThan(10);
      expect(disc.nameY).toBeLessThan(height);
      expect(Math.abs(disc.nameY - disc.y)).toBeGreaterThan(disc.radius);
      for (const other of discs)
        if (other !== disc)
          expect(Math.hypot(other.x - disc.x, other.y - disc.y)).toBeGreaterThan(2 * disc.radius);
    }
    const half = halfOf(radius);
    for (let i = 0; i < x.length; i++) {
      const [atX, atY] = [x[i]!, y[i]!];
      const besideX = Math.max(0, Math.abs(atX - orderer.x) - half);
      const besideY = Math.max(0, Math.abs(atY - orderer.y) - half);
      expect(Math.hypot(besideX, besideY)).toBeGreaterThan(radius);
      expect(Math.min(atX, atY, width - atX, height - atY)).toBeGreaterThan(radius);
      for (let j = 0; j < i; j++)
        expect(Math.hypot(atX - x[j]!, atY - y[j]!)).toBeGreaterThan(2 * radius);
    }
  });
});

describe('where four and six organisations are', () => {
  it.each([
    [4, 850, 320, 64],
    [6, 850, 320, 49],
    [4, 850, 420, 88],
    [3, 850, 320, 60],
  ])('%i in %i by %i px: discs of %i px', (organisations, width, height, least) => {
    const { organisations: discs } = layoutOf(castOf(organisations, 4), width, height);
    expect(discs[0]!.radius).toBeGreaterThan(least);
  });
});
