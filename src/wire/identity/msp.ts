/**
 * A membership service provider of X.509 certificates: who is a member of one organisation.
 *
 * Implements spec/03-identity.md, clauses IDENT-3 to IDENT-7 and IDENT-15 to IDENT-33. Expiry is not
 * judged here; which of several MSPs decides is for authority.ts to say.
 */
import type { Crypto } from '../crypto/port.js';
import { accept, type Refusal, reject, type Verdict } from '../verdict.js';
import { type Certificate, parseCertificate } from './certificate.js';
import { type Chain, chainsOf, hasSigned } from './chain.js';
import { isRevoked } from './crl.js';
import { isCanonicalSignature } from './ecdsa-signature.js';
import type { MspConfig } from './msp-config.js';
import { createTrust, isInnerNode, type Trust } from './msp-trust.js';
import { unitFlaw } from './node-ou.js';
import { certificateBlock, decodePem } from './pem.js';
import type { Identity, MspId } from './port.js';

export interface Msp {
  readonly mspId: MspId;
  /** Judges id_bytes of an identity that names this MSP: `recognise`, then `validate`. */
  resolve(idBytes: Uint8Array): Verdict<Identity>;
  /** A certificate with an issuer known here. A refusal leaves the identity to other MSPs (IDENT-13). */
  recognise(idBytes: Uint8Array): Verdict<Candidate>;
  /** Form, key, place in the tree of CAs, revocation, organisational units. */
  validate(candidate: Candidate): Verdict<Identity>;
}

/** A certificate that an MSP recognises, not yet an identity. */
export interface Candidate {
  readonly idBytes: Uint8Array;
  readonly certificate: Certificate;
  readonly chains: readonly Chain[];
}

/** @throws RangeError if the configuration cannot work; names the part at fault and what is allowed. */
export function createMsp(config: MspConfig, crypto: Crypto): Msp {
  const trust = createTrust(config, crypto);
  const { mspId } = config;
  const validate = (candidate: Candidate): Verdict<Identity> => {
    const { key, notAfterMs } = candidate.certificate;
    return flawOf(candidate, trust, crypto) ?? accept({ mspId, key, notAfterMs });
  };
  return {
    mspId,
    recognise: (idBytes) => recognise(idBytes, trust, crypto),
    validate,
    resolve(idBytes) {
      const candidate = recognise(idBytes, trust, crypto);
      return candidate.verdict === 'accept' ? validate(candidate.value) : candidate;
    },
  };
}

function recognise(idBytes: Uint8Array, trust: Trust, crypto: Crypto): Verdict<Candidate> {
  const block = decodePem(idBytes);
  if (block === undefined) return reject('IDENT-3', 'id_bytes hold no PEM block');
  const certificate = parseCertificate(block.bytes);
  if (certificate === undefined) return reject('IDENT-6', 'not an X.509 certificate in DER');
  const isEcdsaSigned = certificate.signatureAlgorithm.algorithm === 'ECDSA';
  if (isEcdsaSigned && !isCanonicalSignature(certificate.signature))
    return reject('IDENT-7', 'signature of the certificate is not canonical DER');
  const chains = chainsOf(certificate, trust.pool, crypto);
  const candidate = accept({ idBytes, certificate, chains });
  // Only an ECDSA signature makes Fabric look for the issuer this early; a self-signed CA stands for itself.
  if (!isEcdsaSigned) return candidate;
  if (isCa(certificate) && hasSigned(certificate, certificate, crypto)) return candidate;
  return chainFlaw(chains) ?? candidate;
}

const isCa = ({ basicConstraints }: Certificate): boolean => basicConstraints?.isCa === true;

function chainFlaw(chains: readonly Chain[]): Refusal | undefined {
  if (chains.length === 0) return reject('IDENT-15', 'no chain to a root certificate of the MSP');
  if (chains.length > 1)
    return reject('IDENT-23', `${chains.length} chains to root certificates of the MSP, not one`);
  return undefined;
}

/** The checks in their order; the first that fails decides. */
function flawOf(
  { idBytes, certificate, chains }: Candidate,
  trust: Trust,
  crypto: Crypto,
): Refusal | undefined {
  const { key } = certificate;
  const form = certificateBlock(idBytes);
  if (form.verdict !== 'accept') return form;
  if (!trust.keyAlgorithms.has(key.algorithm))
    return reject('IDENT-24', `public key of algorithm ${nameOf(certificate)}`);
  if (isCa(certificate)) return reject('IDENT-25', 'the certificate of a CA is not an identity');
  const unchained = chainFlaw(chains);
  if (unchained) return unchained;
  const [chain] = chains;
  const issuer = chain![1];
  if (issuer === undefined || isInnerNode(issuer, trust))
    return reject('IDENT-26', 'issued by a CA that stands above other CAs of the MSP');
  if (isRevoked(certificate, issuer, trust.revocationLists, crypto))
    return reject('IDENT-27', 'the certificate has been revoked');
  return unitFlaw(chain!, trust.units, crypto);
}

const nameOf = ({ key }: Certificate): string =>
  key.algorithm === 'unsupported' ? key.name : key.algorithm;
