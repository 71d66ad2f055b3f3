/**
 * Crashes and damage: every write of a ledger's life fails once, before and after it is kept; every read;
 * every record is damaged once. Chains are Fabric's vectors, so that each kind of update occurs.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import type { ByteText } from '../../src/ledger/byte-text.js';
import type { KeyValueStore } from '../../src/ledger/key-value-store.js';
import { createMemoryStore } from '../../src/ledger/memory-store.js';
import { openStore } from '../../src/ledger/open-store.js';
import {
  decodeHead,
  decodeTransaction,
  encodeFormat,
  encodeHead,
  seal,
  unseal,
} from '../../src/ledger/records.js';
import { readRange } from '../../src/ledger/stored-chain.js';
import { verifyStore } from '../../src/ledger/verify-store.js';
import type { Ledger } from '../../src/ports.js';
import { createFailingStore, type Moment } from '../support/failing-store.js';
import { bytesOf, recordedBlock } from '../support/recordings.js';
import {
  configTransaction,
  createChain,
  sha256Hex,
  transaction,
  utf8Bytes,
} from '../support/transactions.js';

type Contents = Map<ByteText, Uint8Array>;

const rules = { crypto: nodeCrypto, channel: 'ch1' };
const { chains } = JSON.parse(readFileSync('spec/vectors/ledger/chains.json', 'utf8')) as {
  chains: { block: string; commitHash: string }[][];
};
const blocks = [recordedBlock('ch1-0'), ...chains[0]!.map(({ block }) => bytesOf(block))];
const finalHash = chains[0]!.at(-1)!.commitHash;

async function opened(store: KeyValueStore): Promise<Ledger> {
  const opening = await openStore(rules, store);
  if (opening.verdict !== 'accept') throw new Error(opening.reason);
  return opening.value;
}

/** Commits what is missing, as far as it goes; answers with the number of commits that were reported. */
async function commitRest(ledger: Ledger): Promise<bigint> {
  let reported = ledger.height;
  for (let i = Number(ledger.height); i < blocks.length; i++) {
    try {
      await ledger.commit(BigInt(i), blocks[i]!);
    } catch {
      return reported;
    }
    reported += 1n;
  }
  return reported;
}

/** Of all records in order. */
const digestOf = (contents: Contents): string =>
  sha256Hex(...[...contents.keys()].sort().flatMap((key) => [utf8Bytes(key), contents.get(key)!]));

const undisturbed: Contents = new Map();
beforeAll(async () => {
  const ledger = await opened(createMemoryStore(undisturbed));
  expect(await commitRest(ledger)).toBe(BigInt(blocks.length));
  expect(ledger.commitHash).toBe(finalHash);
});

describe('a store that fails at a write', () => {
  const moments: readonly Moment[] = ['before', 'after'];
  const cases = moments.flatMap((moment) => blocks.map((_, write) => ({ moment, write })));

  it.each(cases)(
    'LEDG-51, LEDG-60, LEDG-I1, LEDG-I3: $moment write $write: what was reported is there, and it goes on',
    async ({ moment, write }) => {
      const contents: Contents = new Map();
      const first = await opened(createFailingStore(contents, { write, moment }));
      const reported = await commitRest(first);
      expect(reported).toBe(BigInt(write));
      // LEDG-61
      await expect(first.commit(first.height, blocks[write]!)).rejects.toThrow(/opened anew/);

      const second = await opened(createMemoryStore(contents));
      expect(second.height).toBe(reported + (moment === 'after' ? 1n : 0n));
      expect((await second.read(0n, 99n)).length).toBe(Number(second.height));
      expect(await commitRest(second)).toBe(BigInt(blocks.length));
      expect(second.commitHash).toBe(finalHash);
      expect(digestOf(contents)).toBe(digestOf(undisturbed));
    },
  );

  it('LEDG-4: a read that fails makes the commit fail, and the next one succeeds', async () => {
    const counting = createFailingStore(new Map(), {});
    await commitRest(await opened(counting));
    for (let read = 1; read < counting.counts.reads; read++) {
      const contents: Contents = new Map();
      const store = createFailingStore(contents, { read });
      const ledger = await opened(store).catch(() => undefined);
      if (ledger === undefined) continue;
      await commitRest(ledger);
      expect(await commitRest(ledger)).toBe(BigInt(blocks.length));
      expect(ledger.commitHash).toBe(finalHash);
    }
  });

  it('LEDG-62: a block that comes while another is being committed is rejected', async () => {
    const ledger = await opened(createMemoryStore());
    const first = ledger.commit(0n, blocks[0]!);
    await expect(ledger.commit(0n, blocks[0]!)).rejects.toThrow(/while another/);
    await first;
    expect(ledger.height).toBe(1n);
  });
});

