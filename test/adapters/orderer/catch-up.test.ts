/** Catching up with the configuration that lets an organisation in: only blocks that the orderer signed, in order. */
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { changed } from '../../../src/adapters/material/channel-changes.js';
import { mspConfigOf } from '../../../src/adapters/material/organisation.js';
import { catchUp } from '../../../src/adapters/orderer/catch-up.js';
import { createMemoryStore } from '../../../src/ledger/memory-store.js';
import { openStore } from '../../../src/ledger/open-store.js';
import { broadcast } from '../../../src/orderer/broadcast.js';
import { batchDue, createChain, readConfiguration } from '../../../src/orderer/chain.js';
import { blockResponse, statusResponse } from '../../../src/orderer/deliver-response.js';
import { tipAfter } from '../../../src/orderer/tip.js';
import type { DeliverStream, OrdererClient } from '../../../src/ports.js';
import { Status } from '../../../src/wire/gen/common/common_pb.js';
import { updateTransaction } from '../../../src/wire/transaction/config-transaction.js';
import {
  freshNonce,
  mintOrderedNetwork,
  NOW,
  type OrderedNetwork,
} from '../../support/ordered-network.js';

let network: OrderedNetwork;
/** Blocks 1 and 2: transactions, and the configuration that lets Org3MSP in. */
let blocks: Uint8Array[];
beforeAll(async () => {
  network = await mintOrderedNetwork();
  blocks = ordered('OrdererMSP/orderer0');
});

function ordered(orderer: string): Uint8Array[] {
  const { reader, author, genesis } = network;
  const read = readConfiguration(reader, genesis);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  const options = { crypto: nodeCrypto, reader, author: author(orderer), nonce: freshNonce };
  const chain = createChain(options, read.value, tipAfter(nodeCrypto, genesis)!);
  const msp = mspConfigOf(network.material.organisations.get('Org3MSP')!);
  const wanted = changed(chain.group, [{ type: 'add', member: { msp } }]);
  const update = updateTransaction({ channel: 'ch1', sequence: 0n, group: chain.group }, wanted, {
    agreeing: ['Org1MSP/Admin', 'Org2MSP/Admin'].map(author),
    author: author('Org1MSP/Admin'),
    nowMs: NOW,
    nonce: freshNonce,
  })!;
  const effects = [network.transaction('Org1MSP/User1', 'a'), update].flatMap((envelope) => {
    const chains = new Map([['ch1', chain]]);
    return broadcast({ chains, isReady: () => true }, envelope, NOW).effects;
  });
  // Whoever may sign no configuration still has the transaction.
  return [...effects, ...batchDue(chain)].flatMap((effect) =>
    effect.type === 'block.write' ? [effect.bytes] : [],
  );
}

/** An orderer that answers with these responses, whatever it is asked. */
function ordererWith(...answers: readonly Uint8Array[]): OrdererClient {
  return {
    async open() {
      let listener: Parameters<DeliverStream['listen']>[0];
      const left = [...answers];
      const next = () => {
        const answer = left.shift();
        if (answer !== undefined) listener.received(answer);
        else listener.ended('the orderer ended the stream');
      };
      return {
        send: () => next(),
        pause: () => {},
        resume: () => queueMicrotask(next),
        close: () => {},
        listen: (heard) => {
          listener = heard;
        },
      };
    },
    close: async () => {},
  };
}
const blockAnswer = (bytes: Uint8Array) => blockResponse(bytes, { wantsHeaders: false });
const success = () => statusResponse(Status.SUCCESS);

async function outcome(client: OrdererClient, mspId = 'Org3MSP') {
  const { reader, genesis } = network;
  const rules = { crypto: nodeCrypto, channel: 'ch1', reader };
  const opening = await openStore(rules, createMemoryStore());
  if (opening.verdict !== 'accept') throw new Error(opening.reason);
  const ledger = opening.value;
  await ledger.commit(0n, genesis);
  const author = network.author(`${mspId}/peer0`);
  const result = await catchUp({ ledger, reader, client, author, mspId, nowMs: NOW });
  return [result, Number(ledger.height)];
}

describe('catching up', () => {
  it('is over at once for a member', async () => {
    expect(await outcome(ordererWith(), 'Org1MSP')).toEqual([true, 1]);
  });

  it('commits all blocks up to the configuration that makes it a member', async () => {
    const answers = [...blocks.map(blockAnswer), success()];
    expect(await outcome(ordererWith(...answers))).toEqual([true, 3]);
  });

  it('says that the organisation is no member, and keeps the blocks that there are', async () => {
    const why = 'Org3MSP is no member of ch1';
    expect(await outcome(ordererWith(blockAnswer(blocks[0]!), success()))).toEqual([why, 2]);
    expect(await outcome(ordererWith(statusResponse(Status.NOT_FOUND)))).toEqual([why, 1]);
  });

  it('says what the orderer answered', async () => {
    const [why] = await outcome(ordererWith(statusResponse(Status.FORBIDDEN)));
    expect(why).toBe('orderer 127.0.0.1:7050: FORBIDDEN');
    expect((await outcome(ordererWith()))[0]).toMatch(/the orderer ended the stream$/);
  });

  it('takes no block that does not follow, is changed, or that no orderer signed', async () => {
    const damaged = blocks[0]!.slice();
    damaged[damaged.length - 1]! ^= 1;
    const flaws: [Uint8Array, RegExp][] = [
      [blocks[1]!, /^block 2 claimed to be 1$/],
      [damaged, /./],
      [ordered('Org1MSP/peer0')[0]!, /^block 1: signers do not satisfy the policy: 1 verified$/],
      [Uint8Array.of(0xff), /./],
    ];
    for (const [block, why] of flaws) {
      const [result, height] = await outcome(ordererWith(blockAnswer(block), success()));
      expect(result).toMatch(why);
      expect(height).toBe(1);
    }
  });
});
