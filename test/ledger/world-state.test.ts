/** What writes come to in the world state, read by read and key by key: whole blocks into a ledger in memory. */
import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { byteTextOf, byteTextOfUtf8 } from '../../src/ledger/byte-text.js';
import { updateBytes } from '../../src/ledger/commit-hash.js';
import { createMemoryLedger } from '../../src/ledger/memory-ledger.js';
import { addResult, createMerkleTree, finishTree, topHashes } from '../../src/ledger/merkle.js';
import { recordUpdate, type StateEntry, type Updates } from '../../src/ledger/state.js';
import { sameVersion, versionBytes } from '../../src/ledger/version.js';
import {
  KVMetadataWriteSchema,
  QueryReadsSchema,
} from '../../src/wire/gen/ledger/rwset/kvrwset/kv_rwset_pb.js';
import { UpdatesSchema } from '../../src/wire/gen/ledger/txmgmt/updates_pb.js';
import { TxValidationCode } from '../../src/wire/gen/peer/transaction_pb.js';
import {
  configTransaction,
  createChain,
  type NamespaceSet,
  sha256,
  transaction,
  utf8Bytes,
} from '../support/transactions.js';

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');
const v = utf8Bytes('v');
type Set = NonNullable<NamespaceSet['set']>;
type Hashed = NonNullable<NamespaceSet['collections']>[number]['set'];

/** A ledger, and what commits transactions of one namespace each: each set is one transaction. */
function started() {
  const ledger = createMemoryLedger({ crypto: nodeCrypto, channel: 'ch1' });
  const chain = createChain();
  let named = 0;
  const commit = (data: readonly Uint8Array[]): string[] => {
    const answer = ledger.commit(chain.height, chain.next(data));
    if (answer.verdict !== 'accept') throw new Error(answer.reason);
    return [...answer.flags].map((code) => TxValidationCode[code]!);
  };
  commit([configTransaction('genesis')]);
  const committing = (parts: readonly Omit<NamespaceSet, 'namespace'>[]) =>
    commit(
      parts.map((part) =>
        transaction({ name: `t${named++}`, sets: [{ namespace: 'cc', ...part }] }),
      ),
    );
  return {
    ledger,
    commit,
    /** One block. */
    block: (...sets: Set[]) => committing(sets.map((set) => ({ set }))),
    hashed: (...sets: Hashed[]) =>
      committing(sets.map((set) => ({ collections: [{ collection: 'c', set }] }))),
    at: (key: string) => ledger.state.get('cc', '', byteTextOfUtf8(key)),
    hashedAt: (key: Uint8Array) => ledger.state.get('cc', 'c', byteTextOf(key)),
  };
}
const put = (key: string, value = v) => ({ writes: [{ key, value }] });
const entries = [{ name: 'VALIDATION_PARAMETER', value: utf8Bytes('p') }];
const stored = toBinary(KVMetadataWriteSchema, create(KVMetadataWriteSchema, { entries }));
const meta = (key: string, some = entries) => ({ metadataWrites: [{ key, entries: some }] });

