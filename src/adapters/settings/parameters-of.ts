/** The parameters of the specification that settings decide. */
import { defaults, type Parameters, parameterTable } from '../../peer/parameters.js';
import { type Key, keyTable } from './keys.js';
import type { Settings } from './settings.js';

const KEYS: ReadonlySet<string> = new Set(keyTable.map(({ key }) => key));

/** Every parameter, those without a key of Fabric's at their default. */
export function parametersOf({ values }: Pick<Settings, 'values'>): Parameters {
  const entries = parameterTable.map(({ name, fabricKey }) => [
    name,
    KEYS.has(fabricKey) ? values[fabricKey as Key] : defaults[name],
  ]);
  return Object.fromEntries(entries) as Parameters;
}
