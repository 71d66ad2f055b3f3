/** Channels that the suite mints, the orderer that it plays, and what it looks past in a channel. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import { isBackground } from '../../conformance/harness/background.js';
import { realClock } from '../../conformance/harness/clock.js';
import { type Evidence, evidence } from '../../conformance/harness/evidence.js';
import { signedEnvelope } from '../../conformance/harness/minting/channel/block.js';
import {
  type MintedChannel,
  mintChannel,
} from '../../conformance/harness/minting/channel/chain.js';
import { encode } from '../../conformance/harness/minting/channel/policies.js';
import {
  mintOrganisation,
  type PeerCredentials,
} from '../../conformance/harness/minting/organisation.js';
import { createOrderer } from '../../conformance/harness/ordering.js';
import { stateInfo } from '../../conformance/harness/wire/channel-messages.js';
import type { DeliverCall } from '../../conformance/harness/wire/deliver-server.js';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { blockDataHash, blockHeaderHash, judgeBlock } from '../../src/wire/block.js';
import {
  BlockSchema,
  EnvelopeSchema,
  HeaderType,
  PayloadSchema,
} from '../../src/wire/gen/common/common_pb.js';
import { ConfigEnvelopeSchema } from '../../src/wire/gen/common/configtx_pb.js';
import { EnvelopeSchema as GossipEnvelopeSchema } from '../../src/wire/gen/gossip/message_pb.js';
import { DeliverResponseSchema, SeekInfoSchema } from '../../src/wire/gen/orderer/ab_pb.js';

let o1: PeerCredentials;
let orderer: PeerCredentials;
let channel: MintedChannel;

beforeAll(async () => {
  const [O, R] = [await mintOrganisation('OrgOMSP'), await mintOrganisation('OrdererMSP')];
  [o1, orderer] = [await O.mintPeer('o1'), await R.mintPeer('orderer', { units: ['orderer'] })];
  const named = (mspId: string) => ({ mspId, msp: new Uint8Array() });
  channel = mintChannel({
    id: 'ch1',
    organisations: [named('OrgOMSP'), named('OrgFMSP')],
    ordering: [named('OrdererMSP')],
    ordererEndpoints: ['127.0.0.1:7050'],
    orderers: [orderer],
    admins: [o1],
  });
});

const read = (number: number) => fromBinary(BlockSchema, channel.block(number));

function configOf(number: number) {
  const envelope = fromBinary(EnvelopeSchema, read(number).data!.data[0]!);
  const { data } = fromBinary(PayloadSchema, envelope.payload);
  return fromBinary(ConfigEnvelopeSchema, data).config!;
}

describe('a minted channel', () => {
  it('has a chain in which each block names the hash of the one before', () => {
    for (const number of [1, 2, 3]) {
      const [before, block] = [read(number - 1), read(number)];
      expect(block.header!.previousHash).toEqual(blockHeaderHash(nodeCrypto, before.header!));
      expect(block.header!.dataHash).toEqual(blockDataHash(nodeCrypto, block.data!));
    }
  });
  it('has blocks that the rules for blocks accept', () => {
    const claim = { number: 2n, channel: 'ch1' };
    expect(judgeBlock(nodeCrypto, read(2), claim).verdict).toBe('accept');
  });
  it('gives the same block again, and another one as its fork', () => {
    expect(channel.block(2)).toEqual(channel.block(2));
    const fork = fromBinary(BlockSchema, channel.fork(2));
    expect(fork.header!.number).toBe(2n);
    expect(fork.header!.previousHash).toEqual(read(2).header!.previousHash);
    expect(fork.header!.dataHash).not.toEqual(read(2).header!.dataHash);
  });
  it('gives copies: who tampers with one leaves the chain as it was', () => {
    const copy = channel.copy(1);
    copy.header!.number = 9n;
    expect(read(1).header!.number).toBe(1n);
  });
  it('takes a new configuration into its next block, with the next sequence', () => {
    const number = channel.reconfigure((group) => {
      const application = group.groups.Application!;
      delete application.groups.OrgFMSP;
      application.version += 1n;
    });
    expect(number).toBe(channel.last);
    expect(configOf(0).sequence).toBe(0n);
    expect(configOf(number).sequence).toBe(1n);
    const names = (of: number) =>
      Object.keys(configOf(of).channelGroup!.groups.Application!.groups);
    expect(names(0).sort()).toEqual(['OrgFMSP', 'OrgOMSP']);
    expect(names(number)).toEqual(['OrgOMSP']);
    expect(read(number + 1).header!.previousHash).toEqual(
      blockHeaderHash(nodeCrypto, read(number).header!),
    );
  });
});

/** A client of an orderer: what it got, and what it may say. */
function client() {
  const got: { block?: bigint | undefined; status?: number }[] = [];
  let listener: Parameters<DeliverCall['listen']>[0] | undefined;
  const ends: string[] = [];
  const call: DeliverCall = {
    remote: 'test',
    send(bytes) {
      const { Type } = fromBinary(DeliverResponseSchema, bytes);
      if (Type.case === 'block') got.push({ block: Type.value.header?.number });
      if (Type.case === 'status') got.push({ status: Type.value });
    },
    end: () => ends.push('end'),
    abort: () => ends.push('abort'),
    listen: (to) => {
      listener = to;
    },
  };
  return {
    call,
    got,
    ends,
    say: (bytes: Uint8Array) => listener?.received(bytes),
    hangUp: () => listener?.ended(),
  };
}

