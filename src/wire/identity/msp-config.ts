/** What defines an MSP of X.509 certificates: the content of a Fabric MSP folder or msp.FabricMSPConfig. */
import type { MspId } from './port.js';

/** The four roles that organisational units can tell apart. */
export const ROLES = ['client', 'peer', 'admin', 'orderer'] as const;
export type Role = (typeof ROLES)[number];

/** An organisational unit, and by which CA it must be certified. */
export interface CertifiedUnit {
  /** Value of the OU attribute, compared exactly. */
  readonly unit: string;
  /** DER of a root or intermediate certificate of the MSP; any CA of it will do if absent. */
  readonly certifier?: Uint8Array;
}

/** Certificates and lists are DER, each array in the order of its source. */
export interface MspConfig {
  readonly mspId: MspId;
  /** At least one. */
  readonly rootCerts: readonly Uint8Array[];
  readonly intermediateCerts: readonly Uint8Array[];
  /** Certificates that are administrators by name. May be empty only if an admin unit is set. */
  readonly admins: readonly Uint8Array[];
  readonly revocationLists: readonly Uint8Array[];
  /** If not empty, an identity needs at least one of them. */
  readonly organizationalUnits?: readonly Required<CertifiedUnit>[];
  /** If present, an identity needs exactly one of these units. */
  readonly nodeOus?: { readonly [R in Role]?: CertifiedUnit };
  /** Not part of identities: for TLS adapters. */
  readonly tlsRootCerts: readonly Uint8Array[];
  readonly tlsIntermediateCerts: readonly Uint8Array[];
  /** Only SHA2 is implemented: messages are signed over SHA-256. */
  readonly signatureHashFamily: 'SHA2' | 'SHA3';
  /** Whether members may have Ed25519 keys; not in profile fabric-2.5 (IDENT-56). Default true. */
  readonly allowsEd25519?: boolean;
}
