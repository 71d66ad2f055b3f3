/** Which blocks a ledger takes, and what it keeps of them: in memory, and in a store. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { createMemoryLedger } from '../../src/ledger/memory-ledger.js';
import { createMemoryStore } from '../../src/ledger/memory-store.js';
import { openStore } from '../../src/ledger/open-store.js';
import { BlockSchema, MetadataSchema } from '../../src/wire/gen/common/common_pb.js';
import {
  blockOf,
  configTransaction,
  createChain,
  sha256,
  sha256Hex,
  transaction,
  utf8Bytes,
} from '../support/transactions.js';

const rules = { crypto: nodeCrypto, channel: 'ch1' };
const genesis = configTransaction('genesis');
const write = (name: string, channel = 'ch1') =>
  transaction({
    name,
    channel,
    sets: [{ namespace: 'cc', set: { writes: [{ key: name, value: utf8Bytes(name) }] } }],
  });

/** Both ledgers behind one face; a refusal is its reason. */
const kinds = {
  memory: async () => {
    const ledger = createMemoryLedger(rules);
    return {
      ledger,
      commit: async (number: bigint, block: Uint8Array) => {
        const answer = ledger.commit(number, block);
        return answer.verdict === 'accept' ? 'committed' : answer.clause;
      },
    };
  },
  'a store': async () => {
    const opening = await openStore(rules, createMemoryStore());
    if (opening.verdict !== 'accept') throw new Error(opening.reason);
    const ledger = opening.value;
    return {
      ledger,
      commit: (number: bigint, block: Uint8Array) =>
        ledger.commit(number, block).then(
          () => 'committed',
          (error: Error) => /\((LEDG-D\d+)\)$/.exec(error.message)?.[1] ?? error.message,
        ),
    };
  },
};

