/** Who may write to a channel, and read from it: by a signature, and by a policy of the channel. */
import type { ChannelConfig, ChannelPolicy } from '../wire/channel/port.js';
import type { Crypto } from '../wire/crypto/port.js';
import { parseCertificate } from '../wire/identity/certificate.js';
import { decodePem } from '../wire/identity/pem.js';
import { decodeSerializedIdentity } from '../wire/serialized-identity.js';
import type { SignedEnvelope } from '../wire/transaction/signed-envelope.js';
import type { Chain } from './chain.js';

export interface Access {
  readonly crypto: Crypto;
  readonly config: ChannelConfig;
  readonly policy: ChannelPolicy;
}

/** Until the channel's configuration changes, or the creator expires. */
export type AccessVerdict = { readonly flaw?: undefined } | { readonly flaw: string };

/** ORDR-8, ORDR-64: whether the creator has signed, and may do what the policy is for. Expiry is not judged. */
export function judgeAccess(
  { creator, payload, signature }: SignedEnvelope,
  { crypto, config, policy }: Access,
): AccessVerdict {
  const identity = config.authority.resolve(creator);
  if (identity.verdict !== 'accept')
    return { flaw: `the creator is no identity of this channel: ${identity.reason}` };
  if (!crypto.verify(identity.value.key, payload, signature))
    return { flaw: 'the signature does not verify under the identity of the creator' };
  if (!config.satisfies(policy, [creator]))
    return { flaw: `the creator does not satisfy ${policy}` };
  return {};
}

/**
 * ORDR-7: when the creator's certificate ends, milliseconds since 1970, whether or not the channel knows
 * its organisation; never, if there is no certificate to be read.
 */
export function expiryOf({ authority }: ChannelConfig, creator: Uint8Array): number {
  const known = authority.resolve(creator);
  if (known.verdict === 'accept') return known.value.notAfterMs;
  const identity = decodeSerializedIdentity(creator);
  const pem = identity.verdict === 'accept' ? decodePem(identity.value.idBytes) : undefined;
  const certificate = pem && parseCertificate(pem.bytes);
  return certificate?.notAfterMs ?? Number.POSITIVE_INFINITY;
}

/** ORDR-64: unlike a creator of Broadcast, a reader expires after the last instant of its certificate. */
export function accessFlaw(
  chain: Chain,
  envelope: SignedEnvelope,
  nowMs: number,
): string | undefined {
  const { config, options } = chain;
  if (expiryOf(config, envelope.creator) < nowMs) return 'the identity of the reader has expired';
  return judgeAccess(envelope, { crypto: options.crypto, config, policy: '/Channel/Readers' }).flaw;
}
