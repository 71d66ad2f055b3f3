/**
 * Blocks that are committed together: the ledger comes to what it comes to one by one. Chains are Fabric's
 * vectors, in which blocks read what the ones before them write.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import type { ByteText } from '../../src/ledger/byte-text.js';
import type { Change, KeyValueStore } from '../../src/ledger/key-value-store.js';
import { createMemoryStore } from '../../src/ledger/memory-store.js';
import { openStore } from '../../src/ledger/open-store.js';
import { pendingUpon } from '../../src/ledger/pending-store.js';
import type { Ledger } from '../../src/ports.js';
import { fc } from '../support/drawing.js';
import { createFailingStore } from '../support/failing-store.js';
import { bytesOf, recordedBlock } from '../support/recordings.js';

type Contents = Map<ByteText, Uint8Array>;

const { chains } = JSON.parse(readFileSync('spec/vectors/ledger/chains.json', 'utf8')) as {
  chains: { block: string; commitHash: string }[][];
};
const chainOf = (chain: (typeof chains)[number]): Uint8Array[] => [
  recordedBlock('ch1-0'),
  ...chain.map(({ block }) => bytesOf(block)),
];
const blocks = chainOf(chains[0]!);

async function opened(store: KeyValueStore): Promise<Ledger> {
  const opening = await openStore({ crypto: nodeCrypto, channel: 'ch1' }, store);
  if (opening.verdict !== 'accept') throw new Error(opening.reason);
  return opening.value;
}

const inOrder = (contents: Contents) => [...contents].sort(([a], [b]) => (a < b ? -1 : 1));

describe('blocks in one batch', () => {
  it.each([2, 3, 7, 1_000])(
    'LEDG-67, LEDG-53: %i at a time leave the same records as one at a time',
    async (size) => {
      for (const chain of chains.map(chainOf)) {
        const [single, together]: Contents[] = [new Map(), new Map()];
        const one = await opened(createMemoryStore(single));
        for (const [number, block] of chain.entries()) await one.commit(BigInt(number), block);
        const counting = createFailingStore(together!, {});
        const run = await opened(counting);
        for (let at = 0; at < chain.length; at += size) {
          const part = chain.slice(at, at + size);
          const outcome = await run.commitRun!(BigInt(at), part);
          expect(outcome).toEqual({ count: part.length, reason: '' });
        }
        expect([run.height, run.commitHash]).toEqual([one.height, one.commitHash]);
        expect(run.configBlock).toEqual(one.configBlock);
        expect(inOrder(together!)).toEqual(inOrder(single!));
        expect(counting.counts.writes).toBe(Math.ceil(chain.length / size));
      }
    },
  );

  it('LEDG-67: what comes before a block that is refused is committed, and it can go on', async () => {
    const ledger = await opened(createMemoryStore());
    const run = [blocks[0]!, blocks[1]!, blocks[3]!, blocks[2]!];
    const { count, reason } = await ledger.commitRun!(0n, run);
    expect(count).toBe(2);
    expect(reason).toContain('block 2 at height 2');
    expect(ledger.height).toBe(2n);
    expect(await ledger.commitRun!(2n, blocks.slice(2, 4))).toEqual({ count: 2, reason: '' });
  });

  it('LEDG-1: the first of them refused is none committed, and nothing written', async () => {
    const store = createFailingStore(new Map(), {});
    const ledger = await opened(store);
    const { count } = await ledger.commitRun!(1n, blocks.slice(1));
    expect([count, ledger.height, store.counts.writes]).toEqual([0, 0n, 0]);
  });

  it('LEDG-60, LEDG-61: a batch that fails leaves nothing of them, and the ledger shut', async () => {
    const contents: Contents = new Map();
    const ledger = await opened(createFailingStore(contents, { write: 1, moment: 'before' }));
    await ledger.commit(0n, blocks[0]!);
    const before = contents.size;
    await expect(ledger.commitRun!(1n, blocks.slice(1))).rejects.toThrow(/could not be written/);
    expect([contents.size, ledger.height]).toEqual([before, 1n]);
    await expect(ledger.commitRun!(1n, blocks.slice(1))).rejects.toThrow(/opened anew/);
    expect((await opened(createMemoryStore(contents))).height).toBe(1n);
  });
});

describe('changes that are pending', () => {
  const keys = fc.constantFrom('a', 'ab', 'b', 'c', 'd');
  const changes = fc.array(
    fc.record({
      key: keys,
      value: fc.option(fc.uint8Array({ minLength: 1, maxLength: 2 }), { nil: undefined }),
    }),
    { maxLength: 8 },
  );

  it('LEDG-67: are read as if they were in the store', async () => {
    const isIn = ({ value }: Change): boolean => value !== undefined;
    await fc.assert(
      fc.asyncProperty(changes, changes, keys, keys, async (before, added, from, to) => {
        const store = createMemoryStore();
        await store.write(before.filter(isIn));
        const pending = pendingUpon(store);
        for (const change of added) pending.add([change]);
        const written = createMemoryStore(new Map(store.contents));
        await written.write(pending.changes());
        const all = ['a', 'ab', 'b', 'c', 'd'];
        expect(await pending.getMany(all)).toEqual(await written.getMany(all));
        const [found, wanted]: unknown[][] = [[], []];
        for await (const entry of pending.entries(from, to)) found!.push(entry);
        for await (const entry of written.entries(from, to)) wanted!.push(entry);
        expect(found).toEqual(wanted);
      }),
    );
  });
});
