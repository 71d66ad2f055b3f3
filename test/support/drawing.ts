/**
 * fast-check with one seed for all tests, so that no test passes or fails by chance. DRAW_SEED is another one, or
 * `random`; what fails is printed with its seed.
 */
import fc from 'fast-check';

const DEFAULT_SEED = 1;

/** The seed that the environment asks for; undefined for a new one each time. */
export function seedOf(asked: string | undefined): number | undefined {
  if (asked === 'random') return undefined;
  const seed = Number(asked ?? DEFAULT_SEED);
  if (Number.isSafeInteger(seed)) return seed;
  throw new RangeError(`DRAW_SEED ${asked}: expected a whole number or random`);
}

const seed = seedOf(process.env.DRAW_SEED);
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

export { fc };
