/** Each validation code by one fault in an otherwise valid transaction: whole blocks into a ledger in memory. */
import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { createMemoryLedger } from '../../src/ledger/memory-ledger.js';
import type { ChannelConfig, ChannelReader } from '../../src/wire/channel/port.js';
import { createSymbolicCrypto } from '../../src/wire/crypto/symbolic.js';
import {
  EnvelopeSchema,
  HeaderType,
  PayloadSchema,
  SignatureHeaderSchema,
} from '../../src/wire/gen/common/common_pb.js';
import { ChaincodeEventSchema } from '../../src/wire/gen/peer/chaincode_event_pb.js';
import { TxValidationCode } from '../../src/wire/gen/peer/transaction_pb.js';
import type { IdentityAuthority } from '../../src/wire/identity/port.js';
import { accept, ignore } from '../../src/wire/verdict.js';
import {
  configTransaction,
  createChain,
  readWriteSet,
  sha256,
  sha256Hex,
  type TransactionParts,
  transaction,
  utf8Bytes,
} from '../support/transactions.js';

const rules = { crypto: nodeCrypto, channel: 'ch1' };
const DAMAGED = Uint8Array.of(0xff);
const put = (key: string, value = 'v') => ({ key, value: utf8Bytes(value) });
const writing = (key: string) => [{ namespace: 'cc', set: { writes: [put(key)] } }];

/** A ledger with a genesis block, and what commits further blocks. */
function started(options: Parameters<typeof createMemoryLedger>[0] = rules) {
  const ledger = createMemoryLedger(options);
  const chain = createChain();
  const commit = (...data: Uint8Array[]): string[] => {
    const number = chain.height;
    const answer = ledger.commit(number, chain.next(data));
    if (answer.verdict !== 'accept') throw new Error(`${answer.clause} ${answer.reason}`);
    return [...answer.flags].map((code) => TxValidationCode[code]!);
  };
  commit(configTransaction('genesis'));
  return { ledger, commit };
}

const envelope = (payload: Uint8Array) =>
  toBinary(EnvelopeSchema, create(EnvelopeSchema, { payload, signature: utf8Bytes('s') }));
const event = (chaincodeId: string) =>
  toBinary(ChaincodeEventSchema, create(ChaincodeEventSchema, { chaincodeId }));
const without = (part: 'creator' | 'nonce') =>
  toBinary(
    SignatureHeaderSchema,
    create(SignatureHeaderSchema, {
      creator: utf8Bytes('c'),
      nonce: utf8Bytes('n'),
      [part]: new Uint8Array(),
    }),
  );
const raw: readonly [string, string, Uint8Array][] = [
  ['LEDG-D1: no envelope', 'INVALID_OTHER_REASON', DAMAGED],
  ['LEDG-D2: no payload', 'BAD_PAYLOAD', envelope(DAMAGED)],
  ['LEDG-D3: empty entry', 'BAD_COMMON_HEADER', new Uint8Array()],
  ['LEDG-D3: empty payload', 'BAD_COMMON_HEADER', envelope(new Uint8Array())],
  [
    'LEDG-D3: damaged channel header',
    'BAD_COMMON_HEADER',
    envelope(
      toBinary(PayloadSchema, create(PayloadSchema, { header: { channelHeader: DAMAGED } })),
    ),
  ],
  [
    'LEDG-D3: damaged signature header',
    'BAD_COMMON_HEADER',
    envelope(
      toBinary(PayloadSchema, create(PayloadSchema, { header: { signatureHeader: DAMAGED } })),
    ),
  ],
];

