/** The MSP of an organisation as a channel's configuration carries it: msp.MSPConfig, without keys. */
import { FabricMSPConfigSchema, MSPConfigSchema } from '../../wire/gen/msp/msp_config_pb.js';
import type { CertifiedUnit, MspConfig } from '../../wire/identity/msp-config.js';
import { encodePem } from '../../wire/identity/pem.js';
import { encodeFields } from '../../wire/transaction/encoding.js';

const certificate = (der: Uint8Array): Uint8Array => encodePem('CERTIFICATE', der);

const unit = ({ unit: organizationalUnitIdentifier, certifier }: CertifiedUnit) => ({
  organizationalUnitIdentifier,
  ...(certifier && { certificate: certificate(certifier) }),
});

/** `config`: as read from an MSP folder. */
export function mspValue(config: MspConfig): Uint8Array {
  const { nodeOus } = config;
  const message = encodeFields(FabricMSPConfigSchema, {
    name: config.mspId,
    rootCerts: config.rootCerts.map(certificate),
    intermediateCerts: config.intermediateCerts.map(certificate),
    admins: config.admins.map(certificate),
    revocationList: config.revocationLists.map((der) => encodePem('X509 CRL', der)),
    organizationalUnitIdentifiers: (config.organizationalUnits ?? []).map(unit),
    cryptoConfig: {
      signatureHashFamily: config.signatureHashFamily ?? 'SHA2',
      identityIdentifierHashFunction: 'SHA256',
    },
    tlsRootCerts: config.tlsRootCerts.map(certificate),
    tlsIntermediateCerts: config.tlsIntermediateCerts.map(certificate),
    ...(nodeOus && {
      fabricNodeOus: {
        enable: true,
        ...(nodeOus.client && { clientOuIdentifier: unit(nodeOus.client) }),
        ...(nodeOus.peer && { peerOuIdentifier: unit(nodeOus.peer) }),
        ...(nodeOus.admin && { adminOuIdentifier: unit(nodeOus.admin) }),
        ...(nodeOus.orderer && { ordererOuIdentifier: unit(nodeOus.orderer) }),
      },
    }),
  });
  return encodeFields(MSPConfigSchema, { type: 0, config: message });
}
