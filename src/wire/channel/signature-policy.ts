/**
 * Signature policies: which sets of signatories suffice, by rules over principals.
 *
 * Implements spec/09-channel.md, CHAN-8 and CHAN-63.
 */
import { createCodec } from '../codec/codec.js';
import type { Crypto } from '../crypto/port.js';
import { type SignaturePolicy, SignaturePolicyEnvelopeSchema } from '../gen/common/policies_pb.js';
import { accept, reject, type Verdict } from '../verdict.js';
import type { Signatory } from './msps.js';
import { compilePrincipal, type Principal } from './principals.js';

/** Whether signatories, each of whom has signed and none twice, satisfy a policy. */
export type Policy = (signatories: readonly Signatory[]) => boolean;

/** `used[i]`: signatory i has been counted. True changes it, false may as well (CHAN-63). */
type Rule = (signatories: readonly Signatory[], used: boolean[]) => boolean;

const codec = /*@__PURE__*/ createCodec(SignaturePolicyEnvelopeSchema);

/** `bytes`: common.SignaturePolicyEnvelope. Refuses with CHAN-8. */
export function compileSignaturePolicy(bytes: Uint8Array, crypto: Crypto): Verdict<Policy> {
  const decoded = codec.decode(bytes);
  if (decoded.verdict !== 'accept') return reject('CHAN-8', decoded.reason);
  const { version, rule, identities } = decoded.value;
  if (version !== 0) return reject('CHAN-8', `signature policy of version ${version}`);
  const principals = identities.map((principal) => compilePrincipal(principal, crypto));
  const compiled = compileRule(rule, principals);
  if (typeof compiled === 'string') return reject('CHAN-8', compiled);
  return accept((signatories) =>
    compiled(
      signatories,
      signatories.map(() => false),
    ),
  );
}

/** The rule, or what is wrong with it. */
function compileRule(
  rule: SignaturePolicy | undefined,
  principals: readonly Principal[],
): Rule | string {
  if (rule?.Type.case === 'signedBy') {
    const principal = principals[rule.Type.value];
    return principal === undefined
      ? `rule names principal ${rule.Type.value} of ${principals.length}`
      : signedBy(principal);
  }
  if (rule?.Type.case !== 'nOutOf') return 'rule of no known kind';
  const { n, rules } = rule.Type.value;
  const compiled: Rule[] = [];
  for (const inner of rules) {
    const made = compileRule(inner, principals);
    if (typeof made === 'string') return made;
    compiled.push(made);
  }
  return nOutOf(n, compiled);
}

/** CHAN-63: the first signatory that is not counted yet and meets the condition. */
const signedBy =
  (principal: Principal): Rule =>
  (signatories, used) => {
    for (const [index, signatory] of signatories.entries()) {
      if (used[index] || !principal(signatory)) continue;
      used[index] = true;
      return true;
    }
    return false;
  };

/** CHAN-63: every rule is tried, in order; who was counted by one that is met, counts for no other. */
const nOutOf =
  (n: number, rules: readonly Rule[]): Rule =>
  (signatories, used) => {
    let met = 0;
    for (const rule of rules) {
      const tried = [...used];
      if (!rule(signatories, tried)) continue;
      met += 1;
      for (const [index, isUsed] of tried.entries()) used[index] = isUsed;
    }
    return met >= n;
  };