const built: readonly [string, string, Omit<TransactionParts, 'name'>][] = [
  ['LEDG-11: type MESSAGE', 'BAD_COMMON_HEADER', { type: HeaderType.MESSAGE }],
  [
    'LEDG-11: type ORDERER_TRANSACTION',
    'BAD_COMMON_HEADER',
    { type: HeaderType.ORDERER_TRANSACTION },
  ],
  ['LEDG-11: an epoch', 'BAD_COMMON_HEADER', { epoch: 1n }],
  ['LEDG-11: no nonce', 'BAD_COMMON_HEADER', { nonce: new Uint8Array() }],
  ['LEDG-11: no creator', 'BAD_COMMON_HEADER', { creator: new Uint8Array() }],
  ['LEDG-12: another channel', 'BAD_CREATOR_SIGNATURE', { channel: 'ch2' }],
  ['LEDG-12: no signature', 'BAD_CREATOR_SIGNATURE', { signature: new Uint8Array() }],
  ['LEDG-D5: a configuration update', 'UNSUPPORTED_TX_PAYLOAD', { type: HeaderType.CONFIG_UPDATE }],
  ['LEDG-13: an id of one’s own', 'BAD_PROPOSAL_TXID', { txId: 'mine' }],
  ['LEDG-13: no id', 'BAD_PROPOSAL_TXID', { txId: '' }],
  [
    'LEDG-13: an id in capitals',
    'BAD_PROPOSAL_TXID',
    { txId: sha256Hex(utf8Bytes('x')).toUpperCase() },
  ],
  ['LEDG-14: no transaction inside', 'INVALID_ENDORSER_TRANSACTION', { data: new Uint8Array() }],
  ['LEDG-14: no transaction that decodes', 'INVALID_ENDORSER_TRANSACTION', { data: DAMAGED }],
  ['LEDG-14: two actions', 'INVALID_ENDORSER_TRANSACTION', { actionCount: 2 }],
  [
    'LEDG-14: an action header that does not decode',
    'INVALID_ENDORSER_TRANSACTION',
    { actionHeader: DAMAGED },
  ],
  [
    'LEDG-14: an action header without nonce',
    'INVALID_ENDORSER_TRANSACTION',
    { actionHeader: without('nonce') },
  ],
  [
    'LEDG-14: an action header without creator',
    'INVALID_ENDORSER_TRANSACTION',
    { actionHeader: without('creator') },
  ],
  [
    'LEDG-14: another proposal hash',
    'INVALID_ENDORSER_TRANSACTION',
    { proposalHash: utf8Bytes('other') },
  ],
  ['LEDG-14: no proposal', 'INVALID_ENDORSER_TRANSACTION', { proposal: new Uint8Array() }],
  ['LEDG-D10: an extension that does not decode', 'BAD_HEADER_EXTENSION', { extension: DAMAGED }],
  ['LEDG-17: a response that does not decode', 'BAD_RESPONSE_PAYLOAD', { action: DAMAGED }],
  ['LEDG-17: no response', 'BAD_RESPONSE_PAYLOAD', { action: new Uint8Array() }],
  ['LEDG-20: a read-write set that does not decode', 'BAD_RWSET', { results: DAMAGED }],
  ['LEDG-15: no chaincode asked for', 'INVALID_OTHER_REASON', { extension: new Uint8Array() }],
  [
    'LEDG-15: another chaincode that answered',
    'INVALID_CHAINCODE',
    { chaincode: { name: 'other', version: '1' } },
  ],
  [
    'LEDG-15: no version of the chaincode',
    'INVALID_CHAINCODE',
    { chaincode: { name: 'cc', version: '' } },
  ],
  ['LEDG-16: an event that does not decode', 'INVALID_OTHER_REASON', { events: DAMAGED }],
  ['LEDG-16: an event of another chaincode', 'INVALID_OTHER_REASON', { events: event('other') }],
  ['LEDG-16: an event of the chaincode', 'VALID', { events: event('cc') }],
  ['LEDG-18: a namespace twice', 'ILLEGAL_WRITESET', { sets: [...writing('a'), ...writing('b')] }],
  ['LEDG-D17: nothing wrong', 'VALID', { sets: writing('a') }],
  ['LEDG-D17: nothing written', 'VALID', {}],
];

describe('codes of a transaction', () => {
  it.each(raw)('%s gives %s', (_, code, bytes) => {
    const { commit } = started();
    expect(commit(bytes)).toEqual([code]);
  });

  it.each(built)('%s gives %s', (_, code, parts) => {
    const { commit, ledger } = started();
    // Not the first one, which names the channel of the block.
    const other = transaction({ name: 'other' });
    expect(commit(other, transaction({ name: 'one', ...parts }))).toEqual(['VALID', code]);
    // LEDG-29
    if (code !== 'VALID') expect(ledger.value('cc', 'a')).toBeUndefined();
  });

  it('LEDG-20: a part that does not decode spoils the whole read-write set', () => {
    const { commit } = started();
    const damaged = Uint8Array.of(0x0a, 0x01, 0xff);
    const spoiled = (path: 'rwset' | 'collection') => {
      const good = readWriteSet([{ namespace: 'cc', collections: [{ collection: 'c', set: {} }] }]);
      // The namespace again, as a message whose field 2 or whose collection's field 2 is damaged.
      const inner =
        path === 'rwset'
          ? [0x12, damaged.length, ...damaged]
          : [0x1a, 2 + damaged.length, 0x12, damaged.length, ...damaged];
      return Uint8Array.from([...good, 0x12, inner.length + 4, 0x0a, 2, 0x64, 0x64, ...inner]);
    };
    expect(commit(transaction({ name: 'a', results: spoiled('rwset') }))).toEqual(['BAD_RWSET']);
    expect(commit(transaction({ name: 'b', results: spoiled('collection') }))).toEqual([
      'BAD_RWSET',
    ]);
  });

  it('LEDG-4, LEDG-29: what is not valid writes nothing, what is valid beside it does', () => {
    const { commit, ledger } = started();
    const codes = commit(
      transaction({ name: 'one', sets: writing('a'), epoch: 1n }),
      transaction({ name: 'two', sets: writing('b') }),
    );
    expect(codes).toEqual(['BAD_COMMON_HEADER', 'VALID']);
    expect(ledger.value('cc', 'a')).toBeUndefined();
    expect(ledger.value('cc', 'b')).toEqual(utf8Bytes('v'));
  });
});

