/** What makes an update of a channel's configuration sound, and what may not follow what. */
import { create } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { broadcast } from '../../src/orderer/broadcast.js';
import { type Chain, createChain, readConfiguration } from '../../src/orderer/chain.js';
import { updatedConfig } from '../../src/orderer/config-update.js';
import { tipAfter } from '../../src/orderer/tip.js';
import { transitionFlaw } from '../../src/orderer/transition.js';
import { SignatureHeaderSchema, Status } from '../../src/wire/gen/common/common_pb.js';
import {
  ConfigGroupSchema,
  ConfigUpdateEnvelopeSchema,
  ConfigUpdateSchema,
} from '../../src/wire/gen/common/configtx_pb.js';
import { ConsensusTypeSchema } from '../../src/wire/gen/orderer/configuration_pb.js';
import { updateTransaction } from '../../src/wire/transaction/config-transaction.js';
import type { ConfigGroup } from '../../src/wire/transaction/config-update.js';
import { encodeFields } from '../../src/wire/transaction/encoding.js';
import {
  freshNonce,
  mintOrderedNetwork,
  NOW,
  type OrderedNetwork,
} from '../support/ordered-network.js';

let network: OrderedNetwork;
let chain: Chain;
beforeAll(async () => {
  network = await mintOrderedNetwork();
  chain = chainOf();
});

function chainOf(orderer = 'OrdererMSP/orderer0'): Chain {
  const read = readConfiguration(network.reader, network.genesis);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  const author = network.author(orderer);
  const options = { crypto: nodeCrypto, reader: network.reader, author, nonce: freshNonce };
  return createChain(options, read.value, tipAfter(nodeCrypto, network.genesis)!);
}

interface Sets {
  readonly channel?: string;
  readonly read?: Parts;
  readonly write?: Parts;
  readonly signers?: readonly string[];
  /** In place of a sound signature header. */
  readonly header?: Uint8Array;
}
/** Of the group Channel. */
type Parts = Omit<Partial<ConfigGroup>, `$${string}`>;

const ADMINS = ['OrdererMSP/Admin', 'Org1MSP/Admin', 'Org2MSP/Admin'];

/** The clause that refuses an update, or the next configuration. */
function judged({ channel = 'ch1', read = {}, write = {}, signers = ADMINS, header }: Sets) {
  const configUpdate = encodeFields(ConfigUpdateSchema, {
    channelId: channel,
    readSet: create(ConfigGroupSchema, read),
    writeSet: create(ConfigGroupSchema, write),
  });
  const signatures = signers.map((name) => {
    const { identity, sign } = network.author(name);
    const signatureHeader =
      header ?? encodeFields(SignatureHeaderSchema, { creator: identity, nonce: freshNonce() });
    const signed = Uint8Array.from([...signatureHeader, ...configUpdate]);
    return { signatureHeader, signature: sign(signed) };
  });
  const bytes = encodeFields(ConfigUpdateEnvelopeSchema, { configUpdate, signatures });
  const next = updatedConfig(nodeCrypto, { config: chain.config, group: chain.group }, bytes);
  return next.verdict === 'accept' ? next.value : next.clause;
}

const value = (version: bigint, modPolicy = 'Admins') =>
  ({ $typeName: 'common.ConfigValue', version, modPolicy, value: Uint8Array.of(1) }) as const;
/** Adds a value to the channel group, which has to list all that it has had. */
const adding = (name: string, entry: ReturnType<typeof value>): Sets => ({
  write: { ...chain.group, version: 1n, values: { ...chain.group.values, [name]: entry } },
  read: { ...chain.group },
});

describe('an update', () => {
  it('ORDR-30: is of its channel, with names that a configuration may have', () => {
    expect(judged({ ...adding('A.b-9', value(0n)), channel: 'ch2' })).toBe('ORDR-30');
    for (const name of ['', '.', '..', 'a b', 'a/b', 'ä', 'a'.repeat(250)])
      expect(judged(adding(name, value(0n)))).toBe('ORDR-30');
    for (const name of ['A.b-9', '...', 'a'.repeat(249)])
      expect(judged(adding(name, value(0n)))).toMatchObject({ values: { [name]: value(0n) } });
  });

  it('ORDR-31: has read what is there, at its version', () => {
    const sets = adding('New', value(0n));
    expect(judged({ ...sets, read: { version: 1n } })).toBe('ORDR-31');
    expect(judged({ ...sets, read: { values: { Absent: value(0n) } } })).toBe('ORDR-31');
  });

  it('ORDR-32: changes something', () => {
    expect(judged({})).toBe('ORDR-32');
    expect(judged({ read: { ...chain.group }, write: { ...chain.group } })).toBe('ORDR-32');
  });

  it('ORDR-33: begins new items at version 0 and raises others by one, each with a mod_policy', () => {
    expect(judged(adding('New', value(1n)))).toBe('ORDR-33');
    for (const policy of ['', '/', 'a//b', 'a/', 'a b', '..', '/Channel/../Admins'])
      expect(judged(adding('New', value(0n, policy)))).toBe('ORDR-33');
    for (const policy of ['Admins', '/Channel/Orderer/Admins'])
      expect(judged(adding('New', value(0n, policy)))).toHaveProperty('values.New');
    const present = 'Capabilities';
    for (const version of [0n, 2n])
      expect(judged({ write: { ...adding(present, value(version)).write } })).toBe('ORDR-33');
    expect(judged(adding(present, value(1n)))).toHaveProperty('values.Capabilities.version', 1n);
  });

  it('ORDR-34: is signed by those whom each present item asks for, and every header decodes', () => {
    const sets = adding('New', value(0n, 'Nobody'));
    expect(judged({ ...sets, signers: ['Org1MSP/Admin'] })).toBe('ORDR-34');
    expect(judged({ ...sets, header: new Uint8Array() })).toBe('ORDR-34');
    expect(judged({ ...sets, header: Uint8Array.of(0xff) })).toMatch(/^WIRE-/);
    // What is new asks nobody by itself: its group does.
    expect(judged(sets)).toHaveProperty('values.New');
  });

  it('ORDR-35: keeps what does not change, and leaves out what a group does not list', () => {
    const next = judged(adding('New', value(0n)));
    expect(next).toMatchObject({ groups: chain.group.groups, policies: chain.group.policies });
    const { Capabilities, ...others } = chain.group.values;
    const write = { ...chain.group, version: 1n, values: others };
    const without = judged({ read: { ...chain.group }, write });
    expect(without).toHaveProperty('version', 1n);
    expect(without).toHaveProperty('values', others);
    expect(Capabilities).toBeDefined();
  });
});

