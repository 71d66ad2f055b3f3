/**
 * The difference between two configurations of a channel, as Fabric's common.ConfigUpdate states it: what
 * was read, at which versions, and what is written. Fabric's peers derive the new configuration from it
 * anew and compare.
 */
import type { MessageShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import {
  ConfigGroupSchema,
  type ConfigPolicySchema,
  type ConfigValueSchema,
} from '../gen/common/configtx_pb.js';
import { PolicySchema } from '../gen/common/policies_pb.js';
import { sameBytes } from '../hex.js';
import { encodeFields } from './encoding.js';

export type ConfigGroup = MessageShape<typeof ConfigGroupSchema>;
type ConfigValue = MessageShape<typeof ConfigValueSchema>;
type ConfigPolicy = MessageShape<typeof ConfigPolicySchema>;
type Item = ConfigValue | ConfigPolicy;

export interface GroupUpdate {
  readonly readSet: ConfigGroup;
  readonly writeSet: ConfigGroup;
  /** The wanted group with the versions that follow. */
  readonly result: ConfigGroup;
  readonly isChanged: boolean;
}

/** `wanted` has the parts that are to be; its versions are not looked at. */
export function groupUpdate(current: ConfigGroup, wanted: ConfigGroup): GroupUpdate {
  const values = itemsUpdate(current.values, wanted.values, sameValue);
  const policies = itemsUpdate(current.policies, wanted.policies, samePolicy);
  const groups = groupsUpdate(current.groups, wanted.groups);
  const isRewritten =
    values.hasOtherMembers ||
    policies.hasOtherMembers ||
    groups.hasOtherMembers ||
    current.modPolicy !== wanted.modPolicy;
  const isChanged =
    isRewritten || [values, policies, groups].some(({ write }) => Object.keys(write).length > 0);
  const { version } = current;
  const group = (of: Omit<Partial<ConfigGroup>, `$${string}`>): ConfigGroup =>
    create(ConfigGroupSchema, of);
  const result = group({
    version: isRewritten ? version + 1n : version,
    values: values.result as ConfigGroup['values'],
    policies: policies.result as ConfigGroup['policies'],
    groups: groups.result,
    modPolicy: wanted.modPolicy,
  });
  if (!isChanged)
    return { readSet: group({ version }), writeSet: group({ version }), result, isChanged };
  // Who rewrites a group names all that stays in it.
  const kept = <T>(of: { readonly same: Record<string, T> }) => (isRewritten ? of.same : {});
  return {
    readSet: group({
      version,
      values: kept(values) as ConfigGroup['values'],
      policies: kept(policies) as ConfigGroup['policies'],
      groups: { ...groups.read, ...kept(groups) },
    }),
    writeSet: group({
      version: result.version,
      values: { ...values.write, ...kept(values) } as ConfigGroup['values'],
      policies: { ...policies.write, ...kept(policies) } as ConfigGroup['policies'],
      groups: { ...groups.write, ...kept(groups) },
      modPolicy: isRewritten ? wanted.modPolicy : '',
    }),
    result,
    isChanged,
  };
}

function itemsUpdate<T extends Item>(
  current: Readonly<Record<string, T>>,
  wanted: Readonly<Record<string, T>>,
  isSame: (a: T, b: T) => boolean,
) {
  const same: Record<string, T> = {};
  const write: Record<string, T> = {};
  const result: Record<string, T> = {};
  for (const [name, item] of Object.entries(wanted)) {
    const before = current[name];
    if (before !== undefined && isSame(before, item)) {
      same[name] = versionOnly(before);
      result[name] = before;
    } else {
      write[name] = { ...item, version: before === undefined ? 0n : before.version + 1n };
      result[name] = write[name];
    }
  }
  return { same, write, result, hasOtherMembers: !sameNames(current, wanted) };
}

function groupsUpdate(
  current: Readonly<Record<string, ConfigGroup>>,
  wanted: Readonly<Record<string, ConfigGroup>>,
) {
  const same: Record<string, ConfigGroup> = {};
  const read: Record<string, ConfigGroup> = {};
  const write: Record<string, ConfigGroup> = {};
  const result: Record<string, ConfigGroup> = {};
  for (const [name, group] of Object.entries(wanted)) {
    const before = current[name];
    const update = groupUpdate(before ?? create(ConfigGroupSchema), group);
    if (before === undefined) {
      write[name] = { ...update.writeSet, version: 0n, modPolicy: group.modPolicy };
      result[name] = { ...update.result, version: 0n };
    } else {
      result[name] = update.result;
      if (update.isChanged) {
        read[name] = update.readSet;
        write[name] = update.writeSet;
      } else same[name] = update.readSet;
    }
  }
  return { same, read, write, result, hasOtherMembers: !sameNames(current, wanted) };
}

const sameNames = (a: object, b: object): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name));
};

const sameValue = (a: ConfigValue, b: ConfigValue): boolean =>
  a.modPolicy === b.modPolicy && sameBytes(a.value, b.value);

const samePolicy = (a: ConfigPolicy, b: ConfigPolicy): boolean =>
  a.modPolicy === b.modPolicy && sameBytes(policyBytes(a), policyBytes(b));

const policyBytes = ({ policy }: ConfigPolicy): Uint8Array =>
  policy === undefined ? new Uint8Array() : encodeFields(PolicySchema, policy);

/** An item that is read, or stays: named by its version alone. */
function versionOnly<T extends Item>(item: T): T {
  return (
    item.$typeName === 'common.ConfigValue'
      ? { ...item, value: new Uint8Array(), modPolicy: '' }
      : { ...item, policy: undefined, modPolicy: '' }
  ) as T;
}
