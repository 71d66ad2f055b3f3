/**
 * Organisations that exist for one run: an MSP of their own, TLS of their own, and as many peers as a
 * case asks for. Nothing is ever valid outside the run that minted it.
 */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import {
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type X509Certificate,
} from '@peculiar/x509';
import {
  certificatePem,
  type MintedAuthority,
  mintAuthority,
  mintSelfSigned,
  type RelativeValidity,
  type Request,
  type Validity,
} from './authority.js';
import { identityBytes, pkiIdOf } from './identity.js';
import { type KeyKind, keyPem, type MintedKeys } from './keys.js';
import { freshMaterial, type Material } from './material.js';
import { tlsExtensions } from './tls-extensions.js';

export interface OrganisationOptions {
  /** Whether an intermediate CA issues the identities. Default false. */
  readonly intermediate?: boolean;
  /** Whether roles are told apart by organisational units. Default true; else the admin is named. */
  readonly nodeOus?: boolean;
  /** Kind of the keys of both root CAs. Default P-256. */
  readonly kind?: KeyKind;
  /** Where its keys come from. Default fresh. */
  readonly material?: Material;
}

export interface PeerOptions {
  /** OU attributes, in order. Default `['peer']`. */
  readonly units?: readonly string[];
  readonly kind?: KeyKind;
  readonly validity?: Validity | RelativeValidity;
  /** Validity of the TLS certificate. */
  readonly tlsValidity?: Validity | RelativeValidity;
  readonly s?: Request['s'];
  /** Who issues the signing certificate. Default: the CA that issues identities. `self`: nobody. */
  readonly issuer?: MintedAuthority | 'self';
  /** Extensions besides key usage and the issuer's key identifier. */
  readonly extensions?: readonly Extension[];
  /** What id_bytes hold, made from the certificate's PEM. Default: the PEM itself. */
  readonly idBytes?: (pem: string) => string | Uint8Array;
  /** Which of several peers of one name it is, where keys follow from a seed. Default the name. */
  readonly label?: string;
}

export interface PeerCredentials {
  readonly name: string;
  readonly mspId: string;
  readonly certificate: X509Certificate;
  readonly certPem: string;
  /** PKCS#8. */
  readonly keyPem: string;
  /** Bytes of msp.SerializedIdentity. */
  readonly identity: Uint8Array;
  /** 32 bytes. */
  readonly pkiId: Uint8Array;
  /** For 127.0.0.1, ::1 and localhost, for servers and clients. */
  readonly tls: {
    readonly certPem: string;
    readonly keyPem: string;
    readonly certDer: Uint8Array;
  };
  /** Root certificate of the identities. */
  readonly caPem: string;
  /** Root certificate of TLS. */
  readonly tlsCaPem: string;
}

export interface Organisation {
  readonly mspId: string;
  /** DNS-like name, for file names and subjects. */
  readonly domain: string;
  readonly nodeOus: boolean;
  readonly root: MintedAuthority;
  readonly intermediate: MintedAuthority | undefined;
  /** The one of the two above that issues identities. */
  readonly issuer: MintedAuthority;
  readonly tlsRoot: MintedAuthority;
  readonly admin: PeerCredentials;
  mintPeer(name: string, options?: PeerOptions): Promise<PeerCredentials>;
  /** Where its keys come from. */
  readonly material: Material;
  /** A PEM revocation list of these peers, signed by the CA that issues identities. */
  revoke(peers: readonly PeerCredentials[]): Promise<string>;
}

/** A second organisation of the same MSP ID has the same name and shares nothing with the first. */
export async function mintOrganisation(
  mspId: string,
  {
    intermediate: hasIntermediate = false,
    nodeOus = true,
    kind,
    material = freshMaterial,
  }: OrganisationOptions = {},
): Promise<Organisation> {
  const domain = `${mspId.replace(/MSP$/, '').toLowerCase()}.test`;
  const [root, tlsRoot] = await Promise.all([
    mintAuthority(`ca.${domain}`, { material, ...(kind && { kind }) }),
    mintAuthority(`tlsca.${domain}`, { material, ...(kind && { kind }) }),
  ]);
  const intermediate = hasIntermediate ? await root.issueAuthority(`ica.${domain}`) : undefined;
  const issuer = intermediate ?? root;
  const mintPeer = async (name: string, options: PeerOptions = {}): Promise<PeerCredentials> => {
    const label = `${domain}/${options.label ?? name}`;
    const keys = await material.keys(label, options.kind);
    const signing = await mintSigning(`${name}.${domain}`, issuer, keys, options, material);
    const tlsKeys = await material.keys(`${label}/tls`);
    const tls = await mintTls(`${name}.${domain}`, tlsRoot, tlsKeys, options.tlsValidity);
    const idBytes = (options.idBytes ?? ((pem) => pem))(signing.certPem);
    return {
      name,
      mspId,
      ...signing,
      identity: identityBytes(mspId, idBytes),
      pkiId: pkiIdOf(mspId, idBytes),
      tls,
      caPem: certificatePem(root.certificate),
      tlsCaPem: certificatePem(tlsRoot.certificate),
    };
  };
  return {
    mspId,
    domain,
    nodeOus,
    root,
    intermediate,
    issuer,
    tlsRoot,
    admin: await mintPeer('Admin', { units: nodeOus ? ['admin'] : [] }),
    mintPeer,
    material,
    revoke: (peers) => issuer.revoke(peers.map(({ certificate }) => certificate)),
  };
}

async function mintSigning(
  commonName: string,
  usual: MintedAuthority,
  keys: MintedKeys,
  { units = ['peer'], validity, s, issuer = usual, extensions = [] }: PeerOptions,
  material: Material,
) {
  const subject = ['C=US', ...units.map((unit) => `OU=${unit}`), `CN=${commonName}`].join(', ');
  const request: Request = {
    subject,
    keys,
    ...(validity && { validity }),
    ...(s && { s }),
    extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true), ...extensions],
  };
  const certificate = await (issuer === 'self'
    ? mintSelfSigned(request, material)
    : issuer.issue(request));
  return { certificate, certPem: certificatePem(certificate), keyPem: keyPem(keys) };
}

async function mintTls(
  commonName: string,
  tlsRoot: MintedAuthority,
  keys: MintedKeys,
  validity?: Validity | RelativeValidity,
) {
  const certificate = await tlsRoot.issue({
    subject: `C=US, CN=${commonName}`,
    keys,
    ...(validity && { validity }),
    extensions: tlsExtensions(commonName),
  });
  return {
    certPem: certificatePem(certificate),
    keyPem: keyPem(keys),
    certDer: new Uint8Array(certificate.rawData),
  };
}