describe('writes', () => {
  it('LEDG-21: a write that says so, or has no value, deletes', () => {
    const { block, at } = started();
    block(put('a'), put('b'), put('c'));
    block({ writes: [{ key: 'a', isDelete: true, value: v }, { key: 'b' }] });
    expect([at('a'), at('b')]).toEqual([undefined, undefined]);
    expect(at('c')).toMatchObject({ value: v, blockNum: 1n, txNum: 2n });
  });

  it('LEDG-21: in a collection so does the hash of nothing', () => {
    const { hashed, hashedAt } = started();
    const [a, b, c] = ['a', 'b', 'c'].map((key) => sha256(utf8Bytes(key))) as Uint8Array[];
    const values = [a, b, c].map((keyHash) => ({ keyHash: keyHash!, valueHash: sha256(v) }));
    hashed({ hashedWrites: values });
    expect(hashedAt(a!)?.value).toEqual(sha256(v));
    hashed({
      hashedWrites: [
        { keyHash: a!, valueHash: sha256() },
        { keyHash: b! },
        { keyHash: c!, valueHash: sha256(v), isDelete: true },
      ],
    });
    expect([a, b, c].map((key) => hashedAt(key!))).toEqual([undefined, undefined, undefined]);
  });

  it('LEDG-23: a configuration is in the namespace with the empty name', () => {
    const { ledger } = started();
    const value = ledger.value('', 'CHANNEL_CONFIG_ENV_BYTES');
    expect(value).toEqual(utf8Bytes('config genesis'));
  });

  it('LEDG-25: a deletion takes metadata along, whatever else is written', () => {
    const { block, at } = started();
    block({ ...put('a'), ...meta('a') });
    expect(hex(at('a')?.metadata)).toBe(hex(stored));
    block({
      writes: [
        { key: 'a', isDelete: true },
        { key: 'a', value: v },
      ],
      ...meta('a'),
    });
    expect(at('a')).toBeUndefined();
    block(put('a'));
    expect(at('a')).toMatchObject({ value: v, metadata: undefined });
  });

  it('LEDG-26: a value alone keeps metadata, of the state or of the block before it', () => {
    const { block, at } = started();
    block({ ...put('a'), ...meta('a') });
    block(put('a', utf8Bytes('w')));
    expect(at('a')).toMatchObject({ value: utf8Bytes('w'), metadata: stored, blockNum: 2n });
    block(meta('a', []), put('a'));
    expect(at('a')).toMatchObject({ value: v, metadata: undefined, blockNum: 3n, txNum: 1n });
  });

  it('LEDG-27: metadata alone keep the value, and do nothing without one', () => {
    const { block, at } = started();
    block(put('a'), meta('a'), meta('b'));
    expect(at('a')).toMatchObject({ value: v, metadata: stored, txNum: 1n });
    expect(at('b')).toBeUndefined();
    block({ writes: [{ key: 'a', isDelete: true }] });
    block(meta('a'));
    expect(at('a')).toBeUndefined();
  });

  it('LEDG-28: metadata are stored as their entries, or not at all', () => {
    const { block, at } = started();
    block({ ...put('a'), ...meta('a') }, { ...put('b'), ...meta('b', []) });
    expect(hex(at('a')?.metadata)).toBe(hex(stored));
    expect(at('b')).toMatchObject({ value: v, metadata: undefined });
  });

  it('LEDG-24: a value written twice adds up to metadata alone', () => {
    const { block, at } = started();
    const twice = {
      writes: [
        { key: 'a', value: utf8Bytes('x') },
        { key: 'a', value: v },
      ],
    };
    block(twice);
    expect(at('a')).toBeUndefined();
    block({ ...put('a'), ...meta('a') });
    block(twice);
    expect(at('a')).toMatchObject({ value: v, metadata: undefined, blockNum: 3n });
    block({
      writes: [
        { key: 'a', isDelete: true },
        { key: 'a', isDelete: true },
      ],
    });
    expect(at('a')).toMatchObject({ value: v, blockNum: 4n });
  });
});

