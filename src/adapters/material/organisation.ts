/** Organisations: a CA for identities, one for TLS, and the members that they issue certificates to. */
import type { MspConfig } from '../../wire/identity/msp-config.js';
import { decodePem } from '../../wire/identity/pem.js';
import { encodeSerializedIdentity } from '../../wire/serialized-identity.js';
import { type Authority, mintAuthority, type Pair } from './certificates.js';

/** Node OUs: what a member is, by the organisational unit of its certificate. */
export type Role = 'peer' | 'orderer' | 'client' | 'admin';

export interface MintedMember {
  /** First label of its common name, for example `peer0`. */
  readonly name: string;
  readonly role: Role;
  readonly mspId: string;
  readonly signing: Pair;
  readonly tls: Pair;
  /** Serialized msp.SerializedIdentity. */
  readonly identity: Uint8Array;
}

export interface MintedOrganisation {
  readonly mspId: string;
  /** For example `org1.test`; names files and certificates. */
  readonly domain: string;
  readonly ca: Authority;
  readonly tlsCa: Authority;
  /** `hosts`: names and addresses for its TLS certificate, beside its own name. */
  mint(name: string, role: Role, hosts?: readonly string[]): Promise<MintedMember>;
}

/** Hosts that every TLS certificate is good for: this machine. */
export const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '::1'];

export async function mintOrganisation(
  mspId: string,
  nowMs: number,
  domain: string = domainOf(mspId),
): Promise<MintedOrganisation> {
  const [ca, tlsCa] = await Promise.all([
    mintAuthority(`ca.${domain}`, nowMs),
    mintAuthority(`tlsca.${domain}`, nowMs),
  ]);
  return {
    mspId,
    domain,
    ca,
    tlsCa,
    async mint(name, role, hosts = LOOPBACK) {
      const commonName = `${name}.${domain}`;
      const [signing, tls] = await Promise.all([
        ca.issueSigner(commonName, role),
        tlsCa.issueTls(commonName, hosts),
      ]);
      const identity = encodeSerializedIdentity(mspId, new TextEncoder().encode(signing.certPem));
      return { name, role, mspId, signing, tls, identity };
    },
  };
}

/** By which others know its members: its roots, and node OUs for every role. */
export function mspConfigOf({ mspId, ca, tlsCa }: MintedOrganisation): MspConfig {
  const certifier = derOf(ca.certPem);
  return {
    mspId,
    rootCerts: [certifier],
    intermediateCerts: [],
    admins: [],
    revocationLists: [],
    nodeOus: {
      client: { unit: 'client', certifier },
      peer: { unit: 'peer', certifier },
      admin: { unit: 'admin', certifier },
      orderer: { unit: 'orderer', certifier },
    },
    tlsRootCerts: [derOf(tlsCa.certPem)],
    tlsIntermediateCerts: [],
    signatureHashFamily: 'SHA2',
  };
}

const derOf = (pem: string): Uint8Array => decodePem(new TextEncoder().encode(pem))!.bytes;

/** `Org1MSP` lives at `org1.test`. */
export const domainOf = (mspId: string): string =>
  `${mspId
    .replace(/MSP$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')}.test`;
