/** Whatever the bytes: a status, no exception, and the chain as it was unless the status is SUCCESS. */

import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { changed } from '../../src/adapters/material/channel-changes.js';
import { broadcast } from '../../src/orderer/broadcast.js';
import { type Chain, createChain, readConfiguration } from '../../src/orderer/chain.js';
import { readSeek } from '../../src/orderer/seek.js';
import { tipAfter } from '../../src/orderer/tip.js';
import { type HeaderType, Status } from '../../src/wire/gen/common/common_pb.js';
import { sameBytes } from '../../src/wire/hex.js';
import { updateTransaction } from '../../src/wire/transaction/config-transaction.js';
import { signedEnvelope } from '../../src/wire/transaction/signed-envelope.js';
import { fc } from '../support/drawing.js';
import {
  freshNonce,
  mintOrderedNetwork,
  NOW,
  type OrderedNetwork,
} from '../support/ordered-network.js';

let network: OrderedNetwork;
let valid: Uint8Array[];
beforeAll(async () => {
  network = await mintOrderedNetwork();
  const { group } = chainOf();
  const wanted = changed(group, [{ type: 'remove', mspId: 'Org2MSP' }]);
  const update = updateTransaction({ channel: 'ch1', sequence: 0n, group }, wanted, {
    agreeing: ['Org1MSP/Admin', 'Org2MSP/Admin'].map(network.author),
    author: network.author('Org1MSP/Admin'),
    nowMs: NOW,
    nonce: freshNonce,
  })!;
  valid = [network.transaction('Org1MSP/User1', 'a'), update, network.seek('Org1MSP/peer0')];
});

function chainOf(): Chain {
  const read = readConfiguration(network.reader, network.genesis);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  const author = network.author('OrdererMSP/orderer0');
  const options = { crypto: nodeCrypto, reader: network.reader, author, nonce: freshNonce };
  return createChain(options, read.value, tipAfter(nodeCrypto, network.genesis)!);
}

/** Bytes of any kind, and valid requests with some bytes changed, left out, or doubled. */
const damaged = (): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .tuple(fc.nat(2), fc.nat(), fc.nat(40), fc.uint8Array({ maxLength: 20 }))
      .map(([which, at, length, bytes]) => {
        const whole = valid[which]!;
        const from = at % whole.length;
        return Uint8Array.from([...whole.slice(0, from), ...bytes, ...whole.slice(from + length)]);
      })
      .filter((bytes) => !valid.some((whole) => sameBytes(whole, bytes))),
  );
/** Signed by a client of the channel: what is wrong lies inside. */
const signed = (): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.integer({ min: 0, max: 9 }), fc.uint8Array({ maxLength: 200 }))
    .map(([type, data]) =>
      signedEnvelope(
        { type: type as HeaderType, channel: 'ch1', nowMs: NOW, nonce: freshNonce(), data },
        network.author('Org1MSP/User1'),
      ),
    );

describe('bad input', () => {
  it('ORDR-2, ORDR-4: to Broadcast is answered, and orders nothing but what succeeds', () => {
    const chain = chainOf();
    const ordered = { chains: new Map([['ch1', chain]]), isReady: () => true };
    fc.assert(
      fc.property(fc.oneof(damaged(), signed()), (bytes) => {
        const before = { tip: chain.tip, waiting: chain.cutter.waiting.length };
        const { status, info, effects } = broadcast(ordered, bytes, NOW);
        expect(Status[status]).toBeDefined();
        if (status === Status.SUCCESS) return;
        expect(info).not.toBe('');
        expect(effects).toEqual([]);
        expect({ tip: chain.tip, waiting: chain.cutter.waiting.length }).toEqual(before);
      }),
      { numRuns: 300 },
    );
    expect(chain.config.sequence).toBe(0n);
  });

  it('ORDR-51: to Deliver is answered', () => {
    const chains = new Map([['ch1', chainOf()]]);
    fc.assert(
      fc.property(fc.oneof(damaged(), signed()), (bytes) => {
        const answer = readSeek({ chains, heightOf: () => 1n, stateOf: () => 'open' }, bytes, {
          nowMs: NOW,
        });
        if (answer.type === 'status') expect(answer.reason).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });
});