describe('reads', () => {
  it('LEDG-32: versions are the same, or both absent', () => {
    const version = { blockNum: 1n, txNum: 2n };
    expect(sameVersion(undefined, undefined)).toBe(true);
    expect(sameVersion(version, undefined)).toBe(false);
    expect(sameVersion(version, { ...version })).toBe(true);
    expect(sameVersion(version, { blockNum: 1n, txNum: 0n })).toBe(false);
    expect(sameVersion(version, { blockNum: 2n, txNum: 2n })).toBe(false);
    expect(sameVersion({ blockNum: 0n, txNum: 0n }, undefined)).toBe(false);
  });

  it('LEDG-30, LEDG-32: a read holds as long as nobody wrote since', () => {
    const { block } = started();
    block(put('a'));
    const read = (version?: { blockNum: bigint; txNum: bigint }) => ({
      reads: [version ? { key: 'a', version } : { key: 'a' }],
    });
    expect(
      block(
        read({ blockNum: 1n, txNum: 0n }),
        read(),
        read({ blockNum: 1n, txNum: 1n }),
        { ...read({ blockNum: 1n, txNum: 0n }), ...put('a') },
        read({ blockNum: 1n, txNum: 0n }),
      ),
    ).toEqual(['VALID', 'MVCC_READ_CONFLICT', 'MVCC_READ_CONFLICT', 'VALID', 'MVCC_READ_CONFLICT']);
  });

  it('LEDG-29, LEDG-30: what a transaction with a conflict would have written disturbs nobody', () => {
    const { block, at } = started();
    const stale = { reads: [{ key: 'x', version: { blockNum: 7n } }], ...put('a') };
    expect(block(stale, { reads: [{ key: 'a' }] })).toEqual(['MVCC_READ_CONFLICT', 'VALID']);
    expect(at('a')).toBeUndefined();
  });

  it('LEDG-30: public reads come before queries, and these before collections', () => {
    const { commit } = started();
    const stale = { key: 'x', version: { blockNum: 7n, txNum: 0n } };
    const phantom = {
      rangeQueriesInfo: [{ readsInfo: { case: 'rawReads' as const, value: { kvReads: [stale] } } }],
    };
    const collections = [
      { collection: 'c', set: { hashedReads: [{ keyHash: v, version: { blockNum: 7n } }] } },
    ];
    const sets = (set: Set): NamespaceSet[] => [{ namespace: 'cc', set, collections }];
    expect(
      commit([
        transaction({ name: 'a', sets: sets({ reads: [stale], ...phantom }) }),
        transaction({ name: 'b', sets: sets(phantom) }),
        transaction({ name: 'c', sets: sets({}) }),
      ]),
    ).toEqual(['MVCC_READ_CONFLICT', 'PHANTOM_READ_CONFLICT', 'MVCC_READ_CONFLICT']);
  });
});

describe('range queries', () => {
  const at = (blockNum: bigint, txNum = 0n) => ({ blockNum, txNum });
  const query = (
    startKey: string,
    endKey: string,
    kvReads: { key: string; version: ReturnType<typeof at> }[],
    itrExhausted = true,
  ) => ({
    rangeQueriesInfo: [
      {
        startKey,
        endKey,
        itrExhausted,
        readsInfo: { case: 'rawReads', value: { kvReads } } as const,
      },
    ],
  });
  function withKeys() {
    const scene = started();
    scene.block(put('b'), put('c'), put('d'));
    return scene;
  }
  const b = { key: 'b', version: at(1n, 0n) };
  const c = { key: 'c', version: at(1n, 1n) };
  const d = { key: 'd', version: at(1n, 2n) };
  const OK = 'VALID';
  const PHANTOM = 'PHANTOM_READ_CONFLICT';

  it('LEDG-33, LEDG-35: the start is in, the end is not, and an empty end is none', () => {
    const { block } = withKeys();
    expect(
      block(
        query('b', 'd', [b, c]),
        query('b', 'd', [b, c, d]),
        query('b', 'd', [b]),
        query('b', 'd', [c, b]),
        query('', '', [b, c, d]),
        query('bb', '', [c, d]),
        query('x', 'a', []),
        query('b', 'd', [b, { ...c, version: at(1n, 9n) }]),
      ),
    ).toEqual([OK, PHANTOM, PHANTOM, PHANTOM, OK, OK, OK, PHANTOM]);
  });

  it('LEDG-34: the end is in where the iterator was not exhausted', () => {
    const { block } = withKeys();
    expect(
      block(
        query('b', 'c', [b, c], false),
        query('b', 'c', [b], false),
        query('b', 'cc', [b, c], false),
      ),
    ).toEqual([OK, PHANTOM, OK]);
  });

  it('LEDG-33: keys that the block writes or deletes before it count', () => {
    const { block } = withKeys();
    expect(
      block(
        put('bb'),
        query('b', 'c', [b]),
        query('b', 'c', [b, { key: 'bb', version: at(2n, 0n) }]),
        { writes: [{ key: 'c', isDelete: true }] },
        query('c', 'd', [c]),
        query('c', 'd', []),
        query('bbb', 'c', [c], false),
        query('bbb', 'c', [], false),
        put('d'),
        query('bbb', 'd', []),
        query('bbb', 'd', [{ key: 'd', version: at(2n, 8n) }], false),
      ),
    ).toEqual([OK, PHANTOM, OK, OK, PHANTOM, OK, PHANTOM, OK, OK, OK, OK]);
  });

  it('LEDG-33: keys that blocks before it wrote or deleted count', () => {
    const { block } = withKeys();
    expect(block(query('', '', [b, c, d]))).toEqual([OK]);
    block({ writes: [{ key: 'c', isDelete: true }] });
    expect(block(query('', '', [b, d]))).toEqual([OK]);
    block(put('a'));
    expect(block(query('', '', [{ key: 'a', version: at(5n) }, b, d]))).toEqual([OK]);
  });

  it('LEDG-33: keys stand in the order of their bytes', () => {
    const { block } = started();
    // U+10000 is above U+FFFD in UTF-8, and below it in UTF-16.
    block(put('\u{10000}'), put('\uFFFD'));
    const low = { key: '\uFFFD', version: at(1n, 1n) };
    const high = { key: '\u{10000}', version: at(1n, 0n) };
    expect(block(query('', '', [low, high]), query('', '', [high, low]))).toEqual([OK, PHANTOM]);
  });
});

