/** Numbers for values: equal values get one number, counted from 0 in the order in which they are first met. */
export interface Interner<T> {
  readonly count: number;
  /** `key` is equal for equal values and for no others. `make` is called for a value not met before. */
  intern(key: string, make: () => T): number;
  at(id: number): T;
  keyOf(id: number): string;
}

export function createInterner<T>(): Interner<T> {
  const ids = new Map<string, number>();
  const values: T[] = [];
  const keys: string[] = [];
  return {
    get count() {
      return values.length;
    },
    intern(key, make) {
      const known = ids.get(key);
      if (known !== undefined) return known;
      const id = values.push(make()) - 1;
      ids.set(key, id);
      keys.push(key);
      return id;
    },
    at: (id) => values[id]!,
    keyOf: (id) => keys[id]!,
  };
}
