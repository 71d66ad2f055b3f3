/** Policies of a channel, as Fabric's test network has them. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ConfigPolicySchema } from '../../wire/gen/common/configtx_pb.js';
import {
  ImplicitMetaPolicy_Rule,
  ImplicitMetaPolicySchema,
  Policy_PolicyType,
  SignaturePolicyEnvelopeSchema,
} from '../../wire/gen/common/policies_pb.js';
import {
  MSPPrincipal_Classification,
  MSPRoleSchema,
  MSPRole_MSPRoleType as RoleType,
} from '../../wire/gen/msp/msp_principal_pb.js';
import { encodeFields } from '../../wire/transaction/encoding.js';

export type Policies = Record<string, MessageInitShape<typeof ConfigPolicySchema>>;

/** Who may change a part of the configuration. */
export const MOD_POLICY = 'Admins';

/** Any one of these roles of the organisation. */
export function anyOf(mspId: string, roles: readonly RoleType[]) {
  const value = encodeFields(SignaturePolicyEnvelopeSchema, {
    rule: {
      Type: {
        case: 'nOutOf',
        value: {
          n: 1,
          rules: roles.map((_, i) => ({ Type: { case: 'signedBy' as const, value: i } })),
        },
      },
    },
    identities: roles.map((role) => ({
      principalClassification: MSPPrincipal_Classification.ROLE,
      principal: encodeFields(MSPRoleSchema, { mspIdentifier: mspId, role }),
    })),
  });
  return named({ type: Policy_PolicyType.SIGNATURE, value });
}

/** So many of the groups below as satisfy their policy of this name. */
export function below(rule: 'ANY' | 'MAJORITY', subPolicy: string) {
  const value = encodeFields(ImplicitMetaPolicySchema, {
    subPolicy,
    rule: ImplicitMetaPolicy_Rule[rule],
  });
  return named({ type: Policy_PolicyType.IMPLICIT_META, value });
}

const named = (policy: { readonly type: number; readonly value: Uint8Array }) => ({
  policy,
  modPolicy: MOD_POLICY,
});

/** Of a group that has organisations below it. */
export const groupPolicies = (): Policies => ({
  Readers: below('ANY', 'Readers'),
  Writers: below('ANY', 'Writers'),
  Admins: below('MAJORITY', 'Admins'),
});

/** Of an application organisation: peers read and endorse, clients write. */
export const memberPolicies = (mspId: string): Policies => ({
  Readers: anyOf(mspId, [RoleType.ADMIN, RoleType.PEER, RoleType.CLIENT]),
  Writers: anyOf(mspId, [RoleType.ADMIN, RoleType.CLIENT]),
  Admins: anyOf(mspId, [RoleType.ADMIN]),
  Endorsement: anyOf(mspId, [RoleType.PEER]),
});

/** Of an organisation of the ordering service. */
export const ordererPolicies = (mspId: string): Policies => ({
  Readers: anyOf(mspId, [RoleType.MEMBER]),
  Writers: anyOf(mspId, [RoleType.MEMBER]),
  Admins: anyOf(mspId, [RoleType.ADMIN]),
});
