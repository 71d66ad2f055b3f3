/** In which order the suite is played to Fabric. */
import { describe, expect, it } from 'vitest';
import { CASES } from '../../../conformance/registry.js';
import { spread } from '../../../interop/fabric/suite/spread.js';

const isLarge = ({ id }: { id: string }) => /^(faults|network)\//.test(id);

describe('spread', () => {
  it('plays each case once, and no two large ones next to each other', () => {
    const order = spread(CASES);
    expect(order.map(({ id }) => id).sort()).toEqual(CASES.map(({ id }) => id).sort());
    const neighbours = order.filter(
      (one, i) => isLarge(one) && order[i + 1] && isLarge(order[i + 1]!),
    );
    expect(neighbours).toEqual([]);
    expect(isLarge(CASES.at(-1)!) && isLarge(CASES.at(-2)!)).toBe(true);
  });

  it('takes large ones alone', () => {
    const large = CASES.filter(isLarge);
    expect(spread(large)).toEqual(large);
  });
});
