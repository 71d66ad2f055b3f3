/** Changes of a channel's configuration: members, anchors, endpoints of orderers, batches. */
import { create } from '@bufbuild/protobuf';
import { ConfigGroupSchema, ConfigValueSchema } from '../../wire/gen/common/configtx_pb.js';
import type { ConfigGroup } from '../../wire/transaction/config-update.js';
import { UserMistake } from '../user-mistake.js';
import { anchorsValue, type ChannelMember, endpointsValue, memberGroup } from './channel-group.js';
import { MOD_POLICY } from './policies.js';

export type ChannelChange =
  | { readonly type: 'add'; readonly member: ChannelMember }
  | { readonly type: 'remove'; readonly mspId: string }
  | { readonly type: 'anchors'; readonly mspId: string; readonly endpoints: readonly string[] }
  | { readonly type: 'orderers'; readonly mspId: string; readonly endpoints: readonly string[] };

/** The group with the changes in it, one after the other. @throws UserMistake if one has no place in it */
export const changed = (group: ConfigGroup, changes: readonly ChannelChange[]): ConfigGroup =>
  changes.reduce(withChange, group);

function withChange(root: ConfigGroup, change: ChannelChange): ConfigGroup {
  const part = change.type === 'orderers' ? 'Orderer' : 'Application';
  const group = root.groups[part] ?? create(ConfigGroupSchema);
  const mspId = change.type === 'add' ? change.member.msp.mspId : change.mspId;
  const organisation = group.groups[mspId];
  const put = (groups: ConfigGroup['groups']): ConfigGroup => ({
    ...root,
    groups: { ...root.groups, [part]: { ...group, groups } },
  });
  if (change.type === 'add') {
    if (organisation !== undefined)
      throw new UserMistake(`${mspId} is a member of the channel already`);
    return put({ ...group.groups, [mspId]: create(ConfigGroupSchema, memberGroup(change.member)) });
  }
  if (organisation === undefined) {
    const known = Object.keys(group.groups).sort().join(', ');
    throw new UserMistake(`${part} of the channel has no ${mspId}; it has ${known}`);
  }
  if (change.type === 'remove') {
    const { [mspId]: _, ...others } = group.groups;
    return put(others);
  }
  const [name, value] =
    change.type === 'anchors'
      ? ['AnchorPeers', anchorsValue(change.endpoints)]
      : ['Endpoints', endpointsValue(change.endpoints)];
  const entry = create(ConfigValueSchema, { value, modPolicy: MOD_POLICY });
  const values = { ...organisation.values, [name!]: entry };
  return put({ ...group.groups, [mspId]: { ...organisation, values } });
}