describe('ids', () => {
  const one = transaction({ name: 'one', sets: writing('a') });

  it('LEDG-22: of two with one id in a block the first stands', () => {
    const { commit } = started();
    expect(commit(one, one)).toEqual(['VALID', 'DUPLICATE_TXID']);
  });

  it('LEDG-22: one that was not valid leaves its id free in its own block', () => {
    const { commit } = started();
    const faulty = transaction({ name: 'one', proposalHash: utf8Bytes('other') });
    expect(commit(faulty, one)).toEqual(['INVALID_ENDORSER_TRANSACTION', 'VALID']);
  });

  it('LEDG-22: one that conflicts keeps its id', () => {
    const { commit } = started();
    const reads = [{ key: 'x', version: { blockNum: 9n } }];
    const stale = transaction({ name: 'one', sets: [{ namespace: 'cc', set: { reads } }] });
    expect(commit(stale, one)).toEqual(['MVCC_READ_CONFLICT', 'DUPLICATE_TXID']);
  });

  it('LEDG-19: an id is known in later blocks, that of an invalid transaction too', () => {
    const { commit } = started();
    expect(commit(transaction({ name: 'one', chaincode: { name: 'x', version: '1' } }))).toEqual([
      'INVALID_CHAINCODE',
    ]);
    expect(commit(one)).toEqual(['DUPLICATE_TXID']);
  });

  it('LEDG-19: an id is recorded as the header has it, derived or not', () => {
    const { commit } = started();
    const nonce = sha256(utf8Bytes('one')).subarray(0, 24);
    const txId = sha256Hex(nonce, utf8Bytes('somebody'));
    expect(commit(transaction({ name: 'other', txId }))).toEqual(['BAD_PROPOSAL_TXID']);
    expect(commit(one)).toEqual(['DUPLICATE_TXID']);
  });

  it('LEDG-19: a transaction without an id is recorded by the derived one', () => {
    const { commit } = started();
    expect(commit(transaction({ name: 'one', txId: '' }))).toEqual(['BAD_PROPOSAL_TXID']);
    expect(commit(one)).toEqual(['DUPLICATE_TXID']);
  });
});

describe('creators', () => {
  const crypto = createSymbolicCrypto('creators');
  const ann = crypto.signerOf('ann');
  const authority: IdentityAuthority = {
    resolve: (identity) =>
      Buffer.from(identity).toString() === 'ann'
        ? accept({ mspId: 'A', key: ann.publicKey, notAfterMs: 0 })
        : ignore('IDENT-11', 'unknown'),
    mspIdOf: () => undefined,
  };
  /** Reads a configuration if its text is the channel's name: ann belongs to it. */
  const reader = {
    read: (block: Uint8Array) => {
      const name = /config of (\w+)/.exec(Buffer.from(block).toString('latin1'))?.[1];
      return name === undefined
        ? ignore('CHAN-2', 'no configuration')
        : accept({ channel: name, authority } as ChannelConfig);
    },
  } as unknown as ChannelReader;
  const config = (name: string) => configTransaction(name, utf8Bytes(`config of ${name}`));
  const hash = (...parts: readonly Uint8Array[]) => crypto.sha256(...parts);

  function withReader() {
    const ledger = createMemoryLedger({ ...rules, crypto, reader });
    const chain = createChain(hash);
    const commit = (...data: Uint8Array[]) => ledger.commit(ledger.height, chain.next(data));
    return { ledger, commit };
  }

  it('LEDG-12: only whom the configuration vouches for, with a signature over the payload', () => {
    const { commit } = withReader();
    expect(commit(config('ch1')).verdict).toBe('accept');
    const by = (creator: string, name: string, sign = (payload: Uint8Array) => ann.sign(payload)) =>
      transaction({ name, creator: utf8Bytes(creator), sign, hash });
    const answer = commit(
      by('ann', 'one'),
      by('bob', 'two'),
      by('ann', 'three', (payload) => ann.sign(payload.subarray(1))),
    );
    expect(answer.verdict === 'accept' && [...answer.flags]).toEqual([
      TxValidationCode.VALID,
      TxValidationCode.BAD_CREATOR_SIGNATURE,
      TxValidationCode.BAD_CREATOR_SIGNATURE,
    ]);
  });

  it('LEDG-12: a configuration judges from the next block on', () => {
    const { commit, ledger } = withReader();
    commit(config('ch1'));
    const update = transaction({
      name: 'update',
      type: HeaderType.CONFIG,
      creator: utf8Bytes('ann'),
      data: utf8Bytes('config of ch1 once more'),
      sign: (payload) => ann.sign(payload),
      hash,
    });
    expect(commit(update).verdict).toBe('accept');
    expect(ledger.configBlock).toEqual(ledger.read(1n, 1n)[0]!.bytes);
    expect(Buffer.from(ledger.value('', 'CHANNEL_CONFIG_ENV_BYTES')!).toString()).toMatch(/more/);
  });

  it('LEDG-3: a configuration of another channel, or none that reads, is not sound', () => {
    const { commit, ledger } = withReader();
    expect(commit(configTransaction('x'))).toMatchObject({ clause: 'LEDG-D26' });
    expect(ledger.commit(0n, createChain(hash).next([config('ch2')]))).toMatchObject({
      clause: 'LEDG-D26',
    });
    expect(ledger.height).toBe(0n);
  });
});