const seekFrom = (number: bigint, by: PeerCredentials, keyPem = by.keyPem): Uint8Array =>
  signedEnvelope({
    channelId: 'ch1',
    type: HeaderType.DELIVER_SEEK_INFO,
    by: { identity: by.identity, keyPem },
    data: encode(SeekInfoSchema, {
      start: { Type: { case: 'specified', value: { number } } },
    }),
  });

describe('the suite as an orderer', () => {
  const asked = (bytes: Uint8Array) => {
    const clock = realClock();
    const record: Evidence = evidence(clock.now, () => {});
    const played = createOrderer({ name: 'r1', clock, evidence: record });
    const peer = client();
    played.accept(peer.call);
    peer.say(bytes);
    return { played, peer, record };
  };
  it('reads who asks for what, and whether he has signed it', () => {
    const { played } = asked(seekFrom(3n, o1));
    expect(played.deliveries[0]).toMatchObject({ from: 3, isOpen: true, seek: { isSigned: true } });
    const forged = asked(seekFrom(3n, o1, orderer.keyPem)).played;
    expect(forged.deliveries[0]!.seek.isSigned).toBe(false);
  });
  it('delivers from the block asked for, and later ones to streams that are open', () => {
    const { played, peer } = asked(seekFrom(1n, o1));
    expect(peer.got).toEqual([]);
    played.serve(channel, 2);
    played.serve(channel, 3);
    expect(peer.got).toEqual([{ block: 1n }, { block: 2n }, { block: 3n }]);
  });
  it('knows of the end of a stream, whoever ended it', () => {
    const { played, peer } = asked(seekFrom(1n, o1));
    peer.hangUp();
    expect(played.deliveries[0]!.isOpen).toBe(false);
    played.serve(channel, 2);
    expect(peer.got).toEqual([]);
    const other = asked(seekFrom(1n, o1));
    other.played.deliveries[0]!.end();
    expect([other.played.deliveries[0]!.isOpen, other.peer.ends]).toEqual([false, ['end']]);
  });
  it('breaks a stream that does not begin with a seek', () => {
    const { played, peer, record } = asked(Uint8Array.of(0x0a, 0x7f, 0x01));
    expect([played.deliveries.length, peer.ends]).toEqual([0, ['abort']]);
    expect(record.entries.at(-1)?.detail).toContain('no first seek');
  });
});

describe('what a peer says in a channel', () => {
  it('is background where the target is in one, and nowhere else', () => {
    const said = stateInfo(o1, 'ch1', { incNum: 1n, seqNum: 1n, height: 1n });
    const record = evidence(
      () => 0,
      () => {},
    );
    const bytes = toBinary(GossipEnvelopeSchema, create(GossipEnvelopeSchema, said));
    const entry = record.add({ probe: 'o1', stream: 'o1.1', type: 'received', bytes });
    expect(isBackground(entry, () => true, true)).toBe(true);
    expect(isBackground(entry, () => true, false)).toBe(false);
  });
});
