/** Which blocks a request is answered with, and with which status it ends. */
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import {
  type Chain,
  createChain,
  orderTransaction,
  readConfiguration,
} from '../../src/orderer/chain.js';
import { blockResponse } from '../../src/orderer/deliver-response.js';
import { nextStep } from '../../src/orderer/next-step.js';
import { type ChannelState, readSeek } from '../../src/orderer/seek.js';
import { tipAfter } from '../../src/orderer/tip.js';
import { decodeBlock } from '../../src/wire/block.js';
import { createCodec } from '../../src/wire/codec/codec.js';
import { Status } from '../../src/wire/gen/common/common_pb.js';
import {
  SeekInfo_SeekBehavior as Behavior,
  SeekInfo_SeekContentType as Content,
  DeliverResponseSchema,
  SeekInfo_SeekErrorResponse as ErrorResponse,
} from '../../src/wire/gen/orderer/ab_pb.js';
import {
  freshNonce,
  mintOrderedNetwork,
  NOW,
  type OrderedNetwork,
  type SeekOptions,
} from '../support/ordered-network.js';

let network: OrderedNetwork;
let chain: Chain;
beforeAll(async () => {
  network = await mintOrderedNetwork();
  const read = readConfiguration(network.reader, network.genesis);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  const author = network.author('OrdererMSP/orderer0');
  const options = { crypto: nodeCrypto, reader: network.reader, author, nonce: freshNonce };
  chain = createChain(options, read.value, tipAfter(nodeCrypto, network.genesis)!);
});

const READER = 'Org1MSP/peer0';
const failing = { behavior: Behavior.FAIL_IF_NOT_READY };
const served = (state: ChannelState = 'open') => ({
  chains: new Map([['ch1', chain]]),
  heightOf: () => 5n,
  stateOf: () => state,
});

/** Numbers of the blocks and how it ends, at a height of 5. */
function answered(
  options: SeekOptions,
  {
    author = READER,
    nowMs = NOW,
    tlsHash = undefined as Uint8Array | undefined,
    state = 'open' as ChannelState,
  } = {},
) {
  const request = network.seek(author, options);
  const answer = readSeek(served(state), request, { nowMs, tlsHash });
  if (answer.type === 'status') return { blocks: [], end: Status[answer.status] };
  const blocks: number[] = [];
  for (let isDone = false; ; ) {
    const step = nextStep(answer.seek, { height: 5n, state, isDone }, nowMs);
    if (step.type === 'wait') return { blocks, end: 'wait' };
    if (step.type === 'status') return { blocks, end: Status[step.status] };
    blocks.push(Number(step.number));
    isDone = step.number === answer.seek.last;
  }
}

