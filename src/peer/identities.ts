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
import { rollChanged } from './roll.js';
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
import { isUnplaced, placed, unplace } from './uses.js';

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
    const entry = {
      instance: instanceOf({ pkiId: pki, isOwn: pki === config.pkiHex }),
      // A copy: what was read is a view of the message that it came in.
      identity: ownCopyOf(identity),
      mspId,
      key,
      notAfterMs,
    };
    state.identities.set(pki, placed(state, entry, at));
    rollChanged(state, pki);
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
export function identityOf(run: Run, pki: PkiHex): IdentityEntry | undefined {
  const entry = run.state.identities.get(pki);
  if (entry !== undefined) entry.lastUsedMs = run.at;
  return entry;
}

/** As bytes. */
export const storedIdentity = (run: Run, pki: PkiHex): Uint8Array | undefined =>
  identityOf(run, pki)?.identity;

/** Its key. */
export const storedKey = (run: Run, pki: PkiHex): PublicKey | undefined =>
  identityOf(run, pki)?.key;

/** IDENT-55: its organisation. */
export const orgOf = (run: Run, pki: PkiHex): MspId | undefined => identityOf(run, pki)?.mspId;

/** As `orgOf`, of a member. */
export const orgOfMember = (run: Run, member: MemberEntry): MspId | undefined =>
  identityOfMember(run, member)?.mspId;

/** As `storedKey`, of a member. */
export const keyOfMember = (run: Run, member: MemberEntry): PublicKey | undefined =>
  identityOfMember(run, member)?.key;

function identityOfMember(run: Run, member: MemberEntry): IdentityEntry | undefined {
  let entry = member[IDENTITY];
  if (entry === undefined || isUnplaced(entry)) {
    entry = run.state.identities.get(member.pki);
    if (entry === undefined) return undefined;
    refer(member, IDENTITY, entry);
  }
  entry.lastUsedMs = run.at;
  return entry;
}

/** As `orgOf`, of somebody whose entry is at hand, if it is still the one. */
export function orgOfEntry(
  run: Run,
  pki: PkiHex,
  entry: IdentityEntry | undefined,
): MspId | undefined {
  if (entry === undefined || isUnplaced(entry)) return orgOf(run, pki);
  entry.lastUsedMs = run.at;
  return entry.mspId;
}

/** As `orgOf`, of who is at the other end of an open link. */
export function orgOfSender(run: Run, link: LinkEntry): MspId | undefined {
  let entry = link[SENDER];
  if (entry === undefined || isUnplaced(entry)) {
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

/** Takes an identity out of the store. */
export function forgetIdentity({ state }: Pick<Run, 'state'>, pki: PkiHex): void {
  const entry = state.identities.get(pki);
  if (entry === undefined) return;
  state.identities.delete(pki);
  unplace(entry);
  rollChanged(state, pki);
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
