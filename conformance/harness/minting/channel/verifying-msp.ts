/** What a channel's configuration says of one organisation: its MSP, read from a folder. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { parse } from 'yaml';
import {
  FabricMSPConfigSchema,
  type FabricNodeOUsSchema,
  MSPConfigSchema,
} from '../../../../src/wire/gen/msp/msp_config_pb.js';

/** One role of config.yaml, as Fabric's tools write it. */
interface UnitYaml {
  readonly Certificate?: string;
  readonly OrganizationalUnitIdentifier: string;
}

/** `msp.MSPConfig` of the MSP in `folder`, without keys; certificates stay PEM. */
export function verifyingMsp(mspId: string, folder: string): Uint8Array {
  const files = (name: string): Uint8Array[] => {
    const path = join(folder, name);
    if (!existsSync(path)) return [];
    return readdirSync(path).map((file) => bytes(join(path, file)));
  };
  const nodeOus = nodeOusOf(folder);
  const config = create(FabricMSPConfigSchema, {
    name: mspId,
    rootCerts: files('cacerts'),
    intermediateCerts: files('intermediatecerts'),
    admins: files('admincerts'),
    revocationList: files('crls'),
    tlsRootCerts: files('tlscacerts'),
    cryptoConfig: { signatureHashFamily: 'SHA2', identityIdentifierHashFunction: 'SHA256' },
    ...(nodeOus && { fabricNodeOus: nodeOus }),
  });
  return toBinary(
    MSPConfigSchema,
    create(MSPConfigSchema, { type: 0, config: toBinary(FabricMSPConfigSchema, config) }),
  );
}

function nodeOusOf(folder: string): MessageInitShape<typeof FabricNodeOUsSchema> | undefined {
  const path = join(folder, 'config.yaml');
  if (!existsSync(path)) return undefined;
  const { NodeOUs } = parse(readFileSync(path, 'utf8'));
  const unit = (role: string) => {
    const { Certificate, OrganizationalUnitIdentifier } = NodeOUs[
      `${role}OUIdentifier`
    ] as UnitYaml;
    return {
      certificate: Certificate === undefined ? new Uint8Array() : bytes(join(folder, Certificate)),
      organizationalUnitIdentifier: OrganizationalUnitIdentifier,
    };
  };
  return {
    enable: NodeOUs.Enable,
    clientOuIdentifier: unit('Client'),
    peerOuIdentifier: unit('Peer'),
    adminOuIdentifier: unit('Admin'),
    ordererOuIdentifier: unit('Orderer'),
  };
}

const bytes = (path: string): Uint8Array => new Uint8Array(readFileSync(path));
