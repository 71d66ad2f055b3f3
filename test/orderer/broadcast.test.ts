/** Which envelopes an ordering service takes, and with which status it refuses the others. */
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { type ChannelChange, changed } from '../../src/adapters/material/channel-changes.js';
import { mspConfigOf } from '../../src/adapters/material/organisation.js';
import { broadcast } from '../../src/orderer/broadcast.js';
import { type Chain, createChain, readConfiguration } from '../../src/orderer/chain.js';
import { tipAfter } from '../../src/orderer/tip.js';
import { decodeBlock } from '../../src/wire/block.js';
import { createCodec } from '../../src/wire/codec/codec.js';
import { EnvelopeSchema, HeaderType, Status } from '../../src/wire/gen/common/common_pb.js';
import { ConfigEnvelopeSchema } from '../../src/wire/gen/common/configtx_pb.js';
import { updateTransaction } from '../../src/wire/transaction/config-transaction.js';
import { readSignedEnvelope, signedEnvelope } from '../../src/wire/transaction/signed-envelope.js';
import {
  freshNonce,
  mintOrderedNetwork,
  NOW,
  type OrderedNetwork,
} from '../support/ordered-network.js';

let network: OrderedNetwork;
beforeAll(async () => {
  network = await mintOrderedNetwork();
});

function chainOf(block: Uint8Array): Chain {
  const { reader, author } = network;
  const read = readConfiguration(reader, block);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  const options = {
    crypto: nodeCrypto,
    reader,
    author: author('OrdererMSP/orderer0'),
    nonce: freshNonce,
  };
  return createChain(options, read.value, tipAfter(nodeCrypto, block)!);
}

function ask(
  envelope: Uint8Array,
  { nowMs = NOW, isReady = true, chain = chainOf(network.genesis) } = {},
) {
  const chains = new Map([['ch1', chain]]);
  const { status, info, effects } = broadcast({ chains, isReady: () => isReady }, envelope, nowMs);
  return { status: Status[status], info, effects, chain };
}

const empty = (type: HeaderType, author = 'Org1MSP/User1') =>
  signedEnvelope(
    { type, channel: 'ch1', nowMs: NOW, nonce: freshNonce(), data: new Uint8Array() },
    network.author(author),
  );

describe('Broadcast takes', () => {
  it('ORDR-8: transactions of clients and administrators, of any member organisation', () => {
    for (const author of ['Org1MSP/User1', 'Org2MSP/User1', 'Org2MSP/Admin', 'OrdererMSP/Admin']) {
      const { status, info, chain } = ask(network.transaction(author, 'a'));
      expect({ status, info }).toEqual({ status: 'SUCCESS', info: '' });
      expect(chain.cutter.waiting).toHaveLength(1);
    }
  });

  it('ORDR-2: any type of envelope that is no configuration, as Fabric does', () => {
    expect(ask(empty(HeaderType.MESSAGE)).status).toBe('SUCCESS');
  });

  it('ORDR-6: an envelope that is not canonical, in its canonical form', () => {
    const bytes = network.transaction('Org1MSP/User1', 'a');
    // An unknown field before the known ones: decoders take it, its place is not canonical.
    const { status, chain } = ask(Uint8Array.from([0x78, 0x01, ...bytes]));
    expect(status).toBe('SUCCESS');
    expect(chain.cutter.waiting[0]).toEqual(Uint8Array.from([...bytes, 0x78, 0x01]));
  });
});

