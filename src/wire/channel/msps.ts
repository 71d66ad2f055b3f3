/**
 * The MSPs of a channel: one for each MSP ID that its organisations name, and whom they recognise.
 *
 * Implements spec/09-channel.md, CHAN-6.
 */
import type { Crypto } from '../crypto/port.js';
import type { MSPConfig } from '../gen/msp/msp_config_pb.js';
import { sameBytes, toHex } from '../hex.js';
import { administratorFlaw } from '../identity/administrators.js';
import { RESOLVED_IDENTITIES_MAX } from '../identity/limits.js';
import { createMemo } from '../identity/memo.js';
import { type Candidate, createMsp, type Msp } from '../identity/msp.js';
import type { MspConfig } from '../identity/msp-config.js';
import { mspConfigOf } from '../identity/msp-config-message.js';
import type { Identity, IdentityAuthority, MspId } from '../identity/port.js';
import { decodeSerializedIdentity } from '../serialized-identity.js';
import { ignore, type Refusal, reject, type Verdict } from '../verdict.js';
import type { Tell } from './groups.js';

export interface ChannelMsp {
  readonly config: MspConfig;
  readonly msp: Msp;
}

/** Who stands behind a serialized identity, as an MSP of the channel sees it. */
export interface Signatory {
  readonly member: ChannelMsp;
  readonly candidate: Candidate;
  /** Whether the MSP vouches for it, and for whom. */
  readonly identity: Verdict<Identity>;
}

/** type of msp.MSPConfig for X.509 certificates */
const FABRIC = 0;

/** MSPs by the bytes that define them: many channels of a peer have the same organisations. */
export type MspReader = (bytes: Uint8Array, allowsEd25519: boolean) => Verdict<ChannelMsp>;

/** How many are remembered; then all are forgotten. */
const REMEMBERED_MSPS_MAX = 1_000;

export function createMspReader(crypto: Crypto): MspReader {
  const known = new Map<string, Verdict<ChannelMsp>>();
  return (bytes, allowsEd25519) => {
    const key = `${allowsEd25519} ${toHex(crypto.sha256(bytes))}`;
    let read = known.get(key);
    if (read === undefined) {
      read = readMsp(bytes, allowsEd25519, crypto);
      if (known.size >= REMEMBERED_MSPS_MAX) known.clear();
      known.set(key, read);
    }
    return read;
  };
}

function readMsp(bytes: Uint8Array, allowsEd25519: boolean, crypto: Crypto): Verdict<ChannelMsp> {
  const parsed = mspConfigOf(bytes);
  if (parsed.verdict !== 'accept') return parsed;
  const config: MspConfig = { ...parsed.value, allowsEd25519 };
  try {
    const msp = createMsp(config, crypto);
    const flaw = administratorFlaw(config, crypto);
    return flaw === undefined
      ? { verdict: 'accept', value: { config, msp } }
      : reject('CHAN-6', `MSP ${config.mspId}: ${flaw}`);
  } catch (error) {
    // A configuration of ours that cannot work is a mistake; one that came in a block is bad input.
    if (error instanceof RangeError) return reject('CHAN-6', error.message);
    throw error;
  }
}

/** Collects the MSPs of the organisations: each is read, and two under one ID must be the same. */
export function createMspSet(readMspOf: MspReader, allowsEd25519: boolean, tell: Tell) {
  const msps = new Map<MspId, ChannelMsp & { readonly bytes: Uint8Array }>();
  return {
    msps: msps as ReadonlyMap<MspId, ChannelMsp>,
    /** The MSP of an organisation; undefined, and a flaw told, if it has none. */
    add(organisation: string, config: MSPConfig | undefined): ChannelMsp | undefined {
      if (config === undefined || config.type !== FABRIC) {
        tell('CHAN-6', `organisation ${organisation}: no MSP of X.509 certificates`);
        return undefined;
      }
      const read = readMspOf(config.config, allowsEd25519);
      if (read.verdict !== 'accept') {
        tell('CHAN-6', `organisation ${organisation}: ${read.reason}`);
        return undefined;
      }
      const { mspId } = read.value.config;
      const other = msps.get(mspId);
      if (other !== undefined && !sameBytes(other.bytes, config.config))
        tell('CHAN-6', `two different MSPs are called ${mspId}`);
      else msps.set(mspId, { ...read.value, bytes: config.config });
      return read.value;
    },
  };
}

/** Finds the signatory behind a serialized identity; remembers those that are valid. */
export function createSignatories(msps: ReadonlyMap<MspId, ChannelMsp>) {
  const remembered = createMemo<Signatory | Refusal>(RESOLVED_IDENTITIES_MAX);
  const find = (bytes: Uint8Array): Signatory | Refusal => {
    const parsed = decodeSerializedIdentity(bytes);
    if (parsed.verdict !== 'accept') return reject('IDENT-2', parsed.reason);
    const { mspid, idBytes } = parsed.value;
    const member = msps.get(mspid);
    if (member === undefined) return ignore('IDENT-11', `no MSP is called ${mspid || '(empty)'}`);
    const candidate = member.msp.recognise(idBytes);
    if (candidate.verdict !== 'accept') return candidate;
    const identity = member.msp.validate(candidate.value);
    return { member, candidate: candidate.value, identity };
  };
  return (identity: Uint8Array): Signatory | Refusal =>
    remembered(
      identity,
      () => find(identity),
      (found) => 'member' in found && found.identity.verdict === 'accept',
    );
}

/** The identities that the MSPs of the channel vouch for, and no others. */
export function authorityOf(
  msps: ReadonlyMap<MspId, ChannelMsp>,
  signatoryOf: (identity: Uint8Array) => Signatory | Refusal,
): IdentityAuthority {
  return {
    resolve(identity) {
      const found = signatoryOf(identity);
      return 'member' in found ? found.identity : found;
    },
    mspIdOf(identity) {
      const parsed = decodeSerializedIdentity(identity);
      if (parsed.verdict !== 'accept') return undefined;
      const msp = msps.get(parsed.value.mspid)?.msp;
      return msp?.recognise(parsed.value.idBytes).verdict === 'accept' ? msp.mspId : undefined;
    },
  };
}
