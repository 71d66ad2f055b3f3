/**
 * The identity authority of a peer: its own organisation's MSP first, then those of its channels.
 *
 * Implements spec/03-identity.md, clauses IDENT-1, IDENT-2, IDENT-8 and IDENT-11 to IDENT-14.
 */
import type { SerializedIdentity } from '../message-types.js';
import { decodeSerializedIdentity } from '../serialized-identity.js';
import { ignore, type Refusal, reject, type Verdict } from '../verdict.js';
import { RESOLVED_IDENTITIES_MAX } from './limits.js';
import { createMemo } from './memo.js';
import type { Msp } from './msp.js';
import type { Identity, IdentityAuthority, MspId } from './port.js';

export interface AuthorityOptions {
  /** The MSP of the peer's own organisation. */
  readonly localMsp: Msp;
  /** The MSPs of all channels, in the order in which they are asked; several may have one MSP ID. */
  readonly channelMsps?: readonly Msp[];
  /** How many identities are remembered as resolved (IDENT-P1). */
  readonly resolvedIdentitiesMax?: number;
}

/** A change of any MSP needs a new authority: what was resolved is remembered. */
export function createAuthority({
  localMsp,
  channelMsps = [],
  resolvedIdentitiesMax = RESOLVED_IDENTITIES_MAX,
}: AuthorityOptions): IdentityAuthority {
  const resolved = createMemo<Verdict<Identity>>(resolvedIdentitiesMax);

  const resolve = (identity: Uint8Array): Verdict<Identity> => {
    const parsed = parseIdentity(identity);
    return parsed.verdict === 'accept' ? decide(parsed.value, localMsp, channelMsps) : parsed;
  };

  return {
    resolve: (identity) =>
      // Refusals are not remembered: they would drive out the identities that are in use.
      resolved(
        identity,
        () => resolve(identity),
        ({ verdict }) => verdict === 'accept',
      ),
    mspIdOf(identity) {
      const parsed = parseIdentity(identity);
      if (parsed.verdict !== 'accept') return undefined;
      const { mspid, idBytes } = parsed.value;
      return knowing(mspid, localMsp, channelMsps).find(
        (msp) => msp.recognise(idBytes).verdict === 'accept',
      )?.mspId;
    },
  };
}

function parseIdentity(identity: Uint8Array): Verdict<SerializedIdentity> {
  if (identity.length === 0) return reject('IDENT-1', 'empty identity');
  const parsed = decodeSerializedIdentity(identity);
  return parsed.verdict === 'accept'
    ? parsed
    : reject('IDENT-2', `not a serialized identity: ${parsed.reason}`);
}

const knowing = (mspId: MspId, localMsp: Msp, channelMsps: readonly Msp[]): readonly Msp[] =>
  [localMsp, ...channelMsps].filter((msp) => msp.mspId === mspId);

/** IDENT-11 to IDENT-14 */
function decide(
  { mspid, idBytes }: SerializedIdentity,
  localMsp: Msp,
  channelMsps: readonly Msp[],
): Verdict<Identity> {
  let first: Refusal | undefined;
  for (const msp of knowing(mspid, localMsp, channelMsps)) {
    const candidate = msp.recognise(idBytes);
    const verdict = candidate.verdict === 'accept' ? msp.validate(candidate.value) : candidate;
    if (verdict.verdict === 'accept') return verdict;
    // IDENT-13: an MSP of the own organisation that recognises a certificate has the last word on it.
    if (msp === localMsp && candidate.verdict === 'accept') return verdict;
    first ??= verdict;
  }
  return first ?? ignore('IDENT-11', `no MSP is called ${mspid || '(empty)'}`);
}