describe('Deliver', () => {
  it.each<[string, SeekOptions, number[], string]>([
    ['oldest to newest', { start: 'oldest', stop: 'newest' }, [0, 1, 2, 3, 4], 'SUCCESS'],
    ['newest alone', { start: 'newest', stop: 'newest' }, [4], 'SUCCESS'],
    ['oldest alone', { start: 'oldest', stop: 'oldest' }, [0], 'SUCCESS'],
    ['one block', { start: 2n, stop: 2n }, [2], 'SUCCESS'],
    ['a range', { start: 1n, stop: 3n }, [1, 2, 3], 'SUCCESS'],
    ['all from a height on, as a leader asks', { start: 3n }, [3, 4], 'wait'],
    ['from the height, as a leader that has all', { start: 5n }, [], 'wait'],
    ['the next commit', { start: 'nextCommit' }, [], 'wait'],
    [
      'the newest from the height on: it has passed already',
      { start: 5n, stop: 'newest' },
      [],
      'wait',
    ],
    ['the next commit as a stop: block 0', { start: 'oldest', stop: 'nextCommit' }, [0], 'SUCCESS'],
    ['more than there is, waiting', { start: 3n, stop: 6n }, [3, 4], 'wait'],
    ['more than there is, failing', { start: 3n, stop: 6n, info: failing }, [3, 4], 'NOT_FOUND'],
    ['the height, failing', { start: 5n, info: failing }, [], 'NOT_FOUND'],
    ['beyond the height', { start: 6n }, [], 'NOT_FOUND'],
    ['a start that is nowhere', { start: 2n ** 64n - 1n }, [], 'NOT_FOUND'],
    ['a stop before the start', { start: 3n, stop: 2n }, [], 'BAD_REQUEST'],
    ['no start', { start: 'absent' }, [], 'BAD_REQUEST'],
    ['no stop', { stop: 'absent' }, [], 'BAD_REQUEST'],
    ['another channel', { channel: 'ch2' }, [], 'NOT_FOUND'],
    ['a timestamp 16 minutes old', { nowMs: NOW - 960_000 }, [], 'BAD_REQUEST'],
    ['a timestamp 16 minutes ahead', { nowMs: NOW + 960_000 }, [], 'BAD_REQUEST'],
  ])('ORDR-51, ORDR-54, ORDR-55, ORDR-56: answers %s', (_, options, blocks, end) =>
    expect(answered(options)).toEqual({ blocks, end }),
  );

  it('ORDR-64, ORDR-I5: is for readers of the channel, each of whom has signed', () => {
    for (const author of ['Org1MSP/peer0', 'Org2MSP/User1', 'OrdererMSP/orderer0'])
      expect(answered({ stop: 'oldest' }, { author }).end).toBe('SUCCESS');
    expect(answered({}, { author: 'Org3MSP/peer0' })).toEqual({ blocks: [], end: 'FORBIDDEN' });
  });

  it('ORDR-51: refuses bytes that are no envelope', () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(0xff)])
      expect(readSeek(served(), bytes, { nowMs: NOW })).toMatchObject({
        status: Status.BAD_REQUEST,
      });
  });

  it('ORDR-63: wants the hash of the client’s certificate where certificates are required', () => {
    const tlsHash = new Uint8Array(32).fill(7);
    const stop = 'oldest';
    expect(answered({ stop, tlsCertHash: tlsHash }, { tlsHash }).end).toBe('SUCCESS');
    expect(answered({ stop, tlsCertHash: new Uint8Array(32) }, { tlsHash }).end).toBe(
      'BAD_REQUEST',
    );
    expect(answered({ stop }, { tlsHash }).end).toBe('BAD_REQUEST');
    // Who presents none is bound to none.
    expect(answered({ stop }, { tlsHash: new Uint8Array() }).end).toBe('BAD_REQUEST');
    // Where they are not, what the request says of one does not matter.
    expect(answered({ stop, tlsCertHash: tlsHash }).end).toBe('SUCCESS');
  });

  it('ORDR-62: takes a clock that is off by 15 minutes and no more', () => {
    const stop = 'oldest';
    for (const off of [-900_000, 900_000])
      expect(answered({ stop, nowMs: NOW + off }).end).toBe('SUCCESS');
    for (const off of [-900_001, 900_001])
      expect(answered({ stop, nowMs: NOW + off }).end).toBe('BAD_REQUEST');
  });

  it('ORDR-61: has only for whom takes what there is the blocks of a channel that is broken', () => {
    const bestEffort = { errorResponse: ErrorResponse.BEST_EFFORT };
    const all = { start: 3n, stop: 4n };
    expect(answered(all, { state: 'broken' }).end).toBe('SERVICE_UNAVAILABLE');
    expect(answered({ ...all, info: bestEffort }, { state: 'broken' })).toEqual({
      blocks: [3, 4],
      end: 'SUCCESS',
    });
    expect(answered({ ...all, info: bestEffort }, { state: 'closed' }).end).toBe(
      'SERVICE_UNAVAILABLE',
    );
  });

  it('ORDR-60: waits for a block that is made and not yet kept', () => {
    const answer = readSeek(
      { ...served(), heightOf: () => 1n },
      network.seek(READER, { start: 1n }),
      { nowMs: NOW },
    );
    if (answer.type === 'status') throw new Error(answer.reason);
    const bytes = network.transaction('Org1MSP/User1', 'a', { paddingBytes: 30_000 });
    const { tip } = chain;
    orderTransaction(chain, bytes, bytes.length);
    expect(chain.tip.height).toBe(tip.height + 1n);
    chain.tip = tip;
    const now = { height: 1n, state: 'open', isDone: false } as const;
    expect(nextStep(answer.seek, now, NOW)).toEqual({ type: 'wait' });
    expect(nextStep(answer.seek, { ...now, height: 2n }, NOW)).toMatchObject({ number: 1n });
  });

  it('ORDR-57: ends where the reader’s certificate ends, or a configuration leaves it out', () => {
    const request = network.seek(READER);
    const start = () => {
      const answer = readSeek(served(), request, { nowMs: NOW });
      if (answer.type === 'status') throw new Error(answer.reason);
      return answer.seek;
    };
    const now = { height: 5n, state: 'open', isDone: false } as const;
    const expired = start();
    expect(nextStep(expired, now, NOW).type).toBe('block');
    expect(nextStep(expired, now, expired.notAfterMs).type).toBe('block');
    expect(nextStep(expired, now, expired.notAfterMs + 1)).toMatchObject({
      status: Status.FORBIDDEN,
    });
    const excluded = start();
    const { config } = chain;
    chain.config = { ...config, sequence: 1n, satisfies: () => false };
    expect(nextStep(excluded, now, NOW)).toMatchObject({ status: Status.FORBIDDEN });
    chain.config = config;
  });

  it('ORDR-58, ORDR-59: sends blocks as they are stored; headers and signatures alone where asked, but whole config blocks', () => {
    const bytes = network.transaction('Org1MSP/User1', 'a', { paddingBytes: 30_000 });
    const [effect] = orderTransaction(chain, bytes, bytes.length);
    if (effect?.type !== 'block.write') throw new Error('no block');
    const seekFor = (contentType: Content) => {
      const request = network.seek(READER, { info: { contentType } });
      const answer = readSeek(served(), request, { nowMs: NOW });
      if (answer.type === 'status') throw new Error(answer.reason);
      return answer.seek;
    };
    const responses = createCodec(DeliverResponseSchema);
    const sent = (block: Uint8Array, contentType: Content) => {
      const response = responses.decode(blockResponse(block, seekFor(contentType)));
      if (response.verdict !== 'accept') throw new Error(response.reason);
      return response.value.Type.value;
    };
    const stored = decodeBlock(effect.bytes);
    if (stored.verdict !== 'accept') throw new Error(stored.reason);
    expect(sent(effect.bytes, Content.BLOCK)).toEqual(stored.value);
    const { header, metadata } = stored.value;
    expect(sent(effect.bytes, Content.HEADER_WITH_SIG)).toEqual({
      $typeName: 'common.Block',
      header,
      metadata,
      data: undefined,
    });
    const genesis = decodeBlock(network.genesis);
    if (genesis.verdict !== 'accept') throw new Error(genesis.reason);
    expect(sent(network.genesis, Content.HEADER_WITH_SIG)).toEqual(genesis.value);
  });
});
