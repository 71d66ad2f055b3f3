/** Organisations of the vectors: an MSP each, and as many peers as are asked for. */

import 'reflect-metadata'; // Must come before @peculiar/x509.
import { create, toBinary } from '@bufbuild/protobuf';
import { type Extension, KeyUsageFlags, KeyUsagesExtension } from '@peculiar/x509';
import { FabricMSPConfigSchema, MSPConfigSchema } from '../../../src/wire/gen/msp/msp_config_pb.js';
import { identityBytes, pkiIdOf } from '../../harness/minting/identity.js';
import { tlsExtensions } from '../../harness/minting/tls-extensions.js';
import type { Credentials } from '../../harness/wire/credentials.js';
import { sha256 } from '../../harness/wire/sign.js';
import {
  type CertificateRequest,
  pem,
  type SteadyAuthority,
  type SteadyCertificate,
  selfSigned,
  steadyAuthority,
} from './authority.js';
import type { KeyKind } from './keys.js';

export interface VectorPeer extends Credentials {
  readonly name: string;
  /** SHA-256 of the DER of its TLS certificate. */
  readonly tlsHash: Uint8Array;
  /** What revocation needs. */
  readonly signing: SteadyCertificate;
}

export interface PeerRequest {
  /** OU attributes. Default `['peer']`. */
  readonly units?: readonly string[];
  readonly kind?: KeyKind;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly extensions?: readonly Extension[];
  /** Default: the CA that issues identities; `self`: its own key. */
  readonly issuer?: SteadyAuthority | 'self';
}

export interface VectorOrganisation {
  readonly mspId: string;
  readonly root: SteadyAuthority;
  readonly intermediate: SteadyAuthority | undefined;
  readonly rootCertPem: string;
  readonly intermediateCertPem: string | undefined;
  readonly tlsRootCertPem: string;
  peer(name: string, request?: PeerRequest): Promise<VectorPeer>;
  /** Serialized msp.MSPConfig, as a channel's configuration has it. `crls`: PEM. */
  msp(crls?: readonly string[]): Uint8Array;
}

export async function vectorOrganisation(
  seed: string,
  mspId: string,
  { hasIntermediate = false } = {},
): Promise<VectorOrganisation> {
  const domain = `${mspId.replace(/MSP$/, '').toLowerCase()}.test`;
  const root = await steadyAuthority(seed, `ca.${domain}`);
  const tlsRoot = await steadyAuthority(seed, `tlsca.${domain}`);
  const intermediate = hasIntermediate ? await root.issueAuthority(`ica.${domain}`) : undefined;
  const usual = intermediate ?? root;

  return {
    mspId,
    root,
    intermediate,
    rootCertPem: pemOf(root),
    intermediateCertPem: intermediate && pemOf(intermediate),
    tlsRootCertPem: pemOf(tlsRoot),
    async peer(name, { units = ['peer'], issuer = usual, extensions = [], ...rest } = {}) {
      const request: CertificateRequest = {
        name: `${name}.${domain}`,
        subject: ['C=US', ...units.map((unit) => `OU=${unit}`), `CN=${name}.${domain}`].join(', '),
        extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true), ...extensions],
        ...rest,
      };
      const signing = await (issuer === 'self' ? selfSigned(seed, request) : issuer.issue(request));
      const tls = await tlsRoot.issue(tlsRequest(`${name}.${domain}`));
      const certDer = new Uint8Array(tls.certificate.rawData);
      const certPem = pemOf(signing);
      return {
        name,
        mspId,
        certPem,
        keyPem: signing.keys.keyPem,
        identity: identityBytes(mspId, certPem),
        pkiId: pkiIdOf(mspId, certPem),
        tls: { certPem: pemOf(tls), keyPem: tls.keys.keyPem, certDer },
        tlsHash: sha256(certDer),
        signing,
      };
    },
    msp(crls = []) {
      const bytes = (text: string) => new TextEncoder().encode(text);
      const certifier = bytes(pemOf(usual));
      const unit = (role: string) => ({
        certificate: certifier,
        organizationalUnitIdentifier: role,
      });
      const config = create(FabricMSPConfigSchema, {
        name: mspId,
        rootCerts: [bytes(pemOf(root))],
        intermediateCerts: intermediate ? [bytes(pemOf(intermediate))] : [],
        revocationList: crls.map(bytes),
        tlsRootCerts: [bytes(pemOf(tlsRoot))],
        cryptoConfig: { signatureHashFamily: 'SHA2', identityIdentifierHashFunction: 'SHA256' },
        fabricNodeOus: {
          enable: true,
          clientOuIdentifier: unit('client'),
          peerOuIdentifier: unit('peer'),
          adminOuIdentifier: unit('admin'),
          ordererOuIdentifier: unit('orderer'),
        },
      });
      return toBinary(
        MSPConfigSchema,
        create(MSPConfigSchema, { type: 0, config: toBinary(FabricMSPConfigSchema, config) }),
      );
    },
  };
}

/** The certificate in PEM. */
export const pemOf = ({ certificate }: SteadyCertificate): string =>
  pem('CERTIFICATE', new Uint8Array(certificate.rawData));

const tlsRequest = (commonName: string): CertificateRequest => ({
  name: `tls of ${commonName}`,
  subject: `C=US, CN=${commonName}`,
  extensions: tlsExtensions(commonName),
});
