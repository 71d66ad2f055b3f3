/**
 * Administrators of an MSP. Gossip asks nothing of them; Fabric does not start a peer without.
 *
 * Implements spec/03-identity.md, clauses IDENT-38 and IDENT-39.
 */
import type { Crypto } from '../crypto/port.js';
import { parseCertificate } from './certificate.js';
import { chainsOf } from './chain.js';
import { createMsp } from './msp.js';
import type { MspConfig } from './msp-config.js';
import { createTrust, isInnerNode } from './msp-trust.js';
import { encodePem } from './pem.js';

/**
 * What is wrong with the administrators that a configuration names; undefined if nothing is.
 * @throws RangeError if the rest of the configuration cannot work.
 */
export function administratorFlaw(config: MspConfig, crypto: Crypto): string | undefined {
  const { admins, nodeOus } = config;
  const hasRoles = createTrust(config, crypto).units.roles !== undefined;
  if (admins.length === 0 && (!hasRoles || nodeOus?.admin === undefined))
    return 'administrators are needed: either their certificates, or a node OU for admins';
  for (const [i, der] of admins.entries()) {
    const flaw = hasRoles ? roleFlaw(der, config, crypto) : memberFlaw(der, config, crypto);
    if (flaw !== undefined) return `administrator ${i + 1} ${flaw}`;
  }
  return undefined;
}

/** Without node OUs, an administrator is a member like any other. */
function memberFlaw(der: Uint8Array, config: MspConfig, crypto: Crypto): string | undefined {
  const verdict = createMsp(config, crypto).resolve(encodePem('CERTIFICATE', der));
  return verdict.verdict === 'accept'
    ? undefined
    : `is no member of the MSP: ${verdict.reason} (${verdict.clause})`;
}

/** With node OUs, its issuer and its unit count; it may even be revoked. */
function roleFlaw(der: Uint8Array, config: MspConfig, crypto: Crypto): string | undefined {
  const trust = createTrust(config, crypto);
  const admin = parseCertificate(der);
  if (admin === undefined) return 'is not an X.509 certificate';
  const [chain, ...others] = chainsOf(admin, trust.pool, crypto);
  const issuer = chain?.[1];
  if (issuer === undefined || others.length > 0 || isInnerNode(issuer, trust))
    return "was not issued by one of the MSP's CAs that issue identities";
  const units = [config.nodeOus?.client, config.nodeOus?.admin].flatMap((known) => known ?? []);
  return units.some(({ unit }) => admin.organizationalUnits.includes(unit))
    ? undefined
    : 'is neither a client nor an admin by its organisational unit';
}
