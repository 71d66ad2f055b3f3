/** What every store of a ledger does. `reopen` gives the same store again after it was closed. */
import { afterEach, describe, expect, it } from 'vitest';
import type { KeyValueStore } from '../../src/ledger/key-value-store.js';

export function storeContract(
  name: string,
  create: () => { open(): Promise<KeyValueStore> },
): void {
  describe(`store: ${name}`, () => {
    const opened: KeyValueStore[] = [];
    const open = async (place: { open(): Promise<KeyValueStore> }) => {
      const store = await place.open();
      opened.push(store);
      return store;
    };
    const close = async () => {
      for (const store of opened.splice(0)) await store.close();
    };
    afterEach(close);
    const bytes = (...values: number[]) => Uint8Array.from(values);
    const listed = async (store: KeyValueStore, from = '', to = '\xff') => {
      const entries: [string, number[]][] = [];
      for await (const [key, value] of store.entries(from, to)) entries.push([key, [...value]]);
      return entries;
    };

    it('holds what was written, in the order of bytes', async () => {
      const store = await open(create());
      await store.write([
        { key: 'b\xe9', value: bytes(2) },
        { key: 'b\x00', value: bytes(1) },
        { key: 'b\x7f\xff', value: bytes() },
        { key: 'a', value: bytes(0, 255) },
      ]);
      expect(await listed(store)).toEqual([
        ['a', [0, 255]],
        ['b\x00', [1]],
        ['b\x7f\xff', []],
        ['b\xe9', [2]],
      ]);
      const values = await store.getMany(['b\xe9', 'none', 'b\x7f\xff', 'a']);
      expect(values.map((value) => value && [...value])).toEqual([[2], undefined, [], [0, 255]]);
      expect(await store.getMany([])).toEqual([]);
    });

    it('lists a range with its start and without its end', async () => {
      const store = await open(create());
      await store.write(['a', 'b', 'c', 'd'].map((key) => ({ key, value: bytes(1) })));
      expect((await listed(store, 'b', 'd')).map(([key]) => key)).toEqual(['b', 'c']);
      expect(await listed(store, 'b', 'b')).toEqual([]);
    });

    it('may be left in the middle of a range', async () => {
      const store = await open(create());
      await store.write(['a', 'b', 'c'].map((key) => ({ key, value: bytes(1) })));
      for await (const [key] of store.entries('a', 'z')) {
        expect(key).toBe('a');
        break;
      }
      await store.write([{ key: 'a', value: undefined }]);
      expect((await listed(store)).map(([key]) => key)).toEqual(['b', 'c']);
    });

    it('replaces and deletes; the last change of a key in a batch counts', async () => {
      const store = await open(create());
      await store.write([
        { key: 'a', value: bytes(1) },
        { key: 'b', value: bytes(1) },
      ]);
      await store.write([
        { key: 'a', value: undefined },
        { key: 'a', value: bytes(2) },
        { key: 'b', value: bytes(2) },
        { key: 'b', value: undefined },
        { key: 'never', value: undefined },
      ]);
      expect(await listed(store)).toEqual([['a', [2]]]);
    });

    it('holds the same after it was closed and opened', async () => {
      const place = create();
      const store = await open(place);
      await store.write([{ key: 'a', value: bytes(7) }]);
      await close();
      expect(await listed(await open(place))).toEqual([['a', [7]]]);
    });
  });
}
