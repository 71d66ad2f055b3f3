/** Configurations as Fabric writes them: those of the recorded network, and damaged ones. */

import { fromBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { decodeBlock } from '../../../src/wire/block.js';
import { verifyBlockSignatures } from '../../../src/wire/block-signature.js';
import { createChannelReader } from '../../../src/wire/channel/config.js';
import type { ChannelConfig, ChannelPolicy } from '../../../src/wire/channel/port.js';
import type { ConfigEnvelope } from '../../../src/wire/gen/common/configtx_pb.js';
import {
  BlockDataHashingStructureSchema,
  CapabilitiesSchema,
  HashingAlgorithmSchema,
  OrdererAddressesSchema,
  OrderersSchema,
} from '../../../src/wire/gen/common/configuration_pb.js';
import { MSPConfigSchema } from '../../../src/wire/gen/msp/msp_config_pb.js';
import { MSPRole_MSPRoleType, MSPRoleSchema } from '../../../src/wire/gen/msp/msp_principal_pb.js';
import {
  BatchSizeSchema,
  BatchTimeoutSchema,
  ConsensusTypeSchema,
} from '../../../src/wire/gen/orderer/configuration_pb.js';
import { AnchorPeersSchema } from '../../../src/wire/gen/peer/configuration_pb.js';
import { createMsp } from '../../../src/wire/identity/msp.js';
import { mspConfigOf } from '../../../src/wire/identity/msp-config-message.js';
import { encodeSerializedIdentity } from '../../../src/wire/serialized-identity.js';
import {
  changed,
  encode,
  groupAt,
  implicitPolicy,
  nOutOf,
  recordedBlock,
  recordedCert,
  setPolicy,
  setValue,
  signaturePolicy,
  signedBy,
} from '../../support/config-blocks.js';

/** The MSP of Org1, as a peer of it has it on its disk. */
function localMsp() {
  let bytes: Uint8Array | undefined;
  changed((config) => {
    const group = groupAt(config, 'Application');
    const [name] = Object.keys(group.groups).sort();
    bytes = fromBinary(MSPConfigSchema, group.groups[name!]!.values.MSP!.value).config;
  });
  const config = mspConfigOf(bytes!);
  if (config.verdict !== 'accept') throw new Error(config.reason);
  return createMsp(config.value, nodeCrypto);
}

const reader = createChannelReader({ crypto: nodeCrypto, localMsp: localMsp() });

function read(block: Uint8Array): ChannelConfig {
  const config = reader.read(block);
  if (config.verdict !== 'accept') throw new Error(`${config.clause}: ${config.reason}`);
  return config.value;
}
const verdictOf = (block: Uint8Array): string => {
  const config = reader.read(block);
  return config.verdict === 'accept' ? 'accept' : `${config.verdict} ${config.clause}`;
};
const verdictAfter = (change: (config: ConfigEnvelope) => void) => verdictOf(changed(change));

const peer1 = encodeSerializedIdentity('Org1MSP', recordedCert('peer0.org1-sign'));
const peer2 = encodeSerializedIdentity('Org2MSP', recordedCert('peer0.org2-sign'));
const orderer = encodeSerializedIdentity('OrdererMSP', recordedCert('orderer-sign'));
const stranger = encodeSerializedIdentity('Org2MSP', recordedCert('peer0.org1-sign'));

const orgNames = (config: ConfigEnvelope, group: string) =>
  Object.keys(groupAt(config, group).groups).sort();
const firstOrg = (config: ConfigEnvelope) => `Application/${orgNames(config, 'Application')[0]}`;
const ordererOrg = (config: ConfigEnvelope) => `Orderer/${orgNames(config, 'Orderer')[0]}`;
const JUNK = Uint8Array.of(0x0a, 0x05, 0x01);
const capabilities = (...names: string[]) =>
  encode(CapabilitiesSchema, { capabilities: Object.fromEntries(names.map((n) => [n, {}])) });

describe('a recorded configuration', () => {
  it.each(['ch1', 'ch2'])('is read as it was written: %s', (channel) => {
    const config = read(recordedBlock(`${channel}-0`));
    expect(config).toMatchObject({ channel, sequence: 0n, consensusType: 'etcdraft' });
    expect(config.organisations).toEqual([
      { mspId: 'Org1MSP', anchors: ['127.0.0.1:8051'] },
      { mspId: 'Org2MSP', anchors: ['127.0.0.1:9051'] },
    ]);
    expect([...config.vouchedFor].sort()).toEqual(['OrdererMSP', 'Org1MSP', 'Org2MSP']);
    expect(config.consenter).toBeUndefined();
  });

  it('CHAN-66: the orderer has an address, and is known by the TLS root of its organisation', () => {
    const { ordererEndpoints } = read(recordedBlock('ch1-0'));
    expect(ordererEndpoints).toHaveLength(1);
    expect(ordererEndpoints[0]).toMatchObject({ endpoint: '127.0.0.1:7050', mspId: 'OrdererMSP' });
    expect(ordererEndpoints[0]!.tlsRootCerts).toHaveLength(1);
  });

  it('vouches for its members, and for nobody under another MSP ID', () => {
    const { authority } = read(recordedBlock('ch1-0'));
    const verdicts = [peer1, peer2, orderer, stranger].map((i) => authority.resolve(i).verdict);
    expect(verdicts).toEqual(['accept', 'accept', 'accept', 'reject']);
    expect(authority.mspIdOf(peer2)).toBe('Org2MSP');
    const nobody = encodeSerializedIdentity('NoMSP', recordedCert('peer0.org1-sign'));
    expect(authority.resolve(nobody)).toMatchObject({ verdict: 'ignore', clause: 'IDENT-11' });
  });

  it.each<[ChannelPolicy, boolean[]]>([
    ['/Channel/Application/Readers', [true, true, false, false]],
    ['/Channel/Application/Writers', [true, true, false, false]],
    ['/Channel/Orderer/BlockValidation', [false, false, true, false]],
    ['/Channel/Readers', [true, true, true, false]],
    ['/Channel/Writers', [true, true, true, false]],
    ['/Channel/Orderer/Admins', [false, false, false, false]],
  ])('CHAN-64: %s', (policy, expected) => {
    const config = read(recordedBlock('ch1-0'));
    const actual = [peer1, peer2, orderer, stranger].map((i) => config.satisfies(policy, [i]));
    expect(actual).toEqual(expected);
    expect(config.satisfies(policy, [])).toBe(false);
  });

  it('verifies the recorded blocks by their signatures, and no damaged one', () => {
    const config = read(recordedBlock('ch1-0'));
    const signers = {
      keyOf(creator: Uint8Array) {
        const resolved = config.authority.resolve(creator);
        return resolved.verdict === 'accept' ? resolved.value.key : undefined;
      },
      suffices: (creators: readonly Uint8Array[]) =>
        config.satisfies('/Channel/Orderer/BlockValidation', creators),
    };
    for (const number of [1, 5, 8]) {
      const block = decodeBlock(recordedBlock(`ch1-${number}`));
      if (block.verdict !== 'accept') throw new Error(block.reason);
      const judge = () => verifyBlockSignatures(nodeCrypto, block.value, signers).verdict;
      expect(judge()).toBe('accept');
      block.value.header!.number += 1n;
      expect(judge()).toBe('reject');
    }
  });

  it('a peer trusts its own MSP first, and those of its channels', () => {
    const configs = ['ch1-0', 'ch2-0'].map((name) => read(recordedBlock(name)));
    const verdicts = (authority: ChannelConfig['authority']) =>
      [peer1, peer2, orderer].map((i) => authority.resolve(i).verdict);
    expect(verdicts(reader.authority([]))).toEqual(['accept', 'ignore', 'ignore']);
    expect(verdicts(reader.authority(configs))).toEqual(['accept', 'accept', 'accept']);
  });
});

describe('a configuration that is not sound', () => {
  it('is sound before it is changed', () => expect(verdictAfter(() => {})).toBe('accept'));

  it.each([
    ['another type', { type: 3 }],
    ['no name', { channelId: '' }],
    ['a name in capitals', { channelId: 'CH1' }],
    ['a long name', { channelId: 'c'.repeat(250) }],
  ])('CHAN-1: %s', (_, frame) => expect(verdictOf(changed(() => {}, frame))).toBe('reject CHAN-1'));

  it('CHAN-1: a block without header or without transactions', () => {
    expect(verdictOf(recordedBlock('ch1-1'))).toBe('reject CHAN-1');
    expect(verdictOf(new Uint8Array())).toBe('reject CHAN-1');
    expect(verdictOf(JUNK)).toBe('reject CHAN-1');
  });

  it.each<[string, (config: ConfigEnvelope) => void]>([
    ['no configuration', (c) => delete c.config],
    ['no root', (c) => delete c.config!.channelGroup],
    ['no Application', (c) => delete groupAt(c, '').groups.Application],
    ['no Orderer', (c) => delete groupAt(c, '').groups.Orderer],
    ['junk in a value', (c) => setValue(c, firstOrg(c), 'AnchorPeers', JUNK)],
  ])('CHAN-2: %s', (_, change) => expect(verdictAfter(change)).toBe('reject CHAN-2'));

  it.each<[string, (config: ConfigEnvelope) => void]>([
    ['another group', (c) => (groupAt(c, '').groups.Consortiums = groupAt(c, 'Orderer'))],
    ['an unknown value', (c) => setValue(c, 'Application', 'Surprise', JUNK)],
    ['a value in the wrong group', (c) => setValue(c, 'Orderer', 'MSP', JUNK)],
    [
      'an organisation with groups',
      (c) => (groupAt(c, firstOrg(c)).groups.inner = groupAt(c, 'Orderer')),
    ],
  ])('CHAN-3: %s', (_, change) => expect(verdictAfter(change)).toBe('reject CHAN-3'));

  it.each<[string, (config: ConfigEnvelope) => void]>([
    ['an unknown capability', (c) => setValue(c, '', 'Capabilities', capabilities('V9'))],
    [
      'an unknown capability beside a known one',
      (c) => setValue(c, 'Application', 'Capabilities', capabilities('V2_0', 'V9_9')),
    ],
    ['old capabilities', (c) => setValue(c, '', 'Capabilities', capabilities('V1_3'))],
  ])('CHAN-4: %s', (_, change) => expect(verdictAfter(change)).toBe('reject CHAN-4'));

  it('CHAN-4: what is demanded of orderers concerns no peer', () => {
    const change = (c: ConfigEnvelope) =>
      setValue(c, 'Orderer', 'Capabilities', capabilities('V2_0', 'V9'));
    expect(verdictAfter(change)).toBe('accept');
  });

  it.each<[string, (config: ConfigEnvelope) => void]>([
    [
      'another hash',
      (c) => setValue(c, '', 'HashingAlgorithm', encode(HashingAlgorithmSchema, { name: 'MD5' })),
    ],
    ['no hash', (c) => delete groupAt(c, '').values.HashingAlgorithm],
    [
      'a tree of hashes',
      (c) =>
        setValue(
          c,
          '',
          'BlockDataHashingStructure',
          encode(BlockDataHashingStructureSchema, { width: 16 }),
        ),
    ],
  ])('CHAN-5: %s', (_, change) => expect(verdictAfter(change)).toBe('reject CHAN-5'));

  const ofBatches = (size: object, timeout = '2s') => {
    const sound = { maxMessageCount: 1, absoluteMaxBytes: 2, preferredMaxBytes: 2 };
    return verdictAfter((c) => {
      setValue(c, 'Orderer', 'BatchSize', encode(BatchSizeSchema, { ...sound, ...size }));
      setValue(c, 'Orderer', 'BatchTimeout', encode(BatchTimeoutSchema, { timeout }));
    });
  };
  it('CHAN-72: blocks can be cut by it', () => {
    const [taken, refused] = ['accept', 'reject CHAN-72'];
    expect(ofBatches({})).toBe(taken);
    expect(ofBatches({ preferredMaxBytes: 1 })).toBe(taken);
    expect(ofBatches({ preferredMaxBytes: 3 })).toBe(refused);
    for (const part of ['maxMessageCount', 'absoluteMaxBytes', 'preferredMaxBytes'])
      expect([part, ofBatches({ [part]: 0 })]).toEqual([part, refused]);
    for (const timeout of ['1ns', '1h2m3.5s', '+.5ms', '1.\u00b5s', '0s1us', '2000h'])
      expect([timeout, ofBatches({}, timeout)]).toEqual([timeout, taken]);
    for (const timeout of ['', '0', '0s', '.5ns', '-1s', '2', 's', '.s', '2 s', '2d', '9999999h'])
      expect([timeout, ofBatches({}, timeout)]).toEqual([timeout, refused]);
    for (const value of ['BatchSize', 'BatchTimeout'])
      expect(verdictAfter((c) => delete groupAt(c, 'Orderer').values[value])).toBe(refused);
  });

  it('CHAN-5: takes both names that Fabric knows', () => {
    const name = (algorithm: string) => (c: ConfigEnvelope) =>
      setValue(c, '', 'HashingAlgorithm', encode(HashingAlgorithmSchema, { name: algorithm }));
    for (const algorithm of ['SHA256', 'SHA3_256'])
      expect(verdictAfter(name(algorithm))).toBe('accept');
  });

  it.each<[string, (config: ConfigEnvelope) => void]>([
    ['no MSP', (c) => delete groupAt(c, firstOrg(c)).values.MSP],
    ['an Idemix MSP', (c) => setValue(c, firstOrg(c), 'MSP', encode(MSPConfigSchema, { type: 1 }))],
    ['an empty MSP', (c) => setValue(c, firstOrg(c), 'MSP', encode(MSPConfigSchema, { type: 0 }))],
    [
      'an MSP of junk',
      (c) => setValue(c, firstOrg(c), 'MSP', encode(MSPConfigSchema, { config: JUNK })),
    ],
  ])('CHAN-6: %s', (_, change) => expect(verdictAfter(change)).toBe('reject CHAN-6'));

  it.each<[string, (config: ConfigEnvelope) => void]>([
    [
      'a signature policy of junk',
      (c) => setPolicy(c, firstOrg(c), 'Other', { type: 1, value: JUNK }),
    ],
    [
      'a rule that names nobody',
      (c) => setPolicy(c, firstOrg(c), 'Other', signaturePolicy(signedBy(0), [])),
    ],
    [
      'a negative index',
      (c) => setPolicy(c, firstOrg(c), 'Other', signaturePolicy(signedBy(-1), [])),
    ],
    ['no rule', (c) => setPolicy(c, firstOrg(c), 'Other', signaturePolicy(undefined, []))],
    [
      'another version',
      (c) => setPolicy(c, firstOrg(c), 'Other', signaturePolicy(signedBy(0), [{}], 1)),
    ],
  ])('CHAN-8: %s', (_, change) => expect(verdictAfter(change)).toBe('reject CHAN-8'));

  it.each<[string, (config: ConfigEnvelope) => void]>([
    ['an empty policy', (c) => setPolicy(c, 'Application', 'Readers', undefined)],
    [
      'a policy of an unknown type',
      (c) => setPolicy(c, 'Application', 'Other', { type: 2, value: JUNK }),
    ],
    [
      'an implicit policy of an unknown rule',
      (c) => setPolicy(c, 'Application', 'Other', implicitPolicy(7, 'Readers')),
    ],
    [
      'an implicit policy of junk',
      (c) => setPolicy(c, 'Application', 'Other', { type: 3, value: JUNK }),
    ],
  ])('CHAN-9: %s', (_, change) => expect(verdictAfter(change)).toBe('reject CHAN-9'));

  it('CHAN-6: two organisations under one MSP ID must have the same MSP', () => {
    const both = (flaw: boolean) => (c: ConfigEnvelope) => {
      const [first, second] = orgNames(c, 'Application');
      const msp = groupAt(c, `Application/${first}`).values.MSP!.value;
      const { config } = fromBinary(MSPConfigSchema, msp);
      // An unknown field makes other bytes of the same MSP.
      const other = new Uint8Array([...config, 0xf8, 0x3f, 0x01]);
      const used = flaw ? encode(MSPConfigSchema, { config: other }) : msp;
      setValue(c, `Application/${second}`, 'MSP', used);
    };
    expect(verdictAfter(both(false))).toBe('accept');
    expect(verdictAfter(both(true))).toBe('reject CHAN-6');
  });

  it('never throws, whatever the damage', () => {
    const block = recordedBlock('ch1-0');
    for (let at = 0; at < block.length; at += 61) {
      const damaged = block.slice();
      damaged[at] = damaged[at]! ^ 0x5a;
      expect(['accept', 'ignore', 'reject']).toContain(reader.read(damaged).verdict);
    }
    for (let length = 0; length < block.length; length += 997)
      expect(reader.read(block.slice(0, length)).verdict).toBe('reject');
  });
});

describe('parts of a configuration', () => {
  it('CHAN-65: anchors without host or port are none, an IPv6 address is in brackets', () => {
    const anchors = [
      { host: 'a', port: 1 },
      { host: '', port: 2 },
      { host: 'b', port: 0 },
      { host: 'c', port: -1 },
      { host: 'd', port: 65_536 },
      { host: 'e', port: 65_535 },
      { host: '::1', port: 7 },
    ];
    const config = read(
      changed((c) =>
        setValue(
          c,
          firstOrg(c),
          'AnchorPeers',
          encode(AnchorPeersSchema, { anchorPeers: anchors }),
        ),
      ),
    );
    expect(config.organisations[0]!.anchors).toEqual(['a:1', 'e:65535', '[::1]:7']);
  });

  it('CHAN-66: global addresses count only where no organisation has its own', () => {
    const withGlobal = (hasOwn: boolean) =>
      read(
        changed((c) => {
          setValue(
            c,
            '',
            'OrdererAddresses',
            encode(OrdererAddressesSchema, { addresses: ['global:7050'] }),
          );
          if (!hasOwn) delete groupAt(c, ordererOrg(c)).values.Endpoints;
        }),
      ).ordererEndpoints.map(({ endpoint, mspId }) => `${mspId} ${endpoint}`);
    expect(withGlobal(true)).toEqual(['OrdererMSP 127.0.0.1:7050']);
    expect(withGlobal(false)).toEqual([' global:7050']);
  });

  it('CHAN-67: orderers have numbers where the channel has capability V3_0', () => {
    const withConsenters = (...names: string[]) =>
      read(
        changed((c) => {
          setValue(c, '', 'Capabilities', capabilities(...names));
          delete groupAt(c, '').values.OrdererAddresses;
          const consensus = encode(ConsensusTypeSchema, { type: 'BFT' });
          setValue(c, 'Orderer', 'ConsensusType', consensus);
          const mapping = [{ id: 4, mspId: 'OrdererMSP', identity: recordedCert('orderer-sign') }];
          const orderers = encode(OrderersSchema, { consenterMapping: mapping });
          setValue(c, 'Orderer', 'Orderers', orderers);
        }),
      );
    const bft = withConsenters('V3_0');
    expect(bft.consensusType).toBe('BFT');
    expect(bft.consenter?.(4)).toEqual(orderer);
    expect(bft.consenter?.(5)).toBeUndefined();
    expect(withConsenters('V2_0').consenter).toBeUndefined();
  });

  it('CHAN-69: with V3_0, addresses are those of organisations', () => {
    const verdicts = (name: string) => {
      const v3 = (c: ConfigEnvelope) => {
        setValue(c, '', 'Capabilities', capabilities(name));
        delete groupAt(c, '').values.OrdererAddresses;
      };
      const addresses = encode(OrdererAddressesSchema, { addresses: ['global:7050'] });
      return [
        verdictAfter(v3),
        verdictAfter((c) => {
          v3(c);
          setValue(c, '', 'OrdererAddresses', addresses);
        }),
        verdictAfter((c) => {
          v3(c);
          delete groupAt(c, ordererOrg(c)).values.Endpoints;
        }),
      ];
    };
    expect(verdicts('V2_0')).toEqual(['accept', 'accept', 'accept']);
    expect(verdicts('V3_0')).toEqual(['accept', 'reject CHAN-69', 'reject CHAN-69']);
  });

  it('CHAN-63: who has signed twice counts once', () => {
    const config = read(
      changed((c) => {
        const member = { mspIdentifier: 'Org1MSP', role: MSPRole_MSPRoleType.MEMBER };
        const principal = encode(MSPRoleSchema, member);
        const two = signaturePolicy(nOutOf(2, [signedBy(0), signedBy(0)]), [{ principal }]);
        setPolicy(c, 'Application', 'Readers', two);
      }),
    );
    const other = encodeSerializedIdentity('Org1MSP', recordedCert('peer1.org1-sign'));
    const satisfies = (...by: Uint8Array[]) => config.satisfies('/Channel/Application/Readers', by);
    expect([satisfies(peer1), satisfies(peer1, peer1.slice()), satisfies(peer1, other)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('tells the sequence', () => {
    const config = read(
      changed((c) => {
        c.config!.sequence = 7n;
      }),
    );
    expect(config.sequence).toBe(7n);
  });
});
