/** Parameters in a scenario file: by Fabric's key or by name, with units where they are waits. */
import { nearestOf } from '../../adapters/settings/nearest.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import { type Parameters, parameterTable } from '../../peer/parameters.js';
import { plainOf } from './units.js';

/** @throws UserMistake for a key that is none, or a value that is no natural number with a fitting unit. */
export function parametersOf(
  path: string,
  given: Readonly<Record<string, number | string>>,
): Partial<Parameters> {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const row = parameterTable.find(({ name, fabricKey }) => name === key || fabricKey === key);
      if (row === undefined)
        throw new UserMistake(
          `${path}: parameters.${key}: no such parameter${meant(key)}; spec/90-parameters.md has all`,
        );
      return [row.name, plainValue(`${path}: parameters.${key}`, value, row.unit)];
    }),
  );
}

const meant = (key: string): string => {
  const name = nearestOf(key, names);
  return name === undefined ? '' : `, did you mean ${name}?`;
};

const names = parameterTable.flatMap(({ name, fabricKey }) =>
  fabricKey.startsWith('[') ? [name] : [name, fabricKey],
);

function plainValue(where: string, value: number | string, unit: string): number {
  const isWait = unit === 'ms';
  const isFit = typeof value === 'number' || (isWait && /^[0-9.]+(us|ms|s|m|h)$/.test(value));
  const plain = isFit ? Math.round(plainOf(value)) : Number.NaN;
  if (!(plain >= 1)) {
    const example = isWait ? 'a time such as 4s, at least 1ms' : `a number of ${unit}, at least 1`;
    throw new UserMistake(`${where}: expected ${example}, got ${JSON.stringify(value)}`);
  }
  return plain;
}
