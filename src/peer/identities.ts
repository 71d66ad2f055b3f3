/**
 * The identity store of a peer: who enters, who is looked up, who is forgotten.
 *
 * Implements spec/03-identity.md, section "The identity store": IDENT-44, IDENT-45, IDENT-47 to IDENT-49,
 * IDENT-51. The rule is src/rules/identity-admission.ts.
 */
import {
  identityAdmission,
  identityAdmissionFacts,
  isExpired,
  isIdle,
} from '../rules/identity-admission.js';
import type { PublicKey } from '../wire/crypto/port.js';
import { keyOf } from '../wire/hex.js';
import type { MspId } from '../wire/identity/port.js';
import { pkiIdOf } from '../wire/pki-id.js';
import { pkiOf } from './links.js';
import type { Origin } from './refuse.js';
import { feed, instanceOf, type Run } from './run.js';
import {
  IDENTITY,
  type IdentityEntry,
  type LinkEntry,
  type MemberEntry,
  type PkiHex,
  refer,
  SENDER,
} from './state.js';

/**
 * IDENT-44: whether the identity is admitted under that PKI-ID.
 * `keep`: it is stored if it is new; otherwise it is only judged.
 */
export function admitsIdentity(
  run: Run,
  pkiId: Uint8Array,
  identity: Uint8Array,
  keep: boolean,
): boolean {
  const { config, state, at } = run;
  const pki = keyOf(pkiId);
  const resolved = config.authority.resolve(identity);
  const { verdict } = identityAdmission(
    identityAdmissionFacts({
      pkiId,
      resolved,
      computed: pkiIdOf(config.crypto, identity),
      isKnown: state.identities.has(pki),
      storedCount: state.identities.size,
      identitiesMax: config.parameters.identitiesMax,
      nowMs: at,
    }),
  );
  if (verdict === 'store' && keep && resolved.verdict === 'accept') {
    const { mspId, key, notAfterMs } = resolved.value;
    state.nextExpiryMs = Math.min(state.nextExpiryMs, notAfterMs);
    state.identities.set(pki, {
      instance: instanceOf({ pkiId: pki, isOwn: pki === config.pkiHex }),
      // A copy: what was read is a view of the message that it came in.
      identity: ownCopyOf(identity),
      mspId,
      key,
      notAfterMs,
      lastUsedMs: at,
    });
  }
  return verdict === 'store' || verdict === 'keep';
}

/** The bytes alone: not what they are a view of. */
const ownCopyOf = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();

/** The key of a serialized identity that its MSP accepts; undefined if none does. */
export function keyOfIdentity(run: Run, identity: Uint8Array): PublicKey | undefined {
  const resolved = run.config.authority.resolve(identity);
  return resolved.verdict === 'accept' ? resolved.value.key : undefined;
}

/** IDENT-49: the stored identity of a peer, marked as used; undefined if none is stored. */
export function storedIdentity(run: Run, pki: PkiHex): Uint8Array | undefined {
  const entry = run.state.identities.get(pki);
  if (entry === undefined) return undefined;
  entry.lastUsedMs = run.at;
  return entry.identity;
}

/** IDENT-49: the key of a stored identity, marked as used; undefined if it is not stored. */
export function storedKey(run: Run, pki: PkiHex): PublicKey | undefined {
  const entry = run.state.identities.get(pki);
  if (entry === undefined) return undefined;
  entry.lastUsedMs = run.at;
  return entry.key;
}

/** IDENT-49, IDENT-55: the organisation of a peer, marked as used; undefined if its identity is not stored. */
export function orgOf(run: Run, pki: PkiHex): MspId | undefined {
  const entry = run.state.identities.get(pki);
  if (entry === undefined) return undefined;
  entry.lastUsedMs = run.at;
  return entry.mspId;
}

/** As `orgOf`, of a member. */
export function orgOfMember(run: Run, member: MemberEntry): MspId | undefined {
  let entry = member[IDENTITY];
  if (entry === undefined || isForgotten(entry)) {
    entry = run.state.identities.get(member.pki);
    if (entry === undefined) return undefined;
    refer(member, IDENTITY, entry);
  }
  entry.lastUsedMs = run.at;
  return entry.mspId;
}

/** As `orgOf`, of somebody whose entry is at hand, if it is still the one. */
export function orgOfEntry(
  run: Run,
  pki: PkiHex,
  entry: IdentityEntry | undefined,
): MspId | undefined {
  if (entry === undefined || isForgotten(entry)) return orgOf(run, pki);
  entry.lastUsedMs = run.at;
  return entry.mspId;
}

/** As `orgOf`, of who is at the other end of an open link. */
export function orgOfSender(run: Run, link: LinkEntry): MspId | undefined {
  let entry = link[SENDER];
  if (entry === undefined || isForgotten(entry)) {
    entry = run.state.identities.get(pkiOf(link));
    if (entry === undefined) return undefined;
    refer(link, SENDER, entry);
  }
  entry.lastUsedMs = run.at;
  return entry.mspId;
}

/** As `orgOf`, of who sent a message. */
export const orgOfOrigin = (run: Run, { entry, sender }: Origin): MspId | undefined =>
  entry === undefined ? orgOf(run, sender) : orgOfSender(run, entry);

/** Marks an entry that has left the store, for those who refer to it: no instant is so early. */
const FORGOTTEN_MS = -1;

const isForgotten = ({ lastUsedMs }: IdentityEntry): boolean => lastUsedMs === FORGOTTEN_MS;

/** Takes an identity out of the store. */
export function forgetIdentity({ state }: Pick<Run, 'state'>, pki: PkiHex): void {
  const entry = state.identities.get(pki);
  if (entry === undefined) return;
  state.identities.delete(pki);
  entry.lastUsedMs = FORGOTTEN_MS;
}

/** IDENT-47 */
export function sweepExpiredIdentities(run: Run): void {
  const { state, at } = run;
  if (at < state.nextExpiryMs) return;
  state.nextExpiryMs = Number.POSITIVE_INFINITY;
  for (const [pki, entry] of [...state.identities])
    if (isExpired(entry, at))
      feed(run, 'identity', pki, entry.instance, { type: 'identity.expired' });
    else state.nextExpiryMs = Math.min(state.nextExpiryMs, entry.notAfterMs);
}

/** IDENT-48 */
export function sweepIdleIdentities(run: Run): void {
  const { identityUsageThreshold } = run.config.parameters;
  for (const [pki, entry] of [...run.state.identities])
    if (isIdle(entry.lastUsedMs, run.at, identityUsageThreshold))
      feed(run, 'identity', pki, entry.instance, { type: 'identity.idle' });
}

/** IDENT-51: after the MSPs have changed. */
export function sweepRevokedIdentities(run: Run): void {
  for (const [pki, entry] of [...run.state.identities])
    if (run.config.authority.resolve(entry.identity).verdict !== 'accept')
      feed(run, 'identity', pki, entry.instance, { type: 'identity.revoked' });
}
