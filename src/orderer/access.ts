/** Who may write to a channel, read from it, configure it: by a signature, and by a policy of the channel. */
import type { ChannelConfig, ChannelPolicy } from '../wire/channel/port.js';
import type { Crypto } from '../wire/crypto/port.js';
import type { SignedEnvelope } from '../wire/transaction/signed-envelope.js';

export interface Access {
  readonly crypto: Crypto;
  readonly config: ChannelConfig;
  readonly policy: ChannelPolicy;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export type AccessVerdict =
  /** Until the identity expires, or the channel's configuration changes. */
  | { readonly flaw?: undefined; readonly notAfterMs: number }
  /** Fabric answers an expired identity differently. */
  | { readonly flaw: string; readonly isExpired: boolean };

/** Whether the creator of an envelope has signed it, and may do what the policy is for. */
export function judgeAccess(
  envelope: SignedEnvelope,
  { crypto, config, policy, nowMs }: Access,
): AccessVerdict {
  const { creator, payload, signature } = envelope;
  const refused = (flaw: string, isExpired = false): AccessVerdict => ({ flaw, isExpired });
  const identity = config.authority.resolve(creator);
  if (identity.verdict !== 'accept')
    return refused(`the creator is no identity of this channel: ${identity.reason}`);
  const { key, notAfterMs } = identity.value;
  if (notAfterMs <= nowMs) return refused('the identity of the creator has expired', true);
  if (!crypto.verify(key, payload, signature))
    return refused('the signature does not verify under the identity of the creator');
  if (!config.satisfies(policy, [creator]))
    return refused(`the creator does not satisfy ${policy}`);
  return { notAfterMs };
}