describe.each(Object.entries(kinds))('a ledger in %s', (_, open) => {
  async function started() {
    const { ledger, commit } = await open();
    const chain = createChain();
    const first = chain.next([genesis]);
    expect(await commit(0n, first)).toBe('committed');
    return { ledger, commit, chain };
  }
  const faces = (ledger: { height: bigint; lastHash: Uint8Array; commitHash: string }) => [
    ledger.height,
    Buffer.from(ledger.lastHash).toString('hex'),
    ledger.commitHash,
  ];

  it('is empty at first', async () => {
    const { ledger } = await open();
    expect(faces(ledger)).toEqual([0n, '', '']);
    expect([...ledger.configBlock]).toEqual([]);
    expect(await ledger.read(0n, 9n)).toEqual([]);
  });

  const tampered: readonly [string, (last: Uint8Array) => readonly [bigint, Uint8Array]][] = [
    ['LEDG-D20: no block', () => [1n, Uint8Array.of(0xff)]],
    ['LEDG-D20: no header', () => [1n, new Uint8Array()]],
    [
      'LEDG-D21: a number too high',
      (h) => [2n, blockOf({ number: 2n, previousHash: h, data: [write('a')] })],
    ],
    [
      'LEDG-D21: a number too low',
      (h) => [0n, blockOf({ number: 0n, previousHash: h, data: [write('a')] })],
    ],
    [
      'LEDG-D21: the next block, claimed to be another',
      (h) => [2n, blockOf({ number: 1n, previousHash: h, data: [write('a')] })],
    ],
    [
      'LEDG-D21: another number than claimed',
      (h) => [1n, blockOf({ number: 2n, previousHash: h, data: [write('a')] })],
    ],
    [
      'LEDG-D22: another predecessor',
      (h) => [1n, blockOf({ number: 1n, previousHash: sha256(h), data: [write('a')] })],
    ],
    [
      'LEDG-D23: other data',
      (h) => [1n, blockOf({ number: 1n, previousHash: h, data: [write('a')], dataHash: h })],
    ],
    [
      'LEDG-D24: another channel',
      (h) => [1n, blockOf({ number: 1n, previousHash: h, data: [write('a', 'ch2')] })],
    ],
    [
      'LEDG-D25: a configuration among others',
      (h) => [
        1n,
        blockOf({ number: 1n, previousHash: h, data: [write('a'), configTransaction('c')] }),
      ],
    ],
    [
      'LEDG-D26: an empty configuration',
      (h) => [
        1n,
        blockOf({
          number: 1n,
          previousHash: h,
          data: [configTransaction('c', new Uint8Array())],
        }),
      ],
    ],
  ];
  it.each(tampered)('%s is rejected, and nothing changes', async (title, make) => {
    const { ledger, commit, chain } = await started();
    const before = faces(ledger);
    expect(await commit(...make(ledger.lastHash))).toBe(title.split(':')[0]);
    expect(faces(ledger)).toEqual(before);
    expect(await ledger.value('cc', 'a')).toBeUndefined();
    expect(await commit(1n, chain.next([write('b')]))).toBe('committed');
  });

  it('LEDG-D27: begins with a configuration', async () => {
    const { commit } = await open();
    expect(await commit(0n, createChain().next([write('a')]))).toBe('LEDG-D27');
    expect(await commit(0n, createChain().next([configTransaction('g')]))).toBe('committed');
  });

  it('LEDG-2: begins with a block that names no predecessor', async () => {
    const { commit } = await open();
    const block = blockOf({ number: 0n, previousHash: sha256(), data: [genesis] });
    expect(await commit(0n, block)).toBe('LEDG-D22');
  });

  it('LEDG-D28: takes a block without transactions, or of bytes that are none', async () => {
    const { ledger, commit, chain } = await started();
    expect(await commit(1n, chain.next([]))).toBe('committed');
    expect(await commit(2n, chain.next([utf8Bytes('symbolic')]))).toBe('committed');
    expect(ledger.height).toBe(3n);
  });

  it('LEDG-5: keeps a block as it came, with codes and commit hash in its metadata', async () => {
    const { ledger, commit, chain } = await started();
    const came = fromBinary(BlockSchema, chain.next([write('a'), write('a'), utf8Bytes('x')]));
    // As an orderer's: signatures, and nothing from the fourth entry on.
    came.metadata!.metadata = [utf8Bytes('signed')];
    expect(await commit(1n, toBinary(BlockSchema, came))).toBe('committed');
    const kept = fromBinary(BlockSchema, (await ledger.read(1n, 1n))[0]!.bytes);
    expect(kept.header).toEqual(came.header);
    expect(kept.data).toEqual(came.data);
    const hash = fromBinary(MetadataSchema, kept.metadata!.metadata[4]!);
    expect(hash).toEqual(
      create(MetadataSchema, { value: new Uint8Array(Buffer.from(ledger.commitHash, 'hex')) }),
    );
    expect(kept.metadata!.metadata.slice(0, 4)).toEqual([
      utf8Bytes('signed'),
      new Uint8Array(),
      Uint8Array.of(0, 9, 255),
      new Uint8Array(),
    ]);
  });

  it('LEDG-40: without updates the commit hash follows from codes and predecessor alone', async () => {
    const { ledger, commit, chain } = await started();
    expect(await commit(1n, chain.next([utf8Bytes('x')]))).toBe('committed');
    const first = sha256(Uint8Array.of(1, 255));
    expect(ledger.commitHash).toBe(Buffer.from(first).toString('hex'));
    const many = Array.from({ length: 300 }, () => utf8Bytes('x'));
    expect(await commit(2n, chain.next(many))).toBe('committed');
    const flags = new Uint8Array(300).fill(255);
    expect(ledger.commitHash).toBe(sha256Hex(Uint8Array.of(0xac, 0x02), flags, first));
  });

  it('serves ranges, and the newest configuration', async () => {
    const { ledger, commit, chain } = await started();
    await commit(1n, chain.next([write('a')]));
    await commit(2n, chain.next([configTransaction('update')]));
    await commit(3n, chain.next([write('b')]));
    const numbers = async (from: bigint, to: bigint) =>
      (await ledger.read(from, to)).map(({ number }) => number);
    expect(await numbers(1n, 2n)).toEqual([1n, 2n]);
    expect(await numbers(-5n, 100n)).toEqual([0n, 1n, 2n, 3n]);
    expect(await numbers(3n, 2n)).toEqual([]);
    expect(await numbers(4n, 9n)).toEqual([]);
    expect(ledger.configBlock).toEqual((await ledger.read(2n, 2n))[0]!.bytes);
    expect(await ledger.value('cc', 'b')).toEqual(utf8Bytes('b'));
    expect(await ledger.value('cc', 'none')).toBeUndefined();
  });
});

describe('a ledger in memory', () => {
  it('keeps the last blocks only, if told so, and the newest configuration', () => {
    const ledger = createMemoryLedger({ ...rules, keptBlocksMax: 2 });
    const chain = createChain();
    for (const data of [[genesis], [write('a')], [write('b')], [write('c')]]) {
      expect(ledger.commit(chain.height, chain.next(data)).verdict).toBe('accept');
    }
    expect(ledger.read(0n, 9n).map(({ number }) => number)).toEqual([2n, 3n]);
    expect(ledger.configBlock.length).toBeGreaterThan(0);
    expect(ledger.value('cc', 'a')).toEqual(utf8Bytes('a'));
  });
});
