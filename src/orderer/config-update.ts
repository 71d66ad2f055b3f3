/**
 * The configuration that an update leads to, and whether those who signed it may make it: as Fabric's
 * common/configtx/update.go derives it, so that Fabric's peers come to the same.
 */
import type { ChannelConfig, ChannelPolicy } from '../wire/channel/port.js';
import { createCodec } from '../wire/codec/codec.js';
import type { Crypto } from '../wire/crypto/port.js';
import { SignatureHeaderSchema } from '../wire/gen/common/common_pb.js';
import { ConfigUpdateEnvelopeSchema, ConfigUpdateSchema } from '../wire/gen/common/configtx_pb.js';
import type { ConfigGroup } from '../wire/transaction/config-update.js';
import { accept, type Refusal, reject, type Verdict } from '../wire/verdict.js';
import { assembled, type Item, type ItemKey, isName, itemsOf } from './config-items.js';

const updateEnvelopes = /*@__PURE__*/ createCodec(ConfigUpdateEnvelopeSchema);
const updates = /*@__PURE__*/ createCodec(ConfigUpdateSchema);
const signatureHeaders = /*@__PURE__*/ createCodec(SignatureHeaderSchema);

export interface Current {
  readonly config: ChannelConfig;
  readonly group: ConfigGroup;
}

const refused = (clause: string, reason: string): Refusal => reject(clause, reason);

/**
 * `bytes`: a serialized common.ConfigUpdateEnvelope. Accepts with the whole of the next configuration.
 * Refusals carry ORDR-30 to ORDR-35.
 */
export function updatedConfig(
  crypto: Crypto,
  { config, group }: Current,
  bytes: Uint8Array,
): Verdict<ConfigGroup> {
  const envelope = updateEnvelopes.decode(bytes);
  if (envelope.verdict !== 'accept') return envelope;
  const update = updates.decode(envelope.value.configUpdate);
  if (update.verdict !== 'accept') return update;
  const { channelId, readSet, writeSet } = update.value;
  if (channelId !== config.channel)
    return refused('ORDR-30', `an update of channel "${channelId}"`);
  const current = itemsOf(group)!;
  const read = itemsOf(readSet);
  const written = itemsOf(writeSet);
  if (read === undefined || written === undefined)
    return refused('ORDR-30', 'a name in the update is none that a configuration may have');
  for (const [key, { path, entry }] of read)
    if (current.get(key)?.entry.version !== entry.version)
      return refused(
        'ORDR-31',
        `${path} was read at version ${entry.version}, which is not the present one`,
      );
  // What is written at the version at which it was read is named, not changed.
  const changes = [...written].filter(
    ([key, { entry }]) => read.get(key)?.entry.version !== entry.version,
  );
  if (changes.length === 0) return refused('ORDR-32', 'the update changes nothing');
  const { configUpdate, signatures } = envelope.value;
  const signers: Uint8Array[] = [];
  for (const { signatureHeader, signature } of signatures) {
    const header = signatureHeaders.decode(signatureHeader);
    if (header.verdict !== 'accept') return header;
    const { creator } = header.value;
    if (hasSigned(crypto, config, creator, joined(signatureHeader, configUpdate), signature))
      signers.push(creator);
  }
  for (const change of changes) {
    const flaw = flawOf(change, current, config, signers);
    if (flaw !== undefined) return flaw;
  }
  const next = assembled(new Map([...current, ...changes]));
  return next === undefined
    ? refused('ORDR-35', 'a group names a member that is nowhere')
    : accept(next);
}

function flawOf(
  [key, { path, entry }]: readonly [ItemKey, Item],
  current: ReadonlyMap<ItemKey, Item>,
  { satisfies }: ChannelConfig,
  signers: readonly Uint8Array[],
): Refusal | undefined {
  if (!entry.modPolicy.replace(/^\//, '').split('/').every(isName))
    return refused('ORDR-33', `${path} needs a mod_policy`);
  const present = current.get(key);
  if (present === undefined)
    return entry.version === 0n
      ? undefined
      : refused('ORDR-33', `${path} is new, but has version ${entry.version}`);
  const { version, modPolicy } = present.entry;
  if (entry.version !== version + 1n)
    return refused(
      'ORDR-33',
      `${path} is at version ${version}, and cannot become ${entry.version}`,
    );
  const policy = modPolicy.startsWith('/') ? modPolicy : `${present.policyPath}/${modPolicy}`;
  // Any path will do: a policy that the channel does not have is not satisfied.
  return satisfies(policy as ChannelPolicy, signers)
    ? undefined
    : refused('ORDR-34', `those who signed may not change ${path}: ${policy} is not satisfied`);
}

/** ORDR-34: whether it is the signature of whom it names. */
function hasSigned(
  crypto: Crypto,
  { authority }: ChannelConfig,
  creator: Uint8Array,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  const identity = authority.resolve(creator);
  return identity.verdict === 'accept' && crypto.verify(identity.value.key, signed, signature);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
