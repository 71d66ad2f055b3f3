/**
 * The identity store of a peer, seen from those who need an identity: whether one is admitted, whose
 * key verifies, which organisation a PKI-ID belongs to. Implements spec/03-identity.md, section Store.
 */
import type { PublicKey } from '../wire/crypto/port.js';
import { sameBytes, toHex } from '../wire/hex.js';
import type { MspId } from '../wire/identity/port.js';
import { pkiIdOf } from '../wire/pki-id.js';
import type { Run } from './run.js';
import type { PkiHex } from './state.js';

/** Whether the store takes, or has, the identity under that PKI-ID. `keep`: store it if it is new. */
export function admitsIdentity(
  run: Run,
  pkiId: Uint8Array,
  identity: Uint8Array,
  keep: boolean,
): boolean {
  const { config, state, at } = run;
  const resolved = config.authority.resolve(identity);
  if (resolved.verdict !== 'accept') return false;
  const computed = pkiIdOf(config.crypto, identity);
  if (computed === undefined || !sameBytes(computed, pkiId)) return false;
  const key = toHex(pkiId);
  if (state.identities.has(key)) return true;
  if (resolved.value.notAfterMs < at) return false;
  if (keep)
    state.identities.set(key, {
      identity,
      mspId: resolved.value.mspId,
      notAfterMs: resolved.value.notAfterMs,
      lastUsedMs: at,
    });
  return true;
}

/** The key of a serialized identity that its MSP accepts; undefined if none does. */
export function keyOfIdentity(run: Run, identity: Uint8Array): PublicKey | undefined {
  const resolved = run.config.authority.resolve(identity);
  return resolved.verdict === 'accept' ? resolved.value.key : undefined;
}

/** The stored identity of a peer, marked as used; undefined if none is stored. */
export function storedIdentity(run: Run, pki: PkiHex): Uint8Array | undefined {
  const entry = run.state.identities.get(pki);
  if (entry === undefined) return undefined;
  entry.lastUsedMs = run.at;
  return entry.identity;
}

/** The organisation of a peer, marked as used; undefined where its identity is not stored. */
export function orgOf(run: Run, pki: PkiHex): MspId | undefined {
  if (pki === run.config.pkiHex) return run.config.mspId;
  const entry = run.state.identities.get(pki);
  if (entry === undefined) return undefined;
  entry.lastUsedMs = run.at;
  return entry.mspId;
}

/** Forgets what has expired. */
export function sweepIdentities(run: Run): void {
  for (const [pki, entry] of run.state.identities)
    if (entry.notAfterMs < run.at) run.state.identities.delete(pki);
}
