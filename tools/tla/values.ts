/**
 * Values of TLA+ as data, in the form that ITF gives them: what a module's variables hold, whether TLC says it or
 * a mapping does. Functions over 1..n are sequences, as in TLA+ itself.
 */

export type TlaValue =
  | boolean
  | number
  | string
  | readonly TlaValue[]
  | { readonly '#set': readonly TlaValue[] }
  | { readonly '#map': readonly (readonly [TlaValue, TlaValue])[] }
  | { readonly [field: string]: TlaValue };

/** Variables by name. */
export type TlaState = Readonly<Record<string, TlaValue>>;

export const setOf = (members: Iterable<TlaValue>): TlaValue => ({ '#set': [...members] });

/** Equal texts if and only if TLA+ holds the values to be equal. */
export function canonicalText(value: TlaValue): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  if (isSequence(value)) return `<<${value.map(canonicalText).join()}>>`;
  if (isSet(value)) return `{${[...new Set(value['#set'].map(canonicalText))].sort().join()}}`;
  if (isMap(value)) {
    const images = new Map(value['#map']);
    const isCounted = [...images.keys()].every(
      (key) => typeof key === 'number' && key > 0 && key <= images.size,
    );
    if (isCounted) return canonicalText(value['#map'].map((_, index) => images.get(index + 1)!));
    const pairs = value['#map'].map(([key, image]) => [canonicalText(key), image] as const);
    return `(${pairs.map(([key, image]) => `${key}:>${canonicalText(image)}`).sort()})`;
  }
  const fields = Object.keys(value).sort();
  return `[${fields.map((field) => `${field}|->${canonicalText(value[field]!)}`)}]`;
}

const isSequence = (value: object): value is readonly TlaValue[] => Array.isArray(value);
const isSet = (value: object): value is { readonly '#set': readonly TlaValue[] } => '#set' in value;
const isMap = (
  value: object,
): value is { readonly '#map': readonly (readonly [TlaValue, TlaValue])[] } => '#map' in value;