describe('a transition', () => {
  const withGroups = (groups: ConfigGroup['groups']): ConfigGroup => ({ ...chain.group, groups });
  const consensus = (bytes: Uint8Array): ConfigGroup => {
    const { Orderer } = chain.group.groups;
    const entry = { ...Orderer!.values.ConsensusType!, value: bytes };
    return withGroups({
      ...chain.group.groups,
      Orderer: { ...Orderer!, values: { ...Orderer!.values, ConsensusType: entry } },
    });
  };
  const type = 'etcdraft';

  it('ORDR-38: keeps the consensus, whose metadata alone may change', () => {
    const metadata = Uint8Array.of(9);
    const same = encodeFields(ConsensusTypeSchema, { type, metadata });
    expect(transitionFlaw(chain.group, chain.group)).toBeUndefined();
    expect(transitionFlaw(chain.group, consensus(same))).toBeUndefined();
    const maintenance = Uint8Array.from([...same, 0x18, 0x01]);
    const other = encodeFields(ConsensusTypeSchema, { type: 'BFT' });
    for (const bytes of [maintenance, other])
      expect(transitionFlaw(chain.group, consensus(bytes))).toMatch(/^type or state/);
  });

  it('ORDR-38: keeps its sections', () => {
    const { Orderer, Application, ...others } = chain.group.groups;
    const section = create(ConfigGroupSchema);
    for (const next of [
      { ...others, Orderer: Orderer! },
      { ...others, Application: Application! },
      { ...chain.group.groups, Consortiums: section },
    ])
      expect(transitionFlaw(chain.group, withGroups(next))).toMatch(/^the section/);
  });

  it('ORDR-38: keeps the MSP ID of an organisation that stays', () => {
    const { Application } = chain.group.groups;
    const { Org1MSP, Org2MSP } = Application!.groups;
    const next = (groups: ConfigGroup['groups']) =>
      withGroups({ ...chain.group.groups, Application: { ...Application!, groups } });
    expect(transitionFlaw(chain.group, next({ Org1MSP: Org1MSP! }))).toBeUndefined();
    expect(transitionFlaw(chain.group, next({ Org1MSP: Org2MSP!, Org2MSP: Org2MSP! }))).toBe(
      'the organisation Application/Org1MSP changes its MSP ID',
    );
  });
});

describe('the configuration that an update leads to', () => {
  const update = (of: Chain): Uint8Array => {
    const { Orderer } = of.group.groups;
    const { ConsensusType } = Orderer!.values;
    const entry = {
      ...ConsensusType!,
      value: encodeFields(ConsensusTypeSchema, {
        type: 'etcdraft',
        metadata: new Uint8Array(30_000),
      }),
    };
    const wanted = {
      ...of.group,
      groups: {
        ...of.group.groups,
        Orderer: { ...Orderer!, values: { ...Orderer!.values, ConsensusType: entry } },
      },
    };
    return updateTransaction({ channel: 'ch1', sequence: 0n, group: of.group }, wanted, {
      agreeing: ADMINS.map(network.author),
      author: network.author('OrdererMSP/Admin'),
      nowMs: NOW,
      nonce: freshNonce,
    })!;
  };
  const ask = (of: Chain, nowMs = NOW) => {
    const chains = new Map([['ch1', of]]);
    const { status, info } = broadcast({ chains, isReady: () => true }, update(of), nowMs);
    return { status: Status[status], info };
  };

  it('ORDR-39: is not taken if it is larger than a transaction may be, though the update is not', () => {
    const small = chainOf();
    expect(ask(small)).toEqual({
      status: 'BAD_REQUEST',
      info: 'the configuration exceeds AbsoluteMaxBytes of the channel',
    });
    const large = chainOf();
    large.settings = { ...large.settings, absoluteBytesMax: 200_000 };
    expect(ask(large)).toEqual({ status: 'SUCCESS', info: '' });
  });

  it('ORDR-39: is not made by an orderer that has expired, nor by one that is no writer', () => {
    const of = chainOf('Org1MSP/peer0');
    of.settings = { ...of.settings, absoluteBytesMax: 200_000 };
    expect(ask(of).status).toBe('FORBIDDEN');
    const expired = chainOf();
    expired.settings = of.settings;
    const { identity } = expired.options.author;
    const { authority } = expired.config;
    expired.config = {
      ...expired.config,
      authority: {
        ...authority,
        resolve(bytes) {
          const found = authority.resolve(bytes);
          return found.verdict === 'accept' && bytes === identity
            ? { ...found, value: { ...found.value, notAfterMs: NOW } }
            : found;
        },
      },
    };
    expect(ask(expired)).toEqual({
      status: 'BAD_REQUEST',
      info: 'the identity of the orderer has expired',
    });
  });
});
