/** The policies of a channel in which every member of an organisation may do everything. */
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

/** One organisation's: the signature of any member. */
export function memberPolicies(mspId: string): Policies {
  const value = encode(SignaturePolicyEnvelopeSchema, {
    rule: {
      Type: {
        case: 'nOutOf',
        value: { n: 1, rules: [{ Type: { case: 'signedBy', value: 0 } }] },
      },
    },
    identities: [
      {
        principalClassification: MSPPrincipal_Classification.ROLE,
        principal: encode(MSPRoleSchema, {
          mspIdentifier: mspId,
          role: MSPRole_MSPRoleType.MEMBER,
        }),
      },
    ],
  });
  return policies(names, () => ({ type: Policy_PolicyType.SIGNATURE, value }));
}

/** A group's: any of the groups below it. `more` adds policies that stand for Writers. */
export function anyBelow(more: readonly string[] = []): Policies {
  return policies([...names, ...more], (name) => ({
    type: Policy_PolicyType.IMPLICIT_META,
    value: encode(ImplicitMetaPolicySchema, {
      subPolicy: more.includes(name) ? 'Writers' : name,
      rule: ImplicitMetaPolicy_Rule.ANY,
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