describe('summaries of range queries', () => {
  const results = (count: number): StateEntry[] =>
    Array.from({ length: count }, (_, i) => ({
      key: `k${String(i).padStart(3, '0')}`,
      value: v,
      metadata: undefined,
      blockNum: BigInt(i),
      txNum: 0n,
    }));
  const leaf = (some: readonly StateEntry[]) =>
    sha256(
      toBinary(
        QueryReadsSchema,
        create(QueryReadsSchema, {
          kvReads: some.map(({ key, blockNum, txNum }) => ({ key, version: { blockNum, txNum } })),
        }),
      ),
    );
  const summed = (count: number, degree: number) => {
    const tree = createMerkleTree(degree);
    for (const result of results(count)) addResult(nodeCrypto, tree, result);
    if (!finishTree(nodeCrypto, tree)) return undefined;
    return [tree.maxLevel, ...topHashes(tree).map(hex)];
  };
  const all = results(40);
  const part = (from: number, to: number) => leaf(all.slice(from, to));

  it('LEDG-37: up to d results have no summary', () => {
    expect([summed(0, 2), summed(2, 2), summed(5, 5)]).toEqual([undefined, undefined, undefined]);
  });

  it('LEDG-36: each d + 1 results make a hash, and each d + 1 hashes one of the next level', () => {
    expect(summed(3, 2)).toEqual([1, hex(part(0, 3))]);
    expect(summed(6, 2)).toEqual([1, hex(part(0, 3)), hex(part(3, 6))]);
    const three = sha256(part(0, 3), part(3, 6), part(6, 9));
    expect(summed(9, 2)).toEqual([2, hex(three)]);
  });

  it('LEDG-37: what is left is hashed, combined, or moves up as it is', () => {
    expect(summed(4, 2)).toEqual([1, hex(part(0, 3)), hex(part(3, 4))]);
    const three = sha256(part(0, 3), part(3, 6), part(6, 9));
    expect(summed(10, 2)).toEqual([2, hex(three), hex(part(9, 10))]);
    expect(summed(13, 2)).toEqual([2, hex(three), hex(sha256(part(9, 12), part(12, 13)))]);
    // More than d on the highest level: one more level.
    const six = sha256(part(9, 12), part(12, 15), part(15, 18));
    expect(summed(19, 2)).toEqual([3, hex(sha256(three, six, part(18, 19)))]);
    expect(summed(7, 2)).toEqual([2, hex(sha256(part(0, 3), part(3, 6), part(6, 7)))]);
  });

  it('LEDG-38: a query is unchanged only with degree, level and hashes of its summary', () => {
    const { block } = started();
    block({ writes: all.map(({ key }) => ({ key, value: v })) });
    const tree = createMerkleTree(4);
    for (const { key } of all) {
      addResult(nodeCrypto, tree, { key, value: v, metadata: undefined, blockNum: 1n, txNum: 0n });
    }
    finishTree(nodeCrypto, tree);
    const good = { maxDegree: 4, maxLevel: tree.maxLevel, maxLevelHashes: [...topHashes(tree)] };
    const query = (change: Partial<typeof good>) => ({
      rangeQueriesInfo: [
        {
          itrExhausted: true,
          readsInfo: { case: 'readsMerkleHashes', value: { ...good, ...change } } as const,
        },
      ],
    });
    const codes = block(
      query({}),
      query({ maxDegree: 5 }),
      query({ maxLevel: good.maxLevel + 1 }),
      query({ maxLevelHashes: good.maxLevelHashes.slice(1) }),
      query({ maxLevelHashes: good.maxLevelHashes.map((hash) => sha256(hash)) }),
    );
    expect(codes).toEqual(['VALID', ...Array(4).fill('PHANTOM_READ_CONFLICT')]);
  });
});

