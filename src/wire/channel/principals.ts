/**
 * Principals: the conditions that a policy sets for one signatory.
 *
 * Implements spec/09-channel.md, CHAN-7.
 */
import { createCodec } from '../codec/codec.js';
import { NESTING_DEPTH_MAX } from '../codec/limits.js';
import type { Crypto } from '../crypto/port.js';
import {
  MSPPrincipal_Classification as Classification,
  CombinedPrincipalSchema,
  type MSPPrincipal,
  MSPRoleSchema,
  OrganizationUnitSchema,
  MSPRole_MSPRoleType as RoleType,
} from '../gen/msp/msp_principal_pb.js';
import { sameBytes } from '../hex.js';
import type { Role } from '../identity/msp-config.js';
import { certifierOf } from '../identity/node-ou.js';
import { decodeSerializedIdentity } from '../serialized-identity.js';
import type { Signatory } from './msps.js';

/** Whether a signatory meets a condition. */
export type Principal = (signatory: Signatory) => boolean;

const roles = /*@__PURE__*/ createCodec(MSPRoleSchema);
const units = /*@__PURE__*/ createCodec(OrganizationUnitSchema);
const combinations = /*@__PURE__*/ createCodec(CombinedPrincipalSchema);

/** Nobody: what Fabric finds out at evaluation is no flaw of the configuration. */
const NOBODY: Principal = () => false;

const isValid = ({ identity }: Signatory): boolean => identity.verdict === 'accept';
const mspIdOf = ({ member }: Signatory): string => member.config.mspId;

/** CHAN-7. What does not decode, is of an unknown kind or nested too deep, nobody meets. */
export function compilePrincipal(message: MSPPrincipal, crypto: Crypto, depth = 1): Principal {
  if (depth > NESTING_DEPTH_MAX) return NOBODY;
  const { principalClassification, principal } = message;
  switch (principalClassification) {
    case Classification.ROLE:
      return rolePrincipal(principal);
    case Classification.ORGANIZATION_UNIT:
      return unitPrincipal(principal, crypto);
    case Classification.IDENTITY:
      return identityPrincipal(principal);
    case Classification.COMBINED:
      return combinedPrincipal(principal, crypto, depth);
    default:
      return NOBODY;
  }
}

function rolePrincipal(bytes: Uint8Array): Principal {
  const decoded = roles.decode(bytes);
  if (decoded.verdict !== 'accept') return NOBODY;
  const { mspIdentifier, role } = decoded.value;
  const has = roleTests[role];
  if (has === undefined) return NOBODY;
  return (signatory) => mspIdOf(signatory) === mspIdentifier && has(signatory);
}

const roleTests: Readonly<Record<number, Principal>> = {
  [RoleType.MEMBER]: isValid,
  [RoleType.ADMIN]: (s) => isNamedAdmin(s) || hasNodeOu(s, 'admin'),
  [RoleType.CLIENT]: (s) => hasNodeOu(s, 'client'),
  [RoleType.PEER]: (s) => hasNodeOu(s, 'peer'),
  [RoleType.ORDERER]: (s) => hasNodeOu(s, 'orderer'),
};

/** Named in the configuration: its validity was judged with that. */
const isNamedAdmin = ({ member, candidate }: Signatory): boolean =>
  member.config.admins.some((admin) => sameBytes(admin, candidate.certificate.der));

function hasNodeOu(signatory: Signatory, role: Role): boolean {
  const unit = signatory.member.config.nodeOus?.[role]?.unit;
  return (
    unit !== undefined &&
    isValid(signatory) &&
    signatory.candidate.certificate.organizationalUnits.includes(unit)
  );
}

function unitPrincipal(bytes: Uint8Array, crypto: Crypto): Principal {
  const decoded = units.decode(bytes);
  if (decoded.verdict !== 'accept') return NOBODY;
  const { mspIdentifier, organizationalUnitIdentifier, certifiersIdentifier } = decoded.value;
  return (signatory) => {
    if (mspIdOf(signatory) !== mspIdentifier || !isValid(signatory)) return false;
    const { certificate, chains } = signatory.candidate;
    if (!certificate.organizationalUnits.includes(organizationalUnitIdentifier)) return false;
    const [, ...authorities] = chains[0] ?? [];
    return sameBytes(certifierOf(authorities, crypto), certifiersIdentifier);
  };
}

function identityPrincipal(bytes: Uint8Array): Principal {
  const decoded = decodeSerializedIdentity(bytes);
  if (decoded.verdict !== 'accept') return NOBODY;
  const { mspid, idBytes } = decoded.value;
  return (signatory) => {
    if (mspIdOf(signatory) !== mspid || !isValid(signatory)) return false;
    const named = signatory.member.msp.recognise(idBytes);
    return (
      named.verdict === 'accept' &&
      sameBytes(named.value.certificate.der, signatory.candidate.certificate.der)
    );
  };
}

function combinedPrincipal(bytes: Uint8Array, crypto: Crypto, depth: number): Principal {
  const decoded = combinations.decode(bytes);
  if (decoded.verdict !== 'accept' || decoded.value.principals.length === 0) return NOBODY;
  const parts = decoded.value.principals.map((part) => compilePrincipal(part, crypto, depth + 1));
  return (signatory) => parts.every((part) => part(signatory));
}
