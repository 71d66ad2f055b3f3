/**
 * Organisational units: which an MSP recognises, and the one role that a member has by them.
 *
 * Implements spec/03-identity.md, clauses IDENT-30 to IDENT-33.
 */
import type { Crypto } from '../crypto/port.js';
import { sameBytes } from '../hex.js';
import { type Refusal, reject } from '../verdict.js';
import type { Chain } from './chain.js';
import type { Role } from './msp-config.js';

/** A unit with the identifier of the chain that must certify it; undefined if any chain will do. */
export interface KnownUnit {
  readonly unit: string;
  readonly certifier: Uint8Array | undefined;
}

export interface UnitRules {
  /** If not empty, a member needs one of them. */
  readonly recognised: readonly KnownUnit[];
  /** If present, a member needs exactly one of them. */
  readonly roles: ReadonlyMap<string, KnownUnit & { readonly role: Role }> | undefined;
}

/** IDENT-33: SHA-256 over the certificates of the CAs, the issuer first and the root last. */
export const certifierOf = (authorities: Chain, crypto: Crypto): Uint8Array =>
  crypto.sha256(...authorities.map(({ der }) => der));

const certifies = ({ certifier }: KnownUnit, actual: Uint8Array): boolean =>
  certifier === undefined || sameBytes(certifier, actual);

/** Why the units of a member with this chain are not acceptable; undefined if they are. */
export function unitFlaw(
  [member, ...authorities]: Chain,
  { recognised, roles }: UnitRules,
  crypto: Crypto,
): Refusal | undefined {
  if (recognised.length === 0 && roles === undefined) return undefined;
  const units = member!.organizationalUnits;
  const certifier = certifierOf(authorities, crypto);
  const isRecognised = (known: KnownUnit) =>
    units.includes(known.unit) && certifies(known, certifier);
  if (recognised.length > 0 && !recognised.some(isRecognised))
    return reject('IDENT-30', 'no organisational unit that the MSP recognises');
  return roles && roleFlaw(units, certifier, roles);
}

function roleFlaw(
  units: readonly string[],
  certifier: Uint8Array,
  roles: NonNullable<UnitRules['roles']>,
): Refusal | undefined {
  const found = units.flatMap((unit) => roles.get(unit) ?? []);
  if (found.slice(0, 2).some((known) => !certifies(known, certifier)))
    return reject('IDENT-33', 'organisational unit certified by another CA');
  if (found.length === 0)
    return reject('IDENT-31', 'no organisational unit for client, peer, admin or orderer');
  if (found.length > 1)
    return reject('IDENT-32', `${found.length} organisational units with a role, not one`);
  return undefined;
}
