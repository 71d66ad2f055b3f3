/** MSP configurations and MSPs of freshly minted organisations. */
import type { X509Certificate } from '@peculiar/x509';
import type { Organisation } from '../../conformance/harness/minting/organisation.js';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { createMsp, type Msp } from '../../src/wire/identity/msp.js';
import type { MspConfig } from '../../src/wire/identity/msp-config.js';
import { decodePem } from '../../src/wire/identity/pem.js';

export const derOf = (certificate: X509Certificate): Uint8Array =>
  new Uint8Array(certificate.rawData);

export const derOfPem = (pem: string): Uint8Array =>
  decodePem(new TextEncoder().encode(pem))!.bytes;

/** As a channel's configuration would have it: node OUs as the organisation was minted. */
export function mspConfigFor(
  organisation: Organisation,
  changes: Partial<MspConfig> = {},
): MspConfig {
  const { mspId, root, intermediate, issuer, tlsRoot, admin, nodeOus } = organisation;
  const certifier = derOf(issuer.certificate);
  return {
    mspId,
    rootCerts: [derOf(root.certificate)],
    intermediateCerts: intermediate ? [derOf(intermediate.certificate)] : [],
    admins: nodeOus ? [] : [derOf(admin.certificate)],
    revocationLists: [],
    ...(nodeOus && {
      nodeOus: {
        client: { unit: 'client', certifier },
        peer: { unit: 'peer', certifier },
        admin: { unit: 'admin', certifier },
        orderer: { unit: 'orderer', certifier },
      },
    }),
    tlsRootCerts: [derOf(tlsRoot.certificate)],
    tlsIntermediateCerts: [],
    signatureHashFamily: 'SHA2',
    ...changes,
  };
}

export const mspFor = (organisation: Organisation, changes: Partial<MspConfig> = {}): Msp =>
  createMsp(mspConfigFor(organisation, changes), nodeCrypto);