describe('Broadcast refuses', () => {
  it('ORDR-2: what is no signed envelope, with BAD_REQUEST', () => {
    for (const bytes of [Uint8Array.of(0xff), new Uint8Array(), Uint8Array.of(0x0a, 0x01, 0xff)])
      expect(ask(bytes)).toMatchObject({ status: 'BAD_REQUEST', effects: [] });
  });

  it('ORDR-2: a channel that it does not have, with BAD_REQUEST', () => {
    const { status, info } = ask(network.transaction('Org1MSP/User1', 'a', { channel: 'ch2' }));
    expect([status, info]).toEqual(['BAD_REQUEST', 'no channel "ch2" here']);
  });

  it('ORDR-2: more than AbsoluteMaxBytes, with BAD_REQUEST, before it looks at who sent it', () => {
    const { status, info } = ask(
      network.transaction('Org3MSP/User1', 'a', { paddingBytes: 40_000 }),
    );
    expect(status).toBe('BAD_REQUEST');
    expect(info).toMatch(/bytes exceed the limit of the channel, 40000/);
  });

  it('ORDR-8: who is no writer, with FORBIDDEN', () => {
    for (const author of ['Org1MSP/peer0', 'Org3MSP/User1'])
      expect(ask(network.transaction(author, 'a')).status).toBe('FORBIDDEN');
  });

  it('ORDR-8: a signature that is not the creator’s, with FORBIDDEN', () => {
    const forged = signedEnvelope(
      {
        type: HeaderType.MESSAGE,
        channel: 'ch1',
        nowMs: NOW,
        nonce: freshNonce(),
        data: new Uint8Array(),
      },
      { ...network.author('Org1MSP/User1'), sign: network.author('Org2MSP/User1').sign },
    );
    expect(ask(forged)).toMatchObject({
      status: 'FORBIDDEN',
      info: 'the signature does not verify under the identity of the creator',
    });
  });

  it('ORDR-7: an expired creator, with BAD_REQUEST', () => {
    const { status, info } = ask(network.transaction('Org1MSP/User1', 'a'), {
      nowMs: NOW + 366 * 86_400_000,
    });
    expect([status, info]).toEqual(['BAD_REQUEST', 'the identity of the creator has expired']);
  });

  it('ORDR-5: more than AbsoluteMaxBytes by a byte of payload or signature', () => {
    const bytes = network.transaction('Org1MSP/User1', 'a');
    const read = readSignedEnvelope(bytes);
    if (read.verdict !== 'accept') throw new Error(read.reason);
    const size = read.value.payload.length + read.value.signature.length;
    const chain = chainOf(network.genesis);
    for (const [absoluteBytesMax, status] of [
      [size, 'SUCCESS'],
      [size - 1, 'BAD_REQUEST'],
    ] as const) {
      chain.settings = { ...chain.settings, absoluteBytesMax };
      expect(ask(bytes, { chain }).status).toBe(status);
    }
    expect(chain.cutter.waitingBytes).toBe(size);
  });

  it('ORDR-7: an expired creator from the last instant on, a stranger too', () => {
    const chain = chainOf(network.genesis);
    const { identity } = network.author('Org1MSP/User1');
    const known = chain.config.authority.resolve(identity);
    if (known.verdict !== 'accept') throw new Error(known.reason);
    const { notAfterMs } = known.value;
    const at = (author: string, nowMs: number) =>
      ask(network.transaction(author, 'a'), { nowMs }).status;
    expect(at('Org1MSP/User1', notAfterMs - 1)).toBe('SUCCESS');
    expect(at('Org1MSP/User1', notAfterMs)).toBe('BAD_REQUEST');
    expect(at('Org3MSP/User1', notAfterMs - 86_400_000)).toBe('FORBIDDEN');
    expect(at('Org3MSP/User1', notAfterMs + 86_400_000)).toBe('BAD_REQUEST');
  });

  it('ORDR-4, ORDR-80: a channel that cannot take more, with SERVICE_UNAVAILABLE, and orders nothing', () => {
    const { status, chain } = ask(network.transaction('Org1MSP/User1', 'a'), { isReady: false });
    expect(status).toBe('SERVICE_UNAVAILABLE');
    expect(chain.cutter.waiting).toEqual([]);
  });

  it('ORDR-2: whole configurations, which only an orderer makes, with BAD_REQUEST', () => {
    for (const type of [HeaderType.CONFIG, HeaderType.ORDERER_TRANSACTION])
      expect(ask(empty(type, 'OrdererMSP/Admin')).status).toBe('BAD_REQUEST');
  });
});