describe('bytes of updates', () => {
  const version = { blockNum: 1n, txNum: 0n };
  const value = { ...version, value: v, metadata: undefined };

  it('LEDG-41: numbers of a version are counted and without leading zeros', () => {
    expect(hex(versionBytes({ blockNum: 0n, txNum: 0n }))).toBe('0000');
    expect(hex(versionBytes({ blockNum: 255n, txNum: 256n }))).toBe('01ff020100');
    const largest = 2n ** 64n - 1n;
    expect(hex(versionBytes({ blockNum: largest, txNum: 1n }))).toBe('08ffffffffffffffff0101');
  });

  it('LEDG-42 to LEDG-45: each key is a write; names stand where they are new; all in order of bytes', () => {
    const updates: Updates = new Map();
    for (const place of [
      ['\u{10000}', '', 'a'],
      ['\uFFFD', 'c2', 'a'],
      ['\uFFFD', 'c1', '\xff'],
      ['\uFFFD', 'c1', 'a'],
      ['', '', 'CONFIG'],
      ['cc', '', 'b'],
      ['cc', '', 'a'],
    ] as const) {
      recordUpdate(updates, place, value);
    }
    recordUpdate(updates, ['cc', '', 'b'], { ...version, value: undefined, metadata: undefined });
    const write = (namespace: string, collection: string, key: number[], isDelete = false) => ({
      namespace,
      collection,
      key: Uint8Array.from(key),
      isDelete,
      value: isDelete ? new Uint8Array() : v,
      versionBytes: Uint8Array.of(1, 1, 0),
    });
    const expected = create(UpdatesSchema, {
      kvwrites: [
        write('cc', '', [0x61]),
        write('', '', [0x62], true),
        write('\uFFFD', 'c1', [0x61]),
        write('', '', [0xff]),
        write('', 'c2', [0x61]),
        write('\u{10000}', '', [0x61]),
      ],
    });
    expect(hex(updateBytes(updates))).toBe(hex(toBinary(UpdatesSchema, expected)));
  });

  it('LEDG-43: a configuration alone is no update', () => {
    const updates: Updates = new Map();
    recordUpdate(updates, ['', '', 'CONFIG'], value);
    expect(updateBytes(updates)).toHaveLength(0);
    expect(updateBytes(new Map())).toHaveLength(0);
  });
});
