/** Transactions that a client builds are valid to a ledger, and mean what they say. */

import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { createMemoryLedger } from '../../../src/ledger/memory-ledger.js';
import { makeBlock } from '../../../src/orderer/block-maker.js';
import { tipAfter } from '../../../src/orderer/tip.js';
import { TxValidationCode } from '../../../src/wire/gen/peer/transaction_pb.js';
import { endorserTransaction } from '../../../src/wire/transaction/endorser-transaction.js';
import type { ReadWriteSet } from '../../../src/wire/transaction/read-write-set.js';
import { readSignedEnvelope } from '../../../src/wire/transaction/signed-envelope.js';
import { fc } from '../../support/drawing.js';
import {
  freshNonce,
  mintOrderedNetwork,
  NOW,
  type OrderedNetwork,
} from '../../support/ordered-network.js';

let network: OrderedNetwork;
beforeAll(async () => {
  network = await mintOrderedNetwork();
});

const built = (...sets: ReadWriteSet[]) =>
  endorserTransaction(
    nodeCrypto,
    { channel: 'ch1', chaincode: 'kv', sets, nonce: freshNonce(), nowMs: NOW },
    network.author('Org1MSP/User1'),
    [network.author('Org1MSP/peer0')],
  );

/** A ledger that judges creators by the channel's configuration, and takes blocks of these transactions. */
function ledgerOf() {
  const ledger = createMemoryLedger({
    crypto: nodeCrypto,
    channel: 'ch1',
    reader: network.reader,
  });
  expect(ledger.commit(0n, network.genesis).verdict).toBe('accept');
  let tip = tipAfter(nodeCrypto, network.genesis)!;
  const commit = (...transactions: Uint8Array[]): string[] => {
    const author = network.author('OrdererMSP/orderer0');
    const options = { crypto: nodeCrypto, author, nonce: freshNonce(), isConfig: false };
    const made = makeBlock(tip, transactions, options);
    const answer = ledger.commit(tip.height, made.bytes);
    tip = made.tip;
    if (answer.verdict !== 'accept') return [answer.reason];
    return [...answer.flags].map((flag) => TxValidationCode[flag]!);
  };
  const text = (key: string) => {
    const value = ledger.value('kv', key);
    return value && new TextDecoder().decode(value);
  };
  return { commit, text };
}
const put = (key: string, value: string) => ({ key, value: new TextEncoder().encode(value) });
const version = (block: bigint, transaction: bigint) => ({ block, transaction });

describe('a transaction of a client', () => {
  it('is valid, and writes and deletes', () => {
    const { commit, text } = ledgerOf();
    expect(
      commit(built({ namespace: 'kv', writes: [put('b', '2'), put('a', '1')] }).bytes),
    ).toEqual(['VALID']);
    expect([text('a'), text('b')]).toEqual(['1', '2']);
    expect(commit(built({ namespace: 'kv', writes: [{ key: 'a' }] }).bytes)).toEqual(['VALID']);
    expect(text('a')).toBeUndefined();
  });

  it('is valid only if what it read is what is there', () => {
    const { commit, text } = ledgerOf();
    const writing = (key: string, value: string, reads: ReadWriteSet['reads'] = []) =>
      built({ namespace: 'kv', reads, writes: [put(key, value)] }).bytes;
    expect(commit(writing('x', '0'), writing('a', '1'))).toEqual(['VALID', 'VALID']);
    expect(
      commit(
        writing('a', '2', [{ key: 'a', version: version(1n, 0n) }]),
        writing('a', '3', [{ key: 'a' }]),
        writing('a', '4', [{ key: 'a', version: version(1n, 1n) }]),
        writing('a', '5', [{ key: 'a', version: version(1n, 1n) }]),
      ),
    ).toEqual(['MVCC_READ_CONFLICT', 'MVCC_READ_CONFLICT', 'VALID', 'MVCC_READ_CONFLICT']);
    expect(text('a')).toBe('4');
  });

  it('is found out if a byte of it was changed', () => {
    const { bytes } = built({ namespace: 'kv', writes: [put('a', '1')] });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const damaged = bytes.slice();
        damaged[at]! ^= by;
        expect(ledgerOf().commit(damaged)).not.toEqual(['VALID']);
      }),
      { numRuns: 40 },
    );
  });

  it('has an ID that its nonce and its creator decide', () => {
    const { bytes, txId } = built({ namespace: 'kv' });
    const read = readSignedEnvelope(bytes);
    if (read.verdict !== 'accept') throw new Error(read.reason);
    const { nonce, creator, channelHeader } = read.value;
    expect(txId).toBe(Buffer.from(nodeCrypto.sha256(nonce, creator)).toString('hex'));
    expect(channelHeader).toMatchObject({ txId, channelId: 'ch1' });
    expect(channelHeader.timestamp).toMatchObject({ seconds: BigInt(NOW / 1_000), nanos: 0 });
  });
});