describe('Broadcast of an update of the configuration', () => {
  const BOTH = ['Org1MSP/Admin', 'Org2MSP/Admin'];
  const update = (
    changes: readonly ChannelChange[],
    { agreeing = BOTH, author = 'Org1MSP/User1', chain = chainOf(network.genesis) } = {},
  ) => {
    const current = { channel: 'ch1', sequence: chain.config.sequence, group: chain.group };
    const envelope = updateTransaction(current, changed(chain.group, changes), {
      agreeing: agreeing.map(network.author),
      author: network.author(author),
      nowMs: NOW,
      nonce: freshNonce,
    })!;
    return { ...ask(envelope, { chain }), envelope };
  };
  const removal: ChannelChange = { type: 'remove', mspId: 'Org2MSP' };

  it('ORDR-14, ORDR-22, ORDR-40: takes effect at once, in a block of its own, after what waited', () => {
    const chain = chainOf(network.genesis);
    ask(network.transaction('Org2MSP/User1', 'a'), { chain });
    const { status, info, effects } = update([removal], { chain });
    expect([status, info]).toEqual(['SUCCESS', '']);
    expect(effects.map(({ type }) => type)).toEqual(['block.write', 'block.write', 'timer.disarm']);
    const bytes = effects.flatMap((effect) =>
      effect.type === 'block.write' ? [effect.bytes] : [],
    );
    const [before, config] = bytes.map((block) => decodeBlock(block));
    expect(before).toMatchObject({ value: { header: { number: 1n } } });
    expect(config).toMatchObject({ value: { header: { number: 2n } } });
    expect(tipAfter(nodeCrypto, bytes[0]!)!.lastConfig).toBe(0n);
    expect(tipAfter(nodeCrypto, bytes[1]!)!.lastConfig).toBe(2n);
    expect(chain.config.sequence).toBe(1n);
    expect(ask(network.transaction('Org2MSP/User1', 'b'), { chain }).status).toBe('FORBIDDEN');
    expect(ask(network.transaction('Org1MSP/User1', 'b'), { chain }).status).toBe('SUCCESS');
  });

  it('ORDR-36: is kept in the configuration, which the orderer signs, one sequence on', () => {
    const { effects, envelope, chain } = update([removal]);
    const [effect] = effects;
    if (effect?.type !== 'block.write') throw new Error('no block');
    const block = decodeBlock(effect.bytes);
    if (block.verdict !== 'accept') throw new Error(block.reason);
    const transaction = readSignedEnvelope(block.value.data!.data[0]!);
    if (transaction.verdict !== 'accept') throw new Error(transaction.reason);
    const { channelHeader, creator, data } = transaction.value;
    expect(channelHeader).toMatchObject({ type: HeaderType.CONFIG, channelId: 'ch1' });
    expect(creator).toEqual(chain.options.author.identity);
    const config = createCodec(ConfigEnvelopeSchema).decode(data);
    if (config.verdict !== 'accept') throw new Error(config.reason);
    expect(config.value.config!.sequence).toBe(1n);
    expect(createCodec(EnvelopeSchema).encode(config.value.lastUpdate!)).toEqual(envelope);
  });

  it('ORDR-35, ORDR-36: follows one another: members, anchors, endpoints, and a member again', () => {
    const chain = chainOf(network.genesis);
    const msp = mspConfigOf(network.material.organisations.get('Org3MSP')!);
    const changes: [ChannelChange, string[]][] = [
      [{ type: 'add', member: { msp } }, BOTH],
      [{ type: 'anchors', mspId: 'Org3MSP', endpoints: ['127.0.0.1:1'] }, ['Org3MSP/Admin']],
      [{ type: 'orderers', mspId: 'OrdererMSP', endpoints: ['127.0.0.1:2'] }, ['OrdererMSP/Admin']],
      [{ type: 'remove', mspId: 'Org3MSP' }, BOTH],
      [{ type: 'add', member: { msp } }, BOTH],
    ];
    for (const [i, [change, agreeing]] of changes.entries()) {
      const { status, info } = update([change], { agreeing, chain });
      expect({ i, status, info }).toEqual({ i, status: 'SUCCESS', info: '' });
    }
    expect(chain.config.sequence).toBe(5n);
    expect(chain.config.organisations.map(({ mspId }) => mspId)).toEqual([
      'Org1MSP',
      'Org2MSP',
      'Org3MSP',
    ]);
    expect(chain.config.ordererEndpoints.map(({ endpoint }) => endpoint)).toEqual(['127.0.0.1:2']);
    expect(chain.group.groups.Application!.version).toBe(3n);
  });

  it.each<[string, ChannelChange, string[]]>([
    ['one of two organisations to remove the other', removal, ['Org1MSP/Admin']],
    ['the same one twice', removal, ['Org1MSP/Admin', 'Org1MSP/Admin']],
    ['nobody', removal, []],
    ['a client', removal, ['Org1MSP/User1', 'Org2MSP/User1']],
    ['a stranger', removal, ['Org1MSP/Admin', 'Org3MSP/Admin']],
    [
      'another organisation to change its anchors',
      { type: 'anchors', mspId: 'Org2MSP', endpoints: ['127.0.0.1:1'] },
      ['Org1MSP/Admin', 'OrdererMSP/Admin'],
    ],
    [
      'an application organisation to move the orderer',
      { type: 'orderers', mspId: 'OrdererMSP', endpoints: ['127.0.0.1:1'] },
      BOTH,
    ],
  ])('ORDR-34: does not allow %s', (_, change, agreeing) => {
    const { status, info, effects } = update([change], { agreeing });
    expect(status).toBe('BAD_REQUEST');
    expect(info).toMatch(/^those who signed may not change \/Channel\/\S+: \S+ is not satisfied$/);
    expect(effects).toEqual([]);
  });

  it('ORDR-34: does not count a signature that is not that of whom it names', () => {
    const chain = chainOf(network.genesis);
    const [org1, org2] = BOTH.map(network.author);
    const current = { channel: 'ch1', sequence: 0n, group: chain.group };
    const envelope = updateTransaction(current, changed(chain.group, [removal]), {
      agreeing: [org1!, { identity: org2!.identity, sign: org1!.sign }],
      author: org1!,
      nowMs: NOW,
      nonce: freshNonce,
    })!;
    expect(ask(envelope, { chain }).info).toMatch(/^those who signed may not change/);
  });

  it('ORDR-31: is refused when it read an older configuration', () => {
    const chain = chainOf(network.genesis);
    const { envelope } = update([removal], { chain });
    expect(ask(envelope, { chain })).toMatchObject({
      status: 'BAD_REQUEST',
      info: '/Channel/Application was read at version 0, which is not the present one',
    });
  });

  it('ORDR-8: is refused from who is no writer, however many agree', () => {
    expect(update([removal], { author: 'Org1MSP/peer0' }).status).toBe('FORBIDDEN');
  });

  it('ORDR-16, ORDR-37: is refused if the configuration that it leads to is not sound', () => {
    const chain = chainOf(network.genesis);
    const orderer = chain.group.groups.Orderer!;
    const timeout = { ...orderer.values.BatchTimeout!, value: new Uint8Array() };
    const wanted = {
      ...chain.group,
      groups: {
        ...chain.group.groups,
        Orderer: { ...orderer, values: { ...orderer.values, BatchTimeout: timeout } },
      },
    };
    const current = { channel: 'ch1', sequence: 0n, group: chain.group };
    const envelope = updateTransaction(current, wanted, {
      agreeing: [network.author('OrdererMSP/Admin')],
      author: network.author('OrdererMSP/Admin'),
      nowMs: NOW,
      nonce: freshNonce,
    })!;
    const { status, info } = ask(envelope, { chain });
    expect(status).toBe('BAD_REQUEST');
    expect(info).toMatch(/^not a sound configuration: Orderer\/BatchTimeout/);
  });

  it('ORDR-30: is refused if it is none', () => {
    expect(ask(empty(HeaderType.CONFIG_UPDATE)).info).toBe('an update of channel ""');
  });
});
