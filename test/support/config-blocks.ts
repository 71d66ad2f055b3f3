/** Config blocks as Fabric writes them, and variants of them for tests of what reads them. */
import { readFileSync } from 'node:fs';
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf';
import type { Organisation } from '../../conformance/harness/minting/organisation.js';
import {
  BlockSchema,
  ChannelHeaderSchema,
  EnvelopeSchema,
  PayloadSchema,
} from '../../src/wire/gen/common/common_pb.js';
import {
  type ConfigEnvelope,
  ConfigEnvelopeSchema,
} from '../../src/wire/gen/common/configtx_pb.js';
import {
  type ImplicitMetaPolicy_Rule as Combine,
  ImplicitMetaPolicySchema,
  Policy_PolicyType as PolicyType,
  SignaturePolicyEnvelopeSchema,
  type SignaturePolicySchema,
} from '../../src/wire/gen/common/policies_pb.js';
import { FabricMSPConfigSchema, MSPConfigSchema } from '../../src/wire/gen/msp/msp_config_pb.js';
import type { MSPPrincipalSchema } from '../../src/wire/gen/msp/msp_principal_pb.js';
import { encodePem } from '../../src/wire/identity/pem.js';
import { mspConfigFor } from './organisations.js';

const VECTORS = 'spec/vectors/fabric-2.4.9';

/** A recorded block: `ch1-0` and `ch2-0` are config blocks. */
export const recordedBlock = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(`${VECTORS}/blocks/${name}.block`));

/** PEM of a recorded certificate, for example `peer0.org1-sign`. */
export const recordedCert = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(`${VECTORS}/certs/${name}.pem`));

export const encode = <D extends DescMessage>(schema: D, init: MessageInitShape<D>): Uint8Array =>
  toBinary(schema, create(schema, init));

export interface Frame {
  readonly channelId?: string;
  readonly type?: number;
}

/** A config block with its configuration changed. */
export function changedBlock(
  block: Uint8Array,
  change: (config: ConfigEnvelope) => void,
  frame: Frame = {},
): Uint8Array {
  const decoded = fromBinary(BlockSchema, block);
  const envelope = fromBinary(EnvelopeSchema, decoded.data!.data[0]!);
  const payload = fromBinary(PayloadSchema, envelope.payload);
  const config = fromBinary(ConfigEnvelopeSchema, payload.data);
  change(config);
  payload.data = toBinary(ConfigEnvelopeSchema, config);
  const header = fromBinary(ChannelHeaderSchema, payload.header!.channelHeader);
  Object.assign(header, frame);
  payload.header!.channelHeader = toBinary(ChannelHeaderSchema, header);
  envelope.payload = toBinary(PayloadSchema, payload);
  decoded.data!.data = [toBinary(EnvelopeSchema, envelope)];
  return toBinary(BlockSchema, decoded);
}

/** The recorded first block of ch1, changed. */
export const changed = (change: (config: ConfigEnvelope) => void, frame?: Frame): Uint8Array =>
  changedBlock(recordedBlock('ch1-0'), change, frame);

/** Groups of a configuration by path: `''` is Channel, `Orderer/OrdererOrg` one below. */
export function groupAt(config: ConfigEnvelope, path: string) {
  let group = config.config!.channelGroup!;
  for (const name of path.split('/').filter(Boolean)) {
    const next = group.groups[name];
    if (next === undefined) throw new Error(`no group ${name}: ${Object.keys(group.groups)}`);
    group = next;
  }
  return group;
}

/** Sets a value of a group. */
export function setValue(
  config: ConfigEnvelope,
  path: string,
  key: string,
  value: Uint8Array,
): void {
  groupAt(config, path).values[key] = {
    $typeName: 'common.ConfigValue',
    version: 0n,
    value,
    modPolicy: '',
  };
}

/** Sets a policy of a group. */
export function setPolicy(
  config: ConfigEnvelope,
  path: string,
  name: string,
  policy: { readonly type: number; readonly value: Uint8Array } | undefined,
): void {
  groupAt(config, path).policies[name] = {
    $typeName: 'common.ConfigPolicy',
    version: 0n,
    modPolicy: '',
    ...(policy && { policy: { $typeName: 'common.Policy', ...policy } }),
  };
}

export const signaturePolicy = (
  rule: MessageInitShape<typeof SignaturePolicySchema> | undefined,
  identities: MessageInitShape<typeof MSPPrincipalSchema>[],
  version = 0,
) => ({
  type: PolicyType.SIGNATURE,
  value: encode(SignaturePolicyEnvelopeSchema, {
    version,
    ...(rule && { rule }),
    identities,
  }),
});

export const signedBy = (index: number): MessageInitShape<typeof SignaturePolicySchema> => ({
  Type: { case: 'signedBy', value: index },
});

export const nOutOf = (
  n: number,
  rules: MessageInitShape<typeof SignaturePolicySchema>[],
): MessageInitShape<typeof SignaturePolicySchema> => ({
  Type: { case: 'nOutOf', value: { n, rules } },
});

export const implicitPolicy = (rule: Combine | number, subPolicy: string) => ({
  type: PolicyType.IMPLICIT_META,
  value: encode(ImplicitMetaPolicySchema, { rule, subPolicy }),
});

/** The serialized msp.MSPConfig of a minted organisation. */
export function mspOf(organisation: Organisation): Uint8Array {
  const config = mspConfigFor(organisation);
  const pems = (ders: readonly Uint8Array[]) => ders.map((der) => encodePem('CERTIFICATE', der));
  const unit = (role: 'client' | 'peer' | 'admin' | 'orderer') => ({
    certificate: encodePem('CERTIFICATE', config.nodeOus![role]!.certifier!),
    organizationalUnitIdentifier: config.nodeOus![role]!.unit,
  });
  return encode(MSPConfigSchema, {
    type: 0,
    config: encode(FabricMSPConfigSchema, {
      name: config.mspId,
      rootCerts: pems(config.rootCerts),
      intermediateCerts: pems(config.intermediateCerts),
      admins: pems(config.admins),
      tlsRootCerts: pems(config.tlsRootCerts),
      ...(config.nodeOus && {
        fabricNodeOus: {
          enable: true,
          clientOuIdentifier: unit('client'),
          peerOuIdentifier: unit('peer'),
          adminOuIdentifier: unit('admin'),
          ordererOuIdentifier: unit('orderer'),
        },
      }),
    }),
  });
}