describe('ids in a store', () => {
  it('LEDG-51: stay with the place where they were first seen', async () => {
    const contents: Contents = new Map();
    const ledger = await opened(createMemoryStore(contents));
    const chain = createChain();
    const one = transaction({ name: 'one' });
    await ledger.commit(0n, chain.next([configTransaction('genesis')]));
    await ledger.commit(1n, chain.next([transaction({ name: 'other' }), one, one]));
    const before = new Map([...contents].filter(([key]) => key.startsWith('t')));
    await ledger.commit(2n, chain.next([one]));
    expect(before.size).toBe(3);
    for (const [key, record] of before) expect(contents.get(key)).toEqual(record);
    const places = [...before].map(([key, sealed]) => decodeTransaction(unseal(key, sealed)!));
    expect(places.map((place) => place && [place.blockNum, place.txNum, place.code])).toEqual([
      [0n, 0n, 0],
      [1n, 0n, 0],
      [1n, 1n, 0],
    ]);
  });
});

describe('a store opened anew', () => {
  it('LEDG-51: has the newest configuration, though it is not in the last block', async () => {
    const ledger = await opened(createMemoryStore(new Map(undisturbed)));
    expect(ledger.configBlock).toEqual((await ledger.read(0n, 0n))[0]!.bytes);
  });
});

