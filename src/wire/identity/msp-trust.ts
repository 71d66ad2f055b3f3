/**
 * What an MSP trusts, from its configuration: CAs, revocation lists and organisational units.
 *
 * Implements spec/03-identity.md, clauses IDENT-34 to IDENT-37 and IDENT-41 to IDENT-43: a configuration
 * that cannot work is refused as a whole, in words for the person who wrote it.
 */
import type { Crypto, PublicKey } from '../crypto/port.js';
import { sameBytes } from '../hex.js';
import { type Certificate, parseCertificate, sanitize } from './certificate.js';
import { chainsOf, type TrustPool } from './chain.js';
import { isRevoked, parseRevocationList, type RevocationList } from './crl.js';
import { type CertifiedUnit, type MspConfig, ROLES } from './msp-config.js';
import { certifierOf, type KnownUnit, type UnitRules } from './node-ou.js';

export interface Trust {
  readonly pool: TrustPool;
  /** CAs that have issued other CAs of the pool. */
  readonly innerNodes: readonly Certificate[];
  readonly revocationLists: readonly RevocationList[];
  readonly units: UnitRules;
  readonly keyAlgorithms: ReadonlySet<PublicKey['algorithm']>;
}

export const isInnerNode = (ca: Certificate, { innerNodes }: Trust): boolean =>
  innerNodes.some(({ der }) => sameBytes(der, ca.der));

/** @throws RangeError */
export function createTrust(config: MspConfig, crypto: Crypto): Trust {
  const fail: Fail = (problem) => {
    throw new RangeError(`MSP ${config.mspId || '(no ID)'}: ${problem}`);
  };
  const certificates = (part: string, ders: readonly Uint8Array[]): readonly Certificate[] =>
    ders.map(
      (der, i) => parseCertificate(der) ?? fail(`${part} ${i + 1} is not an X.509 certificate`),
    );

  if (config.mspId === '') fail('an MSP ID is needed, for example Org1MSP');
  if (config.signatureHashFamily !== 'SHA2')
    fail(`signature hash family ${config.signatureHashFamily}: only SHA2 is implemented`);
  if (config.rootCerts.length === 0) fail('at least one root certificate is needed');
  const given = {
    roots: certificates('root certificate', config.rootCerts),
    intermediates: certificates('intermediate certificate', config.intermediateCerts),
  };
  const revocationLists = config.revocationLists.map(
    (der, i) =>
      parseRevocationList(der) ??
      fail(`revocation list ${i + 1} is not a CRL with an authority key identifier`),
  );
  const { pool, innerNodes } = placed(given, revocationLists, crypto, fail);
  const units = unitRules(config, { pool, innerNodes }, crypto, fail);
  const keyAlgorithms = new Set<PublicKey['algorithm']>(['ECDSA']);
  if (config.allowsEd25519 !== false) keyAlgorithms.add('Ed25519');
  return { pool, innerNodes, revocationLists, units, keyAlgorithms };
}

type Fail = (problem: string) => never;

/** IDENT-34 to IDENT-37: each CA is one, has a key identifier and leads to a root; all in low-S form. */
function placed(
  given: TrustPool,
  lists: readonly RevocationList[],
  crypto: Crypto,
  fail: Fail,
): { pool: TrustPool; innerNodes: readonly Certificate[] } {
  const roots = given.roots.map((root) => sanitize(root, root.key));
  const chainOf = (ca: Certificate, pool: TrustPool, what: string) => {
    if (ca.basicConstraints?.isCa !== true) fail(`${what} is not the certificate of a CA`);
    if (ca.subjectKeyId === undefined) fail(`${what} has no subject key identifier`);
    if (ca.signatureAlgorithm.algorithm === 'unsupported' || ca.key.algorithm === 'unsupported')
      fail(`${what}: only ECDSA and Ed25519 are implemented for the keys of CAs`);
    const [chain, ...others] = chainsOf(ca, pool, crypto);
    if (chain === undefined || others.length > 0)
      return fail(`${what} leads to ${chain ? 'several roots' : 'no root'}, not to one`);
    return chain;
  };
  roots.forEach((root, i) => {
    chainOf(root, { roots, intermediates: given.intermediates }, `root certificate ${i + 1}`);
  });
  const intermediates = given.intermediates.map((ca, i) => {
    const chain = chainOf(ca, { ...given, roots }, `intermediate certificate ${i + 1}`);
    return chain[1] === undefined ? ca : sanitize(ca, chain[1].key);
  });
  const pool = { roots, intermediates };
  const innerNodes = intermediates.flatMap((ca, i) => {
    const what = `intermediate certificate ${i + 1}`;
    const [, ...above] = chainOf(ca, pool, what);
    if (above[0] && isRevoked(ca, above[0], lists, crypto)) fail(`${what} has been revoked`);
    return above;
  });
  return { pool, innerNodes };
}

/** IDENT-43 */
function unitRules(
  config: MspConfig,
  { pool, innerNodes }: Pick<Trust, 'pool' | 'innerNodes'>,
  crypto: Crypto,
  fail: Fail,
): UnitRules {
  const known = ({ unit, certifier }: CertifiedUnit): KnownUnit => {
    if (certifier === undefined) return { unit, certifier };
    const ca = [...pool.roots, ...pool.intermediates].find(({ der }) =>
      sameBytes(der, sanitizedCertifier(certifier, pool, crypto)),
    );
    if (ca === undefined) return fail(`certificate of unit ${unit} is not among the MSP's CAs`);
    const chain = chainsOf(ca, pool, crypto)[0] ?? [ca];
    if (chain.length > 1 && innerNodes.some((node) => sameBytes(node.der, ca.der)))
      fail(`certificate of unit ${unit} is of a CA that issues other CAs, not identities`);
    return { unit, certifier: certifierOf(chain, crypto) };
  };
  const { organizationalUnits = [], nodeOus } = config;
  const roles = ROLES.flatMap((role) => {
    const unit = nodeOus?.[role];
    return unit === undefined ? [] : [[unit.unit, { ...known(unit), role }] as const];
  });
  return {
    recognised: organizationalUnits.map(known),
    // Node OUs without a single unit are switched off.
    roles: roles.length > 0 ? new Map(roles) : undefined,
  };
}

function sanitizedCertifier(der: Uint8Array, pool: TrustPool, crypto: Crypto): Uint8Array {
  const ca = parseCertificate(der);
  const chain = ca && chainsOf(ca, pool, crypto)[0];
  if (ca === undefined) return der;
  return sanitize(ca, chain?.[1]?.key ?? ca.key).der;
}
