/**
 * The genesis block of a channel whose only purpose is that a Fabric peer learns of other
 * organisations. It has no ordering service that exists, so no block ever follows.
 */
import { blockBytes } from '../../../harness/minting/channel/block.js';
import { channelGroup } from '../../../harness/minting/channel/config.js';
import { genesisBlock as firstBlock } from '../../../harness/minting/channel/config-block.js';
import { verifyingMsp } from '../../../harness/minting/channel/verifying-msp.js';

/** The block, serialized. `mspFolders`: the MSP folder of each organisation by MSP ID. */
export function genesisBlock(
  channelId: string,
  mspFolders: Readonly<Record<string, string>>,
): Uint8Array {
  const organisations = Object.entries(mspFolders).map(([mspId, folder]) => ({
    mspId,
    msp: verifyingMsp(mspId, folder),
  }));
  const group = channelGroup({ organisations, ordering: [], ordererEndpoints: [] });
  return blockBytes(firstBlock(channelId, group));
}
