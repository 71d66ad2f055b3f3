/**
 * Chains of certificates from one to the roots that a peer trusts, as Go's verifier builds them.
 *
 * Implements spec/03-identity.md, clauses IDENT-15 to IDENT-22. Knows no MSP, revocation or roles.
 */
import type { Crypto } from '../crypto/port.js';
import { sameBytes } from '../hex.js';
import type { Certificate } from './certificate.js';
import { isCanonicalSignature } from './ecdsa-signature.js';
import { CHAIN_CANDIDATES_MAX } from './limits.js';

export interface TrustPool {
  readonly roots: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
}

/** From the certificate itself to a root. */
export type Chain = readonly Certificate[];

const NO_KEY_ID = new Uint8Array();
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ANY_USAGE = '2.5.29.37.0';

/** IDENT-15: every chain that leads from the certificate to a root; empty if none does. */
export function chainsOf(
  certificate: Certificate,
  { roots, intermediates }: TrustPool,
  crypto: Crypto,
): readonly Chain[] {
  // IDENT-16: chains are judged one second after the certificate begins to be valid.
  const atMs = certificate.notBeforeMs + 1_000;
  if (certificate.unhandled.length > 0 || !isValidAt(certificate, atMs)) return [];
  let candidates = 0;

  const extend = (chain: Chain): readonly Chain[] => {
    const child = chain.at(-1)!;
    const chains: Chain[] = [];
    for (const [pool, isRoot] of [
      [roots, true],
      [intermediates, false],
    ] as const)
      for (const parent of candidatesOf(child, pool)) {
        // IDENT-22
        candidates += 1;
        if (candidates > CHAIN_CANDIDATES_MAX) return chains;
        if (isInChain(parent, chain) || !hasSigned(parent, child, crypto)) continue;
        if (!mayStandIn(parent, chain, isRoot, atMs)) continue;
        if (isRoot) chains.push([...chain, parent]);
        else chains.push(...extend([...chain, parent]));
      }
    return chains;
  };

  const found = roots.some((root) => sameBytes(root.der, certificate.der))
    ? [[certificate]]
    : extend([certificate]);
  return found.filter(servesServers);
}

/** By name. Those whose key identifier fits come first, which matters only at the limit of IDENT-22. */
function candidatesOf(child: Certificate, pool: readonly Certificate[]): readonly Certificate[] {
  const named = pool.filter(({ subject }) => sameBytes(subject, child.issuer));
  if (named.length < 2) return named;
  const theirs = child.authorityKeyId ?? NO_KEY_ID;
  const rank = ({ subjectKeyId = NO_KEY_ID }: Certificate): number => {
    if (sameBytes(subjectKeyId, theirs)) return 0;
    return subjectKeyId.length === 0 || theirs.length === 0 ? 1 : 2;
  };
  return named.sort((a, b) => rank(a) - rank(b));
}

const isValidAt = ({ notBeforeMs, notAfterMs }: Certificate, atMs: number): boolean =>
  notBeforeMs <= atMs && atMs <= notAfterMs;

/** Two certificates of one subject, key and alternative name count as one: chains have no loops. */
const isInChain = (candidate: Certificate, chain: Chain): boolean =>
  chain.some(
    ({ subject, keyInfo, subjectAltName }) =>
      sameBytes(candidate.subject, subject) &&
      sameBytes(candidate.keyInfo, keyInfo) &&
      (candidate.subjectAltName === undefined || subjectAltName === undefined
        ? candidate.subjectAltName === subjectAltName
        : sameBytes(candidate.subjectAltName, subjectAltName)),
  );

/** IDENT-17, IDENT-18: the parent is a CA that may sign certificates, and it signed this one. */
export function hasSigned(parent: Certificate, child: Certificate, crypto: Crypto): boolean {
  const { key, version, basicConstraints, maySignCertificates } = parent;
  const isCa = basicConstraints === undefined ? version < 3 : basicConstraints.isCa;
  const { signatureAlgorithm: how, signature, tbs } = child;
  if (!isCa || !maySignCertificates || how.algorithm !== key.algorithm) return false;
  if (how.algorithm !== 'ECDSA') return crypto.verify(key, tbs, signature);
  // A certificate may carry either s; Fabric brings it into the lower half itself.
  return (
    how.hash !== undefined &&
    isCanonicalSignature(signature) &&
    crypto.verify(key, tbs, signature, { hash: how.hash, lowS: false })
  );
}

/** IDENT-16, IDENT-17, IDENT-19, IDENT-21: what a CA certificate must be to stand above this chain. */
function mayStandIn(ca: Certificate, chain: Chain, isRoot: boolean, atMs: number): boolean {
  const { basicConstraints, unhandled } = ca;
  const below = chain.length - 1;
  return (
    unhandled.length === 0 &&
    isValidAt(ca, atMs) &&
    (isRoot || basicConstraints?.isCa === true) &&
    below <= (basicConstraints?.pathLength ?? Number.POSITIVE_INFINITY)
  );
}

/** IDENT-20: whoever lists extended key usages must list that of a TLS server, or any. */
const servesServers = (chain: Chain): boolean =>
  chain.every(
    ({ extendedKeyUsage: usages }) =>
      usages.length === 0 || usages.includes(SERVER_AUTH) || usages.includes(ANY_USAGE),
  );
