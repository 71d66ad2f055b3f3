/**
 * The policies of a channel by path: signature policies, and those that ask the policies below them.
 *
 * Implements spec/09-channel.md, CHAN-9 and CHAN-64.
 */
import { createCodec } from '../codec/codec.js';
import type { Crypto } from '../crypto/port.js';
import type { ConfigGroup } from '../gen/common/configtx_pb.js';
import {
  ImplicitMetaPolicy_Rule as Combine,
  ImplicitMetaPolicySchema,
  Policy_PolicyType as PolicyType,
} from '../gen/common/policies_pb.js';
import { accept, reject, type Verdict } from '../verdict.js';
import type { Tell } from './groups.js';
import { compileSignaturePolicy, type Policy } from './signature-policy.js';

const metas = /*@__PURE__*/ createCodec(ImplicitMetaPolicySchema);

/** What a policy that the channel does not have comes to. */
const NEVER: Policy = () => false;

/** By path, for example `/Channel/Application/Readers`. All of them have to be sound. */
export function policiesIn(
  root: ConfigGroup,
  crypto: Crypto,
  tell: Tell,
): ReadonlyMap<string, Policy> {
  const policies = new Map<string, Policy>();
  collect(root, '/Channel', crypto, tell, policies);
  return policies;
}

/** Policies of groups further down first: a policy may ask those right below it. */
function collect(
  group: ConfigGroup,
  path: string,
  crypto: Crypto,
  tell: Tell,
  into: Map<string, Policy>,
): void {
  const below = Object.entries(group.groups).map(([name, inner]) => {
    const innerPath = `${path}/${name}`;
    collect(inner, innerPath, crypto, tell, into);
    return innerPath;
  });
  for (const [name, { policy }] of Object.entries(group.policies)) {
    const compiled = compile(policy, below, crypto, into);
    if (compiled.verdict === 'accept') into.set(`${path}/${name}`, compiled.value);
    else tell(compiled.clause, `policy ${path}/${name}: ${compiled.reason}`);
  }
}

function compile(
  policy: { readonly type: number; readonly value: Uint8Array } | undefined,
  below: readonly string[],
  crypto: Crypto,
  policies: ReadonlyMap<string, Policy>,
): Verdict<Policy> {
  if (policy === undefined) return reject('CHAN-9', 'empty');
  if (policy.type === PolicyType.SIGNATURE) return compileSignaturePolicy(policy.value, crypto);
  if (policy.type !== PolicyType.IMPLICIT_META) return reject('CHAN-9', `type ${policy.type}`);
  const meta = metas.decode(policy.value);
  if (meta.verdict !== 'accept') return reject('CHAN-9', meta.reason);
  const { subPolicy, rule } = meta.value;
  const asked = below.map((path) => policies.get(`${path}/${subPolicy}`) ?? NEVER);
  const needed = neededOf(rule, asked.length);
  if (needed === undefined) return reject('CHAN-9', `implicit rule ${rule}`);
  return accept((signatories) => {
    let satisfied = 0;
    for (const inner of asked) {
      if (satisfied >= needed) break;
      if (inner(signatories)) satisfied += 1;
    }
    return satisfied >= needed;
  });
}

/** CHAN-64 */
function neededOf(rule: Combine, count: number): number | undefined {
  switch (rule) {
    case Combine.ANY:
      return Math.min(1, count);
    case Combine.ALL:
      return count;
    case Combine.MAJORITY:
      return count === 0 ? 0 : Math.floor(count / 2) + 1;
    default:
      return undefined;
  }
}