describe('a damaged store', () => {
  const damagedAt = (key: ByteText, change: (value: Uint8Array) => Uint8Array | undefined) => {
    const contents: Contents = new Map(undisturbed);
    const changed = change(contents.get(key)!.slice());
    if (changed === undefined) contents.delete(key);
    else contents.set(key, changed);
    return createMemoryStore(contents);
  };
  const flip = (at: number) => (value: Uint8Array) => {
    value[at % value.length]! ^= 0x10;
    return value;
  };
  const keysOf = (kind: string) => [...undisturbed.keys()].filter((key) => key.startsWith(kind));

  it('LEDG-52, LEDG-54, LEDG-55, LEDG-58: names the block whose record is damaged, and serves those before it', async () => {
    for (const [number, key] of keysOf('b').sort().entries()) {
      for (const at of [0, 5, 77, 1_000]) {
        const store = damagedAt(key, flip(at));
        const opening = await openStore(rules, store);
        expect(opening).toMatchObject({ clause: 'LEDG-58', brokenAt: BigInt(number) });
        // LEDG-57
        const { blocks: sound, damage } = await readRange(store, nodeCrypto, 0n, 99n);
        expect(sound.length).toBe(number);
        expect(damage).toMatch(new RegExp(`^block ${number}:`));
      }
    }
  });

  it('LEDG-55: a block under the number of another is damaged', async () => {
    const [, first, second] = keysOf('b').sort();
    const bytes = unseal(first!, undisturbed.get(first!)!)!;
    const store = damagedAt(second!, () => seal(second!, bytes));
    const { blocks: found, damage } = await readRange(store, nodeCrypto, 2n, 3n);
    expect([found, damage]).toEqual([[], 'block 2: it says that it is block 1']);
  });

  it('LEDG-58: names the block that is missing', async () => {
    for (const [number, key] of keysOf('b').sort().entries()) {
      const opening = await openStore(
        rules,
        damagedAt(key, () => undefined),
      );
      expect(opening).toMatchObject({ clause: 'LEDG-58', brokenAt: BigInt(number) });
    }
  });

  it('LEDG-56: names the block that does not follow the one before it', async () => {
    const store = createMemoryStore(new Map(undisturbed));
    const other = await opened(createMemoryStore());
    await other.commit(0n, blocks[0]!);
    const [, second] = keysOf('b').sort();
    const foreign: Contents = new Map();
    const ledger = await opened(createMemoryStore(foreign));
    await ledger.commit(0n, blocks[0]!);
    await ledger.commit(1n, bytesOf(chains[1]![0]!.block));
    store.contents.set(second!, foreign.get(second!)!);
    expect(await openStore(rules, store)).toMatchObject({ clause: 'LEDG-58', brokenAt: 2n });
  });

  it('LEDG-58: refuses a head that is damaged, missing or older than the blocks', async () => {
    const bad = { clause: 'LEDG-58' };
    expect(await openStore(rules, damagedAt('h', flip(6)))).toMatchObject(bad);
    expect(
      await openStore(
        rules,
        damagedAt('h', () => undefined),
      ),
    ).toMatchObject(bad);
    for (const changed of ['commitHash', 'lastHash'] as const) {
      const head = decodeHead(unseal('h', undisturbed.get('h')!)!)!;
      head[changed] = head[changed].map((byte) => byte ^ 1);
      const store = damagedAt('h', () => seal('h', encodeHead(head)));
      expect(await openStore(rules, store)).toMatchObject(bad);
    }
    const contents: Contents = new Map(undisturbed);
    const young: Contents = new Map();
    const ledger = await opened(createMemoryStore(young));
    await ledger.commit(0n, blocks[0]!);
    contents.set('h', young.get('h')!);
    expect(await openStore(rules, createMemoryStore(contents))).toMatchObject(bad);
  });

  it('LEDG-59: refuses another channel, another format, a damaged format, a store of something else', async () => {
    const other = { ...rules, channel: 'ch2' };
    const store = createMemoryStore(new Map(undisturbed));
    expect(await openStore(other, store)).toMatchObject({
      clause: 'LEDG-59',
      reason: 'belongs to channel ch1, not to ch2',
    });
    expect(await openStore(rules, damagedAt('f', flip(5)))).toMatchObject({ clause: 'LEDG-59' });
    const foreign = createMemoryStore(new Map([['x', new Uint8Array(3)]]));
    expect(await openStore(rules, foreign)).toMatchObject({ clause: 'LEDG-59' });
    const format = encodeFormat('ch1');
    format[1] = 9; // the version
    const later = damagedAt('f', () => seal('f', format));
    expect(await openStore(rules, later)).toMatchObject({
      reason: 'has format 9, this program reads format 1',
    });
  });

  it('LEDG-66: a damaged record is found out when the chain is committed anew', async () => {
    expect((await verifyStore(rules, createMemoryStore(undisturbed))).faults).toEqual([]);
    const some = [...keysOf('s'), ...keysOf('t'), ...keysOf('b')].filter((_, i) => i % 12 === 0);
    for (const key of some) {
      const { faults } = await verifyStore(rules, damagedAt(key, flip(7)));
      expect([key, faults.length > 0]).toEqual([key, true]);
    }
    for (const key of keysOf('s').slice(0, 5)) {
      const { faults } = await verifyStore(
        rules,
        damagedAt(key, () => undefined),
      );
      expect(faults).toHaveLength(1);
    }
  });

  it('LEDG-52: a damaged value is not served, and not built upon', async () => {
    const key = keysOf('s').find((name) => name.includes('cc') && name.endsWith('k1'))!;
    const ledger = await opened(damagedAt(key, flip(9)));
    await expect(ledger.value('cc', 'k1')).rejects.toThrow(
      'the world state is damaged at namespace "cc", key "k1"',
    );
    expect(ledger.height).toBe(BigInt(blocks.length));
  });
});
