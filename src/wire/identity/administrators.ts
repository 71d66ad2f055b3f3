/**
 * Administrators of an MSP. Gossip asks nothing of them; Fabric does not start a peer without.
 *
 * Implements spec/03-identity.md, clauses IDENT-38 and IDENT-39.
 */
import type { Crypto } from '../crypto/port.js';
import { parseCertificate } from './certificate.js';
import { chainsOf } from './chain.js';
import type { MspConfig } from './msp-config.js';
import { createTrust } from './msp-trust.js';
import { unitFlaw } from './node-ou.js';

/**
 * What is wrong with the administrators that a configuration names; undefined if nothing is.
 * @throws RangeError if the rest of the configuration cannot work.
 */
export function administratorFlaw(config: MspConfig, crypto: Crypto): string | undefined {
  const { admins, nodeOus } = config;
  const { pool, units } = createTrust(config, crypto);
  if (admins.length === 0 && nodeOus?.admin === undefined)
    return 'administrators are needed: either their certificates, or a node OU for admins';
  for (const [i, der] of admins.entries()) {
    const admin = parseCertificate(der);
    if (admin === undefined) return `administrator ${i + 1} is not an X.509 certificate`;
    const [chain, ...others] = chainsOf(admin, pool, crypto);
    if (chain === undefined || others.length > 0)
      return `administrator ${i + 1} was not issued by one of the MSP's CAs`;
    const isPrivileged = [nodeOus?.client, nodeOus?.admin].some(
      (unit) => unit && admin.organizationalUnits.includes(unit.unit),
    );
    if (units.roles === undefined ? unitFlaw(chain, units, crypto) : !isPrivileged)
      return `administrator ${i + 1} is neither a client nor an admin by its organisational unit`;
  }
  return undefined;
}
