/**
 * From the bytes of msp.FabricMSPConfig, as a channel's configuration carries them, to an MspConfig.
 *
 * Implements spec/03-identity.md, clause IDENT-40.
 */
import { createCodec } from '../codec/codec.js';
import {
  type FabricMSPConfig,
  FabricMSPConfigSchema,
  type FabricOUIdentifier,
} from '../gen/msp/msp_config_pb.js';
import { accept, reject, type Verdict } from '../verdict.js';
import type { CertifiedUnit, MspConfig } from './msp-config.js';
import { decodePem } from './pem.js';

const codec = /*@__PURE__*/ createCodec(FabricMSPConfigSchema);

/** IDENT-40: refuses bytes that do not parse, and certificates or lists that are not PEM (lists: nor DER). */
export function mspConfigOf(bytes: Uint8Array): Verdict<MspConfig> {
  const parsed = codec.decode(bytes);
  if (parsed.verdict !== 'accept') return reject('IDENT-40', parsed.reason);
  const config = configOf(parsed.value);
  return config === undefined
    ? reject('IDENT-40', 'a certificate of the MSP configuration is not PEM')
    : accept(config);
}

function configOf(message: FabricMSPConfig): MspConfig | undefined {
  const rootCerts = ders(message.rootCerts);
  const intermediateCerts = ders(message.intermediateCerts);
  const admins = ders(message.admins);
  const tlsRootCerts = ders(message.tlsRootCerts);
  const tlsIntermediateCerts = ders(message.tlsIntermediateCerts);
  const units = all(message.organizationalUnitIdentifiers.map(unitOf));
  const nodeOus = nodeOusOf(message);
  if (!rootCerts || !intermediateCerts || !admins || !tlsRootCerts || !tlsIntermediateCerts)
    return undefined;
  if (!units || !nodeOus) return undefined;
  return {
    mspId: message.name,
    rootCerts,
    intermediateCerts,
    admins,
    // A list may be DER already.
    revocationLists: message.revocationList.map((list) => decodePem(list)?.bytes ?? list),
    organizationalUnits: units as readonly Required<CertifiedUnit>[],
    ...(nodeOus !== 'off' && { nodeOus }),
    tlsRootCerts,
    tlsIntermediateCerts,
    signatureHashFamily: message.cryptoConfig?.signatureHashFamily === 'SHA3' ? 'SHA3' : 'SHA2',
  };
}

const all = <T>(values: readonly (T | undefined)[]): readonly T[] | undefined =>
  values.every((value) => value !== undefined) ? (values as readonly T[]) : undefined;

const ders = (pems: readonly Uint8Array[]): readonly Uint8Array[] | undefined =>
  all(pems.map((pem) => decodePem(pem)?.bytes));

function unitOf(identifier: FabricOUIdentifier): CertifiedUnit | undefined {
  const unit = identifier.organizationalUnitIdentifier;
  if (identifier.certificate.length === 0) return { unit };
  const certifier = decodePem(identifier.certificate)?.bytes;
  return certifier && { unit, certifier };
}

function nodeOusOf({ fabricNodeOus: ous }: FabricMSPConfig): MspConfig['nodeOus'] | 'off' {
  if (ous === undefined || !ous.enable) return 'off';
  const roles = [
    ['client', ous.clientOuIdentifier],
    ['peer', ous.peerOuIdentifier],
    ['admin', ous.adminOuIdentifier],
    ['orderer', ous.ordererOuIdentifier],
  ] as const;
  const units = roles.flatMap(([role, identifier]) =>
    identifier === undefined ? [] : [[role, unitOf(identifier)] as const],
  );
  return units.some(([, unit]) => unit === undefined) ? undefined : Object.fromEntries(units);
}
