/** A configuration taken apart: its groups, values and policies by where they stand. */
import { create } from '@bufbuild/protobuf';
import { ConfigGroupSchema } from '../wire/gen/common/configtx_pb.js';
import type { ConfigGroup } from '../wire/transaction/config-update.js';

export type Kind = 'groups' | 'values' | 'policies';
const MEMBERS: readonly Kind[] = ['groups', 'values', 'policies'];

type Entry = ConfigGroup | ConfigGroup['values'][string] | ConfigGroup['policies'][string];

export interface Item {
  /** For example `/Channel/Application/Org1MSP`. */
  readonly path: string;
  /** Path of the group whose policies a relative mod_policy names: itself, or that around it. */
  readonly policyPath: string;
  readonly entry: Entry;
}

/** Kind and path: a group and a value may have one name. */
export type ItemKey = `${Kind} ${string}`;

/** Names of what stands in a configuration, as Fabric's validator allows them. */
const NAME = /^(?!\.{1,2}$)[A-Za-z0-9.-]{1,249}$/;

export const isName = (text: string): boolean => NAME.test(text);

/** ORDR-30: undefined if a name is none that may stand in a configuration. */
export function itemsOf(root: ConfigGroup | undefined): Map<ItemKey, Item> | undefined {
  const items = new Map<ItemKey, Item>();
  if (root === undefined) return items;
  return collect(root, '/Channel', items) ? items : undefined;
}

function collect(group: ConfigGroup, path: string, into: Map<ItemKey, Item>): boolean {
  into.set(`groups ${path}`, { path, policyPath: path, entry: group });
  for (const kind of MEMBERS)
    for (const [name, entry] of Object.entries(group[kind])) {
      const inner = `${path}/${name}`;
      if (!isName(name)) return false;
      if (kind !== 'groups') into.set(`${kind} ${inner}`, { path: inner, policyPath: path, entry });
      else if (!collect(entry as ConfigGroup, inner, into)) return false;
    }
  return true;
}

/**
 * ORDR-35: put together again: each group lists its own members, and each of them is taken from `items`.
 * Undefined if one is not there.
 */
export function assembled(
  items: ReadonlyMap<ItemKey, Item>,
  path = '/Channel',
): ConfigGroup | undefined {
  const own = items.get(`groups ${path}`)?.entry as ConfigGroup | undefined;
  if (own === undefined) return undefined;
  const group = create(ConfigGroupSchema, { version: own.version, modPolicy: own.modPolicy });
  for (const kind of MEMBERS)
    for (const name of Object.keys(own[kind])) {
      const inner = `${path}/${name}`;
      const entry =
        kind === 'groups' ? assembled(items, inner) : items.get(`${kind} ${inner}`)?.entry;
      if (entry === undefined) return undefined;
      (group[kind] as Record<string, Entry>)[name] = entry;
    }
  return group;
}
