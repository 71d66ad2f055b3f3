/** MSP configurations as channels carry them: those of a recorded channel, and minted ones. */
import { readFileSync } from 'node:fs';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  mintOrganisation,
  type Organisation,
} from '../../../conformance/harness/minting/organisation.js';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import {
  BlockSchema,
  EnvelopeSchema,
  PayloadSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import { ConfigEnvelopeSchema } from '../../../src/wire/gen/common/configtx_pb.js';
import {
  type FabricMSPConfig,
  FabricMSPConfigSchema,
  MSPConfigSchema,
} from '../../../src/wire/gen/msp/msp_config_pb.js';
import { createAuthority } from '../../../src/wire/identity/authority.js';
import { createMsp } from '../../../src/wire/identity/msp.js';
import { mspConfigOf } from '../../../src/wire/identity/msp-config-message.js';
import { encodePem } from '../../../src/wire/identity/pem.js';
import { encodeSerializedIdentity } from '../../../src/wire/serialized-identity.js';
import { derOf, derOfPem, mspConfigFor } from '../../support/organisations.js';

const VECTORS = 'spec/vectors/fabric-2.4.9';

/** The bytes of msp.FabricMSPConfig of each organisation in a channel's first block, by MSP ID. */
function configsIn(path: string): Map<string, Uint8Array> {
  const [envelope] = fromBinary(BlockSchema, readFileSync(path)).data!.data;
  const payload = fromBinary(PayloadSchema, fromBinary(EnvelopeSchema, envelope!).payload);
  const { groups } = fromBinary(ConfigEnvelopeSchema, payload.data).config!.channelGroup!;
  const organisations = Object.values(groups).flatMap((group) => Object.values(group.groups));
  const configs = organisations.map(
    ({ values }) => fromBinary(MSPConfigSchema, values.MSP!.value).config,
  );
  return new Map(configs.map((bytes) => [fromBinary(FabricMSPConfigSchema, bytes).name, bytes]));
}

const configOf = (bytes: Uint8Array) => {
  const verdict = mspConfigOf(bytes);
  if (verdict.verdict !== 'accept') throw new Error(verdict.reason);
  return verdict.value;
};

describe('MSP configurations of a recorded channel', () => {
  const configs = configsIn(`${VECTORS}/blocks/ch1-0.block`);
  it('are those of its organisations', () => {
    expect([...configs.keys()].sort()).toEqual(['OrdererMSP', 'Org1MSP', 'Org2MSP']);
  });
  it('vouch for its peers and its orderer', () => {
    const [localMsp, ...channelMsps] = ['Org1MSP', 'Org2MSP', 'OrdererMSP'].map((name) =>
      createMsp(configOf(configs.get(name)!), nodeCrypto),
    );
    const { resolve } = createAuthority({ localMsp: localMsp!, channelMsps });
    for (const [mspId, name] of [
      ['Org1MSP', 'peer0.org1'],
      ['Org1MSP', 'peer1.org1'],
      ['Org2MSP', 'peer0.org2'],
      ['OrdererMSP', 'orderer'],
    ] as const) {
      const pem = new Uint8Array(readFileSync(`${VECTORS}/certs/${name}-sign.pem`));
      const verdict = resolve(encodeSerializedIdentity(mspId, pem));
      expect(verdict).toMatchObject({ verdict: 'accept', value: { mspId } });
    }
  });
  it('name the units of their roles, bound to their CA', () => {
    const { nodeOus, rootCerts, tlsRootCerts } = configOf(configs.get('Org1MSP')!);
    const certifier = derOfPem(readFileSync(`${VECTORS}/certs/org1.test-ca.pem`, 'utf8'));
    expect(rootCerts).toEqual([certifier]);
    expect(tlsRootCerts).toHaveLength(1);
    expect(nodeOus?.peer).toEqual({ unit: 'peer', certifier });
  });
});

describe('MSP configurations: clauses', () => {
  let org: Organisation;
  beforeAll(async () => {
    org = await mintOrganisation('Org1MSP', { intermediate: true });
  });
  const pem = (der: Uint8Array) => encodePem('CERTIFICATE', der);
  const message = (changes: Partial<FabricMSPConfig> = {}) => {
    const unit = (organizationalUnitIdentifier: string) => ({
      organizationalUnitIdentifier,
      certificate: pem(derOf(org.issuer.certificate)),
    });
    return toBinary(
      FabricMSPConfigSchema,
      create(FabricMSPConfigSchema, {
        name: 'Org1MSP',
        rootCerts: [pem(derOf(org.root.certificate))],
        intermediateCerts: [pem(derOf(org.intermediate!.certificate))],
        tlsRootCerts: [pem(derOf(org.tlsRoot.certificate))],
        fabricNodeOus: {
          enable: true,
          clientOuIdentifier: unit('client'),
          peerOuIdentifier: unit('peer'),
          adminOuIdentifier: unit('admin'),
          ordererOuIdentifier: unit('orderer'),
        },
        ...(changes as object),
      }),
    );
  };
  it('mean what the folder of the organisation means', () => {
    expect(configOf(message())).toEqual({ ...mspConfigFor(org), organizationalUnits: [] });
  });
  it('may carry revocation lists in PEM and in DER', async () => {
    const list = await org.revoke([org.admin]);
    const revocationList = [new TextEncoder().encode(list), derOfPem(list)];
    expect(configOf(message({ revocationList })).revocationLists).toEqual([
      derOfPem(list),
      derOfPem(list),
    ]);
  });
  it('have no node OUs where they are switched off', () => {
    const fabricNodeOus = { enable: false } as FabricMSPConfig['fabricNodeOus'];
    expect(configOf(message({ fabricNodeOus })).nodeOus).toBeUndefined();
  });
  it.each([
    ['bytes that do not decode', () => message().subarray(0, -1)],
    ['a root that is not PEM', () => message({ rootCerts: [Uint8Array.of(1)] })],
    ['an administrator that is not PEM', () => message({ admins: [Uint8Array.of(1)] })],
    [
      'a unit whose certificate is not PEM',
      () =>
        message({
          fabricNodeOus: {
            enable: true,
            peerOuIdentifier: { organizationalUnitIdentifier: 'x', certificate: Uint8Array.of(1) },
          } as FabricMSPConfig['fabricNodeOus'],
        }),
    ],
  ])('IDENT-40: rejects %s', (_, bytes) => {
    expect(mspConfigOf(bytes())).toMatchObject({ verdict: 'reject', clause: 'IDENT-40' });
  });
});
