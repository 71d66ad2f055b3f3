/**
 * Capabilities: what a channel demands of its peers, and the fixed values of a configuration.
 *
 * Implements spec/09-channel.md, CHAN-4, CHAN-5 and CHAN-69.
 */
import type { ConfigTree, Tell } from './groups.js';

/** What Fabric 3.1 knows; what a channel demands of its orderers is theirs to know. */
const KNOWN = {
  Channel: ['V1_1', 'V1_3', 'V1_4_2', 'V1_4_3', 'V2_0', 'V3_0'],
  Application: [
    ...['V1_1', 'V1_2', 'V1_3', 'V1_4_2', 'V2_0', 'V2_5'],
    ...['V1_1_PVTDATA_EXPERIMENTAL', 'V1_1_RESOURCETREE_EXPERIMENTAL'],
  ],
} as const;

/** Before these, MSPs judge identities by other rules (DEV-25). */
const MSP_RULES: readonly string[] = ['V1_4_3', 'V2_0', 'V3_0'];

export interface Capabilities {
  /** V3_0: Ed25519 keys, orderers by number. */
  readonly isV3: boolean;
}

export function judgeCapabilities(tree: ConfigTree, tell: Tell): Capabilities {
  const given = {
    Channel: Object.keys(tree.channel.Capabilities?.capabilities ?? {}),
    Application: Object.keys(tree.application.Capabilities?.capabilities ?? {}),
  };
  for (const group of ['Channel', 'Application'] as const)
    for (const name of given[group])
      if (!(KNOWN[group] as readonly string[]).includes(name))
        tell('CHAN-4', `capability ${name} of ${group} is unknown`);
  if (!given.Channel.some((name) => MSP_RULES.includes(name)))
    tell('CHAN-4', `channel capabilities before V1_4_3: ${given.Channel.join(', ') || 'none'}`);
  return { isV3: given.Channel.includes('V3_0') };
}

/** CHAN-69: with V3_0 every orderer organisation has addresses of its own, and the channel none. */
export function judgeAddresses(tree: ConfigTree, { isV3 }: Capabilities, tell: Tell): void {
  if (!isV3) return;
  if ((tree.channel.OrdererAddresses?.addresses ?? []).length > 0)
    tell('CHAN-69', 'addresses of the channel beside those of organisations');
  for (const { name, values } of tree.ordererOrgs)
    if ((values.Endpoints?.addresses ?? []).length === 0)
      tell('CHAN-69', `orderer organisation ${name} has no address`);
}

/** Whichever is named, Fabric hashes blocks with SHA-256. */
const ALGORITHMS: readonly string[] = ['SHA256', 'SHA3_256'];

/** Blocks are hashed one way only. */
export function judgeHashing({ channel }: ConfigTree, tell: Tell): void {
  const algorithm = channel.HashingAlgorithm?.name ?? '';
  if (!ALGORITHMS.includes(algorithm)) tell('CHAN-5', `hashing algorithm ${algorithm || '(none)'}`);
  const width = channel.BlockDataHashingStructure?.width ?? 0;
  if (width !== 0xffff_ffff) tell('CHAN-5', `block data hashing structure of width ${width}`);
}
