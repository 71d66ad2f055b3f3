/** The policies of a channel: who of an organisation may do what, and how organisations add up. */
import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { ConfigPolicySchema } from '../../../../src/wire/gen/common/configtx_pb.js';
import {
  ImplicitMetaPolicy_Rule,
  ImplicitMetaPolicySchema,
  Policy_PolicyType,
  SignaturePolicyEnvelopeSchema,
} from '../../../../src/wire/gen/common/policies_pb.js';
import {
  MSPPrincipal_Classification,
  MSPRole_MSPRoleType,
  MSPRoleSchema,
} from '../../../../src/wire/gen/msp/msp_principal_pb.js';

export type Policies = Record<string, MessageInitShape<typeof ConfigPolicySchema>>;

/** Who may change what, everywhere in the configuration. */
export const modPolicy = 'Admins';

const names = ['Readers', 'Writers', 'Admins'] as const;

/** Whose signature an organisation's policies ask for. */
export type PolicyRole = 'MEMBER' | 'PEER';

/** One organisation's: the signature of any member, and for Readers of one with that role. */
export function memberPolicies(mspId: string, readers: PolicyRole = 'MEMBER'): Policies {
  return policies(names, (name) => ({
    type: Policy_PolicyType.SIGNATURE,
    value: signedBy(mspId, name === 'Readers' ? readers : 'MEMBER'),
  }));
}

/** One policy: the signatures of so many members of an organisation, each another. */
export const membersSign = (mspId: string, count: number): Policies[string] => ({
  policy: { type: Policy_PolicyType.SIGNATURE, value: signedBy(mspId, 'MEMBER', count) },
  modPolicy,
});

function signedBy(mspId: string, role: PolicyRole, count = 1): Uint8Array {
  return encode(SignaturePolicyEnvelopeSchema, {
    rule: {
      Type: {
        case: 'nOutOf',
        value: {
          n: count,
          rules: Array.from({ length: count }, () => ({
            Type: { case: 'signedBy' as const, value: 0 },
          })),
        },
      },
    },
    identities: [
      {
        principalClassification: MSPPrincipal_Classification.ROLE,
        principal: encode(MSPRoleSchema, {
          mspIdentifier: mspId,
          role: MSPRole_MSPRoleType[role],
        }),
      },
    ],
  });
}

/**
 * A group's: any of the groups below it. `more` adds policies that stand for Writers, each with its
 * rule.
 */
export function anyBelow(more: Readonly<Record<string, 'ANY' | 'ALL'>> = {}): Policies {
  return policies([...names, ...Object.keys(more)], (name) => ({
    type: Policy_PolicyType.IMPLICIT_META,
    value: encode(ImplicitMetaPolicySchema, {
      subPolicy: name in more ? 'Writers' : name,
      rule: ImplicitMetaPolicy_Rule[more[name] ?? 'ANY'],
    }),
  }));
}

function policies(
  of: readonly string[],
  policy: (name: string) => { type: number; value: Uint8Array },
): Policies {
  return Object.fromEntries(of.map((name) => [name, { policy: policy(name), modPolicy }]));
}

/** A message from its fields, serialized. */
export function encode<S extends DescMessage>(schema: S, init: MessageInitShape<S>): Uint8Array {
  return toBinary(schema, create(schema, init));
}
